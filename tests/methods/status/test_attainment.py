"""Every rule of indicators beside their targets, and what holds whatever the figures."""

import datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rumbo.methods.status import Age, Aim, Dated, Flag, Path, Status, judge_aim

DAY = datetime.date
TODAY = DAY(2030, 7, 1)
BASE = Dated(DAY(2020, 12, 31), 50.0)
TARGETS = (Dated(DAY(2030, 12, 31), 70.0), Dated(DAY(2040, 12, 31), 90.0))


def aim(*observations, **values):
    pairs = tuple(Dated(DAY(*day), value) for day, value in observations)
    return Aim(**{"baseline": BASE, "targets": TARGETS, "observations": pairs} | values)


LAST_YEAR = (2029, 12, 31)  # expected: 68.0
RULES = [
    (aim(baseline=Dated(DAY(2029, 12, 31), 50.0)), Status.NOT_DUE, "not_observed_yet"),
    (aim(), Status.NO_NEWS, "never_observed"),
    (aim(((2026, 12, 31), 62.0)), Status.NO_NEWS, "stale_value"),
    (aim((LAST_YEAR, 95.0)), Status.DONE, "target_reached"),
    (aim((LAST_YEAR, 68.0), targets=(Dated(DAY(2030, 1, 1), 70.0),)), Status.OFF_COURSE, "target_missed"),
    (aim((LAST_YEAR, 49.0)), Status.OFF_COURSE, "below_baseline"),
    (aim((LAST_YEAR, 68.0)), Status.ON_COURSE, "on_the_way"),
    (aim((LAST_YEAR, 67.5)), Status.ON_COURSE, "on_the_way"),
    (aim((LAST_YEAR, 63.0)), Status.AT_RISK, "somewhat_short"),
    (aim((LAST_YEAR, 55.0)), Status.OFF_COURSE, "far_short"),
]


@pytest.mark.parametrize(("given_aim", "status", "rule"), RULES)
def test_the_rule_that_fits(given_aim, status, rule):
    found = judge_aim(given_aim, TODAY)
    assert (found.status, found.rule) == (status, rule)


LONG_AGO = (2026, 12, 31)  # expected: 62.0
KNOWN = [
    (aim((LONG_AGO, 95.0)), Status.DONE),
    (aim((LONG_AGO, 62.0)), Status.ON_COURSE),
    (aim((LONG_AGO, 60.0)), Status.AT_RISK),
    (aim((LONG_AGO, 52.0)), Status.OFF_COURSE),
    (aim((LONG_AGO, 49.0)), Status.OFF_COURSE),
    (aim((LONG_AGO, 68.0), targets=(Dated(DAY(2030, 1, 1), 70.0),)), Status.OFF_COURSE),
    (aim(), None),
]


@pytest.mark.parametrize(("given_aim", "known"), KNOWN)
def test_no_news_says_what_was_last_known(given_aim, known):
    found = judge_aim(given_aim, TODAY)
    assert (found.status, found.last_known) == (Status.NO_NEWS, known)


def test_less_can_be_better():
    falling = {
        "baseline": Dated(DAY(2020, 12, 31), 20.0),
        "targets": (Dated(DAY(2030, 12, 31), 10.0),),
        "rising": False,
    }
    assert judge_aim(aim((LAST_YEAR, 11.0), **falling), TODAY).status is Status.ON_COURSE
    assert judge_aim(aim((LAST_YEAR, 21.0), **falling), TODAY).rule == "below_baseline"
    assert judge_aim(aim((LAST_YEAR, 9.0), **falling), TODAY).status is Status.DONE


def test_a_verdict_says_what_was_expected_of_that_day():
    found = judge_aim(aim((LAST_YEAR, 63.0)), TODAY)
    assert found.params["value"] == 63.0
    assert found.params["expected"] == pytest.approx(68.0, abs=0.01)
    assert (found.params["target"], found.params["target_on"]) == (90.0, DAY(2040, 12, 31))
    assert (found.datum_on, found.days, found.age) == (DAY(2029, 12, 31), 182, Age.FRESH)


@pytest.mark.parametrize(
    ("day", "linear", "stepped"),
    [
        (DAY(2019, 1, 1), 50, 50),
        (DAY(2020, 12, 31), 50, 50),
        (DAY(2025, 12, 31), 60, 50),
        (DAY(2030, 12, 30), 70, 50),
        (DAY(2030, 12, 31), 70, 70),
        (DAY(2035, 12, 31), 80, 70),
        (DAY(2040, 12, 31), 90, 90),
        (DAY(2050, 1, 1), 90, 90),
    ],
)
def test_paths(day, linear, stepped):
    assert aim().expected_on(day) == pytest.approx(linear, abs=0.01)
    assert aim(path=Path.STEPPED).expected_on(day) == stepped


