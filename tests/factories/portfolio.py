import datetime

import factory

from factories.accounts import OrganizationFactory
from factories.plan import AxisFactory, PlanFactory, StrategyFactory, ThemeFactory
from rumbo.plan.models import Measure
from rumbo.portfolio.models import (
    Action,
    Appraisal,
    Component,
    Condition,
    Contract,
    Document,
    Estimate,
    FeasibilityStudy,
    Funding,
    Liaison,
    Location,
    Milestone,
    Permit,
    Position,
    Print,
    PriorityEntry,
    Profile,
    Program,
    Project,
    Responsibility,
    Risk,
)


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


class PrintFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Print

    plan = factory.SubFactory(PlanFactory)
    kind = "portfolio"


class PriorityEntryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PriorityEntry

    axis = factory.SubFactory(AxisFactory)
    plan = factory.SelfAttribute("axis.plan")
    axis_title = factory.SelfAttribute("axis.title")
    key = factory.Sequence(lambda n: f"prioridad-{n}")
    title = factory.Sequence(lambda n: f"Prioridad {n}")


class PartFactory(factory.django.DjangoModelFactory):
    """A part of a project's sheet."""

    class Meta:
        abstract = True

    project = factory.SubFactory(ProjectFactory)
    plan = factory.SelfAttribute("project.plan")
    key = factory.Sequence(lambda n: f"parte-{n}")
    position = factory.Sequence(lambda n: n + 1)


class ProfileFactory(PartFactory):
    class Meta:
        model = Profile

    title = "Ficha"


class StudyFactory(PartFactory):
    class Meta:
        model = FeasibilityStudy

    title = factory.Sequence(lambda n: f"Estudio {n}")
    kind = "technical"


class ConditionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Condition

    study = factory.SubFactory(StudyFactory)
    plan = factory.SelfAttribute("study.plan")
    key = factory.Sequence(lambda n: f"condicion-{n}")
    title = factory.Sequence(lambda n: f"Condición {n}")


class EstimateFactory(PartFactory):
    class Meta:
        model = Estimate

    title = factory.Sequence(lambda n: f"Obra {n}")
    year = 2027
    price_year = 2026
    amount = "1000000.00"


class FundingFactory(PartFactory):
    class Meta:
        model = Funding

    title = factory.Sequence(lambda n: f"Fondo {n}")
    source = "federal"
    year = 2027
    amount = "500000.00"


class MilestoneFactory(PartFactory):
    class Meta:
        model = Milestone

    title = factory.Sequence(lambda n: f"Hito {n}")
    starts_on = datetime.date(2027, 1, 1)
    ends_on = datetime.date(2027, 6, 30)


class PermitFactory(PartFactory):
    class Meta:
        model = Permit

    title = factory.Sequence(lambda n: f"Permiso {n}")


class RiskFactory(PartFactory):
    class Meta:
        model = Risk

    title = factory.Sequence(lambda n: f"Riesgo {n}")


class PositionFactory(PartFactory):
    class Meta:
        model = Position

    title = factory.Sequence(lambda n: f"Función {n}")


class ContractFactory(PartFactory):
    class Meta:
        model = Contract

    title = factory.Sequence(lambda n: f"Contrato {n}")
    amount = "900000.00"


class AppraisalFactory(PartFactory):
    class Meta:
        model = Appraisal

    title = factory.Sequence(lambda n: f"Alternativa {n}")
    price_year = 2026
    first_year = 2027
    flows = [["1000000", "0", "0"], ["0", "50000", "400000"], ["0", "50000", "900000"]]


class LocationFactory(PartFactory):
    class Meta:
        model = Location

    title = factory.Sequence(lambda n: f"Sitio {n}")
    geometry = {"type": "Point", "coordinates": [-103.4, 25.5]}
    west = east = -103.4
    south = north = 25.5


class DocumentFactory(PartFactory):
    class Meta:
        model = Document

    title = factory.Sequence(lambda n: f"Documento {n}")


class LiaisonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Liaison

    plan = factory.SubFactory(PlanFactory)
    organization = factory.SubFactory(OrganizationFactory)
    key = factory.Sequence(lambda n: f"enlace-{n}")
    title = factory.Sequence(lambda n: f"Persona Inventada {n}")
    from_day = datetime.date(2027, 1, 1)
