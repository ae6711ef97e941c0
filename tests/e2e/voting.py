"""Votes on projects: one that is open, one that is over, and what was computed from it."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rumbo.priority.models import Round

#: The rounds: votes are taken in the first, and were in the second.
OPEN, COUNTED = "Votación abierta", "Votación terminada"
#: The runs of the second: the last one is impossible.
RANKING, SHARED, SELECTED, COMPARED, CLASHING = "Orden", "Reparto", "Selección", "Variantes", "Imposible"
KEYS = {OPEN: "votacion-abierta", COUNTED: "votacion-terminada"}
BUDGET, FIRST_YEAR = Decimal(60_000_000), 2027


def add_votes(plan_key: str) -> None:
    """Add both rounds on eight projects that have a cost, and the runs."""
    from django.utils import timezone

    today, day = timezone.localdate(), datetime.timedelta(days=1)
    _round(plan_key, OPEN, today - day, today + 30 * day)
    _runs(_ballots(_round(plan_key, COUNTED, today - 30 * day, today - day)))


def _round(plan_key: str, title: str, first: datetime.date, last: datetime.date) -> Round:
    from rumbo.core.actors import SYSTEM
    from rumbo.core.services import records
    from rumbo.plan.models import Plan
    from rumbo.portfolio.models import Project
    from rumbo.priority.models import Item, Round

    days = {"opens_on": first, "closes_on": last, "votes_from": first, "votes_until": last}
    votes = {"votes_budget": BUDGET, "votes_each": 5, "is_published": True, "key": KEYS[title]}
    plan = Plan.objects.get(key=plan_key)
    made = records.create(SYSTEM, Round(plan=plan, title=title, **days, **votes))
    priced = Project.objects.current().filter(plan=plan, estimates__amount__gt=0).distinct()[:8]
    Item.objects.bulk_create(
        Item(round=made, measure=project.measure, position=place) for place, project in enumerate(priced)
    )
    return made


def _ballots(found: Round) -> Round:
    from rumbo.participation.queries.municipalities import municipalities_of
    from rumbo.priority.models import ApprovalBallot, Item

    items = list(Item.objects.filter(round=found).values_list("pk", flat=True))
    places = municipalities_of(found.plan)
    ApprovalBallot.objects.bulk_create(
        ApprovalBallot(
            round=found,
            voter=f"{number:032x}",
            territory=places[number % 2] if number < 40 else None,
            votes={str(items[(number * step) % len(items)]): 1 for step in (1, 3, 5)},
        )
        for number in range(50)
    )
    return found


def _runs(found: Round) -> None:
    from rumbo.priority.models import Item
    from rumbo.priority.queries.allocation_inputs import Asked, allocation_inputs
    from rumbo.priority.queries.project_money import POT, money_of_round
    from rumbo.priority.queries.scenario_inputs import Variants, scenario_inputs
    from rumbo.priority.queries.selection_inputs import BY_VOTES, Wanted, selection_inputs

    keys = {item.measure.project.key: item.pk for item in Item.objects.filter(round=found)}
    order = [{"id": key, "place": place, "value": -place} for place, key in enumerate(keys, start=1)]
    _keep(found, "ranking", RANKING, {}, {}, {"items": keys}, {"ranking": order})
    _keep(found, "allocation", SHARED, *allocation_inputs(found, Asked(BUDGET, completion="add1")))
    money = money_of_round(found, by_source=False)
    budgets = {POT: [BUDGET / 4] * 6}
    wanted = Wanted(FIRST_YEAR, budgets, BY_VOTES, keep_years=False)
    _keep(found, "selection", SELECTED, *selection_inputs(found, money, wanted))
    several = Variants([Decimal(1), Decimal("0.5")], [(BY_VOTES, "votos")])
    _keep(found, "scenarios", COMPARED, *scenario_inputs(found, money, wanted, several))
    axis = next(iter(money.axes))
    clashing = Wanted(FIRST_YEAR, {POT: [BUDGET * 4000] * 6}, BY_VOTES, minimums={("axis", axis): Decimal("0.9")})
    _keep(found, "selection", CLASHING, *selection_inputs(found, money, clashing))


def _keep(
    found: Round, kind: str, title: str, inputs: Any, method: Any, origin: Any, result: Any | None = None
) -> None:
    """Keep a run that is done."""
    from django.db.models import Max

    from rumbo.methods.runs import perform, record
    from rumbo.priority.models import Run

    document = record(kind, inputs, method, perform(kind, inputs, method) if result is None else result)
    number = (Run.objects.filter(plan=found.plan).aggregate(last=Max("number"))["last"] or 0) + 1
    parts = {name: document[name] for name in ("inputs", "method", "result", "checksum", "made_with")}
    Run.objects.create(
        plan=found.plan, round=found, number=number, kind=kind, title=title, state="done", origin=origin, **parts
    )
