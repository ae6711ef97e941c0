"""Runs: asked for, done, cancelled, begun again, checked; and nothing changes one that is done."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import ProtectedError

from factories import PlanFactory
from factories.priority import RoundFactory, RunFactory
from factories.runs import METHOD, ranking_inputs, ranking_run
from rumbo.core.errors import Refused
from rumbo.methods.runs import check, rerun
from rumbo.priority.models import Run, RunChange, RunIsImmutable
from rumbo.priority.services import runs

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(plan, manager, django_capture_on_commit_callbacks):
    """Ask for a ranking as the manager; the task runs only where ``run``."""

    def asked(*, run=False, inputs=None, method=None, **more):
        with django_capture_on_commit_callbacks(execute=run) as callbacks:
            made = runs.ask(manager, plan, "ranking", "Prueba", inputs or ranking_inputs(), method or METHOD, **more)
        assert len(callbacks) == 1
        made.refresh_from_db()
        return made

    return asked


def changes(run):
    return list(run.changes.values_list("state", "actor__email"))


def test_a_run_that_was_asked_for_waits_and_is_done_by_its_task(ask, plan, manager):
    waiting = ask()
    assert (waiting.number, waiting.state, waiting.title, waiting.actor) == (1, "waiting", "Prueba", manager)

    runs.perform(waiting.pk)

    done = Run.objects.get(pk=waiting.pk)
    assert (done.state, done.share, done.error) == ("done", 1.0, "")
    assert done.result["order"] == ["P1", "P2", "P3"]
    assert done.result["unscored"] == ["P4"]
    assert done.finished_at is not None
    assert changes(done) == [("waiting", manager.email), ("working", None), ("done", None)]


def test_its_document_is_a_run_that_anybody_can_check_and_repeat(ask):
    done = ask(run=True)
    document = runs.document_of(done)
    assert check(document) == document
    assert rerun(document) == []
    assert "Persona" not in str(document)


def test_what_it_is_made_from_is_frozen(ask):
    given = ranking_inputs()
    waiting = ask(inputs=given)
    given["alternatives"].clear()
    runs.perform(waiting.pk)
    waiting.refresh_from_db()
    assert waiting.result["order"] == ["P1", "P2", "P3"]


def test_numbers_count_within_a_plan(ask, plan, manager):
    RunFactory(round=RoundFactory(plan=PlanFactory()), number=7, state="done")
    assert [ask().number, ask().number] == [1, 2]


def test_only_some_runs_of_a_plan_are_at_work_at_once(ask, manager):
    first, *_others = [ask() for _number in range(runs.AT_ONCE)]
    with pytest.raises(Refused, match=r"espera|wait"):
        ask()
    runs.cancel(manager, first)
    assert ask().number == runs.AT_ONCE + 1


def test_who_does_not_manage_the_plan_asks_and_cancels_nothing(ask, plan, reader, editor, outsider):
    waiting = ask()
    for person in (reader, editor, outsider):
        with pytest.raises(PermissionDenied):
            runs.ask(person, plan, "ranking", "x", ranking_inputs(), METHOD)
        with pytest.raises(PermissionDenied):
            runs.cancel(person, waiting)
        with pytest.raises(PermissionDenied):
            runs.repeat(person, waiting)


@pytest.mark.parametrize(
    ("inputs", "kind"),
    [
        (ranking_inputs(), "no such kind"),
        ({"alternatives": object()}, "ranking"),
        ({"alternatives": [{"id": "P1", "name": "\x00"}]}, "ranking"),
        ({"alternatives": [{"id": "P1", "name": "\ud800"}]}, "ranking"),
        ({"alternatives": float("inf")}, "ranking"),
    ],
)
def test_what_cannot_be_kept_is_refused(plan, manager, inputs, kind):
    with pytest.raises(Refused):
        runs.ask(manager, plan, kind, "x", inputs, METHOD)
    assert not Run.objects.exists()


def test_a_round_of_another_plan_is_refused(plan, manager):
    with pytest.raises(Refused):
        runs.ask(manager, plan, "ranking", "x", ranking_inputs(), METHOD, round=RoundFactory())


@pytest.mark.parametrize(
    ("part", "value", "says"),
    [
        ("alternatives", [], "al menos un"),
        ("evaluators", [], "Invita"),
        ("weights", [{"values": [0, 0]}], "0"),
        ("scores", [[[None, None]] * 4] * 2, "calificaci"),
    ],
)
def test_what_cannot_be_computed_fails_with_a_sentence(ask, part, value, says):
    failed = ask(run=True, inputs={**ranking_inputs(), part: value})
    assert failed.state == "failed"
    assert says in failed.error
    assert not failed.checksum


def test_what_goes_wrong_in_the_program_is_told_and_logged(ask, monkeypatch, caplog):
    def broken(*_args, **_kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(runs, "do", broken)
    failed = ask(run=True)
    assert failed.state == "failed"
    assert failed.error
    assert "ZeroDivisionError" in caplog.text


def test_a_waiting_run_is_cancelled_at_once(ask, manager):
    waiting = ask()
    runs.cancel(manager, waiting)
    runs.perform(waiting.pk)
    waiting.refresh_from_db()
    assert waiting.state == "cancelled"
    assert changes(waiting)[-1] == ("cancelled", manager.email)


def test_a_run_at_work_stops_when_it_next_tells_how_far_it_is(ask, manager, monkeypatch):
    waiting = ask()
    told = []

    def work(_kind, _inputs, _method, progress):
        assert progress(0.25)
        told.append(Run.objects.get(pk=waiting.pk).share)
        runs.cancel(manager, waiting)
        assert not progress(0.5)
        raise runs.Cancelled

    monkeypatch.setattr(runs, "NOTED", 0)
    monkeypatch.setattr(runs, "do", work)
    runs.perform(waiting.pk)
    waiting.refresh_from_db()
    assert told == [0.25]
    assert (waiting.state, waiting.share, waiting.result) == ("cancelled", 0.25, {})


def test_a_run_that_was_to_stop_in_its_last_part_keeps_no_result(ask, manager, monkeypatch):
    waiting = ask()

    def work(*_args, progress):
        runs.cancel(manager, waiting)
        return {"order": []}

    monkeypatch.setattr(runs, "do", work)
    runs.perform(waiting.pk)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.result) == ("cancelled", {})


def test_how_far_it_is_is_not_written_at_every_step(ask, monkeypatch, django_assert_num_queries):
    waiting = ask()
    told = runs._progress(waiting.pk)
    with django_assert_num_queries(0):
        assert all(told(number / 1000) for number in range(1000))


def test_after_the_worker_was_killed_a_run_is_begun_again(ask, django_capture_on_commit_callbacks):
    killed, _waiting = ask(), ask()
    done = ask(run=True)
    assert runs._begin(killed.pk) is not None
    with django_capture_on_commit_callbacks(execute=True):
        assert runs.resume() == 2
    assert set(Run.objects.values_list("state", flat=True)) == {"done"}
    assert [row.result["order"] for row in Run.objects.all()] == [["P1", "P2", "P3"]] * 3
    assert [state for state, _who in changes(killed)] == ["waiting", "working", "working", "done"]
    assert len(changes(done)) == 3
    assert runs.resume() == 0


def test_a_run_that_was_to_stop_when_the_worker_was_killed_is_cancelled(ask, manager):
    killed = ask()
    runs._begin(killed.pk)
    runs.cancel(manager, killed)
    runs.perform(killed.pk)
    killed.refresh_from_db()
    assert killed.state == "cancelled"


def test_a_run_that_stops_the_worker_each_time_is_given_up(ask):
    killing = ask()
    for _time in range(runs.BEGUN_LIMIT):
        assert runs._begin(killing.pk) is not None
    runs.perform(killing.pk)
    killing.refresh_from_db()
    assert killing.state == "failed"
    assert killing.error


def test_a_task_that_runs_twice_does_a_run_once(ask):
    done = ask(run=True)
    runs.perform(done.pk)
    assert len(changes(done)) == 3


def test_a_run_that_is_gone_meanwhile_is_no_error(ask, monkeypatch):
    waiting = ask()

    def work(*_args, progress):
        Run.objects.filter(pk=waiting.pk).delete()
        return {}

    monkeypatch.setattr(runs, "do", work)
    runs.perform(waiting.pk)
    assert not Run.objects.exists()


def test_nothing_changes_or_deletes_a_run_that_is_done(ask, plan, manager):
    done = ask(run=True)
    done.title = "Otra"
    with pytest.raises(RunIsImmutable):
        done.save()
    with pytest.raises(RunIsImmutable):
        done.save(update_fields=["title"])
    with pytest.raises(RunIsImmutable):
        Run.objects.only("title").get(pk=done.pk).save()
    with pytest.raises(RunIsImmutable):
        Run.objects.filter(pk=done.pk).update(title="Otra")
    with pytest.raises(RunIsImmutable), transaction.atomic():
        Run.objects.bulk_update([done], ["title"])
    with pytest.raises(RunIsImmutable):
        done.delete()
    with pytest.raises(RunIsImmutable):
        Run.objects.all().delete()
    with pytest.raises(ProtectedError), transaction.atomic():
        plan.delete()
    runs.cancel(manager, done)
    assert Run.objects.get(pk=done.pk).title == "Prueba"
    assert RunChange.objects.filter(run=done).count() == 3


def test_a_run_is_closed_to_changes_from_the_moment_it_is_done(ask):
    waiting = ask()
    waiting.state = "done"
    waiting.save()
    with pytest.raises(RunIsImmutable):
        waiting.save()


def test_a_run_that_is_not_done_has_no_document(ask):
    with pytest.raises(Refused):
        runs.document_of(ask())


def test_a_finished_run_is_checked_by_another_one(ask, manager, django_capture_on_commit_callbacks):
    done = ask(run=True, origin={"items": {"P1": 4}})
    with django_capture_on_commit_callbacks(execute=True):
        again = runs.repeat(manager, done)
    again.refresh_from_db()
    assert (again.state, again.checksum, again.title) == ("done", done.checksum, done.title)
    assert again.origin == {"items": {"P1": 4}, "repeats": done.pk}
    with pytest.raises(Refused):
        runs.repeat(manager, again)


def test_a_run_is_checked_once_at_a_time(ask, manager):
    done = ask(run=True)
    runs.repeat(manager, done)
    with pytest.raises(Refused):
        runs.repeat(manager, done)


def test_a_run_made_by_the_factory_is_like_one_that_was_asked_for():
    assert ranking_run().result["order"] == ["P1", "P2", "P3"]
