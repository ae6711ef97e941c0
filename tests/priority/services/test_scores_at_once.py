"""Several processes at the same moment: an evaluator's tabs, and whoever closes while scores come in."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from factories import CriterionFactory, DelphiRoundFactory, EvaluatorFactory, ItemFactory, RoundFactory
from rumbo.core.actors import SYSTEM
from rumbo.core.errors import Refused
from rumbo.priority.models import Assessment, Conflict, DelphiRound
from rumbo.priority.services.assessments import save
from rumbo.priority.services.conflicts import declare
from rumbo.priority.services.rounds import close_delphi

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
AT_ONCE = 6


@pytest.fixture
def found():
    found = RoundFactory(phase="scoring")
    DelphiRoundFactory(round=found)
    return found


@pytest.fixture
def criterion(found):
    return CriterionFactory(round=found)


@pytest.fixture
def item(found):
    return ItemFactory(round=found)


def at_once(*acts):
    """Do things in as many threads at the same moment; return how many were refused."""
    start = Barrier(len(acts))

    def one(act):
        try:
            start.wait()
            act()
        except Refused:
            return 1
        finally:
            connection.close()
        return 0

    with ThreadPoolExecutor(len(acts)) as pool:
        return sum(pool.map(one, acts))


def test_of_several_tabs_one_saves_and_the_others_are_told(found, criterion, item):
    evaluator = EvaluatorFactory(round=found)
    acts = [
        lambda level=level: save(evaluator, item, {criterion.pk: level}, expected_version=0) for level in range(1, 6)
    ]
    assert at_once(*acts) == 4
    assert Assessment.objects.get().version == 1


def test_the_same_sent_several_times_is_saved_once(found, criterion, item):
    evaluator = EvaluatorFactory(round=found)
    assert at_once(*[lambda: save(evaluator, item, {criterion.pk: 3}, expected_version=0)] * AT_ONCE) == 0
    kept = Assessment.objects.get()
    assert (kept.version, kept.past) == (1, [])


def test_no_score_stands_beside_a_conflict(found, criterion, item):
    evaluator = EvaluatorFactory(round=found)
    at_once(
        lambda: save(evaluator, item, {criterion.pk: 3}),
        lambda: declare(evaluator, item, "Es de mi familia"),
        lambda: save(evaluator, item, {criterion.pk: 4}),
    )
    assert Conflict.objects.get().withdrawn is False
    assert [one.values for one in Assessment.objects.all() if one.values] == []


def test_what_is_taken_while_a_delphi_round_is_closed_is_in_its_result(found, criterion, item):
    evaluators = [EvaluatorFactory(round=found) for _ in range(AT_ONCE)]
    acts = [lambda one=one: save(one, item, {criterion.pk: 3}) for one in evaluators]
    refused = at_once(*acts, lambda: close_delphi(SYSTEM, found))
    taken = Assessment.objects.count()
    assert taken == AT_ONCE - refused
    assert DelphiRound.objects.get().result["people"] == taken
