"""The page of a run of the kind `selection`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from rumbo.core.tables.table import Table
from rumbo.priority.method_words.selecting import gap_sentence
from rumbo.priority.models import Run
from rumbo.priority.queries.selection_results import SELECTION, lines_of, selection_result
from rumbo.priority.web.run_views.view import RunView


def _context(_request: HttpRequest, _plan: Any, run: Run) -> dict[str, Any]:
    found = selection_result(run)
    selection = found.selection
    return {
        "found": found,
        "gap": gap_sentence(selection.gap if selection.is_allowed else None),
        "said": run.origin.get("said", ""),
        "percent": round(100 * found.cost / found.problem.money) if found.problem.money else 0,
    }


def _export(run: Run) -> tuple[Table, Iterable[Any]]:
    return SELECTION, lines_of(selection_result(run))


VIEW = RunView("priority/runs/_selection.html", _context, _export)
