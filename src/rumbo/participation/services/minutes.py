"""The minutes of a table: written, signed off, published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rumbo.core.actors import person_of
from rumbo.core.errors import EditConflict, Refused
from rumbo.core.services.records import authorize
from rumbo.participation.enums import MinutesState
from rumbo.participation.models import Minutes, Table
from rumbo.participation.queries.minutes import record_of

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.core.models import Record

#: Longest agreements and remarks, in characters.
TEXT_LIMIT = 20_000
PERMISSION = "participation.facilitate"


@transaction.atomic
def get_or_start(actor: Actor, table: Table) -> Minutes:
    """Return the minutes of a table, begun where nobody did.

    Raises:
        PermissionDenied: the actor neither leads the table nor keeps its minutes.
    """
    authorize(actor, PERMISSION, table)
    Table.objects.select_for_update().get(pk=table.pk)  # so that two who begin at once begin the same
    found = Minutes.objects.filter(table=table).first()
    return found if found is not None else _save(actor, Minutes(table=table), _("Begun"))


@transaction.atomic
def edit(actor: Actor, table: Table, *, agreements: str, remarks: str, expected_version: int) -> Minutes:
    """Write the agreements, one a line, and the remarks; ``expected_version`` is the version that the person saw.

    Raises:
        PermissionDenied: the actor neither leads the table nor keeps its minutes.
        Refused: they were signed off, or a text is too long.
        EditConflict: somebody else saved them in the meantime.
    """
    minutes = _locked(actor, table)
    _need_draft(minutes)
    values = {"agreements": _fitting(agreements), "remarks": _fitting(remarks)}
    if minutes.version != expected_version:
        message = _("Somebody else saved the minutes while you were writing. Both texts are below.")
        raise EditConflict(message, cast("Record", minutes), values)
    if all(getattr(minutes, name) == value for name, value in values.items()):
        return minutes
    minutes.agreements, minutes.remarks = values["agreements"], values["remarks"]
    return _save(actor, minutes, "")


@transaction.atomic
def sign(actor: Actor, table: Table) -> Minutes:
    """Sign the minutes off: what the table did is fixed as it is now.

    Raises:
        PermissionDenied: the actor neither leads the table nor keeps its minutes.
        Refused: they were signed off already, or an exercise is still open.
    """
    minutes = _locked(actor, table)
    _need_draft(minutes)
    still_open = next((one for one in table.exercises.all() if one.is_open), None)
    if still_open is not None:
        message = _("“%(name)s” is still open: close it first, so that the minutes have all of it.")
        raise Refused(message % {"name": still_open.name})
    minutes.record = record_of(_with_all(table), minutes)
    minutes.state, minutes.signed_by, minutes.signed_at = MinutesState.SIGNED, person_of(actor), timezone.now()
    return _save(actor, minutes, _("Signed off"))


@transaction.atomic
def reopen(actor: Actor, table: Table, reason: str) -> Minutes:
    """Take the signature back, so that the minutes can be corrected; why stays in their history.

    Raises:
        PermissionDenied: the actor neither leads the table nor keeps its minutes.
        Refused: they are a draft, were published, or no reason is given.
    """
    minutes = _locked(actor, table)
    if minutes.state == MinutesState.PUBLISHED:
        raise Refused(_("They are published: what people read already stays as it is."))
    if minutes.state == MinutesState.DRAFT:
        raise Refused(_("They are a draft: go on writing."))
    tidy = " ".join(reason.split())
    if not tidy or len(tidy) > 100:
        raise Refused(_("Say why in a few words, up to 100 characters; it stays in their history."))
    minutes.record, minutes.state = {}, MinutesState.DRAFT
    minutes.signed_by, minutes.signed_at = None, None
    return _save(actor, minutes, tidy)


@transaction.atomic
def publish(actor: Actor, table: Table) -> Minutes:
    """Publish what was signed off, without the names of the people who came.

    Raises:
        PermissionDenied: the actor neither leads the table nor keeps its minutes.
        Refused: they were not signed off, or were published already.
    """
    minutes = _locked(actor, table)
    if minutes.state == MinutesState.DRAFT:
        raise Refused(_("Sign the minutes off first: then what is published does not change any more."))
    if minutes.state == MinutesState.PUBLISHED:
        raise Refused(_("They are published already."))
    minutes.state, minutes.published_at = MinutesState.PUBLISHED, timezone.now()
    return _save(actor, minutes, _("Published"))


def _locked(actor: Actor, table: Table) -> Minutes:
    started = get_or_start(actor, table)
    return Minutes.objects.select_for_update().get(pk=started.pk)


def _with_all(table: Table) -> Table:
    related = ("plan", "axis", "workshop__stage__process", "facilitator", "secretary")
    found: Table = Table.objects.select_related(*related).get(pk=table.pk)
    return found


def _need_draft(minutes: Minutes) -> None:
    if minutes.state != MinutesState.DRAFT:
        raise Refused(_("The minutes were signed off: open them again to change them."))


def _fitting(text: str) -> str:
    tidy = text.replace("\r\n", "\n").strip()
    if len(tidy) > TEXT_LIMIT:
        message = _("That is %(length)d characters; %(limit)d fit. Say it shorter.")
        raise Refused(message % {"length": len(tidy), "limit": TEXT_LIMIT})
    return tidy


def _save(actor: Actor, minutes: Any, reason: str) -> Minutes:
    """Save them as a new version of their history."""
    if minutes.pk is not None:
        minutes.version += 1
    minutes._history_user = person_of(actor)
    minutes._change_reason = reason
    minutes.save()
    found: Minutes = minutes
    return found
