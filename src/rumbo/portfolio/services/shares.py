"""Splitting a project between municipalities and states: the shares always add up, and each agrees to its own."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from rumbo.core.actors import person_of
from rumbo.core.errors import Refused
from rumbo.core.services.records import authorize
from rumbo.portfolio.enums import ShareState
from rumbo.portfolio.models import Share, Split
from rumbo.portfolio.services import responsibilities

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.places.models import Territory
    from rumbo.portfolio.models import Project

_KEPT = ("cost", "beneficiaries", "competence")


@dataclass(frozen=True, slots=True)
class Part:
    """What one municipality or state takes."""

    territory: Territory
    cost: Decimal
    beneficiaries: int = 0
    competence: str = ""


@transaction.atomic
def split_project(
    actor: Actor,
    project: Project,
    cost: Decimal,
    beneficiaries: int,
    parts: Sequence[Part],
    *,
    expected_version: int | None = None,
    reason: str = "",
) -> Split:
    """Split a project's cost and beneficiaries into shares and return the split; an empty one takes it back.

    A share that stays as it was keeps its agreement; one that changes has to be agreed anew. Who answers for a share
    goes on doing so while it is there; the roles for one that is taken away end with it, and their history says why.

    Raises:
        PermissionDenied: the actor may not edit the project.
        Refused: the shares do not add up (by how much is said), a place has two, a number is negative, or somebody
            else split it in the meantime.
    """
    authorize(actor, "plan.edit", project)
    split, _new = Split.objects.select_for_update().get_or_create(project=project, defaults={"cost": Decimal(0)})
    if expected_version is not None and split.version != expected_version:
        raise Refused(_("Somebody else split it in the meantime. Look at the shares again before you save yours."))
    _check(cost, beneficiaries, parts)
    split.cost, split.beneficiaries, split.version = cost, beneficiaries, split.version + 1
    _sign(actor, split, reason)
    split.save()
    present = {share.territory_id: share for share in split.shares.select_related("territory")}
    for part in parts:
        _set(actor, split, present.pop(part.territory.pk, None), part, reason)
    for share in present.values():
        _end(actor, share, reason)
    return split


@transaction.atomic
def agree(
    actor: Actor,
    share: Share,
    *,
    on: datetime.date,
    administration: str,
    minutes: str = "",
    agreed: bool = True,
    reason: str = "",
) -> Share:
    """Record that a government agrees to its share, or rejects it, and return the share.

    Raises:
        PermissionDenied: the actor may not edit the project.
        Refused: the administration is not named, or a rejection has no reason.
    """
    authorize(actor, "plan.edit", share.split.project)
    current = Share.objects.select_for_update().get(pk=share.pk)
    if not administration.strip():
        raise Refused(_("Name the administration that agrees, such as 2025-2027."))
    if not agreed and not reason.strip():
        raise Refused(_("Say why it is rejected: the reason is published with it."))
    current.state = ShareState.AGREED if agreed else ShareState.REJECTED
    current.agreed_on, current.administration = on, administration.strip()
    current.minutes, current.reason = minutes.strip(), reason.strip()
    _sign(actor, current, reason)
    current.full_clean(exclude=["split", "territory"], validate_unique=False)
    current.save()
    return current


def _check(cost: Decimal, beneficiaries: int, parts: Sequence[Part]) -> None:
    places = [part.territory.pk for part in parts]
    if len(set(places)) < len(places):
        raise Refused(_("A municipality or state can have one share only."))
    if cost < 0 or beneficiaries < 0 or any(part.cost < 0 or part.beneficiaries < 0 for part in parts):
        raise Refused(_("A share cannot be below zero."))
    if not parts:
        return
    _add_up(_("cost"), cost, sum((part.cost for part in parts), Decimal(0)))
    _add_up(_("people who benefit"), Decimal(beneficiaries), Decimal(sum(part.beneficiaries for part in parts)))


def _add_up(name: str, whole: Decimal, found: Decimal) -> None:
    if found > whole:
        message = _("The shares do not add up, %(name)s: they have %(gap)s more than the whole.")
        raise Refused(message % {"name": name, "gap": f"{found - whole:,}"})
    if found < whole:
        message = _("The shares do not add up, %(name)s: %(gap)s of the whole is nobody's.")
        raise Refused(message % {"name": name, "gap": f"{whole - found:,}"})


def _set(actor: Actor, split: Split, share: Share | None, part: Part, reason: str) -> None:
    values = {"cost": part.cost, "beneficiaries": part.beneficiaries, "competence": part.competence.strip()}
    if share is not None and all(getattr(share, name) == values[name] for name in _KEPT):
        return
    changed = share or Share(split=split, territory=part.territory)
    for name, value in values.items():
        setattr(changed, name, value)
    changed.state, changed.agreed_on, changed.administration = ShareState.PROPOSED, None, ""
    changed.minutes = changed.reason = ""
    _sign(actor, changed, reason)
    changed.full_clean(exclude=["split", "territory"], validate_unique=False)
    changed.save()


def _end(actor: Actor, share: Share, reason: str) -> None:
    """Take a share away, and before it the roles that organizations have for it."""
    why = reason.strip() or _("“%(name)s” takes no part any more") % {"name": share.territory.name}
    for held in share.responsibilities.select_related("measure__project"):
        responsibilities.remove(actor, held, reason=why)
    _sign(actor, share, reason)
    share.delete()


def _sign(actor: Actor, record: Any, reason: str) -> None:
    """Say in the history who did it and why."""
    record._history_user = person_of(actor)
    record._change_reason = reason
