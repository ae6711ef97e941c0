"""What a project's sheet shows: its profile, studies, money, permits, risks, team and contracts."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from rumbo.plan.models import Goal, Objective
from rumbo.portfolio.enums import FundingSource, FundingState, Level, PermitState, Verdict
from rumbo.portfolio.models import (
    Condition,
    Contract,
    Estimate,
    FeasibilityStudy,
    Funding,
    Permit,
    Position,
    Profile,
    Risk,
)
from rumbo.portfolio.models.money import ZERO
from rumbo.portfolio.queries.spending import Overspending, overspending_of

if TYPE_CHECKING:
    from rumbo.portfolio.models import Project

#: Tones of a status (see docs/look.md).
VERDICT_TONES = {
    Verdict.FEASIBLE: "ok",
    Verdict.CONDITIONS: "risk",
    Verdict.NOT_FEASIBLE: "off",
    Verdict.UNKNOWN: "mute",
}
PERMIT_TONES = {
    PermitState.NEEDED: "mute",
    PermitState.REQUESTED: "go",
    PermitState.GRANTED: "ok",
    PermitState.REFUSED: "off",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A row with how it stands today: a word and its tone."""

    row: Any
    tone: str
    word: str


@dataclass(frozen=True, slots=True)
class Study:
    """A study with its conditions; ``expired``: its verdict counts no longer."""

    row: FeasibilityStudy
    tone: str
    expired: bool
    conditions: list[Standing]


