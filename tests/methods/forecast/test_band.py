"""Errors of many series give the band."""

import numpy as np
import pytest

from rumbo.methods.forecast import REFERENCE, Pool, rolling_errors
from rumbo.methods.forecast.band import SHARES


def walks(count, length=40, seed=5):
    return np.random.default_rng(seed).normal(size=(count, length)).cumsum(axis=1)


def test_errors_are_those_of_forecasts_made_before():
    series = np.concatenate((np.zeros(10), [0.0, 1.0], np.full(3, 1.0)))
    rows = rolling_errors(series, 1)
    assert rows.shape[1] == 4
    assert np.isnan(rows[-1, 1:]).all()  # the last origin has one value to come
    assert not np.isnan(rows[-1, 0])


def test_a_short_series_has_no_errors():
    assert rolling_errors(np.arange(8.0), 1).shape == (0, 4)


def test_the_band_of_a_pool_holds_as_often_as_it_says():
    pool = Pool.of([(1, rolling_errors(walk, 1)) for walk in walks(150)])
    fresh = np.concatenate([rolling_errors(walk, 1) for walk in walks(150, seed=6)])
    for step in range(1, 5):
        low, high = np.interp([0.1, 0.9], SHARES, pool.quantiles(1, step))
        errors = fresh[:, step - 1]
        errors = errors[np.isfinite(errors)]
        assert 0.75 < ((low <= errors) & (errors <= high)).mean() < 0.85


@pytest.mark.parametrize("season", [1, 4, 12, 6])
def test_bands_widen_with_the_horizon(season):
    widths = [np.ptp(np.interp([0.1, 0.9], SHARES, REFERENCE.quantiles(season, step))) for step in range(1, 40)]
    assert (np.diff(widths) >= 0).all()
    assert widths[-1] > 2 * widths[0]
    assert widths[-1] <= 40 * widths[0]


def test_a_season_with_few_errors_takes_those_of_all():
    rows = [(1, rolling_errors(walk, 1)) for walk in walks(20)]
    pool = Pool.of([*rows, (4, rows[0][1][:2])])
    assert set(pool.tables) == {0, 1}
    assert pool.quantiles(4, 1).tolist() == pool.quantiles(0, 1).tolist()


def test_no_errors_no_pool():
    with pytest.raises(ValueError, match="no errors"):
        Pool.of([])
    with pytest.raises(ValueError, match="no errors"):
        Pool.of([(1, np.empty((0, 4)))])
