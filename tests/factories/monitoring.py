"""Monitoring for tests."""

from __future__ import annotations

import datetime

import factory

from factories.accounts import OrganizationFactory
from factories.places import TerritoryFactory
from factories.plan import PlanFactory
from factories.portfolio import LiaisonFactory, ProjectFactory
from rumbo.monitoring.models import (
    Assignment,
    Evaluation,
    EvaluationQuestion,
    Finding,
    Improvement,
    Indicator,
    Logframe,
    LogframeRow,
    Observation,
    ObservationBatch,
    ProgressReport,
    Recommendation,
    ReportingPeriod,
    ReportLink,
    ReportMessage,
    Series,
    StatusRules,
    Target,
)


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


class ReportingPeriodFactory(factory.django.DjangoModelFactory):
    """The first quarter of 2026, open, due on 15 April."""

    class Meta:
        model = ReportingPeriod

    plan = factory.SubFactory(PlanFactory)
    key = factory.Sequence(lambda n: f"periodo-{n}")
    title = factory.Sequence(lambda n: f"Periodo {n}")
    starts_on = datetime.date(2026, 1, 1)
    ends_on = datetime.date(2026, 3, 31)
    due_on = datetime.date(2026, 4, 15)
    phase = "open"
    opened_on = datetime.date(2026, 3, 16)


class AssignmentFactory(factory.django.DjangoModelFactory):
    """A project to report on; ``series=...`` with ``measure=None`` for values."""

    class Meta:
        model = Assignment

    period = factory.SubFactory(ReportingPeriodFactory)
    organization = factory.SubFactory(OrganizationFactory)
    measure = factory.LazyAttribute(lambda o: ProjectFactory(plan=o.period.plan).measure)


class ReportLinkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ReportLink

    assignment = factory.SubFactory(AssignmentFactory)
    liaison = factory.LazyAttribute(
        lambda o: LiaisonFactory(plan=o.assignment.period.plan, organization=o.assignment.organization)
    )
    expires_on = datetime.date(2099, 12, 31)


class ProgressReportFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProgressReport

    assignment = factory.SubFactory(AssignmentFactory)


class ReportMessageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ReportMessage

    report = factory.SubFactory(ProgressReportFactory)
    kind = "question"
    text = "¿Cuántos metros van?"


class EvaluationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Evaluation

    plan = factory.SubFactory(PlanFactory)
    key = factory.Sequence(lambda n: f"evaluacion-{n}")
    title = factory.Sequence(lambda n: f"Evaluación {n}")
    starts_on = datetime.date(2025, 1, 1)
    ends_on = datetime.date(2025, 12, 31)


class EvaluationQuestionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = EvaluationQuestion

    evaluation = factory.SubFactory(EvaluationFactory)
    plan = factory.SelfAttribute("evaluation.plan")
    key = factory.Sequence(lambda n: f"pregunta-{n}")
    title = factory.Sequence(lambda n: f"¿Pregunta {n}?")


class FindingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Finding

    evaluation = factory.SubFactory(EvaluationFactory)
    plan = factory.SelfAttribute("evaluation.plan")
    key = factory.Sequence(lambda n: f"hallazgo-{n}")
    title = factory.Sequence(lambda n: f"Hallazgo {n}")


class RecommendationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Recommendation

    finding = factory.SubFactory(FindingFactory)
    plan = factory.SelfAttribute("finding.plan")
    key = factory.Sequence(lambda n: f"recomendacion-{n}")
    title = factory.Sequence(lambda n: f"Recomendación {n}")


class ImprovementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Improvement

    recommendation = factory.SubFactory(RecommendationFactory)
    plan = factory.SelfAttribute("recommendation.plan")
    key = factory.Sequence(lambda n: f"compromiso-{n}")
    title = factory.Sequence(lambda n: f"Compromiso {n}")
    organization = factory.SubFactory(OrganizationFactory)
    due_on = datetime.date(2026, 12, 31)


class LogframeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Logframe

    project = factory.SubFactory(ProjectFactory)
    plan = factory.SelfAttribute("project.plan")
    key = factory.Sequence(lambda n: f"mir-{n}")
    title = factory.Sequence(lambda n: f"MIR {n}")


class LogframeRowFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LogframeRow

    logframe = factory.SubFactory(LogframeFactory)
    plan = factory.SelfAttribute("logframe.plan")
    key = factory.Sequence(lambda n: f"renglon-{n}")
    title = factory.Sequence(lambda n: f"Renglón {n}")
    level = "fin"
