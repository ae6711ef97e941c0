"""Weights, against published examples and for what they promise."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rumbo.methods.weights import combine, combine_groups, direct, pairwise, points, swing


def reciprocal(size, upper):
    matrix, judgements = np.eye(size), iter(upper)
    for row in range(size):
        for column in range(row + 1, size):
            matrix[row, column] = next(judgements)
            matrix[column, row] = 1 / matrix[row, column]
    return matrix


#: Which drink is consumed more in the US (Saaty, 2008, "Decision making with the analytic hierarchy process", Int. J.
#: Services Sciences 1(1), table 2): coffee, wine, tea, beer, sodas, milk, water.
DRINKS = [9, 5, 2, 1, 1, 1 / 2, 1 / 3, 1 / 9, 1 / 9, 1 / 9, 1 / 9]
DRINKS += [1 / 3, 1 / 4, 1 / 3, 1 / 9, 1 / 2, 1, 1 / 3, 2, 1 / 2, 1 / 3]
#: Choosing a house (Saaty, 1990, "How to make a decision", European Journal of Operational Research 48, table 3).
HOUSE = [5, 3, 7, 6, 6, 1 / 3, 1 / 4, 1 / 3, 5, 3, 3, 1 / 5, 1 / 7, 6, 3, 4, 6, 1 / 5]
HOUSE += [1 / 3, 1 / 4, 1 / 7, 1 / 8, 1 / 2, 1 / 5, 1 / 6, 1 / 5, 1 / 6, 1 / 2]


def test_published_pairwise_comparison_of_drinks():
    found = pairwise(reciprocal(7, DRINKS))
    assert found.weights.round(3).tolist() == [0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327]
    assert round(found.ratio, 3) == 0.022
    assert found.is_consistent


def test_published_pairwise_comparison_of_houses_and_what_breaks_it():
    found = pairwise(reciprocal(8, HOUSE))
    assert found.weights.round(3).tolist() == [0.173, 0.054, 0.188, 0.018, 0.031, 0.036, 0.167, 0.333]
    assert round(found.largest, 3) == 9.669
    assert round(found.ratio, 2) == 0.17
    assert not found.is_consistent
    worst = found.breaking[0]
    assert (worst.row, worst.column, worst.given) == (2, 6, 6)  # neighbourhood against general condition
    assert worst.fitting < 1
    assert worst.ratio < 0.1


def weights_of(size):
    return st.lists(st.floats(0.01, 100), min_size=size, max_size=size)


@given(st.integers(1, 8).flatmap(weights_of))
def test_consistent_judgements_give_back_their_weights(values):
    wanted = np.array(values) / sum(values)
    found = pairwise(np.divide.outer(wanted, wanted))
    assert found.weights == pytest.approx(wanted, rel=1e-6)
    assert found.ratio == pytest.approx(0, abs=1e-6)
    assert found.breaking == ()


@given(st.integers(3, 7).flatmap(lambda n: st.lists(st.integers(-8, 8), min_size=n * n, max_size=n * n)))
def test_the_order_of_the_criteria_does_not_matter(numbers):
    size = int(len(numbers) ** 0.5)
    ratios = [1 / (1 - n) if n < 0 else n + 1 for n in numbers]
    matrix = reciprocal(size, ratios)
    turned = matrix[::-1, ::-1]
    assert pairwise(turned).weights[::-1] == pytest.approx(pairwise(matrix).weights, rel=1e-6)
    for judgement in pairwise(matrix).breaking:
        mended = matrix.copy()
        mended[judgement.row, judgement.column] = judgement.fitting
        mended[judgement.column, judgement.row] = 1 / judgement.fitting
        assert pairwise(mended).ratio == pytest.approx(judgement.ratio, abs=1e-9)


def test_direct_points_and_swing():
    assert direct([2, 0, 6]).tolist() == [0.25, 0, 0.75]
    assert points([30, 70]).tolist() == [0.3, 0.7]
    assert swing([100, 50, 50]).tolist() == [0.5, 0.25, 0.25]


@pytest.mark.parametrize(
    ("method", "values", "sentence"),
    [
        (direct, [0, 0], "at least one weight has to be above 0"),
        (direct, [1, -1], "numbers of 0 or more"),
        (direct, [], "one a criterion"),
        (direct, [float("nan"), 1], "numbers of 0 or more"),
        (points, [30, 60], "10 points are left"),
        (points, [30, 80], "10 points too many"),
        (swing, [90, 50], "the most important criterion has 100"),
        (swing, [120, 100], "no other has more"),
        (pairwise, [[1, 2]], "a row and a column"),
        (pairwise, [[1, 2], [2, 1]], "one divided by"),
        (pairwise, [[1, 0], [0, 1]], "above 0"),
        (pairwise, np.ones((16, 16)), "at most 15"),
    ],
)
def test_wrong_weights_are_refused(method, values, sentence):
    with pytest.raises(ValueError, match=sentence):
        method(values)


def test_many_people():
    all_alike = combine([[1, 3], [2, 6]])
    assert all_alike.weights == pytest.approx([0.25, 0.75])
    assert all_alike.spread == pytest.approx([1, 1])
    apart = combine([[0.2, 0.8], [0.8, 0.2]])
    assert apart.weights == pytest.approx([0.5, 0.5])
    assert apart.low.tolist() == [0.2, 0.2]
    assert apart.high.tolist() == [0.8, 0.8]
    assert apart.spread == pytest.approx([2, 2])  # 0.4 = √(0.2·0.8); each is half or twice of it


def test_a_zero_of_one_person_is_no_veto():
    assert combine([[0, 1], [0.5, 0.5]]).weights[0] > 0


def test_every_sector_has_the_same_voice():
    rows = [[0.8, 0.2]] * 9 + [[0.2, 0.8]]
    together, each = combine_groups(rows, ["public"] * 9 + ["social"])
    assert together.weights == pytest.approx([0.5, 0.5])
    assert each["public"].weights == pytest.approx([0.8, 0.2])
    assert combine(rows).weights[0] > 0.7


def test_somebody_without_sector():
    with pytest.raises(ValueError, match="one group"):
        combine_groups([[1, 2]], [])
