"""Reading strategies."""

from __future__ import annotations

from django.db.models import Count, Prefetch, Q

from rumbo.core.models import State
from rumbo.plan.models import Axis, Plan, Problem, Strategy


def strategies_of_axis(axis: Axis) -> list[Strategy]:
    """Return the strategies in force of an axis with ``program_count``: the programmes in force that serve each."""
    return list(
        Strategy.objects.current()
        .filter(objective__theme__axis=axis)
        .select_related("objective__theme")
        .defer("text", "text_en", "objective__text", "objective__text_en")
        .annotate(program_count=Count("programs", filter=Q(programs__state=State.CURRENT)))
        .order_by("objective__theme__position", "objective__position", "position", "pk")
    )


def find_strategy(plan: Plan, key: str) -> Strategy | None:
    """Return the strategy with this key, in force or not, with its objective, theme, axis and problems, or None."""
    problems = Prefetch("objective__problems", queryset=Problem.objects.current(), to_attr="problem_list")
    found: Strategy | None = (
        Strategy.objects.select_related("objective__theme__axis", "superseded_by")
        .prefetch_related(problems)
        .filter(plan=plan, key=key)
        .first()
    )
    return found
