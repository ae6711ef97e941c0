"""Taking answers: many at once in one transaction, each judged on its own, none counted twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.core.services.records import authorize
from rumbo.participation.exercises import kind_of
from rumbo.participation.models import Ballot, Exercise, Participant
from rumbo.participation.pseudonyms import sheet_voter, voter
from rumbo.participation.queries.items import items_of
from rumbo.participation.services.contributions import check_member, check_open

if TYPE_CHECKING:
    from rumbo.core.actors import Actor

#: The largest revision that a phone may name.
LAST_REVISION = 2**31 - 1
_UPSERT = """
    INSERT INTO participation_ballot (exercise_id, voter, item_id, value, revision) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (exercise_id, voter, item_id) DO UPDATE SET value = excluded.value, revision = excluded.revision
    WHERE excluded.revision > participation_ballot.revision
"""  # one statement on both databases: an answer that comes late or twice changes nothing


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a participant answers: values by item. ``revision`` grows with each change of mind on the phone."""

    participant: int
    exercise: int
    values: Mapping[int, int]
    revision: int


@transaction.atomic
def cast(sheets: Sequence[Sheet]) -> list[str]:
    """Store answers and return, for each sheet, an empty text or the sentence that says why it was refused.

    All that are accepted are stored when this returns. A sheet that was stored before, or comes after a newer one of
    the same participant, is accepted and changes nothing.
    """
    participants = Participant.objects.in_bulk({sheet.participant for sheet in sheets})
    exercises = Exercise.objects.in_bulk({sheet.exercise for sheet in sheets})
    items = items_of(exercises.values())
    rows: list[tuple[int, str, int, int, int]] = []
    answers = []
    for sheet in sheets:
        exercise = exercises.get(sheet.exercise)
        refusal = _refusal(
            sheet, participants.get(sheet.participant), exercise, items.get(sheet.exercise, frozenset())
        )
        if not refusal:
            pseudonym = voter(sheet.exercise, sheet.participant)
            rows += _rows(sheet.exercise, pseudonym, sheet.values, sheet.revision)
        answers.append(refusal)
    _write(rows)
    return answers


@transaction.atomic
def enter_sheet(actor: Actor, exercise: Exercise, number: int, values: Mapping[int, int]) -> None:
    """Store a numbered paper ballot; entering the same number again replaces it. An empty one is taken out.

    Raises:
        PermissionDenied: the actor does not lead the table.
        Refused: the number is not one of the table's places, or an answer does not fit.
    """
    authorize(actor, "participation.facilitate", exercise)
    if not 1 <= number <= exercise.table.capacity:
        message = _("Number the paper ballots from 1 to %(capacity)d, the places of the table.")
        raise Refused(message % {"capacity": exercise.table.capacity})
    pseudonym = sheet_voter(exercise.pk, number)
    Ballot.objects.filter(exercise=exercise, voter=pseudonym).delete()
    if values:
        items = items_of([exercise])[exercise.pk]
        _judge(exercise, values, items)
        _write(_rows(exercise.pk, pseudonym, values, 1))


def _refusal(sheet: Sheet, participant: Participant | None, exercise: Exercise | None, items: frozenset[int]) -> str:
    try:
        if participant is None or exercise is None:
            raise Refused(_("This exercise is not there any more."))
        if not 1 <= sheet.revision <= LAST_REVISION:
            raise Refused(_("The answer has no valid revision."))
        check_member(participant, exercise)
        check_open(exercise)
        _judge(exercise, sheet.values, items)
    except Refused as refused:
        return refused.message
    return ""


def _judge(exercise: Exercise, values: Mapping[int, int], items: frozenset[int]) -> None:
    check = kind_of(exercise).check_sheet
    if check is None:
        raise Refused(_("This exercise takes no votes."))
    try:
        check(exercise.settings, values, items)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error


def _rows(
    exercise: int, pseudonym: str, values: Mapping[int, int], revision: int
) -> list[tuple[int, str, int, int, int]]:
    return [(exercise, pseudonym, item, value, revision) for item, value in sorted(values.items())]


def _write(rows: Sequence[tuple[int, str, int, int, int]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_UPSERT, sorted(rows))  # in one order everywhere: no two writers wait for each other
