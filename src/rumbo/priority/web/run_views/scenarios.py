"""The page of a run of the kind `scenarios`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from rumbo.core.tables.table import Table
from rumbo.priority.models import Run
from rumbo.priority.queries.scenario_results import SCENARIOS, scenario_result
from rumbo.priority.web.run_views.view import RunView


def _context(_request: HttpRequest, _plan: Any, run: Run) -> dict[str, Any]:
    found = scenario_result(run)
    return {"found": found, "counts": (len(found.always), len(found.sometimes), len(found.never))}


def _export(run: Run) -> tuple[Table, Iterable[Any]]:
    found = scenario_result(run)
    return SCENARIOS, (*found.always, *found.sometimes, *found.never)


VIEW = RunView("priority/runs/_scenarios.html", _context, _export)
