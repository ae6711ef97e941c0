"""The page of a run of the kind `allocation`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from rumbo.core.tables.table import Table
from rumbo.priority.models import Run
from rumbo.priority.queries.allocation_results import ALLOCATION, allocation_result
from rumbo.priority.web.run_views.view import RunView


def _context(_request: HttpRequest, _plan: Any, run: Run) -> dict[str, Any]:
    return {"found": allocation_result(run), "method": run.method}


def _export(run: Run) -> tuple[Table, Iterable[Any]]:
    found = allocation_result(run)
    return ALLOCATION, [*found.funded, *found.others]


VIEW = RunView("priority/runs/_allocation.html", _context, _export)
