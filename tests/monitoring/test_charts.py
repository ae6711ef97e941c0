"""The drawings of series: what is marked, where lines break, and that small ones share their scale."""

import datetime

import pytest

from rumbo.monitoring.charts import Aims, Expected, chart, nice, parts, said, scale_of, small
from rumbo.monitoring.queries.series import Value


def year(number, value, *, to_confirm=False):
    return Value(datetime.date(number, 12, 31), float(value), to_confirm)


YEARS = [year(2010, 10), year(2011, 20), year(2012, 15, to_confirm=True)]


def test_nothing_to_draw():
    assert chart([], 366) is None
    assert scale_of([[], []]) is None


def test_the_line_and_its_marks():
    drawn = chart(YEARS, 366)
    assert len(drawn.lines) == 1
    assert [dot.kind for dot in drawn.dots] == ["plain", "plain", "confirm"]
    xs = [dot.x for dot in drawn.dots]
    assert xs == sorted(xs)
    assert drawn.dots[1].y < drawn.dots[2].y < drawn.dots[0].y  # more stands higher
    assert [mark.label for mark in drawn.amounts] == ["0", "5", "10", "15", "20"]
    assert (drawn.path, drawn.forecast, drawn.band, drawn.baseline) == ("", "", "", None)


def test_a_slip_of_the_pen_in_the_last_year_there_is_draws_too():
    drawn = chart([year(2010, 10), year(9999, 20)], 366)
    assert drawn.years[-1].label == "9000"


def test_days_of_one_year_are_labelled_by_month_and_the_last_is_not_cut():
    days = (datetime.date(2013, 12, 31), datetime.date(2014, 7, 31))
    marks = chart([Value(day, 1.0 + n, False) for n, day in enumerate(days)], 366).years
    assert [(mark.label, mark.anchor) for mark in marks] == [("12/2013", "middle"), ("07/2014", "end")]


def test_a_line_breaks_where_values_are_missing():
    gap = [year(2010, 1), year(2011, 2), year(2014, 3)]
    assert [len(part) for part in parts(gap, 366)] == [2, 1]
    assert len(chart(gap, 366).lines) == 2
    assert [len(part) for part in parts(gap, None)] == [3]
    assert parts([], 366) == []


def test_targets_their_path_and_the_baseline():
    aims = Aims((datetime.date(2010, 12, 31), 10.0), ((datetime.date(2020, 12, 31), 30.0),))
    drawn = chart(YEARS, 366, aims)
    assert drawn.dots[-1].kind == "target"
    assert drawn.path == f"{drawn.baseline[0]},{drawn.baseline[1]} {drawn.dots[-1].x},{drawn.dots[-1].y}"
    assert drawn.end == datetime.date(2020, 12, 31)
    stepped = chart(YEARS, 366, Aims(aims.baseline, aims.targets, stepped=True))
    assert len(stepped.path.split()) == 3
    own = chart(YEARS, 366, Aims(aims.baseline, aims.targets, points=((datetime.date(2018, 6, 30), 11.0),)))
    corners = own.path.split()
    assert [corners[0], corners[2]] == drawn.path.split()
    assert len(corners) == 3


def test_the_band_holds_the_forecast():
    expected = [Expected(datetime.date(2013, 12, 31), 18, 12, 25), Expected(datetime.date(2014, 12, 31), 19, 10, 40)]
    drawn = chart(YEARS, 366, None, expected)
    last = f"{drawn.dots[-1].x},{drawn.dots[-1].y}"
    assert drawn.forecast.split()[0] == drawn.band.split()[0] == last
    assert len(drawn.forecast.split()) == 3
    assert len(drawn.band.split()) == 5
    assert drawn.amounts[-1].label == "40"


def test_many_values_are_not_all_marked():
    months = [Value(datetime.date(2000 + n // 12, n % 12 + 1, 28), float(n), n == 7) for n in range(120)]
    assert [dot.kind for dot in chart(months, 31).dots] == ["confirm", "plain"]


def test_one_value():
    drawn = chart([year(2010, 5)], 366)
    assert len(drawn.years) == 1
    assert float(drawn.amounts[0].label) < 5 < float(drawn.amounts[-1].label)


def test_small_ones_share_a_scale():
    other = [year(2005, 100)]
    scale = scale_of([YEARS, other])
    assert (scale.begin.year, scale.end.year, scale.high) == (2005, 2012, 100)
    first, second = small(YEARS, scale, 366), small(other, scale, 366)
    assert second.last[0] < first.last[0]
    assert second.last[1] < first.last[1]
    assert small([], scale, 366).last is None


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 100, (0, 100, 20)),
        (3, 97, (0, 100, 20)),
        (95, 99, (95, 99, 1)),
        (-5, 5, (-6, 6, 2)),
        (-9, -1, (-10, 0, 2)),
        (7, 7, (6.2, 7.8, 0.5)),
        (0, 0, (-1, 1, 0.5)),
    ],
)
def test_ends_are_round(low, high, expected):
    found = nice(low, high)
    assert found[0] <= low
    assert found[1] >= high
    if low != high:
        assert found == pytest.approx(expected)


def test_numbers_of_an_axis():
    assert said(2.5, 2.5) == "2.5"
    assert said(0.0, 0.01) == "0.00"
    assert said(-0.0, 1) == "0"
    assert said(1_500, 500) == "1,500"
    assert said(2_500_000, 500_000) == "2.5 M"
    assert said(0.25, 0.25) == "0.25"
    assert [said(number, 50_000, 1_300_000) for number in (1_250_000, 1_300_000)] == ["1.25 M", "1.30 M"]
    assert said(1_205_000, 5_000, 1_300_000) == "1.205 M"
    assert said(950_000, 50_000, 950_000) == "950,000"
