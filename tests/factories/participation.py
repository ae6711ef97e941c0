"""Participation for tests."""

from __future__ import annotations

import datetime

import factory
from django.utils import timezone

from factories.plan import AxisFactory, PlanFactory
from rumbo.participation.enums import ContributionKind, ExerciseType, Phase, ProposalState
from rumbo.participation.exercises import KINDS
from rumbo.participation.models import (
    Authorship,
    Ballot,
    Call,
    Contribution,
    Exercise,
    Invitation,
    Participant,
    Process,
    Proposal,
    Stage,
    Table,
    Workshop,
)
from rumbo.participation.models.workshop import free_code


class ProcessFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Process

    plan = factory.SubFactory(PlanFactory)
    key = factory.Sequence(lambda n: f"proceso-{n}")
    title = factory.Sequence(lambda n: f"Proceso {n}")
    position = factory.Sequence(lambda n: n + 1)


class StageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Stage

    process = factory.SubFactory(ProcessFactory)
    plan = factory.SelfAttribute("process.plan")
    key = factory.Sequence(lambda n: f"etapa-{n}")
    title = factory.Sequence(lambda n: f"Etapa {n}")
    position = factory.Sequence(lambda n: n + 1)


class WorkshopFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Workshop

    stage = factory.SubFactory(StageFactory)
    plan = factory.SelfAttribute("stage.plan")
    key = factory.Sequence(lambda n: f"taller-{n}")
    title = factory.Sequence(lambda n: f"Taller {n}")
    date = datetime.date(2026, 3, 16)
    place = "Salón de actos"
    position = factory.Sequence(lambda n: n + 1)


class TableFactory(factory.django.DjangoModelFactory):
    """A table; give ``plan`` and ``axis`` to seat it in a known plan."""

    class Meta:
        model = Table

    axis = factory.SubFactory(AxisFactory)
    plan = factory.SelfAttribute("axis.plan")
    workshop = factory.SubFactory(WorkshopFactory, stage__process__plan=factory.SelfAttribute("....plan"))
    key = factory.Sequence(lambda n: f"mesa-{n}")
    title = factory.Sequence(lambda n: f"Mesa {n}")
    position = factory.Sequence(lambda n: n + 1)
    code = factory.LazyFunction(free_code)


class ExerciseFactory(factory.django.DjangoModelFactory):
    """An open exercise of ideas, unless told otherwise; settings are filled in as the service does."""

    class Meta:
        model = Exercise

    table = factory.SubFactory(TableFactory)
    plan = factory.SelfAttribute("table.plan")
    key = factory.Sequence(lambda n: f"ejercicio-{n}")
    title = "¿Qué problemas hay?"
    type = ExerciseType.IDEAS
    phase = Phase.OPEN
    position = factory.Sequence(lambda n: n + 1)
    settings = factory.LazyAttribute(lambda made: KINDS[made.type].clean({}))


class ParticipantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Participant

    table = factory.SubFactory(TableFactory)
    number = factory.Sequence(lambda n: n + 1)
    name = factory.Sequence(lambda n: f"Persona {n}")
    sector = "social"


class InvitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Invitation

    workshop = factory.SubFactory(WorkshopFactory)
    name = factory.Sequence(lambda n: f"Persona invitada {n}")


class ContributionFactory(factory.django.DjangoModelFactory):
    """Something said in an exercise; ``author`` makes a participant who wrote it."""

    class Meta:
        model = Contribution
        skip_postgeneration_save = True

    exercise = factory.SubFactory(ExerciseFactory)
    plan = factory.SelfAttribute("exercise.plan")
    kind = ContributionKind.PROBLEM
    text = factory.Sequence(lambda n: f"Falta agua en la colonia {n}")

    @factory.post_generation
    def author(self, create, extracted, **_kwargs):
        if extracted is not None:
            Authorship.objects.create(contribution=self, participant=extracted, first=True)


class CallFactory(factory.django.DjangoModelFactory):
    """A published call that is open today and tomorrow."""

    class Meta:
        model = Call

    plan = factory.SubFactory(PlanFactory)
    key = factory.Sequence(lambda n: f"convocatoria-{n}")
    title = factory.Sequence(lambda n: f"Convocatoria {n}")
    text = "Cualquiera puede proponer."
    opens_on = factory.LazyFunction(timezone.localdate)
    closes_on = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=1))
    is_published = True
    position = factory.Sequence(lambda n: n + 1)


class ProposalFactory(factory.django.DjangoModelFactory):
    """A published proposal, unless told otherwise."""

    class Meta:
        model = Proposal

    call = factory.SubFactory(CallFactory)
    plan = factory.SelfAttribute("call.plan")
    axis = factory.SubFactory(AxisFactory, plan=factory.SelfAttribute("..plan"))
    title = factory.Sequence(lambda n: f"Sombra en la parada {n}")
    problem = "No hay sombra donde se espera el camión."
    email = factory.Sequence(lambda n: f"vecina{n}@example.org")
    site = "http://testserver/"
    state = ProposalState.PUBLISHED


class BallotFactory(factory.django.DjangoModelFactory):
    """An answer to an item under some pseudonym."""

    class Meta:
        model = Ballot

    exercise = factory.SubFactory(ExerciseFactory)
    voter = factory.Sequence(lambda n: f"{n:032x}")
    item = factory.SubFactory(ContributionFactory)
    value = 1
