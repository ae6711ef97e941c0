"""Statuses follow what is written, in the background and once for many writes."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from factories import MilestoneFactory, ObservationFactory, ProjectFactory, SeriesFactory
from rumbo.core.services import records
from rumbo.monitoring.models import StatusRecord
from rumbo.monitoring.services import observations, renewal, status, targets
from rumbo.monitoring.tasks import evaluate_plan

pytestmark = pytest.mark.django_db
DAY = datetime.date


@pytest.fixture
def waiting(settings):
    """Tasks wait in the database, as they do outside of tests; this returns those that do."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    path = evaluate_plan.module_path
    return lambda: list(DBTaskResult.objects.filter(task_path=path).order_by("enqueued_at"))


@pytest.fixture
def series(plan):
    return SeriesFactory(indicator__plan=plan, baseline_value=50, baseline_on=DAY(2020, 12, 31))


@pytest.fixture
def step(plan):
    return MilestoneFactory(project=ProjectFactory(plan=plan))


def test_a_step_that_is_written_is_judged_soon_and_after_what_people_wait_for(
    plan, step, manager, waiting, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        records.update(manager, step, {"progress": Decimal(40)})
    (one,) = waiting()
    assert one.args_kwargs == {"args": [plan.pk], "kwargs": {}}
    assert timezone.now() < one.run_after <= timezone.now() + renewal.DELAY
    assert one.priority < 0


def test_many_writes_are_one_task_until_it_begins(plan, step, manager, waiting, django_capture_on_commit_callbacks):
    for progress in (40, 50):
        with django_capture_on_commit_callbacks(execute=True):
            records.update(manager, step, {"progress": Decimal(progress)})
            step.refresh_from_db()
    (one,) = waiting()
    one.claim("worker")
    with django_capture_on_commit_callbacks(execute=True):
        records.update(manager, step, {"progress": Decimal(60)})
    assert len(waiting()) == 2


def test_values_baselines_and_targets(plan, series, manager, waiting, django_capture_on_commit_callbacks):
    value = ObservationFactory(series=series, on=DAY(2029, 12, 31), number=60, text="60")
    writes = (
        lambda: targets.set_baseline(manager, series, value=Decimal(40), on=DAY(2020, 12, 31), reason="Así"),
        lambda: targets.set_target(manager, series, value=Decimal(90), on=DAY(2040, 12, 31)),
        lambda: observations.revise(manager, value, "61", reason="Así"),
    )
    for write in writes:
        with django_capture_on_commit_callbacks(execute=True):
            write()
        assert len(waiting()) == 1
        DBTaskResult.objects.all().delete()


def test_a_write_that_fails_asks_for_nothing(plan, step, manager, waiting, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(Exception, match="100"):
        records.update(manager, step, {"progress": Decimal(140)})
    assert waiting() == []


def test_what_is_written_is_judged(plan, step, manager, waiting, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        records.update(manager, step, {"progress": Decimal(100)})
    (one,) = waiting()
    assert not StatusRecord.objects.exists()
    one.task.call(*one.args_kwargs["args"])
    assert StatusRecord.objects.get(kind="milestone", thing=step.pk).status == "done"


def test_the_task_does_nothing_for_a_plan_that_is_gone_or_judged_on_a_later_day(plan, step):
    evaluate_plan.call(plan.pk + 1)
    status.evaluate(plan, timezone.localdate() + datetime.timedelta(days=3))
    before = StatusRecord.objects.count()
    evaluate_plan.call(plan.pk)
    assert StatusRecord.objects.count() == before
