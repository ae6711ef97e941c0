"""Who may read the results of an exercise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rumbo.core.models import State
from rumbo.participation.enums import Phase
from rumbo.participation.models import Exercise

if TYPE_CHECKING:
    from django.db.models import QuerySet


def public_results(exercise: Exercise) -> bool:
    """Whether everybody may read the results: the exercise is closed, and whoever leads the table showed them."""
    return exercise.phase == Phase.CLOSED and exercise.results_shown and exercise.is_current


def with_public_results() -> QuerySet[Exercise]:
    """Return the exercises whose results everybody may read, of tables and workshops in force."""
    rows = Exercise.objects.current().filter(phase=Phase.CLOSED, results_shown=True)
    rows = rows.filter(table__state=State.CURRENT, table__workshop__state=State.CURRENT)
    return rows.select_related("table__axis", "table__workshop", "source").order_by("table", "position", "pk")


def staff_results(exercise: Exercise, *, leads: bool) -> bool:
    """Whether a member of the plan's staff may read the results: closed or shown, or they lead the table."""
    return leads or exercise.phase == Phase.CLOSED or exercise.results_shown
