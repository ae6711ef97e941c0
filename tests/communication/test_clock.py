"""What runs by itself: when, once, after a time without a clock, and whatever goes wrong."""

from __future__ import annotations

import datetime
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from factories import PlanFactory
from factories.communication import NoticeFactory
from rumbo.communication import clock
from rumbo.communication.clock import AGAIN, HELD, TASKS, Daily, Every, Task, Weekly, each_plan, tick
from rumbo.communication.models import Job

NOW = datetime.datetime(2031, 3, 4, 12, tzinfo=datetime.UTC)  # Tuesday, 6:00 in Monterrey
HOUR = datetime.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _quiet_outbox(settings):
    settings.MAIL_DELIVERY = "log"


class Ran(list):
    """A job that notes when it ran, and fails while it is told to."""

    fails = False

    def __call__(self, now):
        if self.fails:
            raise ZeroDivisionError("Roto")
        self.append(now)


@pytest.fixture
def ran():
    return Ran()


def local(*given):
    return datetime.datetime(*given, tzinfo=ZoneInfo("America/Monterrey"))


@pytest.mark.parametrize(
    ("when", "now", "after"),
    [
        (Every(60), local(2031, 3, 4, 6), local(2031, 3, 4, 6, 1)),
        (Daily(8), local(2031, 3, 4, 7, 59), local(2031, 3, 4, 8)),
        (Daily(8), local(2031, 3, 4, 8), local(2031, 3, 5, 8)),
        (Daily(8), local(2031, 3, 4, 23), local(2031, 3, 5, 8)),
        (Daily(0), local(2031, 12, 31, 12), local(2032, 1, 1, 0)),
        (Weekly(0, 7), local(2031, 3, 4, 6), local(2031, 3, 10, 7)),
        (Weekly(1, 7), local(2031, 3, 4, 6), local(2031, 3, 4, 7)),
        (Weekly(1, 7), local(2031, 3, 4, 7), local(2031, 3, 11, 7)),
    ],
)
def test_when_it_is_next(when, now, after):
    assert when.after(now) == after
    assert when.after(now.astimezone(datetime.UTC)) == after


def test_a_job_runs_once_each_time_it_is_due(db, ran):
    tasks = (Task("prueba", "Prueba", Daily(8), ran),)
    moment = NOW
    for _hour in range(24 * 5):
        tick(moment, tasks=tasks)
        tick(moment, tasks=tasks)
        moment += HOUR
    assert [timezone.localtime(one) for one in ran] == [local(2031, 3, day, 8) for day in range(4, 9)]


def test_after_a_time_without_a_clock_it_runs_once(db, ran):
    tasks = (Task("prueba", "Prueba", Daily(8), ran),)
    tick(NOW, tasks=tasks)
    late = NOW + datetime.timedelta(days=10, hours=5)
    assert tick(late, tasks=tasks) == ["prueba"]
    assert tick(late, tasks=tasks) == []
    assert ran == [late]
    tick(late + datetime.timedelta(days=1), tasks=tasks)
    assert len(ran) == 2


def test_a_job_that_fails_is_tried_again_and_keeps_nobody_else(db, ran):
    good = Ran()
    tasks = (Task("mala", "Mala", Daily(8), ran), Task("buena", "Buena", Daily(8), good))
    tick(NOW, tasks=tasks)
    ran.fails = True
    due = NOW + 3 * HOUR
    assert tick(due, tasks=tasks) == ["buena"]
    job = Job.objects.get(name="mala")
    assert (job.failed_at, job.error, job.held_until) == (due, "ZeroDivisionError: Roto", None)
    assert tick(due + AGAIN - datetime.timedelta(seconds=1), tasks=tasks) == []
    ran.fails = False
    assert tick(due + AGAIN, tasks=tasks) == ["mala"]
    job.refresh_from_db()
    assert (job.failed_at, job.error, job.ran_at) == (None, "", due + AGAIN)
    assert (len(ran), len(good)) == (1, 1)


def test_two_clocks_run_it_once(db, ran):
    """The second looks while the first one runs it."""
    second = []

    def runs(now):
        ran(now)
        second.append(tick(now, tasks=tasks))

    tasks = (Task("prueba", "Prueba", Daily(8), runs),)
    tick(NOW, tasks=tasks)
    assert tick(NOW + 3 * HOUR, tasks=tasks) == ["prueba"]
    assert (len(ran), second) == (1, [[]])


