"""The scores of a Delphi round as a table, and what they say."""

from __future__ import annotations

import json
from itertools import pairwise

import numpy as np
import pytest

from factories.accounts import OrganizationFactory
from factories.priority import (
    AssessmentFactory,
    ConflictFactory,
    CriterionFactory,
    DelphiRoundFactory,
    EvaluatorFactory,
    ItemFactory,
)
from rumbo.priority.models import Assessment
from rumbo.priority.queries.delphi import orders, progress, quartiles, sectors_shown, summary
from rumbo.priority.queries.scores import scores_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def delphi():
    """Three items, two criteria (the second: less is better) and three evaluators of two sectors, without scores."""
    delphi = DelphiRoundFactory()
    ItemFactory.create_batch(3, round=delphi.round)
    CriterionFactory(round=delphi.round)
    CriterionFactory(round=delphi.round, maximise=False, scale="interval", low=0, high=10, levels="")
    for sector in ("public", "public", "social"):
        EvaluatorFactory(round=delphi.round, organization=OrganizationFactory(sector=sector))
    return delphi


def given(delphi, evaluator, item, *values):
    """Store what an evaluator (by place) gave an item (by place); "-" is no answer."""
    found = scores_of(delphi)
    answers = {
        str(criterion.pk): value for criterion, value in zip(found.criteria, values, strict=True) if value != "-"
    }
    return AssessmentFactory(
        delphi=delphi, evaluator=found.evaluators[evaluator], item=found.items[item].item, values=answers
    )


def test_scores_stand_where_evaluator_item_and_criterion_meet(delphi):
    given(delphi, 1, 2, 4, 7.5)
    found = scores_of(delphi)
    assert found.values.shape == (3, 3, 2)
    assert found.values[1, 2].tolist() == [4, 7.5]
    assert np.isnan(found.values).sum() == 16
    assert found.complete.sum() == 1
    assert found.sectors == ["public", "public", "social"]


def test_cannot_say_is_an_answer_without_score_and_never_zero(delphi):
    given(delphi, 0, 0, None, 3)
    given(delphi, 0, 1, "-", 3)
    found = scores_of(delphi)
    assert np.isnan(found.values[0, :2, 0]).all()
    assert found.complete[0].tolist() == [True, False, False]


def test_conflicts_and_other_axes_are_not_asked(delphi):
    found = scores_of(delphi)
    given(delphi, 0, 0, 5, 5)
    ConflictFactory(evaluator=found.evaluators[0], item=found.items[0].item)
    ConflictFactory(evaluator=found.evaluators[0], item=found.items[1].item, withdrawn=True)
    EvaluatorFactory(round=delphi.round, axis=found.items[2].axis)
    found = scores_of(delphi)
    assert found.asked.tolist() == [[False, True, True], [True] * 3, [True] * 3, [False, False, True]]
    assert np.isnan(found.values[0, 0]).all()


def test_what_left_the_round_is_not_in_the_table(delphi):
    given(delphi, 0, 0, 5, 5)
    given(delphi, 1, 1, 4, 4)
    found = scores_of(delphi)
    found.items[0].item.left = True
    found.items[0].item.save()
    found.criteria[1].state = "withdrawn"
    found.criteria[1].save()
    assert scores_of(delphi).values.shape[1:] == (2, 1)
    assert scores_of(delphi).values[1, 0].tolist() == [4]


def test_an_answer_stands_in_the_next_delphi_round_until_there_is_another(delphi):
    given(delphi, 0, 0, 5, 5)
    given(delphi, 0, 1, 2, 2)
    given(delphi, 0, 2, 1, 1)
    second = DelphiRoundFactory(round=delphi.round, number=2)
    given(second, 0, 0, 3, None)
    given(second, 0, 2, 4, "-")
    assert scores_of(delphi).values[0, :2].tolist() == [[5, 5], [2, 2]]
    later = scores_of(second)
    assert later.values[0, 0, 0] == 3
    assert np.isnan(later.values[0, 0, 1])
    assert later.values[0, 1].tolist() == [2, 2]
    assert later.complete[0].tolist() == [True, True, False]
    assert later.current[0].tolist() == [True, False, True]


def test_a_large_round_is_read_with_as_many_queries_as_a_small_one(delphi, django_assert_num_queries):
    def read():
        with django_assert_num_queries(5):
            return scores_of(delphi)

    read()
    ItemFactory.create_batch(5, round=delphi.round)
    EvaluatorFactory.create_batch(5, round=delphi.round)
    assert read().values.shape == (8, 8, 2)