@pytest.mark.parametrize(
    ("given_aim", "flags"),
    [
        (aim((LAST_YEAR, 68.0), ((2028, 12, 31), 69.0)), {Flag.REGRESSING}),
        (aim(((2026, 12, 31), 62.0), asked_on=DAY(2030, 6, 1)), {Flag.STALE, Flag.SILENT}),
        (aim((LAST_YEAR, 68.0), targets=(Dated(DAY(2030, 1, 1), 70.0),)), {Flag.OVERDUE}),
        (aim((LAST_YEAR, 68.0), ((2028, 12, 31), 66.0)), set()),
    ],
)
def test_what_is_said_beside(given_aim, flags):
    assert judge_aim(given_aim, TODAY).flags == flags


def test_values_of_days_to_come_and_second_values_of_a_day_do_not_count():
    found = judge_aim(aim(((2031, 1, 1), 99.0), (LAST_YEAR, 68.0), (LAST_YEAR, 10.0)), TODAY)
    assert found.params["value"] == 68.0


@pytest.mark.parametrize(
    "values",
    [
        {"targets": ()},
        {"targets": (Dated(DAY(2020, 12, 31), 60.0),)},
        {"targets": (TARGETS[0], TARGETS[0])},
        {"baseline": Dated(DAY(2020, 12, 31), float("nan"))},
        {"period_days": 0},
    ],
)
def test_aims_that_cannot_be(values):
    with pytest.raises(ValueError, match=r"target|number|period"):
        aim(**values)


values = st.floats(-1000, 1000)


@given(values, values, values, values, st.booleans(), st.sampled_from(Path), st.dates(DAY(2021, 1, 1), TODAY))
def test_a_worse_value_never_gives_a_better_status(base, target, one, other, rising, path, day):
    assume(target > base if rising else target < base)
    worse, better = sorted((one, other)) if rising else sorted((one, other), reverse=True)
    common = {
        "baseline": Dated(DAY(2020, 12, 31), base),
        "targets": (Dated(DAY(2034, 12, 31), target),),
        "rising": rising,
        "path": path,
    }
    low = judge_aim(Aim(observations=(Dated(day, worse),), **common), TODAY).status.rank
    high = judge_aim(Aim(observations=(Dated(day, better),), **common), TODAY).status.rank
    assert (low is None) == (high is None)
    assert low is None or low >= high


@given(values, st.dates(DAY(2021, 1, 1), TODAY), st.integers(0, 2000))
def test_an_older_value_is_never_surer(value, day, later):
    given_aim = Aim(BASE, TARGETS, (Dated(day, value),))
    now, then = judge_aim(given_aim, TODAY), judge_aim(given_aim, TODAY + datetime.timedelta(later))
    order = list(Age)
    assert order.index(then.age) >= order.index(now.age)
    assert now.status is not Status.NO_NEWS or then.status is Status.NO_NEWS
    assert then.status is Status.NO_NEWS or then.status.rank >= now.status.rank
    assert not now.counts_as.is_bad or then.counts_as.rank >= now.counts_as.rank


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (DAY(2020, 12, 31), 50),
        (DAY(2024, 12, 31), 52),
        (DAY(2027, 12, 31), 61),
        (DAY(2030, 12, 31), 70),
        (DAY(2035, 12, 31), 80),
        (DAY(2050, 1, 1), 90),
    ],
)
def test_a_path_of_its_own_goes_through_its_points(day, expected):
    points = (Dated(DAY(2024, 12, 31), 52.0),)
    assert aim(path=Path.OWN, points=points).expected_on(day) == pytest.approx(expected, abs=0.01)
    assert aim(points=points).expected_on(day) == aim().expected_on(day)
    assert aim(path=Path.OWN).expected_on(day) == aim().expected_on(day)


def test_a_slow_beginning_that_was_meant_is_on_course():
    slow = ((2024, 12, 31), 52.0)
    today = DAY(2025, 6, 30)
    assert judge_aim(aim(slow), today).status is Status.OFF_COURSE
    own = aim(slow, path=Path.OWN, points=(Dated(DAY(2024, 12, 31), 52.0),))
    assert judge_aim(own, today).status is Status.ON_COURSE


@pytest.mark.parametrize(
    "points",
    [
        (Dated(DAY(2020, 12, 31), 55.0),),
        (Dated(DAY(2040, 12, 31), 90.0),),
        (Dated(DAY(2041, 1, 1), 90.0),),
        (Dated(DAY(2030, 12, 31), 71.0),),
        (Dated(DAY(2025, 1, 1), 55.0), Dated(DAY(2025, 1, 1), 56.0)),
        (Dated(DAY(2025, 1, 1), float("nan")),),
    ],
)
def test_points_that_are_none_are_refused(points):
    with pytest.raises(ValueError, match=r"points are|no number"):
        aim(path=Path.OWN, points=points)
