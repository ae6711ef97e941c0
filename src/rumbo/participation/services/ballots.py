"""Taking answers: many at once in one transaction, each judged on its own, none counted twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.core.services.records import authorize
from rumbo.participation.enums import Scale
from rumbo.participation.exercises import kind_of
from rumbo.participation.models import Ballot, Exercise
from rumbo.participation.pseudonyms import sheet_voter, voter
from rumbo.participation.queries.voting import before, papers, seats
from rumbo.participation.services.contributions import check_open, check_seat

if TYPE_CHECKING:
    from rumbo.core.actors import Actor

#: The largest revision that a phone may name.
LAST_REVISION = 2**31 - 1
_UPSERT = """
    INSERT INTO participation_ballot (exercise_id, voter, item_id, value, revision) VALUES {rows}
    ON CONFLICT (exercise_id, voter, item_id) DO UPDATE SET value = excluded.value, revision = excluded.revision
    WHERE excluded.revision > participation_ballot.revision
"""  # one statement on both databases: an answer that comes late or twice changes nothing
#: Rows that one statement writes: an old SQLite takes 999 values.
_ROWS = 150
Row = tuple[int, str, int, int, int]
Paper = tuple[Exercise, frozenset[int]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a participant answers: values by item. ``revision`` grows with each change of mind on the phone.

    ``language`` is the one in which they read a refusal; empty means the active one.
    """

    participant: int
    exercise: int
    values: Mapping[int, int]
    revision: int
    language: str = ""


@transaction.atomic
def cast(sheets: Sequence[Sheet]) -> list[str]:
    """Store answers and return, for each sheet, an empty text or the sentence that says why it was refused.

    All that are accepted are stored when this returns. A sheet that was stored before, or comes after a newer one of
    the same participant, is accepted and changes nothing.
    """
    return _cast(sheets)


@transaction.atomic(durable=True)
def cast_for_good(sheets: Sequence[Sheet]) -> list[str]:
    """Do as `cast`; what it returns may be told at once, since this is never part of a larger transaction."""
    return _cast(sheets)


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
        paper = papers([exercise.pk])[exercise.pk]
        _judge(exercise, values, paper[1])
        _write(_rows(paper, pseudonym, values, 1))


def _cast(sheets: Sequence[Sheet]) -> list[str]:
    tables = seats({sheet.participant for sheet in sheets})
    asked = papers({sheet.exercise for sheet in sheets})
    taken: list[tuple[Paper, str, Sheet]] = []
    answers = []
    for sheet in sheets:
        paper = asked.get(sheet.exercise)
        refusal = _refusal(sheet, tables.get(sheet.participant), paper)
        if paper is not None and not refusal:
            taken.append((paper, voter(sheet.exercise, sheet.participant), sheet))
        answers.append(refusal)
    given = before((paper[0].pk, pseudonym) for paper, pseudonym, _sheet in taken if _spends(paper[0]))
    rows: list[Row] = []
    for paper, pseudonym, sheet in taken:
        revision, items = given.get((paper[0].pk, pseudonym), (0, frozenset()))
        if revision < sheet.revision or not _spends(paper[0]):
            # Points on what was hidden since, or put into a group, are taken back: they are spent on something else.
            values = {**dict.fromkeys(items, 0), **sheet.values}
            rows += _rows(paper, pseudonym, values, sheet.revision)
    _write(rows)
    return answers


def _spends(exercise: Exercise) -> bool:
    """Whether a sheet spends points, so that a newer one leaves nothing of it: they never add up to more."""
    return kind_of(exercise).fill_sheet is not None and exercise.settings.get("scale") == Scale.POINTS


def _refusal(sheet: Sheet, table: int | None, paper: Paper | None) -> str:
    """Return why a sheet is refused, in the language of who sent it; empty where it is taken."""
    if sheet.language and sheet.language != get_language():
        with override(sheet.language):
            return _why_not(sheet, table, paper)
    return _why_not(sheet, table, paper)


def _why_not(sheet: Sheet, table: int | None, paper: Paper | None) -> str:
    try:
        if paper is None:
            raise Refused(_("This exercise is not there any more."))
        if not 1 <= sheet.revision <= LAST_REVISION:
            raise Refused(_("The answer has no valid revision."))
        exercise, items = paper
        check_seat(table, exercise)
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


def _rows(paper: Paper, pseudonym: str, values: Mapping[int, int], revision: int) -> list[Row]:
    exercise, items = paper
    fill = kind_of(exercise).fill_sheet
    filled = fill(exercise.settings, values, items) if fill is not None else values
    return [(exercise.pk, pseudonym, item, value, revision) for item, value in filled.items()]


def _write(rows: Iterable[Row]) -> None:
    """Write rows, in one order everywhere: no two writers wait for each other. The newest of an answer is written."""
    newest: dict[tuple[int, str, int], Row] = {}
    for row in rows:
        known = newest.get(row[:3])
        if known is None or known[-1] < row[-1]:
            newest[row[:3]] = row
    ordered = sorted(newest.values())
    with connection.cursor() as cursor:
        for start in range(0, len(ordered), _ROWS):
            some = ordered[start : start + _ROWS]
            places = ", ".join(["(%s, %s, %s, %s, %s)"] * len(some))
            cursor.execute(_UPSERT.format(rows=places), [value for row in some for value in row])
