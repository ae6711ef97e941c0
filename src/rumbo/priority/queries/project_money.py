"""What selecting projects under budgets rests on: costs by year and source, years, order, municipalities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from math import ceil, floor
from typing import TYPE_CHECKING, Any

from django.db.models import F, Max, Min, Sum
from django.utils.translation import gettext as _

from rumbo.core.models import State
from rumbo.places.enums import TerritoryKind
from rumbo.plan.enums import MeasureKind
from rumbo.portfolio.enums import FundingSource
from rumbo.portfolio.models import Estimate, Funding, Milestone, Project, Share
from rumbo.priority.queries.items import ItemRow, listed_items

if TYPE_CHECKING:
    from rumbo.plan.models import Plan
    from rumbo.priority.models import Round

#: The one pot, where money is not told by source; and the money that no source is named for.
POT, OPEN = "fondo", "por-conseguir"
#: Parts of a whole that are kept of a share.
PARTS = 10**9


@dataclass(frozen=True, slots=True)
class ProjectMoney:
    """A project of a round with its money, in whole pesos.

    ``costs`` holds for each source what it costs in its first year, its second and so on; ``year`` is the first year
    of its estimates. ``places`` are shares of the cost by municipality.
    """

    row: ItemRow
    costs: Mapping[str, tuple[int, ...]]
    year: int
    duration: int
    places: Mapping[str, float]

    @property
    def key(self) -> str:
        """The project's."""
        return str(self.row.element.key)

    @property
    def label(self) -> str:
        """Its number and title."""
        return f"{self.row.number} {self.row.element.title}".strip()

    @property
    def cost(self) -> int:
        """What it costs in all."""
        return sum(sum(amounts) for amounts in self.costs.values())


@dataclass(frozen=True, slots=True)
class RoundMoney:
    """The projects of a round that have a cost, those that have none, and who needs whom (keys of projects)."""

    projects: tuple[ProjectMoney, ...]
    left_out: tuple[ItemRow, ...]
    order: tuple[tuple[str, str], ...]
    places: Mapping[str, str]

    @property
    def axes(self) -> dict[str, str]:
        """The axes of the projects: titles by key."""
        return {one.row.axis.key: one.row.axis.title for one in self.projects}

    @property
    def sources(self) -> list[str]:
        """The sources that the projects' money comes from, in one order."""
        found = {source for one in self.projects for source in one.costs}
        return [source for source in (*FundingSource.values, POT, OPEN) if source in found]


def money_of_round(found: Round, *, by_source: bool) -> RoundMoney:
    """Return the money of the projects of a round: a constant number of queries.

    ``by_source``: each project's cost is divided as its fundings are; what they do not cover is `OPEN`. Else all of
    it comes from one pot.
    """
    rows = listed_items(found) if found.subject == MeasureKind.PROJECT else []
    pks = [row.element.pk for row in rows]
    by_year = _estimates(pks)
    funds = _fundings(pks) if by_source else {}
    years = _milestone_years(pks)
    places, names = _places(pks)
    projects = tuple(
        _project(row, by_year[row.element.pk], funds, years.get(row.element.pk, 1), places.get(row.element.pk, {}))
        for row in rows
        if row.element.pk in by_year
    )
    keys = {one.row.element.pk: one.key for one in projects}
    order = tuple((keys[one], keys[other]) for one, other in _order(pks) if one in keys and other in keys)
    left_out = tuple(row for row in rows if row.element.pk not in by_year)
    return RoundMoney(projects, left_out, order, names)


def known_money(plan: Plan) -> dict[tuple[str, int], Decimal]:
    """Return the money that the plan's projects in force have in view, by source and year. One query."""
    rows = Funding.objects.filter(plan=plan, state=State.CURRENT, project__state=State.CURRENT).order_by()
    sums = rows.values_list("source", "year").annotate(total=Sum("amount"))
    return {(source, year): total for source, year, total in sums}


def source_name(source: str) -> str:
    """Return what a source of money is called."""
    if source == POT:
        return _("All the money")
    if source == OPEN:
        return _("Without a source yet")
    return str(FundingSource(source).label) if source in FundingSource.values else source


def _project(
    row: ItemRow, years: Mapping[int, Decimal], funds: Mapping[int, Mapping[str, Decimal]], lasts: int, places: Any
) -> ProjectMoney:
    first, last = min(years), max(years)
    amounts = [int(years.get(year, Decimal(0)).to_integral_value(ROUND_CEILING)) for year in range(first, last + 1)]
    costs = _by_source(amounts, funds.get(row.element.pk)) if funds else {POT: tuple(amounts)}
    return ProjectMoney(row, costs, first, max(len(amounts), lasts), places)


