"""The agenda of a table: making, changing, opening and closing exercises, and showing their results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from rumbo.core.errors import Refused
from rumbo.core.services import records
from rumbo.participation.enums import Phase
from rumbo.participation.exercises import KINDS, kind_of
from rumbo.participation.exercises.usual import USUAL
from rumbo.participation.models import Exercise, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rumbo.core.actors import Actor


@transaction.atomic
def create_exercise(actor: Actor, exercise: Exercise, *, reason: str = "") -> Exercise:
    """Put an exercise at the end of its table's agenda and return it.

    Raises:
        PermissionDenied: the actor does not lead the table.
        ValidationError: a setting, the type or the source is wrong.
    """
    exercise.plan_id = exercise.table.plan_id
    _check(exercise)
    return records.create(actor, exercise, reason=reason)


@transaction.atomic
def put_usual(actor: Actor, table: Table, code: str) -> list[Exercise]:
    """Put the exercises of a usual agenda (`rumbo.participation.exercises.usual`) at the end of a table's agenda.

    Raises:
        PermissionDenied: the actor does not lead the table.
        Refused: there is no such agenda.
    """
    if code not in USUAL:
        raise Refused(_("Choose one of the usual agendas."))
    made: list[Exercise] = []
    for step in USUAL[code].steps:
        exercise = Exercise(table=table, type=step.type, settings=dict(step.settings))
        exercise.source = None if step.source is None else made[step.source]
        with override("es"):
            exercise.title = str(step.title)
        with override("en"):
            exercise.title_en = str(step.title)
        made.append(create_exercise(actor, exercise))
    return made


@transaction.atomic
def update_exercise(
    actor: Actor, exercise: Exercise, changes: Mapping[str, Any], *, expected_version: int | None = None
) -> Exercise:
    """Change an exercise; how it is answered stays as it is once somebody answered. Same errors as `create_exercise`.

    Raises:
        Refused: people answered already, and the settings or the source would change.
        EditConflict: somebody else saved it in the meantime.
    """
    changed = Exercise.objects.select_related("table").get(pk=exercise.pk)
    for name, value in changes.items():
        setattr(changed, name, value)
    _check(changed)
    rules_change = changed.settings != exercise.settings or changed.source_id != exercise.source_id
    if rules_change and (exercise.ballots.exists() or exercise.contributions.exists()):
        raise Refused(
            _("People answered already, so what is asked and how stays as it is. Put another exercise on the agenda.")
        )
    values = {**changes, "settings": changed.settings}
    return records.update(actor, exercise, values, expected_version=expected_version)


@transaction.atomic
def open_exercise(actor: Actor, exercise: Exercise) -> Exercise:
    """Let people answer; whatever was open at the table closes, so that everybody is at the same exercise.

    Raises:
        PermissionDenied: the actor does not lead the table.
        Refused: it was withdrawn.
    """
    records.authorize(actor, Exercise.PERMISSION, exercise)
    Table.objects.select_for_update().get(pk=exercise.table_id)  # two who open at once, one after the other
    current = Exercise.objects.select_related("table", "source").select_for_update(of=("self",)).get(pk=exercise.pk)
    if not current.is_current:
        raise Refused(_("This exercise was withdrawn. Put it in force again to open it."))
    others = Exercise.objects.filter(table_id=current.table_id, phase=Phase.OPEN).exclude(pk=current.pk)
    for other in others.select_related("table"):
        _mark(actor, other, phase=Phase.CLOSED)
    return _mark(actor, current, phase=Phase.OPEN)


@transaction.atomic
def close_exercise(actor: Actor, exercise: Exercise) -> Exercise:
    """Take no more answers. It can be opened again. Same errors as `open_exercise`."""
    records.authorize(actor, Exercise.PERMISSION, exercise)
    return _mark(actor, exercise, phase=Phase.CLOSED)


@transaction.atomic
def show_results(actor: Actor, exercise: Exercise, *, shown: bool = True) -> Exercise:
    """Show the results on the projector and the phones, or hide them again.

    Raises:
        PermissionDenied: the actor does not lead the table.
    """
    records.authorize(actor, Exercise.PERMISSION, exercise)
    return _mark(actor, exercise, results_shown=shown)


def _mark(actor: Actor, exercise: Exercise, **marks: Any) -> Exercise:
    """Set marks of an exercise as a new version of its history."""
    current: Exercise = Exercise.objects.select_related("table").get(pk=exercise.pk)
    if all(getattr(current, name) == value for name, value in marks.items()):
        return current
    return records.mark(actor, current, marks)


def _check(exercise: Exercise) -> None:
    """Fill in the settings' defaults, and see that the source fits the type."""
    if exercise.type not in KINDS:
        raise ValidationError({"type": _("Choose a type of exercise.")})
    kind = kind_of(exercise)
    exercise.settings = kind.clean(dict(exercise.settings))
    source = exercise.source
    if kind.source == "never" or source is None:
        exercise.source = None
        if kind.source == "must":
            raise ValidationError({"source": _("Choose the exercise whose contributions it works on.")})
    elif source.table.plan_id != exercise.table.plan_id or source.table.axis_id != exercise.table.axis_id:
        raise ValidationError({"source": _("Choose an exercise of the same axis.")})
    elif exercise.pk is not None and source.pk == exercise.pk:
        raise ValidationError({"source": _("An exercise cannot work on itself.")})
