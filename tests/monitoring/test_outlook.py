"""What is said of the time to come: steps, the chance of a target, or why nothing is said."""

import datetime

import numpy as np
import pytest

from benchmarks import forecast as benchmark
from factories import TargetFactory
from rumbo.monitoring.outlook import MEASURED, outlook
from rumbo.monitoring.queries.series import Value


def years(*values, first=2000, every=1):
    return [Value(datetime.date(first + n * every, 12, 31), float(value)) for n, value in enumerate(values)]


RISING = years(*range(10, 30))


def target(value, year):
    return TargetFactory.build(series=None, value=value, on=datetime.date(year, 12, 31))


def test_too_little_and_no_rhythm():
    assert "hay 3" in outlook(years(1, 2, 3)).missing
    apart = [datetime.date(year, 12, 31) for year in (1900, 1901, 1902, 1903, 1950, 1951, 1952, 1953, 2000)]
    assert "no guardan un ritmo" in outlook([Value(day, 1.0) for day in apart]).missing
    assert outlook([]).expected == ()


def test_some_steps_without_a_target():
    seen = outlook(RISING)
    assert [one.on.year for one in seen.expected] == [2020, 2021, 2022, 2023]
    assert (seen.chance, seen.sureness, seen.missing, seen.have) == (None, "", "", 20)
    assert seen.last == seen.expected[-1]
    assert all(one.low <= one.value <= one.high for one in seen.expected)


def test_until_the_target_with_its_chance():
    easy, hard = (outlook(RISING, target(value, 2024), "rising") for value in (15, 500))
    assert easy.last.on.year == 2024
    assert hard.chance < 0.1 < 0.9 < easy.chance
    assert outlook(RISING, target(500, 2024), "falling").chance > 0.9
    assert easy.sureness


def test_no_chance_is_told_of_what_is_watched_or_has_passed():
    assert outlook(RISING, target(15, 2024), "neither").chance is None
    passed = outlook(RISING, target(15, 2010), "rising")
    assert passed.chance is None
    assert len(passed.expected) == 4


def test_a_target_beyond_all_steps_has_no_chance():
    days = [datetime.date(2000 + n // 12, n % 12 + 1, 1) for n in range(60)]
    seen = outlook([Value(day, 1.0 + n) for n, day in enumerate(days)], target(99, 2150), "rising")
    assert len(seen.expected) == 600
    assert seen.chance is None


def test_the_figures_that_pages_show_are_those_that_are_measured(reference_data):
    series = benchmark._series(reference_data / "indicators" / "observations.csv")
    methods = {"ours": benchmark._ours, "last": benchmark._last}
    rows = {}
    for number, (values, season) in enumerate(series):
        for origin in benchmark._origins(len(values)):
            found = benchmark._at(methods, values, season, origin, dict.fromkeys(methods, 0.0))
            if found:
                rows.setdefault(number, []).append([found["ours"], found["last"]])
    error, last = np.mean([np.mean(one, axis=0) for one in rows.values()], axis=0)
    held = {figure.name: figure.value for figure in benchmark._band(series)}
    assert len(rows) == MEASURED.series
    assert [round(error, 2), round(last, 2)] == [MEASURED.error, MEASURED.last_value_error]
    assert round(held["the 80 % band holds, all"], 2) == MEASURED.held
    assert round(held["the 80 % band holds, yearly"], 2) == MEASURED.held_yearly
    assert round(held["the 80 % band holds, monthly"], 2) == MEASURED.held_monthly


@pytest.mark.parametrize("year", [2020, 2021])
def test_the_first_step_may_be_the_target(year):
    assert outlook(RISING, target(15, year), "rising").chance is not None