def _by_source(amounts: Sequence[int], fund: Mapping[str, Decimal] | None) -> dict[str, tuple[int, ...]]:
    """Divide the amounts of years as a project's fundings are, to the peso."""
    given = {source: total for source, total in (fund or {}).items() if total}
    whole = max(sum(given.values(), Decimal(0)), Decimal(sum(amounts)))
    parts = [*given.items(), (OPEN, whole - sum(given.values(), Decimal(0)))]
    rows = [_divided(amount, [part / whole for _source, part in parts]) for amount in amounts]
    costs = {source: tuple(row[place] for row in rows) for place, (source, _part) in enumerate(parts)}
    return {source: some for source, some in costs.items() if any(some)}


def _divided(amount: int, shares: Sequence[Decimal]) -> list[int]:
    """Divide whole pesos by shares that add up to 1; the pesos that are left go to the largest rests."""
    exact = [amount * share for share in shares]
    made = [int(one.to_integral_value(ROUND_FLOOR)) for one in exact]
    rests = sorted(range(len(made)), key=lambda place: made[place] - exact[place])
    for place in rests[: amount - sum(made)]:
        made[place] += 1
    return made


def _estimates(pks: Sequence[int]) -> dict[int, dict[int, Decimal]]:
    """Return what projects cost by year; those without a cost above 0 are not in it."""
    rows = Estimate.objects.filter(project__in=pks, state=State.CURRENT, amount__gt=0).order_by()
    found: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for project, year, total in rows.values_list("project", "year").annotate(total=Sum("amount")):
        found[project][year] = total
    return found


def _fundings(pks: Sequence[int]) -> dict[int, dict[str, Decimal]]:
    rows = Funding.objects.filter(project__in=pks, state=State.CURRENT).order_by()
    found: dict[int, dict[str, Decimal]] = {pk: {} for pk in pks}
    for project, source, total in rows.values_list("project", "source").annotate(total=Sum("amount")):
        found[project][source] = total
    return found


def _milestone_years(pks: Sequence[int]) -> dict[int, int]:
    """Return how many years the milestones of projects last."""
    rows = Milestone.objects.filter(project__in=pks, state=State.CURRENT).order_by().values_list("project")
    reach = rows.annotate(begin=Min("starts_on"), end=Max("ends_on"))
    return {project: max(1, ceil(((end - begin).days + 1) / 366)) for project, begin, end in reach}


def _order(pks: Sequence[int]) -> list[tuple[int, int]]:
    """Return which project waits for which by a milestone."""
    waits = Milestone.after.through.objects.filter(
        from_milestone__project__in=pks,
        from_milestone__state=State.CURRENT,
        to_milestone__state=State.CURRENT,
    ).exclude(from_milestone__project=F("to_milestone__project"))
    pairs = waits.values_list("from_milestone__project", "to_milestone__project")
    return sorted(set(pairs))


def _places(pks: Sequence[int]) -> tuple[dict[int, dict[str, float]], dict[str, str]]:
    """Return the shares of projects by municipality, and the municipalities' titles by key.

    They are those agreed on (their split); a project without goes in equal parts to its municipalities.
    """
    municipality = TerritoryKind.MUNICIPALITY
    names: dict[str, str] = {}
    found: dict[int, dict[str, float]] = defaultdict(dict)
    shares = Share.objects.filter(split__project__in=pks, split__cost__gt=0, territory__kind=municipality).order_by()
    for project, key, title, part, whole in shares.values_list(
        "split__project", "territory__key", "territory__title", "cost", "split__cost"
    ):
        found[project][key] = _floored(part / whole)
        names[key] = title
    of = Project.territories.through.objects.filter(project__in=pks, territory__kind=municipality)
    equal: dict[int, list[str]] = defaultdict(list)
    for project, key, title in of.values_list("project", "territory__key", "territory__title"):
        if project not in found:
            equal[project].append(key)
            names[key] = title
    for project, keys in equal.items():
        found[project] = dict.fromkeys(sorted(keys), _floored(Decimal(1) / len(keys)))
    return found, dict(sorted(names.items(), key=lambda one: one[1]))


def _floored(share: Decimal) -> float:
    """Return a share to nine digits, never more than it is, so that all together are never more than the whole."""
    return floor(share * PARTS) / PARTS


def labels_of(projects: Iterable[ProjectMoney]) -> dict[str, str]:
    """Return the labels of projects by key."""
    return {one.key: one.label for one in projects}
