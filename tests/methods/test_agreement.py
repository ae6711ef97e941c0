"""How far people agree where not everybody has judged everything."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from rumbo.methods import agreement as module
from rumbo.methods.agreement import agreement
from rumbo.methods.importance import concordance

GAP = np.nan


def test_a_complete_table_has_kendalls_w():
    # Kendall and Babington Smith (1939) as given by Siegel and Castellan (1988): three judges, six applicants.
    ranks = [[1, 6, 3, 2, 5, 4], [1, 5, 6, 4, 2, 3], [6, 3, 2, 5, 4, 1]]
    found = agreement(ranks)
    assert found is not None
    assert (found.w, found.people, found.items) == (pytest.approx(0.162, abs=5e-4), 3, 6)
    assert found.by_chance


@given(arrays.arrays(np.float64, st.tuples(st.integers(2, 6), st.integers(2, 8)), elements=st.integers(1, 4)))
def test_what_is_found_for_incomplete_tables_is_kendalls_w_of_complete_ones(table):
    found, whole = module._incomplete(table), concordance(table)
    assert (found is None) == (whole is None)
    if found is not None and whole is not None:
        assert found.w == pytest.approx(whole.w, abs=1e-9)


def test_people_who_agree_on_all_they_have_in_common_agree_fully():
    table = [[1, 2, 3, GAP, GAP], [GAP, 20, 30, 40, GAP], [GAP, GAP, 3, 4, 5], [1, GAP, GAP, 4, 5]]
    found = agreement(table)
    assert found is not None
    assert (found.w, found.pairs, found.people, found.items) == (1.0, 1.0, 4, 5)


def test_people_who_say_the_contrary_do_not_agree_at_all():
    found = agreement([[1, 2, 3, 4, GAP], [4, 3, 2, 1, 9]])
    assert found is not None
    assert (found.w, found.pairs, found.items) == (0.0, -1.0, 4)
    assert found.by_chance


def test_a_missing_value_is_no_low_one():
    table = np.array([[5, 4, 3, 2, 1], [5, 4, 3, 2, 1], [GAP, 4, 3, 2, 1]])
    found = agreement(table)
    assert found is not None
    assert found.w == 1
    lowest = agreement(np.nan_to_num(table))
    assert lowest is not None
    assert lowest.w < 1


def test_order_alone_counts_and_people_and_items_have_no_order():
    draw = np.random.default_rng(7)
    table = draw.integers(1, 6, (9, 40)).astype(float)
    table[draw.random(table.shape) < 0.3] = GAP
    found = agreement(table)
    assert found is not None
    for other in (np.exp(table), table[::-1], table[:, ::-1]):
        again = agreement(other)
        assert again is not None
        assert (again.w, again.p) == (pytest.approx(found.w, abs=1e-12), pytest.approx(found.p, rel=1e-6))


def test_p_is_small_as_often_as_it_says_where_everybody_orders_at_random():
    draw = np.random.default_rng(11)
    low = 0
    for _ in range(300):
        table = draw.integers(1, 6, (12, 30)).astype(float)
        table[draw.random(table.shape) < 0.3] = GAP
        table[:4, 15:] = GAP
        found = agreement(table)
        low += found is not None and found.p <= 0.05
    assert 5 <= low <= 27


def test_many_are_compared_in_parts_and_give_the_same(monkeypatch):
    draw = np.random.default_rng(3)
    table = draw.normal(size=(11, 30))
    table[draw.random(table.shape) < 0.2] = GAP
    whole = agreement(table)
    monkeypatch.setattr(module, "_CELLS", 11 * 30 * 2)
    assert agreement(table) == whole


@pytest.mark.parametrize(
    "table",
    [
        np.empty((0, 0)),
        np.empty((3, 0)),
        [[1, 2, 3]],
        [[1], [2]],
        [[2, 2, 2], [3, 3, 3]],
        [[1, 2, GAP, GAP], [GAP, GAP, 1, 2]],
        np.full((3, 3), np.nan),
    ],
)
def test_where_nobody_can_be_compared_there_is_nothing(table):
    assert agreement(table) is None


def test_a_table_is_asked_for():
    with pytest.raises(ValueError, match="people × items"):
        agreement([1, 2, 3])
