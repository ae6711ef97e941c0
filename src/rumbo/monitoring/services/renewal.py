"""Statuses follow what is written: writes ask for them to be found anew, in the background and once for many."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from rumbo.core.signals import records_saved
from rumbo.monitoring.models import Indicator, ObservationBatch, ProgressReport, Series, Target
from rumbo.plan.models import Axis, Goal, Strategy
from rumbo.portfolio.models import Action, Milestone, Program, Project

#: How long after a write its statuses are found: what is written until then goes into the same evaluation.
DELAY = datetime.timedelta(seconds=30)
#: Below that of all else that is done in the background: somebody waits for an import or a file, nobody for this.
PRIORITY = -10
#: Records whose versions change how something stands.
RECORDS = (Milestone, Action, Strategy, Project, Program, Goal, Axis, Indicator)


def renew(plan: int) -> None:
    """Let the statuses of a plan be found anew after this transaction, unless that is to come anyway."""
    transaction.on_commit(lambda: _enqueue(plan))


def on_records_saved(sender: Any, records: Iterable[Any], **_kwargs: Any) -> None:
    """Renew the statuses of the plans of these records."""
    for plan in {record.plan_id for record in records}:
        renew(plan)


def on_row_saved(sender: Any, instance: Any, raw: bool = False, **_kwargs: Any) -> None:
    """Renew the statuses of the plan of a batch of values, a series or a target, or of a report that is sent."""
    if raw:
        return
    if isinstance(instance, ObservationBatch):
        renew(instance.plan_id)
    elif isinstance(instance, ProgressReport):
        if instance.is_sent:  # drafts save themselves all the time
            renew(instance.assignment.period.plan_id)
    else:
        series = instance.series if isinstance(instance, Target) else instance
        renew(series.indicator.plan_id)


def connect() -> None:
    """Listen to what is written."""
    for model in RECORDS:
        records_saved.connect(on_records_saved, sender=model, dispatch_uid=f"monitoring-renewal-{model.KIND}")
    for row in (ObservationBatch, Series, Target, ProgressReport):
        post_save.connect(on_row_saved, sender=row, dispatch_uid=f"monitoring-renewal-{row.__name__}")


def _enqueue(plan: int) -> None:
    """Ask for an evaluation. One that waits still begins later than this write, and so reads it."""
    from rumbo.monitoring.tasks import evaluate_plan  # imported here: the task calls this context's services

    if not evaluate_plan.get_backend().supports_defer:
        return  # it would run at once, and whoever writes would wait for it: the night does it
    waiting = DBTaskResult.objects.filter(
        task_path=evaluate_plan.module_path, status="READY", args_kwargs={"args": [plan], "kwargs": {}}
    )
    if not waiting.exists():
        evaluate_plan.using(priority=PRIORITY, run_after=timezone.now() + DELAY).enqueue(plan)
