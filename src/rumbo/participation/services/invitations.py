"""Inviting people to a workshop, keeping what they answer, and seating those who come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import NAMESPACE_OID, uuid5

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from rumbo.accounts.enums import Sector
from rumbo.core.actors import person_of
from rumbo.core.errors import Refused
from rumbo.core.services.records import authorize
from rumbo.participation.enums import Answer
from rumbo.participation.models import Invitation, Participant, Workshop
from rumbo.participation.services.joining import Person, list_on_paper, take_off

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rumbo.core.actors import Actor
    from rumbo.participation.models import Table

#: The most invitations of a workshop.
LIMIT = 5_000


@dataclass(frozen=True, slots=True)
class Guest:
    """Whom an invitation is for, and where it is sent."""

    person: Person
    email: str = ""

    @property
    def sector_label(self) -> str:
        """The name of the sector, or nothing."""
        return str(Sector(self.person.sector).label) if self.person.sector else ""


@transaction.atomic
def invite(actor: Actor, workshop: Workshop, guest: Guest) -> Invitation:
    """Invite somebody to a workshop, and return the invitation.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: the workshop was withdrawn, or has as many invitations as it may have.
        ValidationError: a field is wrong, nothing says who it is, or they are invited already.
    """
    _check_workshop(actor, workshop, 1)
    invitation = Invitation(workshop=workshop)
    _fill(invitation, guest)
    _check_once(invitation)
    return _save(actor, invitation)


@transaction.atomic
def invite_many(actor: Actor, workshop: Workshop, guests: Iterable[Guest], *, reason: str = "") -> int:
    """Invite everybody of a list who is not invited yet, all or none, and return how many were. As `invite`."""
    guests = list(guests)
    _check_workshop(actor, workshop, len(guests))
    made = 0
    known = Known.of(workshop)
    for guest in guests:
        if known.field(guest):
            continue
        known.add(guest)
        invitation = Invitation(workshop=workshop)
        _fill(invitation, guest)
        _save(actor, invitation, reason)
        made += 1
    return made


@transaction.atomic
def correct_invitation(actor: Actor, invitation: Invitation, guest: Guest) -> Invitation:
    """Change whom an invitation is for; nothing is written where nothing changes. Errors as `invite`."""
    current = _current(actor, invitation)
    before = (Person.of(current), current.email)
    _fill(current, guest)
    if (Person.of(current), current.email) == before:
        return current
    _check_once(current)
    return _save(actor, current)


@transaction.atomic
def set_answer(actor: Actor, invitation: Invitation, answer: str) -> Invitation:
    """Keep what somebody answered.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: there is no such answer, or the invitation was withdrawn.
    """
    current = _current(actor, invitation)
    if answer not in Answer.values:
        raise Refused(_("Choose one of the answers."))
    if current.withdrawn:
        raise Refused(_("This invitation was withdrawn. Bring it back first."))
    if current.answer == answer:
        return current
    current.answer = answer
    return _save(actor, current)


@transaction.atomic
def withdraw_invitation(actor: Actor, invitation: Invitation, *, withdrawn: bool = True) -> Invitation:
    """Take an invitation back, or bring it back; it is never deleted.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        ValidationError: they were invited anew in the meantime, so that it cannot be brought back.
    """
    current = _current(actor, invitation)
    if current.withdrawn == withdrawn:
        return current
    current.withdrawn = withdrawn
    if not withdrawn:
        _check_once(current)
    return _save(actor, current)


@transaction.atomic
def seat_guest(actor: Actor, invitation: Invitation, table: Table) -> Participant:
    """Put somebody who was invited and came on the list of a table; twice is once.

    Raises:
        PermissionDenied: the actor does not lead the table.
        Refused: it is a table of another workshop, they sit at another one already, or it is full.
    """
    authorize(actor, "participation.facilitate", table)
    locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if table.workshop_id != locked.workshop_id:
        raise Refused(_("This invitation is for another workshop."))
    if locked.withdrawn:
        raise Refused(_("This invitation was withdrawn. Bring it back first."))
    seats = Participant.objects.filter(invitation=locked).select_related("table").order_by("left", "pk")
    seat = next((one for one in seats if not one.left or one.table_id == table.pk), None)
    if seat is None:
        nonce = uuid5(NAMESPACE_OID, f"rumbo:invitation:{locked.pk}:{table.pk}")
        return list_on_paper(actor, table, Person.of(locked), invitation=locked, nonce=nonce)
    if seat.table_id != table.pk:
        raise Refused(_("They are on the list of “%(table)s” already.") % {"table": seat.table.name})
    return take_off(actor, seat, left=False) if seat.left else seat


class Known:
    """Who is invited: tells whether somebody is one of them.

    The same address is the same person; so is the same name and organization, unless both have an address: then they
    are two who share a name. Several people of an organization may be invited without names by their addresses.
    """

    def __init__(self, guests: Iterable[Guest] = ()) -> None:
        self._emails: set[str] = set()
        self._named: set[str] = set()
        self._without_email: set[str] = set()
        for guest in guests:
            self.add(guest)

    @classmethod
    def of(cls, workshop: Workshop, *, but: int | None = None) -> Known:
        """Return who is invited to a workshop, one invitation left out."""
        rows = Invitation.objects.filter(workshop=workshop, withdrawn=False).exclude(pk=but or 0)
        return cls(Guest(Person(name=one.name, organization=one.organization), one.email) for one in rows)

    def add(self, guest: Guest) -> None:
        """Count somebody in."""
        email, words = _marks(guest)
        if email:
            self._emails.add(email)
        else:
            self._without_email.add(words)
        if guest.person.name.strip() or not email:
            self._named.add(words)

    def field(self, guest: Guest) -> str:
        """Return the field by which somebody is one of them already, or nothing."""
        email, words = _marks(guest)
        if email and email in self._emails:
            return "email"
        return "name" if words in (self._without_email if email else self._named) else ""


def _marks(guest: Guest) -> tuple[str, str]:
    words = f"{guest.person.name} | {guest.person.organization}".casefold().split()
    return guest.email.strip().casefold(), " ".join(words)


def _check_workshop(actor: Actor, workshop: Workshop, more: int) -> None:
    authorize(actor, Workshop.PERMISSION, workshop)
    locked = Workshop.objects.select_for_update().get(pk=workshop.pk)
    if not locked.is_current:
        raise Refused(_("This workshop was withdrawn. Put it in force again first."))
    if Invitation.objects.filter(workshop=locked).count() + more > LIMIT:
        raise Refused(_("A workshop has at most %(limit)d invitations.") % {"limit": LIMIT})


def _current(actor: Actor, invitation: Invitation) -> Invitation:
    authorize(actor, Workshop.PERMISSION, invitation.workshop)
    return Invitation.objects.select_for_update().get(pk=invitation.pk)


def _fill(invitation: Invitation, guest: Guest) -> None:
    for name in Person.__dataclass_fields__:
        value = getattr(guest.person, name)
        setattr(invitation, name, " ".join(value.split()) if isinstance(value, str) else value)
    invitation.email = guest.email.strip()
    invitation.clean_fields(exclude=["workshop", "territory"])
    if not invitation.name and not invitation.organization:
        raise ValidationError({"name": _("Give a name or an organization.")})


def _check_once(invitation: Invitation) -> None:
    """Raise ``ValidationError`` where somebody is invited already."""
    guest = Guest(Person(name=invitation.name, organization=invitation.organization), invitation.email)
    if field := Known.of(invitation.workshop, but=invitation.pk).field(guest):
        raise ValidationError({field: _("“%(name)s” is invited already.") % {"name": invitation}})


def _save(actor: Actor, invitation: Invitation, reason: str = "") -> Invitation:
    invitation._history_user = person_of(actor)  # type: ignore[attr-defined]
    invitation._change_reason = reason  # type: ignore[attr-defined]
    invitation.save()
    return invitation
