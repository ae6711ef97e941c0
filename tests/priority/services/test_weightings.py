"""Weights that evaluators give: four ways, what is refused, and contradictions that are said."""

import pytest
from django.core.exceptions import PermissionDenied

from factories import CriterionFactory
from rumbo.core.errors import Refused
from rumbo.priority.models import Weighting
from rumbo.priority.services.weightings import Inconsistent, OvertakenWeights, pairs_of, save

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(at_work):
    """The criteria of the round, three now."""
    return [at_work.one, at_work.other, CriterionFactory(round=at_work.round, title="Plazo")]


def answers(criteria, *numbers):
    return {one.pk: number for one, number in zip(criteria, numbers, strict=True)}


def judged(criteria, *ratios):
    return {name: ratio for (name, *_pair), ratio in zip(pairs_of(criteria), ratios, strict=True)}


@pytest.mark.parametrize(
    ("method", "numbers", "shares"),
    [
        ("direct", (40, 40, 0), (0.5, 0.5, 0)),
        ("points", (50, 30, 20), (0.5, 0.3, 0.2)),
        ("swing", (100, 60, 40), (0.5, 0.3, 0.2)),
    ],
)
def test_numbers_become_shares(at_work, three, method, numbers, shares):
    save(at_work.evaluator, method, answers(three, *numbers))
    kept = Weighting.objects.get()
    assert list(kept.weights) == [str(one.pk) for one in three]
    assert list(kept.weights.values()) == pytest.approx(shares)
    assert (kept.method, kept.ratio, kept.version) == (method, None, 1)


@pytest.mark.parametrize(
    ("method", "numbers", "said"),
    [
        ("direct", (0, 0, 0), "0"),
        ("direct", (-1, 0, 3), "Beneficio"),
        ("direct", (1, 101, 3), "Costo"),
        ("direct", (1, float("nan"), 3), "Costo"),
        ("direct", (1, None, 3), "Costo"),
        ("direct", (1, True, 3), "Costo"),
        ("points", (50, 30, 19), "1"),
        ("points", (50, 30, 21), "1"),
        ("swing", (90, 30, 20), "100"),
        ("other", (1, 1, 1), "four|cuatro"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(at_work, three, method, numbers, said):
    with pytest.raises(Refused, match=said):
        save(at_work.evaluator, method, answers(three, *numbers))
    assert not Weighting.objects.exists()


def test_pairs_become_weights_with_their_consistency(at_work, three):
    save(at_work.evaluator, "pairwise", judged(three, 2, 4, 2))
    kept = Weighting.objects.get()
    assert list(kept.weights.values()) == pytest.approx([4 / 7, 2 / 7, 1 / 7])
    assert kept.ratio == pytest.approx(0, abs=1e-9)


def test_contradictions_are_said_and_saved_only_knowingly(at_work, three):
    contradicting = judged(three, 5, 1 / 5, 5)
    with pytest.raises(Inconsistent) as said:
        save(at_work.evaluator, "pairwise", contradicting)
    assert said.value.found.pairwise.breaking
    assert not Weighting.objects.exists()
    assert save(at_work.evaluator, "pairwise", contradicting, knowingly=True).ratio > 0.1


@pytest.mark.parametrize("ratio", [0, -2, 10, 0.1, None, "3", float("nan"), True])
def test_a_judgement_is_from_a_ninth_to_nine_times(at_work, three, ratio):
    with pytest.raises(Refused):
        save(at_work.evaluator, "pairwise", judged(three, ratio, 1, 1))


def test_the_same_again_changes_nothing_and_another_one_is_in_the_history(at_work, three):
    save(at_work.evaluator, "points", answers(three, 50, 30, 20), expected_version=0)
    save(at_work.evaluator, "points", answers(three, 50, 30, 20), expected_version=0)
    with pytest.raises(OvertakenWeights):
        save(at_work.evaluator, "points", answers(three, 20, 30, 50), expected_version=0)
    save(at_work.evaluator, "points", answers(three, 20, 30, 50), expected_version=1)
    kept = Weighting.objects.get()
    assert (kept.version, kept.history.count()) == (2, 2)


def test_no_weights_where_scores_are_closed_or_for_others(at_work, three, reader):
    with pytest.raises(PermissionDenied):
        save(at_work.evaluator, "points", answers(three, 50, 30, 20), actor=reader)
    at_work.round.phase = "closed"
    at_work.round.save()
    with pytest.raises(Refused):
        save(at_work.evaluator, "points", answers(three, 50, 30, 20))


def test_without_criteria_there_is_nothing_to_weigh(at_work):
    for one in (at_work.one, at_work.other):
        one.state = "withdrawn"
        one.save()
    with pytest.raises(Refused):
        save(at_work.evaluator, "direct", {})
