"""Publishing an edition: all rows of plan and portfolio as they are today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from rumbo.core.services.records import authorize
from rumbo.importers.draft import LIFE
from rumbo.importers.snapshot import snapshot
from rumbo.plan.services import editions

if TYPE_CHECKING:
    from rumbo.core.actors import Actor


@transaction.atomic
def publish_edition(actor: Actor, plan: Any, *, number: int, title: str, note: str = "") -> Any:
    """Keep everything in force in the plan as an edition and return it.

    ``content`` of the edition is ``{kind: [{"key": ..., field: value, ...}, ...]}``, in the plan's order.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: the number is not the next one.
    """
    authorize(actor, "plan.manage", plan)
    content: dict[str, list[dict[str, Any]]] = {}
    for row in snapshot(plan).rows:
        if row.kind in LIFE:  # what stands on the sheets of projects changes by the day, and names people
            continue
        content.setdefault(row.kind, []).append({"key": row.key, **row.fields})
    return editions.publish(actor, plan, content, number=number, title=title, note=note)
