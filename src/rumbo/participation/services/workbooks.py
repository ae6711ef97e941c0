"""Writing what a table's workbook says, all of it or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.core.services.records import authorize
from rumbo.participation.models import Contribution, Exercise, Participant
from rumbo.participation.services.ballots import enter_sheet
from rumbo.participation.services.contributions import enter
from rumbo.participation.workbooks.entries import BallotEntry, TextEntry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rumbo.core.actors import Actor
    from rumbo.participation.models import Table
    from rumbo.participation.workbooks.entries import Entry


@transaction.atomic
def apply_workbook(actor: Actor, table: Table, entries: Iterable[Entry]) -> tuple[int, int]:
    """Store texts and ballots of a table and return how many of each; doing it again changes nothing.

    Raises:
        PermissionDenied: the actor does not lead the table.
        Refused: something changed since it was read, so that an entry does not fit any more; nothing is stored.
    """
    authorize(actor, "participation.facilitate", table)
    exercises = Exercise.objects.filter(table=table).select_related("table", "source__source").in_bulk()
    seats = Participant.objects.filter(table=table).in_bulk()
    texts = ballots = 0
    for entry in entries:
        exercise = exercises.get(entry.exercise)
        if exercise is None:
            raise Refused(_("This exercise is not there any more."))
        try:
            if isinstance(entry, TextEntry):
                _enter(actor, exercise, entry, seats)
                texts += 1
            elif isinstance(entry, BallotEntry):
                enter_sheet(actor, exercise, entry.number, entry.values)
                ballots += 1
        except Refused as refusal:
            message = _("Sheet “%(sheet)s”, row %(row)d: %(why)s Nothing was written.")
            raise Refused(message % {"sheet": entry.sheet, "row": entry.row, "why": refusal.message}) from refusal
    return texts, ballots


def _enter(actor: Actor, exercise: Exercise, entry: TextEntry, seats: dict[int, Participant]) -> Contribution:
    parent = Contribution.objects.filter(pk=entry.parent).first() if entry.parent else None
    participant = seats.get(entry.participant) if entry.participant else None
    return enter(actor, exercise, entry.text, parent=parent, participant=participant, nonce=UUID(entry.nonce))
