import factory

from factories.accounts import OrganizationFactory
from factories.plan import AxisFactory, StrategyFactory, ThemeFactory
from rumbo.plan.models import Measure
from rumbo.portfolio.models import Action, Component, PriorityEntry, Program, Project, Responsibility


class ProgramFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Program

    theme = factory.SubFactory(ThemeFactory)
    plan = factory.SelfAttribute("theme.plan")
    key = factory.Sequence(lambda n: f"programa-{n}")
    title = factory.Sequence(lambda n: f"Programa {n}")
    position = factory.Sequence(lambda n: n + 1)


class ProjectFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Project

    program = factory.SubFactory(ProgramFactory)
    plan = factory.SelfAttribute("program.plan")
    measure = factory.LazyAttribute(lambda o: Measure.objects.create(plan=o.plan, kind="project"))
    number = factory.Sequence(lambda n: str(n + 1))
    key = factory.SelfAttribute("number")
    title = factory.Sequence(lambda n: f"Proyecto {n}")
    position = factory.Sequence(lambda n: n + 1)


class ComponentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Component

    project = factory.SubFactory(ProjectFactory)
    plan = factory.SelfAttribute("project.plan")
    key = factory.Sequence(lambda n: f"componente-{n}")
    title = factory.Sequence(lambda n: f"Componente {n}")
    position = factory.Sequence(lambda n: n + 1)


class ActionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Action

    strategy = factory.SubFactory(StrategyFactory)
    plan = factory.LazyAttribute(lambda o: (o.strategy or o.project).plan)
    measure = factory.LazyAttribute(lambda o: Measure.objects.create(plan=o.plan, kind="action"))
    key = factory.Sequence(lambda n: f"accion-{n}")
    title = factory.Sequence(lambda n: f"Acción {n}")
    position = factory.Sequence(lambda n: n + 1)


class ResponsibilityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Responsibility

    measure = factory.LazyAttribute(lambda o: ProjectFactory().measure)
    organization = factory.SubFactory(OrganizationFactory)
    role = "accountable"


class PriorityEntryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PriorityEntry

    axis = factory.SubFactory(AxisFactory)
    plan = factory.SelfAttribute("axis.plan")
    axis_title = factory.SelfAttribute("axis.title")
    key = factory.Sequence(lambda n: f"prioridad-{n}")
    title = factory.Sequence(lambda n: f"Prioridad {n}")
