"""The scores of several evaluators as one table."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from rumbo.methods.ranking import Criterion, Middle, Pool, Scale, over_evaluators

SHAPES = st.tuples(st.integers(1, 5), st.integers(1, 4), st.integers(1, 3))
SCORES = arrays(np.float64, SHAPES, elements=st.one_of(st.just(np.nan), st.integers(-4, 9).map(lambda n: n / 10)))


@given(SCORES, st.sampled_from(Middle), st.data())
def test_the_middle_of_evaluators_counted_several_times(scores, middle, data):
    times = data.draw(st.lists(st.integers(0, 3), min_size=len(scores), max_size=len(scores)))
    found = Pool(scores, middle).of(np.array(times))
    plain = np.nanmean if middle is Middle.MEAN else np.nanmedian
    several = np.repeat(scores, times, axis=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where nobody gave a score
        expected = plain(several, axis=0) if len(several) else np.full(scores.shape[1:], np.nan)
    assert found == pytest.approx(expected, abs=1e-11, nan_ok=True)


def test_the_order_of_evaluators_leaves_equals_equal():
    scores = np.array([[[0.1], [0.3]], [[0.2], [0.2]], [[0.3], [0.1]]])
    table = Pool(scores, Middle.MEAN).of(np.ones(3, dtype=np.int64))
    assert table[0, 0] == table[1, 0]


def test_no_evaluator():
    with pytest.raises(ValueError, match="evaluators"):
        Pool(np.zeros((0, 2, 2)), Middle.MEAN)


def test_a_mean_may_lie_between_two_levels():
    scores = [[[1], [3]], [[2], [3]]]
    found = over_evaluators(scores, [Criterion("urgency", scale=Scale.VERBAL, levels=3)], draws=60)
    assert found.interval().tolist() == [[2, 2], [1, 1]]


def test_telling_the_progress():
    told = []
    over_evaluators([[[1], [3]], [[2], [3]]], [Criterion("a")], draws=120, told=told.append)
    assert told == [0, 50 / 120, 100 / 120]
