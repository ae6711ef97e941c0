"""Work of monitoring in the background."""

from __future__ import annotations

import logging
from typing import Any

from django_tasks import task

from rumbo.core.errors import Refused
from rumbo.monitoring.services import previews, status
from rumbo.plan.models import Plan

logger = logging.getLogger(__name__)


@task()
def evaluate_plan(pk: int) -> None:
    """Find the statuses of a plan. Safe to run again; nothing is done for a plan that is gone."""
    plan = Plan.objects.filter(pk=pk).first()
    if plan is None:
        return
    try:
        status.evaluate(plan)
    except Refused as refusal:  # statuses of a later day are there: the clock was put back
        logger.warning("The statuses of %s were not found: %s", plan.key, refusal)


@task()
def preview_rules(pk: int, values: dict[str, float]) -> dict[str, Any]:
    """Count what other rules of status would change. Safe to run again."""
    return previews.count(Plan.objects.get(pk=pk), values)
