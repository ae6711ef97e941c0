from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from rumbo.participation.queries.breakdowns import told_parts, told_whole
from rumbo.participation.queries.disclosure import FEWEST, is_small, pooled, protected, protected_units

COUNT = st.sampled_from([0, 0, 1, 2, 3, 4, 5, 6, 9, 14])


@settings(deadline=None)
@given(st.lists(COUNT, min_size=2, max_size=6))
def test_of_counts_with_a_sum_no_small_one_is_told_and_none_follows(counts):
    told = protected(counts)
    assert all(one is None or not is_small(one) for one in told)
    assert all(one is None or one == count for one, count in zip(told, counts, strict=True))
    hidden = [count for one, count in zip(told, counts, strict=True) if one is None]
    if hidden and sum(counts) >= FEWEST:
        assert len(hidden) > 1
        assert sum(hidden) >= FEWEST


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ([12, 8, 0], [12, 8, 0]),
        ([12, 8, 4], [12, None, None]),
        ([20, 3, 1], [None, None, None]),
        ([20, 4, 0], [None, None, 0]),
        ([7, 4, 4], [7, None, None]),
    ],
)
def test_the_next_smallest_is_kept_back_too(counts, told):
    assert protected(counts) == told


@settings(deadline=None)
@given(st.lists(st.integers(0, 12), max_size=6), st.integers(0, 12))
def test_people_of_small_parts_are_none_or_at_least_5_together(sizes, rest):
    kept, others = pooled(sizes, rest)
    assert all(sizes[place] >= FEWEST for place in kept)
    assert sum(sizes[place] for place in kept) + others == sum(sizes) + rest
    assert not is_small(others) or sum(sizes) + rest < FEWEST


@settings(deadline=None)
@given(st.lists(st.tuples(COUNT, COUNT, COUNT), min_size=2, max_size=5))
def test_no_count_of_1_to_4_people_of_a_breakdown_is_told_or_follows_from_all_that_is_told(units):
    totals = [sum(row[place] for row in units) for place in range(3)]
    votes = sum(totals)
    if votes < FEWEST:
        return
    whole = [*protected(totals), votes]
    told = [*protected_units(units, whole, [*totals, votes]), whole]
    parts = told_parts([list(row) for row in units], told_whole(totals))
    assert told[:-1] == [[one.agree, one.disagree, one.passed, one.votes] for one in parts]
    true = [[*row, sum(row)] for row in [*units, totals]]
    for row, figures in enumerate(told):
        for column, figure in enumerate(figures):
            if figure is not None:
                assert figure == true[row][column]
                assert not is_small(figure)
            elif is_small(true[row][column]):
                least, most = _bounds(told, row, column, _nearly_all(true, told))
                assert least < most, f"{true[row][column]} people follow from {told}"


def _nearly_all(true, told):
    """Return the cells of which it is said in words that all but 1 to 4 of their row are in them."""
    rows = [told_parts([row[:3] for row in true[:-1]], told_whole(true[-1][:3])), [told_whole(true[-1][:3])]]
    places = {"agree": 0, "disagree": 1}
    return [(number, places[one.nearly_all]) for number, one in enumerate([*rows[0], *rows[1]]) if one.nearly_all]


def _bounds(told, row, column, nearly_all):
    """Return the least and the greatest whole number that a cell may be, given all that is told.

    The last row is the sum of the others, the last cell of each row that of its others; of the row of a cell in
    ``nearly_all`` the others are 1 to 4 people together.
    """
    rows, columns = len(told), len(told[0])
    place = np.arange(rows * columns).reshape(rows, columns)
    sums = np.zeros((rows + columns, rows * columns))
    for number in range(rows):
        sums[number, place[number, :-1]], sums[number, place[number, -1]] = 1, -1
    for number in range(columns):
        sums[rows + number, place[:-1, number]], sums[rows + number, place[-1, number]] = 1, -1
    flat = [figure for figures in told for figure in figures]
    bounds = Bounds([0 if one is None else one for one in flat], [np.inf if one is None else one for one in flat])
    wanted = np.zeros(rows * columns)
    wanted[place[row, column]] = 1
    constraints = [LinearConstraint(sums, 0, 0)]
    for number, place_of_side in nearly_all:
        others = np.zeros(rows * columns)
        others[place[number, -1]], others[place[number, place_of_side]] = 1, -1
        constraints.append(LinearConstraint(others[None], 1, FEWEST - 1))
    found = [
        milp(sign * wanted, constraints=constraints, bounds=bounds, integrality=np.ones(len(flat)))
        for sign in (1, -1)
    ]
    assert all(one.success for one in found)
    return round(found[0].fun), round(-found[1].fun)


def test_two_camps_of_twelve_keep_their_sizes_and_lose_what_would_give_the_few_away():
    told = protected_units([[10, 1, 1], [2, 9, 1]], [12, None, None, 24], [12, 10, 2, 24])
    assert told == [[None, None, None, 12], [None, None, None, 12]]


def test_clear_counts_are_all_told():
    units = [[9, 5, 6], [7, 0, 8]]
    told = protected_units(units, [16, 5, 14, 35], [16, 5, 14, 35])
    assert told == [[9, 5, 6, 20], [7, 0, 8, 15]]
