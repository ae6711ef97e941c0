"""The clock of the site: what runs by itself, and when.

`tick` runs what is due, once: a job's row says when it is next, and whoever runs it holds it meanwhile, so that two
clocks at once do not run it twice. After a time without a clock it runs once, not as often as it was missed. Every
job is safe to run again: what it writes has a key (`rumbo.communication.services.outbox.put`), or changes nothing.
"""

from __future__ import annotations

import datetime
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import structlog
from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy, override

from rumbo.communication.models import Job
from rumbo.communication.services import announcements, digest, news, reminders, replies, subscriptions
from rumbo.communication.services.delivery import forget_secrets, send_due
from rumbo.monitoring.services.status import evaluate
from rumbo.plan.models import Plan

log = structlog.get_logger(__name__)
#: A job that failed is tried again after so long, or when it is due if that is sooner.
AGAIN = datetime.timedelta(minutes=15)
#: Whoever runs a job holds it so long; a clock that died in it lets go by that.
HELD = datetime.timedelta(hours=1)


class When(Protocol):
    """When a job runs."""

    def after(self, now: datetime.datetime) -> datetime.datetime:
        """Return the next time after a moment."""
        ...


@dataclass(frozen=True, slots=True)
class Every:
    """Every so many seconds."""

    seconds: int

    def after(self, now: datetime.datetime) -> datetime.datetime:
        """Return the next time after a moment."""
        return now + datetime.timedelta(seconds=self.seconds)


@dataclass(frozen=True, slots=True)
class Daily:
    """Every day at an hour of the site's time zone."""

    hour: int

    def after(self, now: datetime.datetime) -> datetime.datetime:
        """Return the next time after a moment."""
        day = timezone.localtime(now).date()
        today = _at(day, self.hour)
        return today if today > now else _at(day + datetime.timedelta(days=1), self.hour)


@dataclass(frozen=True, slots=True)
class Weekly:
    """Every week on a day (0 is Monday) at an hour of the site's time zone."""

    day: int
    hour: int

    def after(self, now: datetime.datetime) -> datetime.datetime:
        """Return the next time after a moment."""
        local = timezone.localtime(now).date()
        day = local + datetime.timedelta(days=(self.day - local.weekday()) % 7)
        found = _at(day, self.hour)
        return found if found > now else _at(day + datetime.timedelta(days=7), self.hour)


@dataclass(frozen=True, slots=True)
class Task:
    """A job: its name, what it is called on pages, when it runs, and what it does at a moment."""

    name: str
    label: Any
    when: When
    run: Callable[[datetime.datetime], Any]


def tick(
    now: datetime.datetime | None = None,
    *,
    tasks: tuple[Task, ...] | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> list[str]:
    """Run the jobs that are due, then send what waits in the outbox; return the names of the jobs that ran well.

    A job that fails is logged and does not keep the others from running.
    """
    now = now or timezone.now()
    chosen = TASKS if tasks is None else tasks
    rows = {row.name: row for row in Job.objects.filter(name__in=[task.name for task in chosen])}
    ran = [task.name for task in chosen if not stopped() and _run_if_due(task, rows.get(task.name), now)]
    try:
        send_due(now, stopped=stopped)
    except Exception:
        log.exception("outbox_failed")
    return ran


def each_plan(act: Callable[[Plan], Any]) -> None:
    """Do something for every plan in force; one that fails does not keep the others from it.

    Raises:
        Exception: the first that went wrong, when all had their turn.
    """
    errors = []
    for plan in Plan.objects.current().order_by("pk"):
        try:
            act(plan)
        except Exception as error:
            log.exception("job_failed_for_plan", plan=plan.key)
            errors.append(error)
    if errors:
        raise errors[0]


def _run_if_due(task: Task, row: Job | None, now: datetime.datetime) -> bool:
    if row is None:
        Job.objects.get_or_create(name=task.name, defaults={"next_at": task.when.after(now)})
        return False
    latest = task.when.after(now)
    if row.next_at > latest:  # the machine's clock was ahead once
        Job.objects.filter(pk=row.pk, next_at=row.next_at).update(next_at=latest)
        return False
    if row.next_at > now or not _hold(row, now):
        return False
    try:
        with override(settings.LANGUAGE_CODE):
            task.run(now)
    except Exception as error:
        log.exception("job_failed", job=task.name)
        said = "".join(traceback.format_exception_only(error)).strip()[:300]
        _let_go(row, next_at=min(latest, now + AGAIN), failed_at=now, error=said)
        return False
    _let_go(row, next_at=latest, ran_at=now, failed_at=None, error="")
    return True


def _hold(row: Job, now: datetime.datetime) -> bool:
    """Take a job, unless somebody else did since it was read."""
    free = Q(held_until=None) | Q(held_until__lte=now)
    return bool(Job.objects.filter(free, pk=row.pk, next_at=row.next_at).update(held_until=now + HELD))


def _let_go(row: Job, **values: Any) -> None:
    Job.objects.filter(pk=row.pk).update(held_until=None, **values)


def _at(day: datetime.date, hour: int) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour)))


def _day(now: datetime.datetime) -> datetime.date:
    return timezone.localtime(now).date()


def _forget(now: datetime.datetime) -> None:
    forget_secrets(now)
    subscriptions.forget_unconfirmed(now)


#: What runs by itself. Within a tick they run in this order; what they write goes out at its end.
TASKS: tuple[Task, ...] = (
    Task(
        "statuses",
        gettext_lazy("How everything stands"),
        Daily(3),
        lambda now: each_plan(lambda plan: evaluate(plan, _day(now))),
    ),
    Task("forgetting", gettext_lazy("Forgetting what is not kept"), Daily(4), _forget),
    Task(
        "digests",
        gettext_lazy("Weekly digests, on the day of the rules"),
        Daily(7),
        lambda now: each_plan(lambda plan: digest.digest(plan, _day(now))),
    ),
    Task(
        "reminders",
        gettext_lazy("Reminders"),
        Daily(8),
        lambda now: each_plan(lambda plan: reminders.remind(plan, _day(now))),
    ),
    Task(
        "replies",
        gettext_lazy("What came of proposals"),
        Every(3600),
        lambda now: each_plan(lambda plan: replies.reply(plan, now)),
    ),
    Task(
        "news",
        gettext_lazy("News to followers"),
        Every(3600),
        lambda now: each_plan(lambda plan: news.tell(plan, now)),
    ),
    Task(
        "announcements",
        gettext_lazy("Announcements"),
        Every(60),
        lambda now: each_plan(lambda plan: announcements.mail_some(plan, now)),
    ),
)
