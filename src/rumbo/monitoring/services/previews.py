"""What other rules of status would change: counted at once for small plans, in the background for large ones."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django_tasks_db.models import DBTaskResult

from rumbo.core.services.records import authorize
from rumbo.monitoring.models import StatusRecord
from rumbo.monitoring.services.status import preview
from rumbo.monitoring.status_lines import checked
from rumbo.monitoring.status_words import LISTED

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.plan.models import Plan

#: Statuses that are judged while somebody waits: about a second.
AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class Asked:
    """A preview that was asked for: the ``values`` of its rules, and what it found, None while it is at work."""

    values: dict[str, float]
    found: dict[str, Any] | None
    failed: bool


def is_large(plan: Plan) -> bool:
    """Whether judging all of a plan takes too long for somebody to wait for a page."""
    from rumbo.monitoring.tasks import preview_rules  # imported here: the task calls this module

    return (
        preview_rules.get_backend().supports_defer
        and StatusRecord.objects.filter(plan=plan, is_current=True).count() > AT_ONCE
    )


def ask(actor: Actor, plan: Plan, values: Mapping[str, float]) -> str:
    """Let a task count what rules with these values would change; return what it is asked for again by.

    Raises:
        PermissionDenied: the actor may not manage the plan.
        ValidationError: by line, where a value cannot be.
    """
    from rumbo.monitoring.tasks import preview_rules  # imported here: the task calls this module

    authorize(actor, "plan.manage", plan)
    checked(values)
    return str(preview_rules.enqueue(plan.pk, dict(values)).id)


def asked(plan: Plan, name: str) -> Asked | None:
    """Return a preview of the plan that was asked for; None where there is none of that name."""
    from rumbo.monitoring.tasks import preview_rules  # imported here: the task calls this module

    try:
        pk = uuid.UUID(name)
    except ValueError:
        return None
    row = DBTaskResult.objects.filter(pk=pk, task_path=preview_rules.module_path).first()
    if row is None or row.args_kwargs["args"][0] != plan.pk:
        return None
    is_done = row.status == "SUCCESSFUL"
    return Asked(row.args_kwargs["args"][1], row.return_value if is_done else None, row.status == "FAILED")


def count(plan: Plan, values: Mapping[str, float]) -> dict[str, Any]:
    """Return how many statuses would change (``changed``), and of each status how many there are and would be."""
    pairs = preview(plan, values).values()
    before = Counter(one.status for one, _other in pairs)
    after = Counter(other.status for _one, other in pairs)
    return {
        "changed": sum(one.status is not other.status for one, other in pairs),
        "rows": [[one.value, before[one], after[one]] for one in LISTED if before[one] or after[one]],
    }
