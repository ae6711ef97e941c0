"""What the page of a run shows, by kind: each has a module here with its ``VIEW``."""

from __future__ import annotations

from rumbo.priority.enums import RunKind
from rumbo.priority.web.run_views import allocation, ranking, scenarios, selection
from rumbo.priority.web.run_views.view import RunView

_VIEWS = {
    RunKind.RANKING: ranking.VIEW,
    RunKind.ALLOCATION: allocation.VIEW,
    RunKind.SELECTION: selection.VIEW,
    RunKind.SCENARIOS: scenarios.VIEW,
}


def view_of(kind: str) -> RunView:
    """Return what shows runs of a kind."""
    return _VIEWS[RunKind(kind)]
