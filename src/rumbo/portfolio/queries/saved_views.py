"""The views of the portfolio that people keep: what their addresses may name, and who sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from rumbo.portfolio.models import SavedView

if TYPE_CHECKING:
    from rumbo.plan.models import Plan

#: What the canonical address of a view names, in its order; the last two are no filters.
NAMES = (
    "q",
    "axis",
    "theme",
    "program",
    "territory",
    "organization",
    "stage",
    "suspended",
    "term",
    "since",
    "until",
    "priority",
    "under_way",
    "tag",
    "state",
    "gap",
    "sort",
    "columnas",
)
#: What names the page of a view that is kept, before the rest of its address; the table without it.
PAGE = "vista"
#: The pages that the same filters lead to.
PAGES = ("table", "board", "map", "schedule", "budget", "matrix")


def views_of(plan: Plan, user: Any) -> QuerySet[Any, Any]:
    """Return the views that somebody sees: their own and those shared with all who work on the plan, by name."""
    return SavedView.objects.filter(plan=plan).filter(Q(owner=user) | Q(shared=True)).select_related("owner")


def find_view(plan: Plan, user: Any, pk: int) -> Any:
    """Return a view that somebody sees, or None."""
    return views_of(plan, user).filter(pk=pk).first()
