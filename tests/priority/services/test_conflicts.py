"""Conflicts of interest: declared, taken back, on record, and never with a score that counts."""

import pytest
from django.core.exceptions import PermissionDenied

from factories import ItemFactory
from rumbo.core.errors import Refused
from rumbo.priority.models import Assessment, Conflict
from rumbo.priority.services.assessments import save
from rumbo.priority.services.conflicts import declare, take_back

pytestmark = pytest.mark.django_db


def test_a_conflict_sets_scores_aside_and_keeps_them(at_work):
    save(at_work.evaluator, at_work.item, {at_work.one.pk: 5}, "Muy bueno")
    found = declare(at_work.evaluator, at_work.item, " Mi empresa  lo construye ")
    kept = Assessment.objects.get()
    assert (found.reason, found.withdrawn, kept.values, kept.comment) == ("Mi empresa lo construye", False, {}, "")
    (past,) = kept.past
    assert (past["values"], past["comment"]) == ({str(at_work.one.pk): 5}, "Muy bueno")


def test_taken_back_it_stays_on_record_and_the_scores_count_again(at_work):
    save(at_work.evaluator, at_work.item, {at_work.one.pk: 5}, "Muy bueno")
    declare(at_work.evaluator, at_work.item, "Es de mi familia")
    take_back(at_work.evaluator, at_work.item)
    take_back(at_work.evaluator, at_work.item)
    found, kept = Conflict.objects.get(), Assessment.objects.get()
    assert (found.withdrawn, found.history.count()) == (True, 2)
    assert (kept.values, kept.comment, len(kept.past)) == ({str(at_work.one.pk): 5}, "Muy bueno", 1)


def test_the_same_again_changes_nothing(at_work):
    first = declare(at_work.evaluator, at_work.item, "Es de mi familia")
    assert declare(at_work.evaluator, at_work.item, "Es de mi familia") == first
    assert first.history.count() == 1


def test_it_can_be_declared_again(at_work):
    declare(at_work.evaluator, at_work.item, "Uno")
    take_back(at_work.evaluator, at_work.item)
    assert declare(at_work.evaluator, at_work.item, "Dos").withdrawn is False
    assert Conflict.objects.count() == 1


@pytest.mark.parametrize("reason", ["", "  \n", "x" * 301])
def test_it_needs_a_reason_that_fits(at_work, reason):
    with pytest.raises(Refused):
        declare(at_work.evaluator, at_work.item, reason)
    assert not Conflict.objects.exists()


def test_of_another_round_none_is_declared(at_work):
    with pytest.raises(Refused):
        declare(at_work.evaluator, ItemFactory(), "Uno")


def test_before_scores_are_taken_only_staff_writes_it_down(at_work, manager, reader):
    at_work.round.phase = "draft"
    at_work.round.save()
    with pytest.raises(Refused):
        declare(at_work.evaluator, at_work.item, "Uno")
    with pytest.raises(PermissionDenied):
        declare(at_work.evaluator, at_work.item, "Uno", actor=reader)
    assert declare(at_work.evaluator, at_work.item, "Uno", actor=manager).actor == manager
    take_back(at_work.evaluator, at_work.item, actor=manager)
    assert Conflict.objects.get().withdrawn


def test_after_scores_are_closed_nothing_changes_any_more(at_work, manager):
    declare(at_work.evaluator, at_work.item, "Uno")
    at_work.round.phase = "closed"
    at_work.round.save()
    for actor in (None, manager):
        with pytest.raises(Refused):
            declare(at_work.evaluator, at_work.second, "Dos", actor=actor)
        with pytest.raises(Refused):
            take_back(at_work.evaluator, at_work.item, actor=actor)
