"""How good forecasts are, and how fast: beside AutoETS and AutoTheta of statsforecast on real series.

The series are those of the reference data (RUMBO_TEST_DATA) with at least 12 dates with a number that are not
constant. Rolling origins, one to four steps ahead; the error is the mean absolute scaled error of each forecast, at
most 10, mean by series, then over series. The band comes from the errors of all *other* series. Only what all can
forecast counts.
"""

from __future__ import annotations

import csv
import datetime
import os
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.harness import Context, Figure
from rumbo.methods.forecast import Pool, extrapolate, rolling_errors
from rumbo.methods.forecast.band import HIGH, LOW, SHARES

NAME = "forecast"
LEAST, HORIZON, ORIGINS, LARGEST = 12, 4, 6, 10.0
RATIO_LIMIT, SPEED_LIMIT = 1.02, 1 / 20
COVERED = (0.70, 0.90)
SEASONS = ((25, 35, 12), (80, 100, 4))
Method = Callable[[Any, int], Any]


def run(context: Context) -> list[Figure]:
    """Measure error, time and band; nothing without the reference data."""
    folder = os.environ.get("RUMBO_TEST_DATA")
    if not folder:
        return []
    warnings.simplefilter("ignore")  # the peers'
    series = _series(Path(folder) / "torreon-2040" / "indicators" / "observations.csv")
    methods: dict[str, Method] = {"ours": _ours, "last value": _last, **_peers()}
    errors: dict[str, dict[int, list[float]]] = {name: {} for name in methods}
    seconds = dict.fromkeys(methods, 0.0)
    for number, (values, season) in enumerate(series):
        for origin in _origins(len(values)):
            found = _at(methods, values, season, origin, seconds)
            for name, error in (found or {}).items():
                errors[name].setdefault(number, []).append(error)
    means = {name: float(np.mean([np.mean(rows) for rows in by.values()])) for name, by in errors.items()}
    better = min(means["AutoETS"], means["AutoTheta"])
    both = seconds["AutoETS"] + seconds["AutoTheta"]
    return [
        Figure("series", len(errors["ours"])),
        *(Figure(f"MASE of {name}", mean) for name, mean in means.items()),
        Figure("MASE beside the last value's", means["ours"] / means["last value"], limit=1.0),
        Figure("MASE beside the better peer's", means["ours"] / better, limit=RATIO_LIMIT),
        Figure("time beside both peers'", seconds["ours"] / both, limit=SPEED_LIMIT),
        *_band(series),
    ]


def _series(path: Path) -> list[tuple[Any, int]]:
    """Return values and season of each series, in the order of dates; of several of one date the first counts."""
    known: dict[tuple[str, str], dict[str, float]] = {}
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            try:
                value = float(row["value"])
            except ValueError:
                continue
            known.setdefault((row["indicator"], row["territory"]), {}).setdefault(row["date"], value)
    found = []
    for dated in known.values():
        days = sorted(dated)
        values = np.array([dated[day] for day in days])
        if len(days) >= LEAST and np.ptp(values) > 0:
            found.append((values, _season(days)))
    return found


def _season(days: list[str]) -> int:
    gap = float(np.median(np.diff([datetime.date.fromisoformat(day).toordinal() for day in days])))
    return next((season for least, most, season in SEASONS if least <= gap <= most), 1)


def _origins(length: int) -> Iterator[int]:
    """Yield the latest origins from which four steps ahead are known, some of them."""
    all_of = range(min(max(8, length - 16), length - HORIZON), length - HORIZON + 1)
    yield from all_of[:: max(1, len(all_of) // ORIGINS)]


def _at(
    methods: dict[str, Method], values: Any, season: int, origin: int, seconds: dict[str, float]
) -> dict[str, float] | None:
    """Return each method's error at an origin; None where one of them has no forecast. Adds up their times."""
    past, actual = values[:origin], values[origin : origin + HORIZON]
    lag = season if len(past) > season else 1
    scale = float(np.abs(past[lag:] - past[:-lag]).mean())
    if scale == 0:
        return None
    found = {}
    for name, method in methods.items():
        start = time.perf_counter()
        try:
            expected = method(past, season)
        except Exception:  # a peer that gives up
            return None
        finally:
            seconds[name] += time.perf_counter() - start
        if not np.isfinite(expected).all():
            return None
        found[name] = min(float(np.abs(expected - actual).mean()) / scale, LARGEST)
    return found


def _band(series: list[tuple[Any, int]]) -> list[Figure]:
    """Return how often the band holds, in all, for yearly and for monthly series: two figures each, with a limit."""
    rows = [(season, rolling_errors(values, season)) for values, season in series]
    inside: dict[str, list[Any]] = {"all": [], "yearly": [], "monthly": []}
    for number, (season, errors) in enumerate(rows):
        pool = Pool.of(rows[:number] + rows[number + 1 :])
        for step in range(errors.shape[1]):
            low, high = np.interp((LOW, HIGH), SHARES, pool.quantiles(season, step + 1))
            known = errors[:, step][np.isfinite(errors[:, step])]
            held = (low <= known) & (known <= high)
            for name in ("all", *{1: ("yearly",), 12: ("monthly",)}.get(season, ())):
                inside[name].append(held)
    figures = []
    for name, parts in inside.items():
        share = float(np.concatenate(parts).mean())
        figures.append(Figure(f"the 80 % band holds, {name}", share, limit=COVERED[1]))
        figures.append(Figure(f"the 80 % band misses, {name}", 1 - share, limit=1 - COVERED[0]))
    return figures


def _ours(past: Any, season: int) -> Any:
    return extrapolate(past, HORIZON, season)


def _last(past: Any, season: int) -> Any:
    return np.repeat(past[-1], HORIZON)


def _peers() -> dict[str, Method]:
    from statsforecast.models import AutoETS, AutoTheta

    def by(model: Any) -> Method:
        return lambda past, season: model(season_length=season).forecast(y=past, h=HORIZON)["mean"]

    return {"AutoETS": by(AutoETS), "AutoTheta": by(AutoTheta)}
