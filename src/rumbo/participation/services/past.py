"""What was said at workshops of the past, put in by whoever manages the plan: without people, so without authors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.core.services.records import authorize
from rumbo.participation.models import Contribution, Exercise
from rumbo.participation.models.contribution import IMPORTED_LIMIT

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.plan.models import Plan


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was said; ``nonce`` is made from it, so that the same thing is never stored twice.

    ``parent`` is the nonce of the problem of a cause: of one of the same call, or of one stored before.
    """

    exercise: Exercise
    nonce: UUID
    kind: str
    text: str
    parent: UUID | None = None
    score: Decimal | None = None


@transaction.atomic
def store(actor: Actor, plan: Plan, said: Sequence[Said]) -> list[Contribution]:
    """Store what was said and return it, problems before their causes.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: an exercise is of another plan or takes answers, a text is empty or too long, a problem is missing.
    """
    authorize(actor, "plan.manage", plan)
    for exercise in {one.exercise.pk: one.exercise for one in said}.values():
        _check(plan, exercise)
    wanted = [one.parent for one in said if one.parent is not None]
    known = dict(Contribution.objects.filter(plan=plan, nonce__in=wanted).values_list("nonce", "pk"))
    made: list[Contribution] = []
    for ones in ([one for one in said if one.parent is None], [one for one in said if one.parent is not None]):
        new = Contribution.objects.bulk_create([_new(plan, one, known) for one in ones], batch_size=500)
        known |= {one.nonce: one.pk for one in new}
        made += new
    return made


@transaction.atomic
def rescore(actor: Actor, plan: Plan, scores: Mapping[UUID, Decimal | None]) -> int:
    """Give contributions, by nonce, the importance that was found for them; return how many those are.

    Raises:
        PermissionDenied: the actor does not manage the plan.
    """
    authorize(actor, "plan.manage", plan)
    found = list(Contribution.objects.select_for_update().filter(plan=plan, nonce__in=list(scores)))
    for one in found:
        one.score = scores[one.nonce]
    return Contribution.objects.bulk_update(found, ["score"], batch_size=500)


def _check(plan: Plan, exercise: Exercise) -> None:
    if exercise.plan_id != plan.pk:
        raise Refused(_("“%(name)s” is of another plan.") % {"name": exercise.name})
    if exercise.is_open:
        message = _("“%(name)s” takes answers now: close it, and then put in what was said before.")
        raise Refused(message % {"name": exercise.name})


def _new(plan: Plan, one: Said, known: Mapping[UUID, int]) -> Contribution:
    if not one.text.strip():
        raise Refused(_("Write something first."))
    if len(one.text) > IMPORTED_LIMIT:
        message = _("That is %(length)d characters; %(limit)d fit. Say it shorter, or as two contributions.")
        raise Refused(message % {"length": len(one.text), "limit": IMPORTED_LIMIT})
    if one.parent is not None and one.parent not in known:
        raise Refused(_("The problem of “%(text)s” is not there.") % {"text": one.text})
    return Contribution(
        plan=plan,
        exercise=one.exercise,
        kind=one.kind,
        text=one.text,
        parent_id=known[one.parent] if one.parent is not None else None,
        score=one.score,
        nonce=one.nonce,
    )
