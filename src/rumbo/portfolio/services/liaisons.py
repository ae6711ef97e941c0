"""Who answers for an organization, and how one person hands over to the next."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.core.services import records
from rumbo.portfolio.models import Liaison

if TYPE_CHECKING:
    from rumbo.accounts.models import Organization
    from rumbo.core.actors import Actor


#: No later day is taken.
LAST_YEAR = 2200


@dataclass(frozen=True, slots=True)
class Person:
    """Who comes next; ``email`` or ``phone`` is needed."""

    title: str
    function: str = ""
    email: str = ""
    phone: str = ""


@transaction.atomic
def hand_over(actor: Actor, liaison: Liaison, to: Person, *, on: datetime.date, reason: str) -> Liaison:
    """End the time of a liaison on a day, let another person begin on the next, and return that one.

    The new person answers for the same organization or project in the same role; both histories say why.

    Raises:
        PermissionDenied: the actor may not edit the liaison.
        Refused: no reason is given, or the liaison does not answer on that day.
        ValidationError: something of the new person is wrong.
    """
    records.authorize(actor, liaison.PERMISSION, liaison)
    current = Liaison.objects.select_for_update().get(pk=liaison.pk)
    if not reason.strip():
        raise Refused(_("Say why: the history keeps it."))
    _check(current, on)
    records.update(actor, current, {"until_day": on}, reason=reason.strip())
    new = Liaison(
        plan_id=current.plan_id,
        organization_id=current.organization_id,
        project=current.project,
        role=current.role,
        title=to.title,
        function=to.function,
        email=to.email,
        phone=to.phone,
        from_day=on + datetime.timedelta(days=1),
    )
    return records.create(actor, new, reason=reason.strip())


@transaction.atomic
def move(actor: Actor, organization: Organization, to: Organization, *, reason: str = "") -> int:
    """Let the people of an organization answer for another, which is the same one; return how many.

    Raises:
        PermissionDenied: the actor may not edit one of them.
    """
    people = list(Liaison.objects.filter(organization=organization).select_related("project__program__theme"))
    for liaison in people:
        records.update(actor, liaison, {"organization": to}, reason=reason)
    return len(people)


def _check(liaison: Liaison, on: datetime.date) -> None:
    """Refuse a last day on which the person does not answer, or after which there is none."""
    if on.year > LAST_YEAR:
        raise Refused(_("That day is too far off: choose a nearer one."))
    if not liaison.is_current:
        raise Refused(_("“%(name)s” was withdrawn: there is nothing to hand over.") % {"name": liaison.title})
    if on < liaison.from_day:
        message = _("“%(name)s” begins on %(day)s: the last day cannot be earlier.")
        raise Refused(message % {"name": liaison.title, "day": date_format(liaison.from_day)})
    if liaison.until_day is not None and on > liaison.until_day:
        message = _("“%(name)s” ends on %(day)s: choose that day or one before it, or change the date first.")
        raise Refused(message % {"name": liaison.title, "day": date_format(liaison.until_day)})
