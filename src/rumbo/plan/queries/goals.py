"""Reading goals."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from rumbo.plan.models import Goal, Theme


def goals_of_theme(theme: Theme) -> QuerySet[Any]:
    """Return the goals in force of a theme's objectives in force, in order, with their objective."""
    return (
        Goal.objects.current()
        .filter(objective__theme=theme)
        .filter(objective__in=theme.objectives.current())
        .select_related("objective__theme__axis")
        .order_by("objective__position", "objective", "position", "pk")
    )