def test_the_summary_is_json_and_has_quartiles_concordance_and_who_answered(delphi):
    for evaluator, scores in enumerate(([5, 3, 1], [4, 3, 2], [5, 4, 1])):
        for item, score in enumerate(scores):
            given(delphi, evaluator, item, score, None if evaluator == 2 else score)
    found = scores_of(delphi)
    result = summary(found)
    assert json.loads(json.dumps(result)) == result
    one, other = (str(criterion.pk) for criterion in found.criteria)
    assert result["criteria"][one]["w"] == 1
    assert result["criteria"][one]["people"] == 3
    assert result["criteria"][other]["people"] == 2
    assert result["items"][str(found.items[0].pk)] == {
        one: [4.5, 5, 5, 3],
        other: [4.25, 4.5, 4.75, 2],
    }
    assert (result["people"], result["scored"], result["asked"], result["answered"]) == (3, 3, 9, 9)


def test_nothing_is_found_without_scores(delphi):
    result = summary(scores_of(delphi))
    assert result["overall"] is None
    assert set(result["criteria"].values()) == {None}
    assert (result["people"], result["scored"], result["answered"], result["sectors"]) == (0, 0, 0, {})
    assert {tuple(cell) for row in result["items"].values() for cell in row.values()} == {(None, None, None, 0)}


def test_a_round_without_anything_is_empty():
    delphi = DelphiRoundFactory()
    found = scores_of(delphi)
    assert found.values.shape == (0, 0, 0)
    assert summary(found)["overall"] is None
    assert progress(delphi, found) == []


def test_less_is_better_where_the_criterion_says_so(delphi):
    for item, score in enumerate((0, 5, 10)):
        given(delphi, 0, item, 3, score)
    first, second, third = orders(scores_of(delphi))[0].tolist()
    assert first > second > third


def test_a_criterion_that_cannot_be_told_neither_helps_nor_harms(delphi):
    given(delphi, 0, 0, 5, 5)
    given(delphi, 0, 1, 5, None)
    given(delphi, 0, 2, 1, 5)
    first, second, third = orders(scores_of(delphi))[0].tolist()
    assert first == second > third


def test_small_sectors_are_shown_as_other_and_only_with_enough_people(delphi):
    assert sectors_shown(scores_of(delphi)) == ["other"] * 3
    EvaluatorFactory(round=delphi.round, organization=OrganizationFactory(sector="public"))
    EvaluatorFactory(round=delphi.round, organization=None)
    found = scores_of(delphi)
    assert sectors_shown(found) == ["public", "public", "other", "public", "other"]
    for evaluator in range(5):
        given(delphi, evaluator, 0, evaluator + 1, 0)
    sectors = summary(scores_of(delphi))["sectors"]
    item, criterion = str(found.items[0].pk), str(found.criteria[0].pk)
    assert set(sectors) == {"public"}
    assert sectors["public"]["people"] == 3
    assert sectors["public"]["medians"][item][criterion] == 2


def test_progress_counts_what_is_asked_of_each(delphi):
    given(delphi, 0, 0, 5, 5)
    given(delphi, 0, 1, 5, "-")
    for item in range(3):
        given(delphi, 1, item, None, 1)
    found = scores_of(delphi)
    states = [(one.done, one.asked, one.state) for one in progress(delphi, found)]
    assert states == [(1, 3, "go"), (3, 3, "done"), (0, 3, "mute")]
    assert progress(delphi, found)[1].last == max(Assessment.objects.values_list("at", flat=True))
    second = DelphiRoundFactory(round=delphi.round, number=2)
    given(second, 1, 0, 2, 2)
    later = progress(second, scores_of(second))
    assert [(one.done, one.standing, one.state) for one in later] == [(0, 1, "mute"), (1, 3, "go"), (0, 0, "mute")]
    assert later[0].last is None


def test_quartiles_are_those_of_numpy_where_nothing_is_missing():
    table = np.random.default_rng(5).integers(1, 6, (7, 4, 3)).astype(float)
    assert np.allclose(quartiles(table), np.quantile(table, [0.25, 0.5, 0.75], axis=0))
    table[3:, 1, 1] = np.nan
    found = quartiles(table)[:, 1, 1]
    assert np.allclose(found, np.quantile(table[:3, 1, 1], [0.25, 0.5, 0.75]))
    assert all(low <= high for low, high in pairwise(found))
