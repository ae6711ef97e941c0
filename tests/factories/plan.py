import factory

from factories.accounts import UserFactory
from rumbo.plan.models import (
    Antecedent,
    Axis,
    Chapter,
    Goal,
    Measure,
    Membership,
    Objective,
    Plan,
    Problem,
    Strategy,
    Theme,
)


class PlanFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Plan

    key = factory.Sequence(lambda n: f"plan-{n}")
    title = factory.Sequence(lambda n: f"Plan {n}")
    start_year = 2020
    end_year = 2040
    short_until = 2025
    medium_until = 2032


class AxisFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Axis

    plan = factory.SubFactory(PlanFactory)
    key = factory.Sequence(lambda n: f"eje-{n}")
    title = factory.Sequence(lambda n: f"Eje {n}")
    position = factory.Sequence(lambda n: n + 1)


class ThemeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Theme

    axis = factory.SubFactory(AxisFactory)
    plan = factory.SelfAttribute("axis.plan")
    key = factory.Sequence(lambda n: f"tema-{n}")
    title = factory.Sequence(lambda n: f"Tema {n}")
    position = factory.Sequence(lambda n: n + 1)


class ProblemFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Problem

    axis = factory.SubFactory(AxisFactory)
    plan = factory.SelfAttribute("axis.plan")
    key = factory.Sequence(lambda n: f"problema-{n}")
    title = factory.Sequence(lambda n: f"Problema {n}")
    position = factory.Sequence(lambda n: n + 1)


class ObjectiveFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Objective

    theme = factory.SubFactory(ThemeFactory)
    plan = factory.SelfAttribute("theme.plan")
    key = factory.Sequence(lambda n: f"objetivo-{n}")
    title = factory.Sequence(lambda n: f"Objetivo {n}")
    position = factory.Sequence(lambda n: n + 1)


class GoalFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Goal

    objective = factory.SubFactory(ObjectiveFactory)
    plan = factory.SelfAttribute("objective.plan")
    key = factory.Sequence(lambda n: f"meta-{n}")
    title = factory.Sequence(lambda n: f"Meta {n}")
    position = factory.Sequence(lambda n: n + 1)


class StrategyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Strategy

    objective = factory.SubFactory(ObjectiveFactory)
    plan = factory.SelfAttribute("objective.plan")
    measure = factory.LazyAttribute(lambda o: Measure.objects.create(plan=o.plan, kind="strategy"))
    key = factory.Sequence(lambda n: f"estrategia-{n}")
    title = factory.Sequence(lambda n: f"Estrategia {n}")
    position = factory.Sequence(lambda n: n + 1)


class ChapterFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Chapter

    plan = factory.SubFactory(PlanFactory)
    key = factory.Sequence(lambda n: f"capitulo-{n}")
    title = factory.Sequence(lambda n: f"Capítulo {n}")
    position = factory.Sequence(lambda n: n + 1)


class AntecedentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Antecedent

    plan = factory.SubFactory(PlanFactory)
    key = factory.Sequence(lambda n: f"antecedente-{n}")
    title = factory.Sequence(lambda n: f"Antecedente {n}")
    year = 1994


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    plan = factory.SubFactory(PlanFactory)
    role = "manager"
