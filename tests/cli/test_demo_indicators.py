"""The demonstration's indicators have every state of a series in them."""

import datetime

import pytest

from rumbo.cli import demo
from rumbo.cli.demo_indicators.build import MOVED
from rumbo.cli.demo_indicators.values import series_of
from rumbo.methods.status import Flag, Status
from rumbo.monitoring.enums import Computation, Frequency, PathKind, Standing, StatusKind
from rumbo.monitoring.models import Indicator, Observation, Series, StatusRecord, Target
from rumbo.monitoring.queries.series import conflicts_of, values_of
from rumbo.plan.models import Axis, Plan

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def values(model, name):
    return set(model.objects.values_list(name, flat=True))


def test_it_has_indicators_of_all_sorts_and_is_made_once(built):
    demo.build()
    plan = Plan.objects.get()
    indicators = Indicator.objects.filter(plan=plan)
    assert 24 <= indicators.count() <= 40
    assert values(Indicator, "axis") == {*values(Axis, "pk"), None}
    assert values(Indicator, "computation") == {*Computation.values}
    assert {Frequency.MONTHLY, Frequency.YEARLY, Frequency.IRREGULAR} <= values(Indicator, "frequency")
    assert values(Series, "path") == {*PathKind.values}
    assert Series.objects.filter(goals__isnull=False).count() >= 20
    assert values(Observation, "standing") == {*Standing.values}
    assert set(Observation.objects.filter(number=None).values_list("text", flat=True)) == {"ND", "X"}
    assert conflicts_of(plan).count() == 2
    assert max(values(Target, "on")) == datetime.date(2045, 12, 31)
    changed = Target.objects.filter(replaced_by__isnull=False, series__indicator__key=MOVED)
    assert changed.get().reason


def test_everything_was_judged_and_the_status_of_a_series_can_be_any(built):
    of_series = StatusRecord.objects.filter(kind=StatusKind.SERIES, is_current=True)
    assert set(of_series.values_list("status", flat=True)) >= {
        Status.DONE.value,
        Status.ON_COURSE.value,
        Status.AT_RISK.value,
        Status.OFF_COURSE.value,
        Status.NO_NEWS.value,
    }
    flags = {flag for found in of_series.values_list("flags", flat=True) for flag in found}
    assert {Flag.REGRESSING.value, Flag.STALE.value} <= flags
    assert values(StatusRecord, "kind") == {*StatusKind.values}


def test_what_is_computed_follows_from_its_parts(built):
    whole = {"territory__key": "zm-valle-de-almagre"}
    total, *parts = (
        values_of(Series.objects.get(indicator__key=f"extraccion-{name}", **whole))[-1].number
        for name in ("total", "riego", "urbana", "industrial")
    )
    assert total == pytest.approx(sum(parts))
    rate, deaths, people = (
        values_of(Series.objects.get(indicator__key=key, **whole))[-1].number
        for key in ("tasa-muertes-transito", "muertes-transito", "poblacion")
    )
    assert rate == pytest.approx(deaths / people * 100_000)


def test_values_end_with_the_last_period_that_is_over_and_are_the_same_each_time():
    row = {"key": "a", "first": "2020", "before": "10", "base": "20", "base_on": "2023-12-31", "targets": "2030:90"}
    row |= {"frequency": "monthly", "months": "", "until": "", "pace": "1", "noise": "0.1", "season": "0.1"}
    row |= {"decimals": "1"}
    found = series_of(row, datetime.date(2026, 3, 19))
    assert [min(found), max(found)] == [datetime.date(2020, 1, 31), datetime.date(2026, 1, 31)]
    assert max(series_of(row, datetime.date(2026, 3, 20))) == datetime.date(2026, 2, 28)
    assert series_of(row, datetime.date(2026, 3, 19)) == found
    assert set(found) == set(series_of({**row, "pace": "-1"}, datetime.date(2026, 3, 19)))
