"""How many people of each group a workshop wants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from rumbo.accounts.enums import Sector
from rumbo.core.actors import person_of
from rumbo.core.services.records import authorize
from rumbo.participation.enums import AgeGroup, Dimension, Gender
from rumbo.participation.models import Target, Workshop

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rumbo.core.actors import Actor

#: The most people that a workshop can want of a group.
LIMIT = 5_000
_CODES = {Dimension.SECTOR: Sector.values, Dimension.GENDER: Gender.values, Dimension.AGE: AgeGroup.values}


@transaction.atomic
def set_targets(
    actor: Actor, workshop: Workshop, wanted: Mapping[tuple[str, str], int | None], *, reason: str = ""
) -> int:
    """Set targets by (dimension, value), None for no target; others stay. Return how many changed.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        ValidationError: a group is not known, or a number is not between 1 and 5000.
    """
    authorize(actor, Workshop.PERMISSION, workshop)
    Workshop.objects.select_for_update().get(pk=workshop.pk)
    known = {(one.dimension, one.value): one for one in Target.objects.filter(workshop=workshop)}
    changed = 0
    for (dimension, value), number in wanted.items():
        _check(dimension, value, number)
        target = known.get((dimension, value))
        if (target.number if target else None) == number:
            continue
        changed += 1
        target = target or Target(workshop=workshop, dimension=dimension, value=value)
        target._history_user = person_of(actor)  # type: ignore[attr-defined]
        target._change_reason = reason  # type: ignore[attr-defined]
        if number is None:
            target.delete()
        else:
            target.number = number
            target.save()
    return changed


def _check(dimension: str, value: str, number: int | None) -> None:
    codes = _CODES.get(dimension)  # type: ignore[call-overload]
    if dimension not in Dimension.values or not value or (codes is not None and value not in codes):
        raise ValidationError(_("There is no such group of people."))
    if number is not None and not 1 <= number <= LIMIT:
        raise ValidationError(_("Give a whole number from %(least)d to %(most)d.") % {"least": 1, "most": LIMIT})
