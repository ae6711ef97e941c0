"""Publishing a state of the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from rumbo.core.actors import person_of
from rumbo.core.errors import Refused
from rumbo.core.services.records import authorize
from rumbo.plan.editions import checksum
from rumbo.plan.models import Edition, Plan

if TYPE_CHECKING:
    from rumbo.core.actors import Actor


@transaction.atomic
def publish(actor: Actor, plan: Plan, content: Any, *, number: int, title: str, note: str = "") -> Edition:
    """Keep the rows of a plan as an edition, with their checksum, and return it.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: there is an edition with this number already, or the number is not the next.
    """
    authorize(actor, "plan.manage", plan)
    Plan.objects.select_for_update().get(pk=plan.pk)
    expected = next_number(plan)
    if number != expected:
        message = _("The next edition is number %(expected)d; %(number)d cannot be published.")
        raise Refused(message % {"expected": expected, "number": number})
    edition = Edition(plan=plan, number=number, title=title, note=note, content=content, checksum=checksum(content))
    edition.published_by = person_of(actor)
    edition.clean_fields()
    edition.save()
    return edition


def next_number(plan: Plan) -> int:
    """Return the number that the next edition of a plan has."""
    return int(plan.editions.aggregate(last=Max("number"))["last"] or 0) + 1
