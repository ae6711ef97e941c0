"""Monitoring for tests."""

from __future__ import annotations

import datetime

import factory

from factories.places import TerritoryFactory
from factories.plan import PlanFactory
from rumbo.monitoring.models import Indicator, Observation, ObservationBatch, Series, StatusRules, Target


class IndicatorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Indicator

    plan = factory.SubFactory(PlanFactory)
    key = factory.Sequence(lambda n: f"indicador-{n}")
    title = factory.Sequence(lambda n: f"Indicador {n}")
    position = factory.Sequence(lambda n: n + 1)
    direction = "rising"


class SeriesFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Series

    indicator = factory.SubFactory(IndicatorFactory)
    territory = factory.SubFactory(TerritoryFactory)


class ObservationBatchFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ObservationBatch

    plan = factory.SubFactory(PlanFactory)
    title = "valores.csv"


class ObservationFactory(factory.django.DjangoModelFactory):
    """A number unless a text is given."""

    class Meta:
        model = Observation

    series = factory.SubFactory(SeriesFactory)
    batch = factory.SubFactory(ObservationBatchFactory, plan=factory.SelfAttribute("..series.indicator.plan"))
    on = factory.Sequence(lambda n: datetime.date(2000 + n % 20, 12, 31))
    number = factory.Sequence(lambda n: float(n))
    text = factory.LazyAttribute(lambda o: f"{o.number:g}")
    order = factory.Sequence(lambda n: n)


class TargetFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Target

    series = factory.SubFactory(SeriesFactory)
    on = datetime.date(2040, 12, 31)
    value = 100


class StatusRulesFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = StatusRules

    plan = factory.SubFactory(PlanFactory)
    number = 1
