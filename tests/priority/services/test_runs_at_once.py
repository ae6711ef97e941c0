"""Several people ask for runs of a plan, and two workers do one, at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from factories import RoundFactory
from factories.runs import METHOD, ranking_inputs
from rumbo.core.actors import SYSTEM
from rumbo.core.errors import Refused
from rumbo.priority.models import Run
from rumbo.priority.services import runs

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def at_once(count, act):
    """Do something in as many threads at the same moment; return how many were refused."""
    start = Barrier(count)

    def one(_number):
        try:
            start.wait()
            act()
        except Refused:
            return 1
        finally:
            connection.close()
        return 0

    with ThreadPoolExecutor(count) as pool:
        return sum(pool.map(one, range(count)))


@pytest.fixture
def found():
    return RoundFactory()


@pytest.fixture
def ask(found, monkeypatch):
    """Ask for a run that nobody does yet."""
    monkeypatch.setattr(runs, "_enqueue", lambda _pk: None)
    return lambda: runs.ask(SYSTEM, found.plan, "ranking", "x", ranking_inputs(), METHOD, round=found)


def test_each_run_has_its_number_and_no_more_are_taken_than_may_be(found, ask):
    assert at_once(6, ask) == 6 - runs.AT_ONCE
    assert sorted(Run.objects.values_list("number", flat=True)) == list(range(1, runs.AT_ONCE + 1))


def test_a_run_that_two_workers_do_has_one_result(ask):
    run = ask()
    at_once(2, lambda: runs.perform(run.pk))
    run = Run.objects.get(pk=run.pk)
    assert run.state == "done"
    assert run.changes.filter(state="done").count() == 1
