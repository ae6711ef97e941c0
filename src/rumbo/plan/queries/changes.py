"""What changed lately in the plan's own elements."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from rumbo.core.queries.changes import Home, changed
from rumbo.plan.models import Antecedent, Axis, Chapter, Goal, Objective, Plan, Problem, Strategy, Theme


def changed_elements(plan: Plan) -> list[QuerySet[Any, Any]]:
    """Return one queryset a kind, for `rumbo.core.queries.changes.latest`."""
    return [
        changed(Axis, plan.pk),
        changed(Theme, plan.pk),
        changed(Problem, plan.pk, Home("axis", "axis__key")),
        changed(Objective, plan.pk, Home("theme", "theme__key")),
        changed(Goal, plan.pk, Home("theme", "objective__theme__key")),
        changed(Strategy, plan.pk),
        changed(Chapter, plan.pk),
        changed(Antecedent, plan.pk),
    ]
