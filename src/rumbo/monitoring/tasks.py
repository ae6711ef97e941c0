"""Work of monitoring in the background."""

from __future__ import annotations

from django_tasks import task

from rumbo.monitoring.services import status
from rumbo.plan.models import Plan


@task()
def evaluate_plan(pk: int) -> None:
    """Find the statuses of a plan. Safe to run again."""
    status.evaluate(Plan.objects.get(pk=pk))
