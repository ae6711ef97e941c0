"""What a kind of run needs to be shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from rumbo.core.tables.table import Table
from rumbo.priority.models import Run

#: Takes the request, the plan and a run that is done, and returns what the template of its kind reads, beside
#: ``run``, ``plan`` and ``round``.
Context = Callable[[HttpRequest, Any, Run], dict[str, Any]]
#: Takes a run that is done, and returns what is offered as CSV, XLSX and JSON.
Export = Callable[[Run], tuple[Table, Iterable[Any]]]


def _nothing(_request: HttpRequest, _plan: Any, _run: Run) -> dict[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class RunView:
    """How runs of a kind are shown once they are done: by which template, with what, and with which table to keep."""

    template: str
    context: Context = _nothing
    export: Export | None = None
