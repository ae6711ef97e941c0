"""What two organizations that are one leave in monitoring: all of it goes on under the one that stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from rumbo.core.actors import person_of
from rumbo.core.services import records
from rumbo.core.services.records import authorize
from rumbo.monitoring.enums import PeriodState
from rumbo.monitoring.models import Assignment, Improvement, Indicator, Recommendation

if TYPE_CHECKING:
    from rumbo.accounts.models import Organization
    from rumbo.core.actors import Actor

#: The elements that name an organization, each by its field.
_ELEMENTS: tuple[tuple[Any, str], ...] = (
    (Indicator, "owner"),
    (Recommendation, "organization"),
    (Improvement, "organization"),
)


@transaction.atomic
def move(actor: Actor, other: Organization, kept: Organization, *, reason: str) -> None:
    """Let an organization owe what the other one did, which is the same: reports of periods that are not closed too.

    What it owes already itself is excused for the other one, with the reason. Closed periods stay as they were.

    Raises:
        PermissionDenied: the actor may not edit one of them.
    """
    for model, field in _ELEMENTS:
        for row in model.objects.filter(**{field: other}):
            records.update(actor, row, {field: kept}, reason=reason)
    open_ones = Assignment.objects.exclude(period__phase=PeriodState.CLOSED).select_related("period__plan")
    own = {_thing(one) for one in open_ones.filter(organization=kept)}
    for one in open_ones.filter(organization=other):
        authorize(actor, "plan.manage", one.period)
        if _thing(one) not in own:
            one.organization = kept
        elif one.excused or hasattr(one, "report"):
            continue
        else:
            one.excused = reason[:300]
        one._history_user, one._change_reason = person_of(actor), reason  # type: ignore[attr-defined]
        one.save()


def _thing(assignment: Assignment) -> tuple[int, int | None, int | None]:
    return assignment.period_id, assignment.measure_id, assignment.series_id
