"""What an accepted recommendation changes in the plan: the old stays beside the new, with the reason."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from rumbo.core.actors import person_of
from rumbo.core.errors import Refused
from rumbo.core.queries.history import values_of
from rumbo.core.services import records
from rumbo.monitoring.models import PlanChange, Recommendation, Target
from rumbo.monitoring.services import targets
from rumbo.monitoring.services.evaluations import reason_of
from rumbo.monitoring.services.improvements import lock, refuse_unless_followed
from rumbo.plan.models import Plan

if TYPE_CHECKING:
    from rumbo.core.actors import Actor

#: What a recommendation may change: kinds, and fields of theirs.
KINDS = ("goal", "objective", "strategy", "project", "action")
FIELDS = ("title", "title_en", "text", "text_en", "term")
#: The kind of a change of a target value, and its field.
TARGET, VALUE = "target", "value"


@transaction.atomic
def change_target(
    actor: Actor, recommendation: Recommendation, target: Target, *, value: Decimal, on: datetime.date, reason: str
) -> PlanChange:
    """Put another target in the place of one because a recommendation asks for it; return what changed.

    Raises:
        PermissionDenied: the actor does not manage the plan, or may not edit the indicator.
        Refused: the recommendation is not accepted, no reason is given, the target is of another plan, or
            `rumbo.monitoring.services.targets.replace_target` refuses it.
    """
    current = _accepted(actor, recommendation)
    series = target.series
    if series.indicator.plan_id != current.plan_id:
        raise Refused(_("Choose a target of the same plan."))
    why = reason_of(reason, targets.REASON_LIMIT)
    new = targets.replace_target(actor, target, value=value, on=on, reason=why)
    new.refresh_from_db()
    return PlanChange.objects.create(
        plan=current.plan,
        recommendation=current,
        kind=TARGET,
        thing=new.pk,
        name=f"{series.indicator.title} · {series.territory.title}"[:1000],
        field=VALUE,
        before=_written(target.value, target.on),
        after=_written(new.value, new.on),
        reason=why,
        actor=person_of(actor),
    )


@transaction.atomic
def change_text(
    actor: Actor,
    recommendation: Recommendation,
    record: Any,
    values: Mapping[str, Any],
    *,
    reason: str,
    expected_version: int | None = None,
) -> list[PlanChange]:
    """Change title, text or term of an element because a recommendation asks for it; return what changed.

    ``values`` are among `FIELDS`; what stays the same is left out.

    Raises:
        PermissionDenied: the actor does not manage the plan, or may not edit the element.
        Refused: the recommendation is not accepted, no reason is given, the element is of another plan or not in
            force or of another kind, or nothing changes.
        EditConflict: somebody else saved it meanwhile (``expected_version``).
        ValidationError: a field is wrong.
    """
    current = _accepted(actor, recommendation)
    if record.KIND not in KINDS or record.plan_id != current.plan_id:
        raise Refused(_("Choose a goal, objective, strategy, project or action of the same plan."))
    why = reason_of(reason)
    old = type(record)._default_manager.select_for_update(of=("self",)).get(pk=record.pk)
    if not old.is_current:
        raise Refused(_("“%(name)s” is not in force any more, so it cannot change.") % {"name": old.name})
    before = values_of(old)
    fields = {name: value for name, value in values.items() if name in changeable(old)}
    saved = records.update(actor, old, fields, reason=why, expected_version=expected_version)
    changed = [name for name in fields if before[name] != getattr(saved, name)]
    if not changed:
        raise Refused(_("Nothing changes: the text is the same as before."))
    return [
        PlanChange.objects.create(
            plan=current.plan,
            recommendation=current,
            kind=record.KIND,
            thing=record.pk,
            name=str(before["title"]),
            field=name,
            before=str(before[name] or ""),
            after=str(getattr(saved, name) or ""),
            reason=why,
            actor=person_of(actor),
        )
        for name in changed
    ]


def changeable(record: Any) -> list[str]:
    """Return the fields of an element that a recommendation may change."""
    return [name for name in FIELDS if name in record.EDITABLE]


def _accepted(actor: Actor, recommendation: Recommendation) -> Recommendation:
    """Return a recommendation that was accepted; no edition is published until the change is written."""
    current = lock(actor, recommendation)
    refuse_unless_followed(current)
    Plan.objects.select_for_update().get(pk=current.plan_id)
    return current


def _written(value: Decimal, on: datetime.date) -> str:
    return f"{Decimal(value).normalize():f} {on.isoformat()}"
