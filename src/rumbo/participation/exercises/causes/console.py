"""What the console shows of causes: the problems with their causes, as they come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rumbo.participation.queries.console import contributions
from rumbo.participation.queries.items import problems

if TYPE_CHECKING:
    from rumbo.participation.models import Exercise


def context(exercise: Exercise) -> dict[str, Any]:
    """Return ``problems`` as (problem, its causes), and ``astray``: causes of what is not shown any more.

    ``replaces_list`` says that the page need not list the causes once more.
    """
    asked = list(problems(exercise))
    causes: dict[int, list[Any]] = {one.pk: [] for one in asked}
    astray: list[Any] = []
    for one in contributions([exercise.pk]):
        parent = one.parent
        problem = 0 if parent is None else parent.merged_into_id or parent.pk
        causes.get(problem, astray).append(one)
    return {
        "problems": [(one, causes[one.pk]) for one in asked],
        "astray": astray,
        "replaces_list": True,
        "drawn": any(causes.values()),
    }
