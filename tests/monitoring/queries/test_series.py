"""The values that charts use: one a day, numbers only; computed ones only where all their parts are known."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import IndicatorFactory, ObservationFactory, SeriesFactory, TerritoryFactory
from rumbo.monitoring.models import Indicator
from rumbo.monitoring.queries.series import as_latest, latest_of, rows_of, values_by_place, values_of

pytestmark = pytest.mark.django_db


def day(year):
    return datetime.date(year, 12, 31)


def observe(series, *values, **more):
    """Add a value for each year from 2010 on; None adds none."""
    return [
        ObservationFactory(series=series, on=day(2010 + n), number=value, **more)
        for n, value in enumerate(values)
        if value is not None
    ]


@pytest.fixture
def torreon(db):
    return TerritoryFactory(key="torreon", title="Torreón")


@pytest.fixture
def series(plan, torreon):
    return SeriesFactory(indicator__plan=plan, territory=torreon)


def pairs(values):
    return [(value.on.year, value.number) for value in values]


def test_values_by_date(series):
    observe(series, 1, None, 3)
    ObservationFactory(series=series, on=day(2011), number=2)
    assert pairs(values_of(series)) == [(2010, 1), (2011, 2), (2012, 3)]


def test_what_is_no_number_was_repeated_or_revised_is_no_value(series):
    ObservationFactory(series=series, on=day(2010), text="ND", number=None)
    for standing in ("repeated", "not_chosen", "revised"):
        ObservationFactory(series=series, on=day(2011), number=9, standing=standing)
    assert values_of(series) == []


def test_of_values_to_confirm_the_first_of_the_file(series):
    for order, number in ((2, 7), (1, 5), (3, 6)):
        ObservationFactory(series=series, on=day(2010), number=number, order=order, standing="to_confirm")
    (value,) = values_of(series)
    assert (value.number, value.to_confirm) == (5, True)


def test_one_that_was_chosen_goes_before(series):
    ObservationFactory(series=series, on=day(2010), number=5, order=1, standing="not_chosen")
    ObservationFactory(series=series, on=day(2010), number=7, order=2)
    (value,) = values_of(series)
    assert (value.number, value.to_confirm) == (7, False)


def derived(plan, computation, *bases, **more):
    one = IndicatorFactory(plan=plan, computation=computation, **more)
    if computation == "sum":
        one.parts.set(bases)
    return one


def pair(plan, torreon, first, second):
    """Return two observed indicators with these values from 2010 on."""
    found = []
    for values in (first, second):
        one = SeriesFactory(indicator__plan=plan, territory=torreon)
        observe(one, *values)
        found.append(one.indicator)
    return found


def test_a_sum_needs_all_its_parts(plan, torreon):
    one, other = pair(plan, torreon, (1, 2, None), (10, None, 30))
    total = derived(plan, "sum", one, other)
    assert pairs(values_by_place(plan, [total])[total.pk, torreon.pk]) == [(2010, 11)]


def test_a_ratio_times_its_factor_and_never_by_zero(plan, torreon):
    one, other = pair(plan, torreon, (1, 2, 3), (4, 0, None))
    share = derived(plan, "ratio", numerator=one, denominator=other, factor=100)
    assert pairs(values_by_place(plan, [share])[share.pk, torreon.pk]) == [(2010, 25)]


def test_per_inhabitant(plan, torreon):
    one, people = pair(plan, torreon, (50,), (200_000,))
    rate = derived(plan, "per_inhabitant", numerator=one, denominator=people, factor=100_000)
    assert pairs(values_by_place(plan, [rate])[rate.pk, torreon.pk]) == [(2010, 25)]


def test_computed_from_a_computed_one(plan, torreon):
    one, other = pair(plan, torreon, (1, 2), (3, 4))
    total = derived(plan, "sum", one, other)
    half = derived(plan, "ratio", numerator=one, denominator=total)
    assert pairs(values_by_place(plan, [half])[half.pk, torreon.pk]) == [(2010, 0.25), (2011, pytest.approx(1 / 3))]


def test_only_in_territories_that_all_parts_have(plan, torreon, series):
    elsewhere = SeriesFactory(indicator__plan=plan)
    observe(series, 1)
    observe(elsewhere, 1)
    total = derived(plan, "sum", series.indicator, elsewhere.indicator)
    assert values_by_place(plan, [total]) == {}


def test_one_to_confirm_makes_what_rests_on_it_so(plan, torreon):
    one, other = pair(plan, torreon, (1,), ())
    ObservationFactory(series=other.series.get(), on=day(2010), number=2, standing="to_confirm")
    total = derived(plan, "sum", one, other)
    assert values_by_place(plan, [total])[total.pk, torreon.pk][0].to_confirm


def test_one_that_rests_on_itself_has_no_value(plan):
    one = derived(plan, "sum")
    one.parts.set([one])
    assert values_by_place(plan, [one]) == {}


def test_the_newest_and_the_one_before(plan, series):
    observe(series, 1, 2, 3)
    ObservationFactory(series=series, on=day(2013), text="X", number=None)
    latest = latest_of([series.pk])[series.pk]
    assert (latest.value.number, latest.before.number) == (3, 2)
    assert latest == as_latest(values_of(series))
    assert latest_of([SeriesFactory(indicator__plan=plan).pk]) == {}
    assert as_latest([]) is None


def test_all_rows_in_the_order_of_their_files(series):
    ObservationFactory(series=series, on=day(2010), number=1, order=2)
    ObservationFactory(series=series, on=day(2010), text="ND", number=None, order=1)
    assert [row.text for row in rows_of([series.pk])] == ["ND", "1"]


def test_as_many_queries_for_many(plan, torreon):
    def count():
        indicators = list(plan_indicators(plan))
        with CaptureQueriesContext(connection) as captured:
            values_by_place(plan, indicators)
        return len(captured)

    one, other = pair(plan, torreon, (1, 2), (3, 4))
    derived(plan, "sum", one, other)
    few = count()
    for _number in range(4):
        total = derived(plan, "sum", *pair(plan, TerritoryFactory(), (1,), (2,)))
        derived(plan, "ratio", numerator=one, denominator=total)
    assert count() == few == 3


def plan_indicators(plan):
    return Indicator.objects.filter(plan=plan)
