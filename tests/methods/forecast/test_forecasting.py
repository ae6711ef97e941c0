"""Forecasts with their band, and the chance of reaching a target."""

import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rumbo.methods.forecast import ForecastError, Sureness, forecast, read_series

DAY = datetime.date
UNTIL = DAY(2030, 12, 31)


def series(values):
    return read_series([(DAY(2000 + n, 12, 31), float(value)) for n, value in enumerate(values)])


WALK = series(50 + np.random.default_rng(1).normal(size=24).cumsum())


def test_a_step_a_year_until_the_last_whole_one():
    found = forecast(WALK, DAY(2027, 11, 30))
    assert [point.date for point in found.points] == [DAY(2024, 12, 31), DAY(2025, 12, 31), DAY(2026, 12, 31)]
    assert all(point.low <= point.value <= point.high for point in found.points)


def test_the_band_widens():
    widths = [point.high - point.low for point in forecast(WALK, UNTIL).points]
    assert widths == sorted(widths)


def test_a_year_that_is_past():
    with pytest.raises(ForecastError) as caught:
        forecast(WALK, DAY(2024, 6, 1))
    assert caught.value.code == "not-after"
    assert caught.value.params == {"last": DAY(2023, 12, 31), "until": DAY(2024, 6, 1)}


@given(st.floats(0, 200), st.floats(0, 200))
def test_a_target_farther_away_is_less_likely(one, other):
    found, (near, far) = forecast(WALK, UNTIL), sorted((one, other))
    assert found.chance(near, UNTIL)[0] >= found.chance(far, UNTIL)[0]
    assert found.chance(near, UNTIL, rising=False)[0] <= found.chance(far, UNTIL, rising=False)[0]


@given(st.floats(-100, 300))
def test_what_is_reached_from_below_is_not_reached_from_above(target):
    found = forecast(WALK, UNTIL)
    up, down = found.chance(target, UNTIL)[0], found.chance(target, UNTIL, rising=False)[0]
    assert up + down == pytest.approx(1)
    assert 0.02 <= up <= 0.98


def test_chance_and_band_say_the_same():
    found = forecast(WALK, UNTIL)
    point = found.points[-1]
    assert found.chance(point.high, UNTIL)[0] == pytest.approx(0.1)
    assert found.chance(point.low, UNTIL)[0] == pytest.approx(0.9)
    assert found.quantile(len(found.points), 0.9) == pytest.approx(point.high)


def test_a_series_that_never_changed_is_certain():
    found = forecast(series([5] * 10), DAY(2012, 12, 31))
    assert {(point.low, point.value, point.high) for point in found.points} == {(5, 5, 5)}
    assert found.chance(5, DAY(2012, 12, 31)) == (1.0, Sureness.MEDIUM)
    assert found.chance(6, DAY(2012, 12, 31))[0] == 0


def test_how_sure_it_is_falls_with_the_horizon_and_rises_with_the_data():
    found = forecast(WALK, DAY(2040, 12, 31))
    assert [found.sureness(step) for step in (1, 4, 5, 12, 13)] == [
        Sureness.HIGH,
        Sureness.HIGH,
        Sureness.MEDIUM,
        Sureness.MEDIUM,
        Sureness.LOW,
    ]
    assert forecast(series(range(9)), DAY(2012, 12, 31)).sureness(1) is Sureness.MEDIUM


def test_counts_are_not_forecast_below_zero():
    falling = forecast(series([40, 30, 22, 15, 10, 7, 4, 2, 1, 0]), UNTIL)
    assert min(point.low for point in falling.points) == 0


def test_a_day_that_the_forecast_does_not_reach():
    with pytest.raises(ForecastError):
        forecast(WALK, DAY(2026, 12, 31)).chance(50, DAY(2027, 12, 31))
