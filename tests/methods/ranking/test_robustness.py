"""How firm a ranking is, what would turn it, and why it is so."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pymcdm.helpers import rrankdata
from pymcdm.methods import TOPSIS
from pymcdm.normalizations import vector_normalization

from rumbo.methods.ranking import (
    Criterion,
    Method,
    Preference,
    Shape,
    compare,
    neighbours,
    over_evaluators,
    over_weights,
    random_weights,
    rank,
    turns,
)


def criteria_of(weights, *, down=()):
    shape = Preference(Shape.LINEAR, q=5, p=40)
    return [Criterion(str(n), float(w), n not in down, preference=shape) for n, w in enumerate(weights)]


def tables(rows=8, columns=4):
    numbers = st.integers(1, 100).map(float)
    return arrays(np.float64, st.tuples(st.integers(2, rows), st.integers(2, columns)), elements=numbers)


@given(tables(), st.sampled_from(Method))
def test_each_draw_is_a_ranking(scores, method):
    weights = random_weights(scores.shape[1], 20, seed=3)
    found = over_weights(scores, criteria_of(weights[0]), weights, method)
    each = [rank(scores, criteria_of(row), method).places for row in weights]
    assert found.places.tolist() == np.sort(np.array(each).T, axis=1).tolist()
    shares = found.acceptability()
    assert shares.sum(axis=1) == pytest.approx(np.ones(len(scores)))
    assert found.in_first(len(scores)).tolist() == [1.0] * len(scores)
    assert found.in_first(1) == pytest.approx(shares[:, 0])
    assert (found.interval()[:, 0] <= found.interval()[:, 1]).all()


def test_topsis_equals_a_loop_over_pymcdm():
    scores = np.random.default_rng(5).random((40, 6)) * 100
    weights = random_weights(6, 50, seed=5)
    types = np.array([1, 1, -1, 1, -1, 1])
    found = over_weights(scores, criteria_of(weights[0], down=(2, 4)), weights, Method.TOPSIS)
    judge = TOPSIS(vector_normalization)
    theirs = [rrankdata(judge(scores, row, types)) for row in weights]
    assert found.places.tolist() == np.sort(np.array(theirs).T, axis=1).tolist()


@given(tables(), st.sampled_from(Method), st.data())
def test_missing_scores(scores, method, data):
    row = data.draw(st.integers(0, len(scores) - 1))
    scores[row, 0] = np.nan
    weights = random_weights(scores.shape[1], 5, seed=1)
    found = over_weights(scores, criteria_of(weights[0]), weights, method)
    each = [rank(scores, criteria_of(one), method).places for one in weights]
    assert found.places.tolist() == np.sort(np.array(each).T, axis=1).tolist()


def test_random_weights_are_even_and_repeat():
    weights = random_weights(3, 20_000, seed=7)
    assert weights.sum(axis=1) == pytest.approx(np.ones(20_000))
    assert weights.mean(axis=0) == pytest.approx([1 / 3] * 3, abs=0.01)
    assert (weights[:, 0] > 0.5).mean() == pytest.approx(0.25, abs=0.02)  # of a triangle, the corner is a quarter
    assert (random_weights(3, 20_000, seed=7) == weights).all()
    near = random_weights(3, 5_000, seed=7, around=[0.6, 0.3, 0.1], firm=200)
    assert near.mean(axis=0) == pytest.approx([0.6, 0.3, 0.1], abs=0.01)
    assert near.std(axis=0).max() < 0.03


def test_what_is_best_in_all_is_always_first():
    found = over_weights([[9, 9], [5, 1], [1, 5]], criteria_of([1, 1]), random_weights(2, 200, seed=0))
    assert found.in_first(1).tolist() == [1, 0, 0]
    assert found.interval()[0].tolist() == [1, 1]
    assert 0.3 < found.in_first(2)[1] < 0.7


def test_evaluators_who_agree_leave_no_doubt():
    one = np.array([[9, 8.0], [5, 5], [1, 2]])
    found = over_evaluators(np.stack([one] * 5), criteria_of([1, 1]), draws=50)
    assert found.places.tolist() == [[1] * 50, [2] * 50, [3] * 50]


def test_evaluators_who_disagree_leave_doubt_and_it_repeats():
    first, second = np.array([[9.0, 9], [1, 1]]), np.array([[1.0, 1], [9, 9]])
    cube = np.stack([first] * 3 + [second] * 3)
    cube[0, 0, 0] = np.nan
    found = over_evaluators(cube, criteria_of([1, 1]), draws=200, seed=4)
    assert 0.2 < found.in_first(1)[0] < 1
    again = over_evaluators(cube, criteria_of([1, 1]), draws=200, seed=4)
    assert (again.places == found.places).all()


def test_evaluators_bring_their_own_weights():
    cube = np.array([[[9.0, 1], [1, 9]]] * 2)
    found = over_evaluators(cube, criteria_of([1, 1]), draws=20, weights=[[0.9, 0.1], [0.8, 0.2]])
    assert found.in_first(1).tolist() == [1, 0]


@given(tables(6, 4), st.sampled_from(Method), st.integers(1, 3))
def test_a_turn_turns_and_nothing_nearer_does(scores, method, k):
    criteria = criteria_of(np.ones(scores.shape[1]))
    inside = rank(scores, criteria, method).places <= k
    for alternative, turn in enumerate(turns(scores, criteria, k, method)):
        if turn is None:
            continue
        assert turn.enters is not bool(inside[alternative])

        def is_inside(weight, turn=turn, alternative=alternative):
            others = (1 - weight) / (len(criteria) - 1)
            weights = [others] * len(criteria)
            weights[turn.criterion] = weight
            return rank(scores, criteria_of(weights), method).places[alternative] <= k

        assert is_inside(turn.after) == turn.enters
        nearer = turn.before + (turn.after - turn.before) * 0.5
        if turn.change > 0.02:
            assert is_inside(nearer) != turn.enters


def test_nothing_turns_what_is_best_in_all():
    assert turns([[9, 9], [5, 1], [1, 5]], criteria_of([1, 1]), 1)[0] is None
    assert turns([[9], [5]], criteria_of([1]), 1) == [None, None]


@given(tables(), st.sampled_from(Method))
def test_parts_add_up_to_the_difference(scores, method):
    criteria = criteria_of(np.ones(scores.shape[1]), down=(1,))
    values = rank(scores, criteria, method).values
    found = compare(scores, criteria, 0, 1, method)
    assert found.difference == pytest.approx(values[0] - values[1], abs=1e-9)
    assert found.parts.sum() == pytest.approx(found.difference, abs=1e-9)
    assert [abs(part) for _column, part in found.reasons] == sorted(map(abs, found.parts), reverse=True)


def test_neighbours_above_and_below():
    scores, criteria = [[9, 9], [5, 5], [1, 1]], criteria_of([1, 1])
    above, below = neighbours(scores, criteria, 1)
    assert (above.second, below.second) == (0, 2)
    assert above.difference < 0 < below.difference
    assert neighbours(scores, criteria, 0)[0] is None
    assert neighbours(scores, criteria, 2)[1] is None


@pytest.mark.parametrize("weights", [np.ones((2, 3)), np.ones((0, 2)), np.ones(2)])
def test_weights_that_do_not_fit(weights):
    with pytest.raises(ValueError, match="one for each criterion"):
        over_weights([[1, 2], [3, 4]], criteria_of([1, 1]), weights)


def test_nobody_and_nothing():
    with pytest.raises(ValueError, match="evaluators, alternatives and criteria"):
        over_evaluators(np.zeros((0, 2, 2)), criteria_of([1, 1]))
    with pytest.raises(ValueError, match="a row for each evaluator"):
        over_evaluators(np.ones((2, 2, 2)), criteria_of([1, 1]), weights=[[1, 1]])
    with pytest.raises(ValueError, match="at least one criterion"):
        random_weights(0, 5, seed=0)
