"""Reading objectives with what hangs on them."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch

from rumbo.plan.models import Axis, Goal, Objective, Problem, Strategy, Theme


def objectives_behind(theme: Theme, chosen: list[int]) -> list[Any]:
    """Return the objectives in force that stand behind something of a theme.

    They are the chosen ones, by primary key, or all of the theme where none is chosen. Each has its theme,
    ``problem_list`` (with their axis) and ``goal_list``; texts are left out.
    """
    problems = (
        Problem.objects.current().select_related("axis").defer("text", "text_en", "axis__text", "axis__text_en")
    )
    objectives = Objective.objects.current()
    objectives = objectives.filter(pk__in=chosen) if chosen else objectives.filter(theme=theme)
    return list(
        objectives.select_related("theme")
        .defer("text", "text_en", "theme__text", "theme__text_en")
        .prefetch_related(
            Prefetch("problems", queryset=problems, to_attr="problem_list"),
            Prefetch("goals", queryset=Goal.objects.current().defer("text", "text_en"), to_attr="goal_list"),
        )
    )


def objectives_of(theme: Theme) -> list[Any]:
    """Return the objectives in force of a theme with what is in force under each.

    Each has ``goal_list``, ``strategy_list`` and ``problem_list``.
    """
    return list(
        Objective.objects.current()
        .filter(theme=theme)
        .prefetch_related(
            Prefetch("goals", queryset=Goal.objects.current(), to_attr="goal_list"),
            Prefetch(
                "strategies", queryset=Strategy.objects.current().defer("text", "text_en"), to_attr="strategy_list"
            ),
            Prefetch("problems", queryset=Problem.objects.current().defer("text", "text_en"), to_attr="problem_list"),
        )
    )


def objectives_of_axis(axis: Axis) -> list[Any]:
    """Return the objectives in force of an axis in the order of its themes, each with its theme and ``goal_list``."""
    goals = Goal.objects.current().defer("text", "text_en")
    return list(
        Objective.objects.current()
        .filter(theme__axis=axis)
        .select_related("theme")
        .defer("text", "text_en", "theme__text", "theme__text_en")
        .prefetch_related(Prefetch("goals", queryset=goals, to_attr="goal_list"))
        .order_by("theme__position", "theme", "position", "pk")
    )
