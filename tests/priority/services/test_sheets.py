"""Scores entered for many at once: as one by one, and all or nothing."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from factories.priority import (
    AssessmentFactory,
    ConflictFactory,
    CriterionFactory,
    DelphiRoundFactory,
    EvaluatorFactory,
    ItemFactory,
)
from rumbo.core.errors import Refused
from rumbo.priority.models import Assessment
from rumbo.priority.queries.filled import Filled, filled, open_delphi
from rumbo.priority.services import assessments
from rumbo.priority.services.sheets import Entry, enter

pytestmark = pytest.mark.django_db


@pytest.fixture
def delphi(plan):
    return DelphiRoundFactory(round__plan=plan)


@pytest.fixture
def criterion(delphi):
    return CriterionFactory(round=delphi.round)


@pytest.fixture
def people(delphi):
    return EvaluatorFactory.create_batch(2, round=delphi.round)


@pytest.fixture
def items(delphi):
    return ItemFactory.create_batch(3, round=delphi.round)


def entry(person, item, criterion, score, comment="", version=0):
    return Entry(person.pk, item.pk, {str(criterion.pk): score}, comment, version)


def test_many_answers_are_stored_as_one_by_one(delphi, criterion, people, items, manager):
    entries = [entry(person, item, criterion, 4, "Va") for person in people for item in items]
    assert enter(manager, delphi.round, entries, origin="paper") == 6
    one = Assessment.objects.get(evaluator=people[1], item=items[2])
    assert (one.values, one.comment, one.origin, one.actor, one.version) == (
        {str(criterion.pk): 4},
        "Va",
        "paper",
        manager,
        1,
    )
    single = assessments.save(people[1], items[2], one.values, "Va", actor=manager)
    assert single.version == 1


def test_the_same_again_changes_nothing_and_another_answer_keeps_the_old_one(
    delphi, criterion, people, items, manager
):
    enter(manager, delphi.round, [entry(people[0], items[0], criterion, 4)], origin="paper")
    assert enter(manager, delphi.round, [entry(people[0], items[0], criterion, 4)], origin="paper") == 0
    assert enter(manager, delphi.round, [entry(people[0], items[0], criterion, 2, version=1)], origin="paper") == 1
    one = Assessment.objects.get()
    assert (one.version, one.past[0]["values"], one.past[0]["by"]) == (2, {str(criterion.pk): 4}, manager.pk)


def test_cannot_say_and_no_answer_are_kept_apart(delphi, criterion, people, items, manager):
    none = Entry(people[0].pk, items[1].pk, {}, "Falta información", 0)
    enter(manager, delphi.round, [entry(people[0], items[0], criterion, None), none], origin="paper")
    said = filled(delphi.round, delphi)
    assert said[people[0].pk, items[0].pk] == Filled({str(criterion.pk): None}, "", 1)
    assert said[people[0].pk, items[1].pk] == Filled({}, "Falta información", 1)


def test_nothing_is_stored_where_one_cannot_be(delphi, criterion, people, items, manager):
    ConflictFactory(evaluator=people[0], item=items[1])
    entries = [entry(people[0], item, criterion, 4) for item in items]
    with pytest.raises(Refused, match=r"conflict|conflicto"):
        enter(manager, delphi.round, entries, origin="paper")
    assert not Assessment.objects.exists()


def test_refusals_name_who_and_what(delphi, criterion, people, items, manager, axis):
    other = EvaluatorFactory(round=delphi.round, axis=axis)
    stranger, foreign = EvaluatorFactory(), ItemFactory()
    AssessmentFactory(delphi=delphi, evaluator=people[1], item=items[0], version=3)
    refused = [
        entry(people[0], items[0], criterion, 9),
        entry(people[0], items[0], criterion, 2.5),
        Entry(people[0].pk, items[0].pk, {"0": 1}, "", 0),
        entry(people[0], items[0], criterion, 1, "x" * 1001),
        entry(other, items[0], criterion, 4),
        entry(people[1], items[0], criterion, 4),
        entry(stranger, items[0], criterion, 4),
        entry(people[0], foreign, criterion, 4),
    ]
    for one in refused:
        with pytest.raises(Refused) as found:
            enter(manager, delphi.round, [one], origin="paper")
        assert len(found.value.message) > 20
    assert Assessment.objects.count() == 1


def test_one_row_twice_is_refused(delphi, criterion, people, items, manager):
    twice = [entry(people[0], items[0], criterion, 4), entry(people[0], items[0], criterion, 3)]
    with pytest.raises(Refused):
        enter(manager, delphi.round, twice, origin="paper")


def test_no_scores_are_entered_while_none_are_taken_or_by_others(delphi, criterion, people, items, manager, editor):
    one = [entry(people[0], items[0], criterion, 4)]
    with pytest.raises(PermissionDenied):
        enter(editor, delphi.round, one, origin="paper")
    delphi.closed_at = delphi.opened_at
    delphi.save()
    assert open_delphi(delphi.round) is None
    with pytest.raises(Refused):
        enter(manager, delphi.round, one, origin="paper")


def test_what_stands_from_an_earlier_delphi_round_is_filled_in(delphi, criterion, people, items, manager):
    enter(manager, delphi.round, [entry(people[0], items[0], criterion, 4, "Va")], origin="paper")
    second = DelphiRoundFactory(round=delphi.round, number=2)
    assert filled(delphi.round, second) == {(people[0].pk, items[0].pk): Filled({str(criterion.pk): 4}, "", 0)}


def test_a_large_sheet_costs_as_many_queries_as_a_small_one(
    delphi, criterion, people, items, manager, django_assert_max_num_queries
):
    with django_assert_max_num_queries(60) as small:
        enter(manager, delphi.round, [entry(people[0], items[0], criterion, 4)], origin="paper")
    more = ItemFactory.create_batch(30, round=delphi.round)
    with django_assert_max_num_queries(len(small)):
        enter(manager, delphi.round, [entry(people[1], item, criterion, 4) for item in more], origin="paper")
