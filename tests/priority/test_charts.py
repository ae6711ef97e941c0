"""The drawings of scores: where things stand on them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rumbo.priority import charts


def test_concordance_goes_from_the_left_to_the_right_edge():
    drawn = charts.concordances([("Agua", [(1, 0.0), (2, 1.0)]), ("Costo", [])], 0.5)
    assert drawn is not None
    first, second = drawn.rows
    assert [dot.x for dot in first.dots] == [charts.EDGE, charts.WIDTH - charts.EDGE]
    assert [dot.last for dot in first.dots] == [False, True]
    assert first.path == f"M{float(charts.EDGE)} {first.y}L{float(charts.WIDTH - charts.EDGE)} {first.y}"
    assert (second.dots, second.path) == ((), "")
    assert drawn.enough == charts.WIDTH / 2


def test_there_is_no_drawing_without_concordance():
    assert charts.concordances([("Agua", [])], 0.7) is None
    assert charts.score_chart([], (1, 5), (0, 0, 0)) is None


def test_long_names_are_cut():
    drawn = charts.concordances([("x" * 90, [(1, 0.5)])], 0.7)
    assert drawn is not None
    assert len(drawn.rows[0].name) == charts.LETTERS


def test_levels_have_a_bar_each_and_the_commonest_is_the_tallest():
    drawn = charts.score_chart([1, 3, 3, 5], (1, 5), (2, 3, 4))
    assert drawn is not None
    assert [bar.count for bar in drawn.bars] == [1, 2, 1]
    assert drawn.bars[1].height == 2 * drawn.bars[0].height
    assert [bar.middle for bar in drawn.bars] == [charts.EDGE, charts.ACROSS / 2, charts.ACROSS - charts.EDGE]
    assert drawn.median == charts.ACROSS / 2


@given(st.lists(st.integers(0, 500), min_size=1, max_size=20))
def test_bars_of_any_scores_stay_within_the_drawing_and_count_everybody(scores):
    drawn = charts.score_chart(scores, (0, 500), (0, 250, 500))
    assert drawn is not None
    assert sum(bar.count for bar in drawn.bars) == len(scores)
    assert all(bar.x >= 0 and bar.x + bar.width <= charts.ACROSS for bar in drawn.bars)
    assert all(bar.y >= 0 and bar.height <= charts.LINE for bar in drawn.bars)
