from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as some

from rumbo.portfolio.curve import HEIGHT, WIDTH, curve
from rumbo.portfolio.gantt import Line, chart


@dataclass(frozen=True)
class Days:
    begin: datetime.date
    end: datetime.date


@dataclass(frozen=True)
class Corner:
    day: datetime.date
    share: Decimal


def day(text):
    return datetime.date.fromisoformat(text)


def days(begin, end):
    return Days(day(begin), day(end))


def html(lines, today="2027-05-01", **more):
    found = chart(lines, day(today), **more)
    return render_to_string("components/gantt.html", {"chart": found, "label": "Cronograma"})


YEAR = days("2027-01-01", "2027-12-31")


def test_bars_stand_where_their_days_are():
    found = chart(
        [Line("Año", YEAR, progress=50), Line("Medio", days("2027-07-02", "2027-12-31"))], day("2027-07-02")
    )
    whole, half = (row.bar for row in found.rows)
    assert (whole.x, whole.width, whole.done) == (0, 100, 50)
    assert (half.x, half.right) == (pytest.approx(100 * 182 / 365, abs=0.001), 100)
    assert found.today == half.x
    assert [(tick.year, tick.quarter) for tick in found.ticks] == [(2027, 1), (2027, 2), (2027, 3), (2027, 4)]


def test_a_single_day_is_a_diamond():
    row = chart([Line("Corte", days("2027-06-30", "2027-06-30")), Line("Año", YEAR)], day("2026-01-01")).rows[0]
    assert row.bar.is_day
    assert row.bar.x < row.bar.middle < row.bar.right
    assert '<path class="bar' in html([row.line])


def test_what_is_outside_is_cut_or_left_out():
    lines = [
        Line("Antes", days("2025-01-01", "2025-12-31")),
        Line("A medias", days("2026-07-01", "2027-06-30"), agreed=days("2029-01-01", "2029-02-01"), progress=40),
    ]
    found = chart(lines, day("2031-01-01"), within=(day("2027-01-01"), day("2027-12-31")))
    before, half = found.rows
    assert before.bar is None
    assert (half.bar.x, half.agreed, found.today) == (0, None, None)
    assert 0 < half.bar.right < 50
    assert half.bar.done == 0
    assert "Antes" in html(lines, within=(day("2027-01-01"), day("2027-12-31")))
    with pytest.raises(ValueError, match="ends before"):
        chart(lines, day("2027-01-01"), within=(day("2027-01-02"), day("2027-01-01")))


def test_no_lines_give_no_chart():
    assert chart([], day("2027-01-01")) is None


def test_hostile_text_is_text():
    page = html([Line('<script>alert("1")</script>', YEAR, lang='"><b>', lines=(Line("</svg><img src=x>", YEAR),))])
    assert "<script" not in page
    assert "<img" not in page
    assert "<b>" not in page
    assert "&lt;script&gt;" in page


def test_no_style_is_written_into_the_drawing():
    assert not re.search(r"\sstyle=|<style|\son\w+=", html([Line("Año", YEAR, agreed=YEAR, critical=True)]))


def test_numbers_have_points_in_every_language():
    assert not re.search(r'"\d+,\d+%"', html([Line("Medio", days("2027-02-10", "2027-11-11"))]))


def test_shape_tells_what_colour_tells():
    page = html([Line("Obra", YEAR, critical=True, overdue=True, agreed=YEAR)])
    body = page.partition("<figcaption")[0]
    assert 'class="bar critical overdue' in body
    assert 'class="agreed"' in body
    assert "Dates as last agreed" in page or "línea base" in page


def test_steps_fold_under_their_project():
    page = html([Line("Tren", YEAR, lines=(Line("Proyecto ejecutivo", YEAR),))])
    assert page.index("<details>") < page.index("Tren") < page.index("</summary>") < page.index("Proyecto ejecutivo")


spans = some.tuples(some.integers(0, 36000), some.integers(0, 9000)).map(
    lambda drawn: Days(*(day("1990-01-01") + datetime.timedelta(days=n) for n in (drawn[0], sum(drawn))))
)


@given(some.lists(some.tuples(spans, spans, some.integers(0, 100)), min_size=1, max_size=5))
def test_nothing_leaves_the_chart_and_no_labels_touch(drawn):
    found = chart([Line("x", span, agreed, progress) for span, agreed, progress in drawn], day("2027-01-01"))
    for row in found.rows:
        assert 0 <= row.bar.x <= row.bar.x + row.bar.done <= row.bar.right + 0.001
        assert row.bar.right <= 100
        assert 0 <= row.agreed.x <= row.agreed.right <= 100
    labels = [tick.x for tick in found.ticks if tick.labelled]
    assert labels
    assert all(later - earlier >= 6 for earlier, later in pairwise(labels))


def test_the_curve_rises_within_its_frame():
    planned = [Corner(day("2026-12-31"), Decimal(0)), Corner(day("2027-12-31"), Decimal(1))]
    found = curve(planned, [], day("2027-07-01"), Decimal("0.4"))
    points = [tuple(map(float, point.split(","))) for point in found.planned.split()]
    assert points[0][0] < found.today < points[1][0]
    assert points[0][1] > found.earned[1] > points[1][1]
    assert all(0 < x < WIDTH and 0 < y < HEIGHT for x, y in points)
    assert curve(planned, [], day("2040-01-01"), Decimal(1)).today is None
    assert curve([], [], day("2027-01-01"), None) is None
