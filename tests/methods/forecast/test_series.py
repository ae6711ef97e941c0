"""Observations become a series at equal steps."""

import datetime

import pytest

from rumbo.methods.forecast import ForecastError, read_series
from rumbo.methods.forecast.series import add_months

DAY = datetime.date


def yearly(values, first=2010):
    return [(DAY(first + n, 12, 31), value) for n, value in enumerate(values)]


def test_years():
    found = read_series(yearly(range(10)))
    assert (found.rhythm, found.months, found.season, found.observed) == ("yearly", 12, 1, 10)
    assert found.values.tolist() == list(range(10))
    assert [found.date(step) for step in (0, 1, 2)] == [DAY(2019, 12, 31), DAY(2020, 12, 31), DAY(2021, 12, 31)]


def test_months_keep_their_ends():
    found = read_series([(add_months(DAY(2020, 1, 31), n), n) for n in range(14)])
    assert (found.rhythm, found.season) == ("monthly", 12)
    assert found.date(1) == DAY(2021, 3, 31)
    assert found.date(2) == DAY(2021, 4, 30)


def test_quarters():
    found = read_series([(add_months(DAY(2020, 3, 31), 3 * n), n) for n in range(9)])
    assert (found.rhythm, found.months, found.season) == ("quarterly", 3, 4)


def test_the_order_of_the_rows_changes_nothing_but_which_of_two_counts():
    points = yearly(range(10))
    assert read_series(reversed(points)).values.tolist() == read_series(points).values.tolist()
    twice = [*points, (points[4][0], 99.0)]
    assert read_series(twice).values.tolist() == list(range(10))


def test_a_missing_year_is_filled_between_its_neighbours():
    found = read_series([point for point in yearly(range(10)) if point[0].year != 2014])
    assert found.values.tolist() == list(range(10))
    assert found.observed == 9


def test_what_is_no_number_does_not_count():
    with pytest.raises(ForecastError) as caught:
        read_series(yearly([1, 2, 3, 4, 5, 6, 7, float("nan")]))
    assert (caught.value.code, caught.value.params) == ("too-little", {"have": 7, "need": 8})


def test_dates_without_rhythm():
    years = (1900, 1901, 1902, 1903, 1904, 1905, 1990, 2020)
    with pytest.raises(ForecastError) as caught:
        read_series([(DAY(year, 1, 1), 1.0) for year in years])
    assert caught.value.code == "no-rhythm"


def test_every_five_years():
    found = read_series([(DAY(1980 + 5 * n, 6, 30), n) for n in range(8)])
    assert (found.rhythm, found.months) == ("other", 60)
    assert found.date(1) == DAY(2020, 6, 30)


@pytest.mark.parametrize(
    ("day", "steps"), [((2019, 12, 31), 0), ((2020, 12, 30), 0), ((2020, 12, 31), 1), ((2040, 12, 31), 21)]
)
def test_steps_until_a_day(day, steps):
    assert read_series(yearly(range(10))).steps_until(DAY(*day)) == steps
