"""Prioritisation rounds: one in its first Delphi round, one in its second, and one where nothing is prepared yet."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rumbo.priority.models import Round

#: The rounds, who evaluates in them, and their criteria; the last is an amount.
FIRST, SECOND = "Ronda de la primera vuelta", "Ronda de la segunda vuelta"
DRAFT = "Ronda por preparar"
PEOPLE = ("Lucía Mezquite", "Ramón Huizache", "Elena Palo Verde", "Tomás Sabino")
CRITERIA = ("Beneficio social", "Urgencia", "Costo en millones")
LEVELS = "Muy poco\nPoco\nMedio\nMucho\nMuchísimo"
#: What each gave in the closed Delphi round, for each criterion; the first is far from the others.
GIVEN = ((1, 1, 10), (4, 4, 200), (4, 4, 210), (5, 4, 220))


def add_rounds(plan_key: str) -> None:
    """Add two rounds on three projects, and one without any."""
    from rumbo.core.actors import SYSTEM
    from rumbo.priority.models import Criterion, Evaluator, Item
    from rumbo.priority.services.assessments import save
    from rumbo.priority.services.rounds import close_delphi, open_delphi

    open_delphi(SYSTEM, _round(plan_key, FIRST))
    second = _round(plan_key, SECOND)
    open_delphi(SYSTEM, second)
    second.refresh_from_db()
    criteria = list(Criterion.objects.filter(round=second))
    for evaluator, given in zip(Evaluator.objects.filter(round=second).order_by("pk"), GIVEN, strict=True):
        for item in Item.objects.filter(round=second):
            save(evaluator, item, {one.pk: value for one, value in zip(criteria, given, strict=True)})
    close_delphi(SYSTEM, second)
    second.refresh_from_db()
    open_delphi(SYSTEM, second)
    _empty(plan_key, DRAFT)


def _empty(plan_key: str, title: str) -> Round:
    from rumbo.core.actors import SYSTEM
    from rumbo.core.services import records
    from rumbo.plan.models import Plan
    from rumbo.priority.models import Round

    days = {"opens_on": datetime.date(2026, 3, 2), "closes_on": datetime.date(2026, 4, 30)}
    return records.create(SYSTEM, Round(plan=Plan.objects.get(key=plan_key), title=title, **days))


def _round(plan_key: str, title: str) -> Round:
    from rumbo.accounts.models import Organization
    from rumbo.core.actors import SYSTEM
    from rumbo.core.services import records
    from rumbo.portfolio.models import Project
    from rumbo.priority.models import Criterion, Evaluator, Item

    made = _empty(plan_key, title)
    plan = made.plan
    for criterion in CRITERIA[:2]:
        records.create(SYSTEM, Criterion(plan=plan, round=made, title=criterion, levels=LEVELS))
    records.create(SYSTEM, Criterion(plan=plan, round=made, title=CRITERIA[2], scale="ratio", low=0, high=900))
    for position, project in enumerate(Project.objects.current().filter(plan=plan)[:3], start=1):
        Item.objects.create(round=made, measure=project.measure, position=position)
    organization = Organization.objects.order_by("pk").first()
    for name in PEOPLE:
        records.create(SYSTEM, Evaluator(plan=plan, round=made, title=name, organization=organization))
    return made
