"""Publishing an edition: all rows of plan and portfolio, and the target values, as they are today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from rumbo.core.services.records import authorize
from rumbo.importers.draft import LIFE
from rumbo.importers.snapshot import snapshot
from rumbo.monitoring.queries.learning import targets_to_keep
from rumbo.plan.models import Plan
from rumbo.plan.services import editions

if TYPE_CHECKING:
    from rumbo.core.actors import Actor


@transaction.atomic
def publish_edition(actor: Actor, plan: Any, *, number: int, title: str, note: str = "") -> Any:
    """Keep everything in force in the plan as an edition and return it.

    ``content`` of the edition is ``{kind: [{"key": ..., field: value, ...}, ...]}``, in the plan's order; under
    ``target`` the target values of indicators in force.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: the number is not the next one.
    """
    authorize(actor, "plan.manage", plan)
    Plan.objects.select_for_update().get(pk=plan.pk)  # what changes the plan meanwhile belongs to the next edition
    content: dict[str, list[dict[str, Any]]] = {}
    for row in snapshot(plan).rows:
        if row.kind in LIFE:  # what stands on the sheets of projects changes by the day, and names people
            continue
        content.setdefault(row.kind, []).append({"key": row.key, **row.fields})
    if targets := targets_to_keep(plan):
        content["target"] = targets
    return editions.publish(actor, plan, content, number=number, title=title, note=note)
