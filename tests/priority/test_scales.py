"""Scores as people type them, and as they are shown again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rumbo.core.errors import Refused
from rumbo.priority.models import Criterion
from rumbo.priority.scales import checked, shown, typed

AMOUNT = Criterion(title="Costo", scale="ratio", low=0, high=5000)


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("12", 12),
        (" 12.5 ", 12.5),
        ("12,5", 12.5),
        ("0,500", 0.5),
        ("1,200", 1200),
        ("1,200.50", 1200.5),
        ("1 200", 1200),
        ("1\u00a0200,5", 1200.5),
        ("1e3", 1000),
        ("-0", 0),
    ],
)
def test_numbers_as_people_write_them(text, score):
    assert typed(AMOUNT, text) == score


@pytest.mark.parametrize(
    "text", ["", "x", "1,2,3", "1.2.3", "1,200,00", "12,345.6.7", "nan", "inf", "-1", "5000.1", "9" * 40]
)
def test_what_is_no_number_or_out_of_bounds_is_refused_by_name(text):
    with pytest.raises(Refused, match="Costo"):
        typed(AMOUNT, text)


@given(st.floats(0, 5000).map(lambda number: round(number, 9)))
def test_what_is_shown_reads_as_the_same_number(number):
    assert typed(AMOUNT, shown(checked(AMOUNT, number))) == number


@given(st.one_of(st.integers(), st.floats(), st.text(), st.booleans(), st.lists(st.integers()), st.none()))
def test_whatever_is_given_is_a_score_that_fits_or_refused(value):
    try:
        score = checked(AMOUNT, value)
    except Refused:
        return
    assert score is None or 0 <= score <= 5000
