from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from rumbo.methods.importance import Kind, chi_square_tail, concordance, importance

NONE = np.nan


def test_ratings_in_order_with_spread_and_interval():
    found = importance([[5, 1, 3], [4, 2, 3], [5, 2, NONE]], Kind.RATING)
    assert [item.column for item in found.items] == [0, 2, 1]
    first, second = found.items[:2]
    assert (first.people, first.mean) == (3, pytest.approx(14 / 3))
    assert first.spread == pytest.approx(np.std([5, 4, 5], ddof=1))
    assert first.high - first.mean == pytest.approx(1.95996 * first.spread / np.sqrt(3), rel=1e-5)
    assert (second.people, second.mean, second.spread, second.low) == (2, 3, 0, 3)
    assert found.concordance.people == 2  # the third left one out


def test_points_that_were_not_given_are_none():
    found = importance([[10, NONE, 0], [6, 4, NONE], [NONE, NONE, NONE]], Kind.POINTS)
    assert [(item.column, item.people, item.mean) for item in found.items] == [(0, 2, 8), (1, 2, 2), (2, 2, 0)]
    assert found.concordance.people == 2


def test_items_that_were_not_ranked_share_the_places_left():
    found = importance([[1, NONE, NONE], [1, 2, 3]], Kind.RANKING)
    assert [(item.column, item.mean) for item in found.items] == [(0, 1), (1, 2.25), (2, 2.75)]


def test_all_agree_and_nobody_agrees():
    same = concordance([[1, 2, 3, 4]] * 6)
    assert (same.w, same.people, same.by_chance, same.method) == (1, 6, False, "permutations")
    opposed = concordance([[1, 2, 3], [3, 2, 1]])
    assert (opposed.w, opposed.p, opposed.by_chance) == (0, 1, True)


def test_nothing_to_compare():
    assert importance([[3, 4]], Kind.RATING).concordance is None
    assert importance([[3], [4]], Kind.RATING).concordance is None
    assert importance([[3, 3], [4, 4]], Kind.RATING).concordance is None
    empty = importance(np.full((2, 2), NONE), Kind.RATING)
    assert [(item.column, item.people, item.mean) for item in empty.items] == [(0, 0, None), (1, 0, None)]
    one = importance([[2, NONE]], Kind.RATING).items[0]
    assert (one.people, one.mean, one.spread, one.low, one.high) == (1, 2, None, None, None)


@pytest.mark.parametrize(
    ("values", "kind", "message"),
    [
        ([[0, 3]], Kind.RATING, "outside 1 to 5"),
        ([[6, 3]], Kind.RATING, "outside 1 to 5"),
        ([[-1, 3]], Kind.POINTS, "negative"),
        ([[np.inf, 3]], Kind.POINTS, "infinite"),
        ([[1, 1]], Kind.RANKING, "without repetition"),
        ([[2, NONE]], Kind.RANKING, "without repetition"),
        ([[1, 2.5]], Kind.RANKING, "without repetition"),
        ([1, 2], Kind.RATING, "people × items"),
    ],
)
def test_wrong_values(values, kind, message):
    with pytest.raises(ValueError, match=message):
        importance(values, kind)


def test_order_of_many_people_is_judged_by_chi_square():
    draw = np.random.default_rng(2)
    random = concordance(draw.integers(1, 6, (400, 6)))
    assert random.method == "chi-square"
    assert random.by_chance
    leaning = concordance(draw.integers(1, 6, (400, 6)) + np.arange(6) * 0.3)
    assert not leaning.by_chance
    assert concordance(draw.integers(1, 6, (400, 6))) != random


def test_permutations_are_the_same_on_every_run_and_near_chi_square():
    values = np.random.default_rng(4).integers(1, 6, (40, 5)) + np.arange(5) * 0.2
    first, second = concordance(values), concordance(values)
    assert first == second
    assert first.p == pytest.approx(chi_square_tail(first.chi_square, 4), abs=0.02)


@settings(deadline=None, max_examples=60)
@given(arrays(np.float64, st.tuples(st.integers(2, 12), st.integers(3, 8)), elements=st.integers(1, 5).map(float)))
def test_scipy_finds_the_same_statistic(values):
    found = concordance(values)
    if found is None:
        assert all(len(set(row)) == 1 for row in values.tolist())
    else:
        expected = stats.friedmanchisquare(*values.T)
        assert found.chi_square == pytest.approx(expected.statistic, abs=1e-9)
        assert chi_square_tail(found.chi_square, found.freedom) == pytest.approx(expected.pvalue, abs=1e-9)


@given(st.floats(0, 500), st.integers(1, 60))
def test_chi_square_tail_is_that_of_scipy(value, freedom):
    assert chi_square_tail(value, freedom) == pytest.approx(stats.chi2.sf(value, freedom), rel=1e-8, abs=1e-14)
