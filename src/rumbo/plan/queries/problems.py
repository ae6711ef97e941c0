"""Reading the problems that the diagnosis found."""

from __future__ import annotations

from django.db.models import Prefetch

from rumbo.plan.models import Axis, Objective, Problem, Theme


def problems_of_axis(axis: Axis) -> list[Problem]:
    """Return the problems in force of an axis, each with ``answers``: the objectives in force, with their theme."""
    objectives = Objective.objects.current().select_related("theme").defer("text", "text_en")
    return list(
        Problem.objects.current()
        .filter(axis=axis)
        .prefetch_related(Prefetch("objectives", queryset=objectives, to_attr="answers"))
    )


def problems_of_theme(theme: Theme) -> list[Problem]:
    """Return the problems in force that objectives of the theme answer."""
    answered = Objective.objects.current().filter(theme=theme).values("problems")
    return list(Problem.objects.current().filter(pk__in=answered))
