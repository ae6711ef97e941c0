"""What is expected of a series."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from rumbo.methods.forecast import extrapolate
from rumbo.methods.forecast.season import find_season

SERIES = arrays(np.float64, st.integers(2, 60), elements=st.floats(-1e6, 1e6))


def test_a_series_that_never_changes_goes_on_so():
    assert extrapolate([7.0] * 12, 4) == pytest.approx([7, 7, 7, 7])


def test_a_trend_goes_on_but_less_and_less():
    steps = np.diff(extrapolate(np.arange(20.0), 6), prepend=19.0)
    assert (steps > 0).all()
    assert (np.diff(steps) < 0).all()
    assert (steps < 1).all()


def test_one_wild_value_in_the_past_matters_little():
    usual = np.arange(30.0)
    wild = usual.copy()
    wild[-8] = 500
    assert abs(extrapolate(wild, 3) - extrapolate(usual, 3)).max() < 0.05 * 500


def test_a_season_is_found_and_comes_again():
    months = np.arange(60)
    series = 100 + 20 * np.sin(months / 12 * 2 * np.pi)
    found, without = extrapolate(series, 12, season=12), extrapolate(series, 12)
    actual = 100 + 20 * np.sin(np.arange(60, 72) / 12 * 2 * np.pi)
    assert np.abs(found - actual).mean() < 0.7 * np.abs(without - actual).mean()


def test_noise_has_no_season():
    noise = np.random.default_rng(3).normal(100, 5, 60)
    assert find_season(noise, 12) is None
    assert list(extrapolate(noise, 3, season=12)) == list(extrapolate(noise, 3))


def test_a_season_needs_two_years():
    assert find_season(np.tile([1.0, 5.0, 2.0, 9.0], 2), 4) is None
    assert find_season(np.tile([1.0, 5.0, 2.0, 9.0], 3), 4) is not None


@given(SERIES, st.integers(1, 8), st.sampled_from([1, 4, 12]))
def test_forecasts_are_numbers_and_never_below_zero_where_the_series_is_not(series, horizon, season):
    found = extrapolate(series, horizon, season)
    assert found.shape == (horizon,)
    assert np.isfinite(found).all()
    assert series.min() < 0 or (found >= 0).all()


@given(SERIES, st.floats(0.01, 1000))
def test_the_unit_changes_nothing(series, factor):
    expected = extrapolate(series, 3) * factor
    assert extrapolate(series * factor, 3) == pytest.approx(
        expected, rel=1e-6, abs=1e-6 * factor * np.abs(series).max()
    )


@pytest.mark.parametrize(
    ("values", "horizon"), [([1], 1), ([], 1), ([1, float("nan")], 1), ([1, 2], 0), ([[1, 2]], 1)]
)
def test_what_cannot_be_forecast(values, horizon):
    with pytest.raises(ValueError, match="needs"):
        extrapolate(values, horizon)
