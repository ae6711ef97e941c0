"""Lists of indicators: the newest value, trend, target and status of each, in constant queries."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import (
    IndicatorFactory,
    ObservationFactory,
    SeriesFactory,
    StatusRulesFactory,
    TargetFactory,
    TerritoryFactory,
)
from rumbo.monitoring.models import StatusRecord
from rumbo.monitoring.queries import indicators

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 6, 1)


def observe(series, *values):
    for place, value in enumerate(values):
        ObservationFactory(series=series, on=datetime.date(2010 + place, 12, 31), number=value)


def rows(plan, **more):
    return indicators.rows_for(plan, list(indicators.indicators_of(plan)), TODAY, **more)


def test_filters(plan, axis):
    water = IndicatorFactory(plan=plan, axis=axis, title="Consumo de agua", area="Ambiente", categories="agua; pozos")
    jobs = IndicatorFactory(plan=plan, title="Empleo formal", area="Economía")
    IndicatorFactory(plan=plan, state="withdrawn")
    IndicatorFactory()
    assert set(indicators.indicators_of(plan)) == {water, jobs}
    assert list(indicators.indicators_of(plan, axis=axis)) == [water]
    assert list(indicators.indicators_of(plan, area="Economía")) == [jobs]
    assert list(indicators.indicators_of(plan, words="pozos CONSUMO")) == [water]
    assert indicators.areas_of(plan) == ["Ambiente", "Economía"]
    assert indicators.find_indicator(plan, water.key) == water
    assert indicators.find_indicator(plan, "no-hay") is None


@pytest.mark.parametrize(
    ("values", "direction", "trend", "moves"),
    [
        ((1, 2), "rising", "up", "better"),
        ((1, 2), "falling", "up", "worse"),
        ((2, 1), "falling", "down", "better"),
        ((2, 1), "neither", "down", ""),
        ((2, 2), "rising", "same", ""),
        ((2,), "rising", "", ""),
        ((), "rising", "", ""),
    ],
)
def test_trends(plan, values, direction, trend, moves):
    observe(SeriesFactory(indicator__plan=plan, indicator__direction=direction), *values)
    (row,) = rows(plan)
    assert (row.trend, row.moves) == (trend, moves)
    assert (row.value, row.on) == (
        (values[-1], datetime.date(2009 + len(values), 12, 31)) if values else (None, None)
    )


def test_the_plans_own_territory_is_shown_first(plan):
    plan.territory = TerritoryFactory(title="Zona metropolitana")
    plan.save()
    indicator = IndicatorFactory(plan=plan)
    other = SeriesFactory(indicator=indicator, territory__title="Aldama")
    own = SeriesFactory(indicator=indicator, territory=plan.territory)
    assert rows(plan)[0].series == own
    assert rows(plan, territory=other.territory_id)[0].series == other
    assert rows(plan, territory=TerritoryFactory().pk)[0].series is None
    assert indicators.series_of(indicator) == [own, other]
    assert indicators.territories_measured(plan) == [own.territory, other.territory]


def test_the_next_target_in_force(plan):
    series = SeriesFactory(indicator__plan=plan)
    TargetFactory(series=series, on=datetime.date(2020, 12, 31), value=1)
    new = TargetFactory(series=series, on=datetime.date(2030, 12, 31), value=2)
    TargetFactory(series=series, on=datetime.date(2028, 12, 31), value=9, replaced_by=new)
    TargetFactory(series=series, on=datetime.date(2027, 12, 31), value=9, dropped=True)
    assert rows(plan)[0].target == new
    assert [target.value for target in indicators.targets_in_force([series.pk])[series.pk]] == [1, 2]
    assert indicators.next_target([], TODAY) is None


def test_the_present_status(plan):
    series = SeriesFactory(indicator__plan=plan)
    rules = StatusRulesFactory(plan=plan)
    for current, on in ((False, datetime.date(2026, 1, 1)), (True, TODAY)):
        StatusRecord.objects.create(
            plan=plan, kind="series", thing=series.pk, on=on, status="at_risk", rules=rules, is_current=current
        )
    assert rows(plan)[0].status.on == TODAY


def test_computed_ones_too(plan):
    territory = TerritoryFactory()
    parts = [SeriesFactory(indicator__plan=plan, territory=territory) for _ in range(2)]
    for part in parts:
        observe(part, 1, 2)
    total = IndicatorFactory(plan=plan, computation="sum", title="Total")
    total.parts.set(part.indicator for part in parts)
    SeriesFactory(indicator=total, territory=territory)
    row = next(row for row in rows(plan) if row.indicator == total)
    assert (row.value, row.trend) == (4, "up")
    assert indicators.compared(plan, [total])[total.pk][territory.pk].value.number == 4


def test_comparison_of_territories(plan):
    indicator = IndicatorFactory(plan=plan)
    one, other = SeriesFactory(indicator=indicator), SeriesFactory(indicator=indicator)
    observe(one, 1, 2)
    found = indicators.compared(plan, [indicator])
    assert found[indicator.pk][one.territory_id].value.number == 2
    assert other.territory_id not in found[indicator.pk]


def test_as_many_queries_for_many(plan):
    def count():
        with CaptureQueriesContext(connection) as captured:
            rows(plan)
            indicators.compared(plan, list(indicators.indicators_of(plan)))
        return len(captured)

    def add():
        series = SeriesFactory(indicator__plan=plan)
        observe(series, 1, 2)
        TargetFactory(series=series)
        total = IndicatorFactory(plan=plan, computation="sum")
        total.parts.set([series.indicator])
        SeriesFactory(indicator=total, territory=series.territory)

    add()
    few = count()
    for _number in range(5):
        add()
    assert count() == few
