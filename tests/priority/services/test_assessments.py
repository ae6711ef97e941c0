"""Scores: what is taken, what is refused with a sentence, and what stays of earlier answers."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from factories import (
    AssessmentFactory,
    AxisFactory,
    ConflictFactory,
    CriterionFactory,
    DelphiRoundFactory,
    EvaluatorFactory,
    ItemFactory,
    ProjectFactory,
    RoundFactory,
)
from rumbo.core.errors import Refused
from rumbo.priority.models import Assessment
from rumbo.priority.services.assessments import Overtaken, keep_rest, save

pytestmark = pytest.mark.django_db


def both(at_work, level=4, points=7.5):
    return {at_work.one.pk: level, at_work.other.pk: points}


def test_scores_are_stored_by_criterion(at_work):
    made = save(at_work.evaluator, at_work.item, both(at_work), "  Ya hay terreno ")
    kept = Assessment.objects.get()
    assert (kept, kept.values) == (made, {str(at_work.one.pk): 4, str(at_work.other.pk): 7.5})
    assert (kept.comment, kept.version, kept.past, kept.origin, kept.actor) == ("Ya hay terreno", 1, [], "link", None)


def test_cannot_say_is_kept_as_none_and_no_answer_as_nothing(at_work):
    save(at_work.evaluator, at_work.item, {str(at_work.other.pk): None})
    assert Assessment.objects.get().values == {str(at_work.other.pk): None}


def test_the_same_again_changes_nothing_even_with_an_old_version(at_work):
    first = save(at_work.evaluator, at_work.item, both(at_work), expected_version=0)
    again = save(at_work.evaluator, at_work.item, both(at_work), expected_version=0)
    assert (again.pk, again.version, again.at) == (first.pk, 1, first.at)


def test_earlier_answers_are_kept_when_one_changes(at_work, manager):
    save(at_work.evaluator, at_work.item, both(at_work), "Primero", actor=manager, origin="paper")
    save(at_work.evaluator, at_work.item, both(at_work, level=2), "Segundo", expected_version=1)
    kept = Assessment.objects.get()
    assert (kept.values[str(at_work.one.pk)], kept.version, kept.actor, kept.origin) == (2, 2, None, "link")
    (past,) = kept.past
    assert (past["values"][str(at_work.one.pk)], past["comment"], past["by"]) == (4, "Primero", manager.pk)


def test_filling_in_a_form_mark_by_mark_takes_nothing_away(at_work):
    save(at_work.evaluator, at_work.item, {at_work.one.pk: 3})
    save(at_work.evaluator, at_work.item, both(at_work, level=3), "Ya")
    save(at_work.evaluator, at_work.item, both(at_work, level=3), "Ya hay")
    assert (Assessment.objects.get().version, Assessment.objects.get().past) == (3, [])


def test_a_second_tab_does_not_undo_what_the_first_saved(at_work):
    save(at_work.evaluator, at_work.item, both(at_work, level=1), expected_version=0)
    with pytest.raises(Overtaken) as overtaken:
        save(at_work.evaluator, at_work.item, both(at_work, level=5), expected_version=0)
    assert overtaken.value.current.values[str(at_work.one.pk)] == 1
    assert Assessment.objects.get().values[str(at_work.one.pk)] == 1


@pytest.mark.parametrize("value", [0, 6, 2.5, "3", True, float("nan"), float("inf"), -1, 10**400, [3]])
def test_what_is_no_level_is_refused_by_name(at_work, value):
    with pytest.raises(Refused, match="Beneficio"):
        save(at_work.evaluator, at_work.item, {at_work.one.pk: value})
    assert not Assessment.objects.exists()


@pytest.mark.parametrize("value", [-0.1, 10.01, "7", False, float("nan")])
def test_what_is_out_of_bounds_is_refused_by_name(at_work, value):
    with pytest.raises(Refused, match="Costo"):
        save(at_work.evaluator, at_work.item, {at_work.other.pk: value})


def test_a_criterion_of_another_round_is_refused(at_work):
    with pytest.raises(Refused, match="criteri"):
        save(at_work.evaluator, at_work.item, {CriterionFactory().pk: 3})


def test_a_long_comment_is_refused_with_its_length(at_work):
    with pytest.raises(Refused, match="1001"):
        save(at_work.evaluator, at_work.item, {}, "x" * 1001)


def test_who_has_a_conflict_does_not_score(at_work):
    conflict = ConflictFactory(evaluator=at_work.evaluator, item=at_work.item)
    with pytest.raises(Refused, match="conflict"):
        save(at_work.evaluator, at_work.item, both(at_work))
    save(at_work.evaluator, at_work.second, both(at_work))
    conflict.withdrawn = True
    conflict.save()
    save(at_work.evaluator, at_work.item, both(at_work))


@pytest.mark.parametrize("phase", ["draft", "between", "closed"])
def test_nothing_is_taken_where_no_delphi_round_is_open(at_work, phase):
    at_work.round.phase = phase
    at_work.round.save()
    with pytest.raises(Refused):
        save(at_work.evaluator, at_work.item, both(at_work))


def test_nothing_is_taken_after_the_delphi_round_was_closed(at_work):
    at_work.delphi.closed_at = timezone.now()
    at_work.delphi.save()
    with pytest.raises(Refused):
        save(at_work.evaluator, at_work.item, both(at_work))


@pytest.mark.parametrize("gone", ["round", "evaluator"])
def test_nothing_is_taken_of_what_was_withdrawn(at_work, gone):
    record = getattr(at_work, gone)
    record.state = "withdrawn"
    record.save()
    with pytest.raises(Refused):
        save(at_work.evaluator, at_work.item, both(at_work))


def test_only_what_the_evaluator_is_asked_about_is_taken(at_work, plan):
    at_work.evaluator.axis = AxisFactory(plan=plan)
    at_work.evaluator.save()
    theirs = ProjectFactory(program__theme__axis=at_work.evaluator.axis)
    save(at_work.evaluator, ItemFactory(round=at_work.round, measure=theirs.measure), both(at_work))
    taken_out = ItemFactory(round=at_work.round, measure=ProjectFactory(program=theirs.program).measure, left=True)
    for item in (at_work.item, ItemFactory(), taken_out):
        with pytest.raises(Refused):
            save(at_work.evaluator, item, both(at_work))
    assert Assessment.objects.count() == 1


def test_only_who_manages_the_plan_enters_scores_for_others(at_work, manager, editor, reader):
    for other in (editor, reader):
        with pytest.raises(PermissionDenied):
            save(at_work.evaluator, at_work.item, both(at_work), actor=other, origin="paper")
    made = save(at_work.evaluator, at_work.item, both(at_work), actor=manager, origin="paper")
    assert (made.actor, made.origin) == (manager, "paper")


def test_saving_costs_the_same_however_much_others_scored(at_work, django_assert_num_queries):
    with django_assert_num_queries(10):
        save(at_work.evaluator, at_work.item, both(at_work))
    for _number in range(20):
        other = EvaluatorFactory(round=at_work.round)
        AssessmentFactory(delphi=at_work.delphi, evaluator=other, item=at_work.second)
        ItemFactory(round=at_work.round)
    with django_assert_num_queries(10):
        save(at_work.evaluator, at_work.second, both(at_work))


def test_the_rest_is_kept_as_it_was_in_the_last_delphi_round(at_work):
    save(at_work.evaluator, at_work.item, both(at_work, level=1))
    save(at_work.evaluator, at_work.second, both(at_work, level=2), "Comentario")
    third = ItemFactory(round=at_work.round)
    save(at_work.evaluator, third, both(at_work, level=3))
    AssessmentFactory(delphi=at_work.delphi, evaluator=EvaluatorFactory(round=at_work.round), item=at_work.item)
    at_work.delphi.closed_at = timezone.now()
    at_work.delphi.save()
    second = DelphiRoundFactory(round=at_work.round, number=2)
    save(at_work.evaluator, at_work.item, both(at_work, level=5))
    ConflictFactory(evaluator=at_work.evaluator, item=third)
    assert (keep_rest(at_work.evaluator), keep_rest(at_work.evaluator)) == (1, 0)
    kept = Assessment.objects.filter(delphi=second).order_by("item")
    assert [one.values[str(at_work.one.pk)] for one in kept] == [5, 2]


level = st.none() | st.integers(-1, 7) | st.floats(allow_nan=True) | st.booleans() | st.text(max_size=3)


class AnyScores(TestCase):
    """Whatever is sent, what is stored fits the scale and nothing that was said is lost."""

    @settings(max_examples=40, deadline=None)
    @given(st.lists(st.tuples(level, level, st.sampled_from(["", "uno", "uno dos"])), max_size=4))
    def test_what_is_stored_fits_and_nothing_is_lost(self, sent):
        found = RoundFactory(phase="scoring")
        DelphiRoundFactory(round=found)
        one = CriterionFactory(round=found)
        other = CriterionFactory(round=found, scale="ratio", levels="", low=0, high=6.5)
        evaluator, item = EvaluatorFactory(round=found), ItemFactory(round=found)
        taken = []
        for first, second, comment in sent:
            try:
                made = save(evaluator, item, {one.pk: first, other.pk: second}, comment)
            except Refused:
                continue
            taken.append((made.values, made.comment))
        kept = Assessment.objects.filter(evaluator=evaluator).first()
        if kept is None:
            assert not taken
            return
        a, b = kept.values[str(one.pk)], kept.values[str(other.pk)]
        assert a is None or (a in range(1, 6) and isinstance(a, int) and not isinstance(a, bool))
        assert b is None or 0 <= b <= 6.5
        known = [(old["values"], old["comment"]) for old in kept.past] + [(kept.values, kept.comment)]
        for values, comment in taken:
            assert any(values == held and kept_text.startswith(comment) for held, kept_text in known)
