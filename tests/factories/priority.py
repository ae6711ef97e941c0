"""Priority for tests."""

from __future__ import annotations

import datetime

import factory
from django.utils import timezone

from factories.accounts import OrganizationFactory
from factories.plan import PlanFactory
from factories.portfolio import ProjectFactory
from rumbo.priority.models import (
    ApprovalBallot,
    Assessment,
    Conflict,
    Criterion,
    DelphiRound,
    Departure,
    Evaluator,
    Item,
    Objection,
    Publication,
    Round,
    Run,
    Weighting,
)

LEVELS = "Muy poco\nPoco\nMedio\nMucho\nMuchísimo"


class RoundFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Round

    plan = factory.SubFactory(PlanFactory)
    key = factory.Sequence(lambda n: f"ronda-{n}")
    title = factory.Sequence(lambda n: f"Ronda {n}")
    position = factory.Sequence(lambda n: n + 1)
    opens_on = datetime.date(2026, 3, 2)
    closes_on = datetime.date(2026, 4, 30)


class ItemFactory(factory.django.DjangoModelFactory):
    """A project of the round's plan unless a measure is given."""

    class Meta:
        model = Item

    round = factory.SubFactory(RoundFactory)
    measure = factory.LazyAttribute(lambda o: ProjectFactory(program__theme__axis__plan=o.round.plan).measure)
    position = factory.Sequence(lambda n: n + 1)


class CriterionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Criterion

    round = factory.SubFactory(RoundFactory)
    plan = factory.SelfAttribute("round.plan")
    key = factory.Sequence(lambda n: f"criterio-{n}")
    title = factory.Sequence(lambda n: f"Criterio {n}")
    position = factory.Sequence(lambda n: n + 1)
    levels = LEVELS


class EvaluatorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Evaluator

    round = factory.SubFactory(RoundFactory)
    plan = factory.SelfAttribute("round.plan")
    organization = factory.SubFactory(OrganizationFactory)
    key = factory.Sequence(lambda n: f"evaluador-{n + 1}")
    title = factory.Sequence(lambda n: f"Persona evaluadora {n}")
    position = factory.Sequence(lambda n: n + 1)


class DelphiRoundFactory(factory.django.DjangoModelFactory):
    """Open; it opens the round too."""

    class Meta:
        model = DelphiRound

    round = factory.SubFactory(RoundFactory, phase="scoring")
    number = 1
    opened_at = factory.LazyFunction(timezone.now)


class ConflictFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Conflict

    evaluator = factory.SubFactory(EvaluatorFactory)
    item = factory.SubFactory(ItemFactory, round=factory.SelfAttribute("..evaluator.round"))
    reason = "Mi empresa lo construye"


class AssessmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Assessment

    delphi = factory.SubFactory(DelphiRoundFactory)
    evaluator = factory.SubFactory(EvaluatorFactory, round=factory.SelfAttribute("..delphi.round"))
    item = factory.SubFactory(ItemFactory, round=factory.SelfAttribute("..delphi.round"))


class WeightingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Weighting

    evaluator = factory.SubFactory(EvaluatorFactory)


class ApprovalBallotFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ApprovalBallot

    round = factory.SubFactory(RoundFactory)
    voter = factory.Sequence(lambda n: f"{n:032x}")


class RunFactory(factory.django.DjangoModelFactory):
    """A ranking that waits."""

    class Meta:
        model = Run

    round = factory.SubFactory(RoundFactory)
    plan = factory.SelfAttribute("round.plan")
    number = factory.Sequence(lambda n: n + 1)
    kind = "ranking"
    title = factory.Sequence(lambda n: f"Corrida {n}")


class PublicationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Publication

    round = factory.SubFactory(RoundFactory)
    plan = factory.SelfAttribute("round.plan")
    key = factory.Sequence(lambda n: f"cartera-{n}")
    title = factory.Sequence(lambda n: f"Cartera {n}")
    position = factory.Sequence(lambda n: n + 1)
    decided_by = "Consejo del plan"
    decided_on = datetime.date(2026, 5, 20)
    ranking = factory.SubFactory(RunFactory, round=factory.SelfAttribute("..round"), state="done")


class DepartureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Departure

    publication = factory.SubFactory(PublicationFactory)
    item = factory.SubFactory(ItemFactory, round=factory.SelfAttribute("..publication.round"))
    kind = "in"
    reason = "El decreto de la zona vence este año"


class ObjectionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Objection

    round = factory.SubFactory(RoundFactory)
    plan = factory.SelfAttribute("round.plan")
    organization = factory.SubFactory(OrganizationFactory)
    key = factory.Sequence(lambda n: f"objecion-{n}")
    title = factory.Sequence(lambda n: f"Objeción {n}")
    position = factory.Sequence(lambda n: n + 1)
    raised_on = datetime.date(2026, 5, 4)
