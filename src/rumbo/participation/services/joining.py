"""Coming to a table: on a phone with its code, on paper by whoever keeps the list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.core.services.records import authorize
from rumbo.participation.enums import Origin
from rumbo.participation.models import Participant, Table
from rumbo.participation.models.people import Described

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.participation.models import Invitation


@dataclass(frozen=True, slots=True)
class Person:
    """What somebody says of themselves; all of it may be left out."""

    name: str = ""
    organization: str = ""
    sector: str = ""
    territory: Any = None
    gender: str = ""
    age_group: str = ""

    @classmethod
    def of(cls, described: Described) -> Person:
        """Return what a row says of a person."""
        return cls(**{name: getattr(described, name) for name in cls.__dataclass_fields__})


@transaction.atomic
def join(table: Table, person: Person, *, nonce: UUID) -> Participant:
    """Seat somebody at a table on their own phone and return them; the same phone again is the same participant.

    Raises:
        Refused: the table is full, or was withdrawn.
        ValidationError: a field is wrong.
    """
    return _seat(table, person, Origin.PHONE, nonce)


@transaction.atomic
def list_on_paper(
    actor: Actor, table: Table, person: Person, *, invitation: Invitation | None = None, nonce: UUID | None = None
) -> Participant:
    """Put somebody on the attendance list who signed on paper, and return them.

    Raises:
        PermissionDenied: the actor does not lead the table.
        Refused: the table is full, or was withdrawn.
        ValidationError: a field is wrong, or nothing says who it is.
    """
    authorize(actor, "participation.facilitate", table)
    if not person.name.strip() and not person.organization.strip():
        raise ValidationError({"name": _("Give a name or an organization, as signed on the list.")})
    return _seat(table, person, Origin.PAPER, nonce or uuid4(), invitation)


@transaction.atomic
def correct(actor: Actor, participant: Participant, person: Person) -> Participant:
    """Correct what the list says of somebody. Same errors as `list_on_paper`."""
    authorize(actor, "participation.facilitate", participant)
    return describe(participant, person)


@transaction.atomic
def describe(participant: Participant, person: Person) -> Participant:
    """Take what a participant says of themselves anew.

    Raises:
        ValidationError: a field is wrong.
    """
    _fill(participant, person)
    participant.save()
    return participant


@transaction.atomic
def take_off(actor: Actor, participant: Participant, *, left: bool = True) -> Participant:
    """Take somebody off the list, or put them on it again. What they said and voted stays.

    Raises:
        PermissionDenied: the actor does not lead the table.
        Refused: there is no free place to come back to.
    """
    authorize(actor, "participation.facilitate", participant)
    table = Table.objects.select_for_update().get(pk=participant.table_id)
    if participant.left and not left:
        _need_place(table)
    participant.left = left
    participant.save(update_fields=["left"])
    return participant


def _seat(
    table: Table, person: Person, origin: Origin, nonce: UUID, invitation: Invitation | None = None
) -> Participant:
    locked = Table.objects.select_for_update().get(pk=table.pk)
    known = Participant.objects.filter(table=locked, nonce=nonce).first()
    if known is not None:
        return known
    if not locked.is_current:
        raise Refused(_("This table was withdrawn. Ask whoever organizes the workshop for another code."))
    _need_place(locked)
    last = Participant.objects.filter(table=locked).aggregate(last=Max("number"))["last"] or 0
    seated = Participant(table=locked, number=last + 1, origin=origin, nonce=nonce, invitation=invitation)
    _fill(seated, person)
    seated.save()
    return seated


def _need_place(table: Table) -> None:
    if Participant.objects.filter(table=table, left=False).count() >= table.capacity:
        message = _("The table is full: it has %(capacity)d places. Ask whoever leads it to add one.")
        raise Refused(message % {"capacity": table.capacity})


def _fill(participant: Participant, person: Person) -> None:
    for name in Person.__dataclass_fields__:
        value = getattr(person, name)
        setattr(participant, name, " ".join(value.split()) if isinstance(value, str) else value)
    participant.clean_fields(exclude=["table", "invitation"])
