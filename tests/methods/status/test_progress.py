"""Every rule of work with a schedule, and what holds whatever the figures."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rumbo.methods.status import Age, Flag, Status, Thresholds, Work, judge_work

DAY = datetime.date
TODAY = DAY(2030, 7, 1)
YEAR = {"starts_on": DAY(2030, 1, 1), "ends_on": DAY(2030, 12, 31)}
HALF = {"reported_on": DAY(2030, 6, 30)}  # half of the year is gone: 49.6 %

RULES = [
    (Work(suspended_on=DAY(2030, 3, 1), progress=10, **YEAR, **HALF), Status.SUSPENDED, "suspended"),
    (Work(progress=100, **YEAR, **HALF), Status.DONE, "done"),
    (Work(done_on=DAY(2030, 5, 1), **YEAR), Status.DONE, "done"),
    (Work(starts_on=DAY(2031, 1, 1), ends_on=DAY(2031, 6, 1)), Status.NOT_DUE, "not_begun_due"),
    (Work(), Status.NOT_DUE, "unscheduled"),
    (Work(**YEAR), Status.NO_NEWS, "never_reported"),
    (Work(asked_on=DAY(2030, 6, 1)), Status.NO_NEWS, "never_reported"),
    (Work(progress=10, reported_on=DAY(2030, 3, 1), **YEAR), Status.NO_NEWS, "stale_report"),
    (Work(progress=95, ends_on=DAY(2030, 6, 15), **HALF), Status.AT_RISK, "just_late"),
    (Work(progress=95, ends_on=DAY(2030, 5, 1), **HALF), Status.OFF_COURSE, "late_end"),
    (
        Work(progress=40, starts_on=DAY(2030, 1, 1), ends_on=DAY(2030, 6, 20), **HALF),
        Status.OFF_COURSE,
        "far_behind",
    ),
    (Work(progress=20, **YEAR, **HALF), Status.OFF_COURSE, "far_behind"),
    (Work(progress=31, planned=55, **HALF), Status.AT_RISK, "behind"),
    (Work(progress=35, **YEAR, **HALF), Status.AT_RISK, "behind"),
    (Work(progress=45, **YEAR, **HALF), Status.ON_COURSE, "as_planned"),
    (Work(progress=45, **HALF), Status.ON_COURSE, "under_way"),
]


@pytest.mark.parametrize(("work", "status", "rule"), RULES)
def test_the_rule_that_fits(work, status, rule):
    found = judge_work(work, TODAY)
    assert (found.status, found.rule) == (status, rule)


def test_a_verdict_says_its_datum_and_age():
    found = judge_work(Work(progress=31, planned=60, **HALF), TODAY)
    assert (found.datum_on, found.days, found.age) == (DAY(2030, 6, 30), 1, Age.FRESH)
    assert found.params == {"progress": 31, "planned": 60}


@pytest.mark.parametrize(
    ("work", "flags"),
    [
        (Work(progress=90, ends_on=DAY(2030, 6, 15), **HALF), {Flag.OVERDUE}),
        (Work(progress=10, reported_on=DAY(2030, 1, 5), **YEAR), {Flag.STALE}),
        (Work(asked_on=DAY(2030, 6, 1), **YEAR), {Flag.SILENT}),
        (Work(progress=100, asked_on=DAY(2030, 6, 1), ends_on=DAY(2030, 5, 1), **HALF), set()),
    ],
)
def test_what_is_said_beside(work, flags):
    assert judge_work(work, TODAY).flags == flags


LONG_AGO = {"reported_on": DAY(2030, 2, 1)}
KNOWN = [
    (Work(progress=2, planned=40, **LONG_AGO), Status.OFF_COURSE),
    (Work(progress=25, planned=40, **LONG_AGO), Status.AT_RISK),
    (Work(progress=38, planned=40, **LONG_AGO), Status.ON_COURSE),
    (Work(progress=38, **LONG_AGO), Status.ON_COURSE),
    (Work(progress=38, planned=40, ends_on=DAY(2030, 6, 15), **LONG_AGO), Status.AT_RISK),
    (Work(progress=38, planned=40, ends_on=DAY(2030, 5, 1), **LONG_AGO), Status.OFF_COURSE),
    (Work(progress=2, planned=40, ends_on=DAY(2030, 6, 15), **LONG_AGO), Status.OFF_COURSE),
    (Work(**YEAR), None),
    (Work(ends_on=DAY(2030, 6, 15)), Status.AT_RISK),
    (Work(ends_on=DAY(2030, 5, 1)), Status.OFF_COURSE),
]


@pytest.mark.parametrize(("work", "known"), KNOWN)
def test_no_news_says_what_was_last_known(work, known):
    found = judge_work(work, TODAY)
    assert (found.status, found.last_known) == (Status.NO_NEWS, known)
    assert found.counts_as is (known if known in (Status.AT_RISK, Status.OFF_COURSE) else Status.NO_NEWS)


def test_what_there_is_news_of_has_nothing_last_known():
    assert judge_work(Work(progress=20, **YEAR, **HALF), TODAY).last_known is None


def test_a_plan_can_draw_its_own_lines():
    work = Work(progress=45, **YEAR, **HALF)
    assert judge_work(work, TODAY, Thresholds(risk_points=2, off_points=4)).status is Status.OFF_COURSE
    assert judge_work(work, TODAY, Thresholds(stale_days=1)).status is Status.ON_COURSE
    assert judge_work(work, DAY(2030, 7, 3), Thresholds(stale_days=1)).status is Status.NO_NEWS


@pytest.mark.parametrize(
    "values",
    [
        {"risk_points": 0},
        {"risk_points": 30, "off_points": 20},
        {"grace_days": -1},
        {"stale_days": 0},
        {"risk_share": 0.99},
        {"on_share": 1.5},
        {"off_parts": 0},
        {"late_periods": 0.5},
    ],
)
def test_lines_the_wrong_way_round(values):
    with pytest.raises(ValueError, match=r"point|day|share|part|period"):
        Thresholds(**values)


@pytest.mark.parametrize(
    "values",
    [{"starts_on": TODAY, "ends_on": DAY(2030, 6, 30)}, {"progress": 101}, {"progress": -1}, {"planned": 120}],
)
def test_figures_that_cannot_be(values):
    with pytest.raises(ValueError, match=r"ends before|between 0 and 100"):
        Work(**values)


days = st.dates(DAY(2029, 1, 1), DAY(2032, 1, 1))
shares = st.floats(0, 100)


@st.composite
def works(draw):
    starts, ends = sorted((draw(days), draw(days)))
    return {
        "starts_on": draw(st.sampled_from([starts, None])),
        "ends_on": draw(st.sampled_from([ends, None])),
        "reported_on": draw(st.dates(DAY(2029, 1, 1), TODAY)),
        "planned": draw(st.none() | shares),
        "suspended_on": draw(st.none() | days),
    }


@given(works(), shares, shares)
def test_less_progress_is_never_better(values, one, other):
    less, more = sorted((one, other))
    worse = judge_work(Work(progress=less, **values), TODAY).status.rank
    better = judge_work(Work(progress=more, **values), TODAY).status.rank
    assert worse is None or better is None or worse >= better


@given(works(), shares, st.integers(0, 400))
def test_time_that_passes_without_news_makes_nothing_better_nor_surer(values, progress, later):
    work = Work(progress=progress, **values | {"suspended_on": None})
    now, then = judge_work(work, TODAY), judge_work(work, TODAY + datetime.timedelta(later))
    if now.status is Status.NO_NEWS:
        assert then.status is Status.NO_NEWS
    if now.status.rank is not None and then.status.rank is not None:
        assert then.status.rank >= now.status.rank
    if now.counts_as.is_bad:
        assert then.counts_as.rank >= now.counts_as.rank
    order = list(Age)
    assert now.age is None or order.index(then.age) >= order.index(now.age)
