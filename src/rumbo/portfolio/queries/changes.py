"""What changed lately in the whole plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rumbo.core.queries.changes import Changed, Home, changed, latest
from rumbo.plan.queries.changes import changed_elements
from rumbo.portfolio.models import Action, Component, Program, Project

if TYPE_CHECKING:
    from rumbo.plan.models import Plan


def recent_changes(plan: Plan, limit: int = 6) -> list[Changed]:
    """Return the newest changes of elements that stood in the plan before; two queries at most."""
    rows = [
        *changed_elements(plan),
        changed(Program, plan.pk),
        changed(Project, plan.pk),
        changed(Component, plan.pk, Home("project", "project__key")),
        changed(Action, plan.pk),
    ]
    return latest(rows, limit)