@dataclass(frozen=True, slots=True)
class Money:
    """What a project costs and where it comes from, exact to the cent.

    ``rows`` has for each source its amounts as (status, amount), in the order of `FundingState`, and their sum;
    ``totals`` the same of all sources. ``share`` is the part of the cost that is at least authorised, in whole per
    cent, rounded down; None without a cost.
    """

    estimates: list[Estimate]
    fundings: list[Funding]
    cost: Decimal
    prices: str
    states: list[str]
    rows: list[tuple[str, list[tuple[str, Decimal]], Decimal]]
    totals: list[tuple[str, Decimal]]
    total: Decimal
    sure: Decimal
    share: int | None
    overspending: list[Overspending] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Risks by probability (rows, the highest first) and impact (columns, the lowest first)."""

    impacts: list[str]
    rows: list[tuple[str, list[list[int]]]]


@dataclass(frozen=True, slots=True)
class ProjectParts:
    """The parts in force of a project."""

    profile: Any
    studies: list[Study]
    money: Money
    permits: list[Standing]
    risks: list[Risk]
    matrix: Matrix
    positions: list[Position]
    vacancies: int
    contracts: list[Contract]


def parts_of(project: Project, today: datetime.date) -> ProjectParts:
    """Return the parts in force of a project, in fourteen queries at most, however many there are."""
    found = parts_of_all([project], today)[project.pk]
    beyond = overspending_of(project, found.money.fundings, found.contracts)
    return replace(found, money=replace(found.money, overspending=beyond))


def parts_of_all(projects: Sequence[Project], today: datetime.date) -> dict[int, ProjectParts]:
    """Return the parts in force of many projects, by project: as many queries as for one."""
    positions = _by_project(_current(Position, projects).select_related("organization"))
    risks = _by_project(_current(Risk, projects))
    profiles, studies = _by_project(_profiles(projects)), _by_project(_studies(projects))
    estimates = _by_project(_current(Estimate, projects))
    fundings = _by_project(_current(Funding, projects).select_related("territory"))
    permits, contracts = _by_project(_current(Permit, projects)), _by_project(_current(Contract, projects))
    found = {}
    for pk in (project.pk for project in projects):
        listed = sorted(risks[pk], key=lambda risk: -risk.weight)
        found[pk] = ProjectParts(
            profile=next(iter(profiles[pk]), None),
            studies=[_study(study, today) for study in studies[pk]],
            money=money_of(estimates[pk], fundings[pk]),
            permits=[_permit(permit, today) for permit in permits[pk]],
            risks=listed,
            matrix=_matrix(listed),
            positions=positions[pk],
            vacancies=sum(position.is_vacant for position in positions[pk]),
            contracts=contracts[pk],
        )
    return found


def money_of(estimates: Sequence[Estimate], fundings: Sequence[Funding]) -> Money:
    """Return the sums of what a project costs and of the money that there is for it."""
    amounts: dict[str, dict[str, Decimal]] = {}
    for funding in fundings:
        by_state = amounts.setdefault(funding.source, dict.fromkeys(FundingState.values, ZERO))
        for state, amount in funding.by_state().items():
            by_state[state] += amount
    rows = [
        (str(FundingSource(source).label), _by_state(amounts[source]), sum(amounts[source].values(), ZERO))
        for source in FundingSource.values
        if source in amounts
    ]
    totals = {state: sum((by_state[state] for by_state in amounts.values()), ZERO) for state in FundingState.values}
    cost = sum((estimate.amount for estimate in estimates), ZERO)
    sure = sum((funding.sure_amount for funding in fundings), ZERO)
    return Money(
        estimates=list(estimates),
        fundings=list(fundings),
        cost=cost,
        prices=_prices(estimates),
        states=[str(state.label) for state in FundingState],
        rows=rows,
        totals=_by_state(totals),
        total=sum(totals.values(), ZERO),
        sure=sure,
        share=int(sure * 100 / cost) if cost else None,
    )


def _by_state(amounts: dict[str, Decimal]) -> list[tuple[str, Decimal]]:
    return [(str(FundingState(state).label), amount) for state, amount in amounts.items()]


def _prices(estimates: Iterable[Estimate]) -> str:
    years = sorted({estimate.price_year for estimate in estimates})
    return f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0]) if years else ""


def _current(model: Any, projects: Sequence[Project]) -> Any:
    return model.objects.current().filter(project__in=projects)


def _by_project(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.project_id].append(row)
    return found


def _profiles(projects: Sequence[Project]) -> Any:
    objectives = Prefetch("objectives", Objective.objects.current().select_related("theme").order_by("pk"))
    goals = Prefetch("goals", Goal.objects.current().select_related("objective__theme").order_by("pk"))
    return _current(Profile, projects).prefetch_related(objectives, goals)


def _studies(projects: Sequence[Project]) -> Any:
    conditions = Prefetch("conditions", Condition.objects.current())
    return _current(FeasibilityStudy, projects).prefetch_related(conditions)


def _study(study: Any, today: datetime.date) -> Study:
    return Study(
        row=study,
        tone=VERDICT_TONES[study.verdict],
        expired=study.expires_on is not None and study.expires_on < today,
        conditions=[_condition(condition, today) for condition in study.conditions.all()],
    )


def _condition(condition: Any, today: datetime.date) -> Standing:
    if condition.met_on is not None:
        return Standing(condition, "done", _("It is met"))
    if condition.due_on is not None and condition.due_on < today:
        return Standing(condition, "off", _("It is overdue"))
    return Standing(condition, "mute", _("Not met yet"))


def _permit(permit: Any, today: datetime.date) -> Standing:
    if permit.status == PermitState.GRANTED and permit.expires_on is not None and permit.expires_on < today:
        return Standing(permit, "off", _("Expired"))
    return Standing(permit, PERMIT_TONES[permit.status], permit.get_status_display())


def _matrix(risks: Sequence[Risk]) -> Matrix:
    """Return the places of risks in their list, counted from one, by probability and impact."""
    rows = []
    for probability in reversed(Level):
        cells = [
            [
                place
                for place, risk in enumerate(risks, start=1)
                if risk.probability == probability and risk.impact == impact
            ]
            for impact in Level
        ]
        rows.append((str(probability.label), cells))
    return Matrix([str(level.label) for level in Level], rows)