def test_two_clocks_that_read_the_row_together_run_it_once(db, ran, monkeypatch):
    tasks = (Task("prueba", "Prueba", Daily(8), ran),)
    tick(NOW, tasks=tasks)
    due = NOW + 3 * HOUR
    row = Job.objects.get()
    assert tick(due, tasks=tasks) == ["prueba"]
    assert clock._run_if_due(tasks[0], row, due) is False
    assert len(ran) == 1


def test_a_clock_that_died_in_a_job_lets_go_of_it(db, ran):
    tasks = (Task("prueba", "Prueba", Daily(8), ran),)
    due = NOW + 3 * HOUR
    Job.objects.create(name="prueba", next_at=due, held_until=due + HELD)
    assert tick(due + HELD - datetime.timedelta(seconds=1), tasks=tasks) == []
    assert tick(due + HELD, tasks=tasks) == ["prueba"]


def test_a_clock_that_was_ahead_once_does_not_stop_a_job_for_years(db, ran):
    tasks = (Task("prueba", "Prueba", Daily(8), ran),)
    Job.objects.create(name="prueba", next_at=NOW + datetime.timedelta(days=4000))
    tick(NOW, tasks=tasks)
    assert tick(NOW + datetime.timedelta(days=1), tasks=tasks) == ["prueba"]


def test_a_stop_ends_it_between_two_jobs(db, ran):
    tasks = tuple(Task(f"prueba-{n}", "Prueba", Daily(8), ran) for n in range(3))
    tick(NOW, tasks=tasks)
    assert tick(NOW + 3 * HOUR, tasks=tasks, stopped=lambda: bool(ran)) == ["prueba-0"]


def test_what_a_job_writes_goes_out_at_once(db):
    tasks = (Task("prueba", "Prueba", Daily(8), lambda _now: NoticeFactory(to="ana@ejemplo.example")),)
    tick(NOW, tasks=tasks)
    waiting = NoticeFactory()
    tick(NOW + HOUR, tasks=tasks)
    waiting.refresh_from_db()
    assert waiting.state == "sent"
    tick(NOW + 3 * HOUR, tasks=tasks)
    assert type(waiting).objects.get(to="ana@ejemplo.example").state == "sent"


def test_an_outbox_that_fails_does_not_end_the_clock(db, ran, monkeypatch):
    def broken(*_args, **_kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(clock, "send_due", broken)
    tasks = (Task("prueba", "Prueba", Daily(8), ran),)
    tick(NOW, tasks=tasks)
    assert tick(NOW + 3 * HOUR, tasks=tasks) == ["prueba"]


def test_a_plan_that_fails_keeps_no_other_from_it(db):
    bad, good = PlanFactory(), PlanFactory()
    done = []

    def act(plan):
        if plan == bad:
            raise ZeroDivisionError
        done.append(plan)

    with pytest.raises(ZeroDivisionError):
        each_plan(act)
    assert done == [good]


def test_all_jobs_of_the_site_run_on_a_plan(plan):
    """Within a week each of them is due, and none fails."""
    seen = set()
    tick(NOW)
    for hours in (1, 24, 48):
        seen.update(tick(NOW + hours * HOUR))
    assert seen == {task.name for task in TASKS}
    assert not Job.objects.exclude(failed_at=None).exists()
    assert [str(task.label) for task in TASKS if not str(task.label)] == []


def test_between_two_times_a_tick_costs_little(plan, django_assert_num_queries):
    tick(NOW)
    with django_assert_num_queries(3):  # the jobs; what was left half sent, and what waits in the outbox
        tick(NOW)


def test_the_command_runs_a_tick_at_a_moment(plan):
    waiting = NoticeFactory()
    output = StringIO()
    call_command("tick", stdout=output)
    waiting.refresh_from_db()
    assert waiting.state == "sent"
    Job.objects.update(next_at=NOW)
    call_command("tick", "--at", "2031-03-04T07:00", stdout=output)
    assert output.getvalue().splitlines()[0] == "Nothing was due."
    assert set(output.getvalue().splitlines()[1].split(", ")) == {task.name for task in TASKS}
    call_command("tick", "--at", "2031-03-05", stdout=output)


@pytest.mark.parametrize("said", ["mañana", "2031-02-31", "2031-03-04T25:00"])
def test_a_moment_that_is_none_is_told(db, said):
    with pytest.raises(CommandError, match="is no moment"):
        call_command("tick", "--at", said)
