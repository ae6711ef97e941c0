"""Reading themes."""

from __future__ import annotations

from django.db.models import Count, Q

from rumbo.core.models import State
from rumbo.plan.models import Axis, Plan, Theme


def themes_of(axis: Axis) -> list[Theme]:
    """Return the themes in force of an axis, in order, each with ``objective_count`` and ``goal_count``."""
    current = Q(objectives__state=State.CURRENT)
    return list(
        Theme.objects.current()
        .filter(axis=axis)
        .defer("text", "text_en")
        .annotate(
            objective_count=Count("objectives", filter=current, distinct=True),
            goal_count=Count("objectives__goals", filter=current & Q(objectives__goals__state=State.CURRENT)),
        )
        .order_by("position", "pk")
    )


def find_theme(plan: Plan, key: str) -> Theme | None:
    """Return the theme with this key with its axis, in force or not, or None."""
    found: Theme | None = Theme.objects.select_related("axis", "superseded_by").filter(plan=plan, key=key).first()
    return found
