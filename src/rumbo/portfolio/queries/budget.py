"""The money of a plan by year: what its projects need against what is authorised. All sums are exact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from rumbo.core.models import State
from rumbo.core.tables import Column, Table
from rumbo.places.models import Territory
from rumbo.plan.queries.axes import axes_of
from rumbo.portfolio.enums import FundingSource, FundingState, ShareState
from rumbo.portfolio.models import Estimate, Funding, Project, Share
from rumbo.portfolio.models.money import SURE, ZERO, left_as
from rumbo.portfolio.sums import spent, sums, sure

if TYPE_CHECKING:
    from rumbo.plan.models import Plan

_AXIS = "project__program__theme__axis"
#: Money of which some is authorised, committed or spent.
_HELD = Q(status__in=SURE) | Q(spent__gt=ZERO)
#: Some projects of a plan; None for all in force.
Projects = QuerySet[Any, Any] | None


@dataclass(slots=True)
class Cell:
    """What is needed (the estimates), what is authorised, committed or spent, and what of that is spent."""

    needed: Decimal = ZERO
    sure: Decimal = ZERO
    spent: Decimal = ZERO

    @property
    def gap(self) -> Decimal:
        """What is needed and not yet authorised; below zero where more is authorised than needed."""
        return self.needed - self.sure

    @property
    def is_empty(self) -> bool:
        """Whether there is no money in it."""
        return not self.needed and not self.sure


@dataclass(slots=True)
class Line:
    """A row of the matrix: an axis, a project or the whole, year by year."""

    of: Any
    cells: dict[int, Cell] = field(default_factory=lambda: defaultdict(Cell))

    @property
    def total(self) -> Cell:
        """All years together."""
        return _together(self.cells.values())

    def row(self, years: Iterable[int]) -> list[tuple[int, Cell]]:
        """Return its cells in these years, the empty ones too."""
        return [(year, self.cells.get(year, Cell())) for year in years]


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A municipality or state: its shares of projects, how much of them it agreed to, and what is authorised for it.

    ``place`` is None for money that names no territory.
    """

    place: Territory | None
    shares: Decimal
    agreed: Decimal
    sure: Decimal


@dataclass(frozen=True, slots=True)
class KindLine:
    """Money of a source, or money that is as sure: all of it, and what of it is authorised and spent."""

    label: str
    amount: Decimal
    sure: Decimal
    spent: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Budget:
    """The matrix of a plan: a line an axis, and the sums of all.

    A last line of nothing has the money of axes that are no longer in force, where there is any.
    """

    years: list[int]
    axes: list[Line]
    whole: Line

    @property
    def is_empty(self) -> bool:
        """Whether no project has an estimate or authorised money."""
        return not self.years


def budget_of(plan: Plan, projects: Projects = None) -> Budget:
    """Return the matrix of a plan, or of some of its projects, in three queries, however many projects it has."""
    lines = {axis.pk: Line(axis) for axis in axes_of(plan)}
    whole, rest = Line(None), Line(None)
    for axis, year, *amounts in _amounts(plan, projects, _AXIS):
        for line in (lines.get(axis, rest), whole):
            _put(line.cells[year], *amounts)
    return Budget(sorted(whole.cells), [*lines.values(), *([rest] if rest.cells else [])], whole)


def with_money(projects: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """Return those of the projects that have an estimate or authorised money."""
    inside = {"state": State.CURRENT, "project": OuterRef("pk")}
    estimated, held = Exists(Estimate.objects.filter(**inside)), Exists(Funding.objects.filter(_HELD, **inside))
    return projects.filter(estimated | held).defer("text", "text_en")


def project_lines(plan: Plan, projects: Iterable[Project]) -> list[Line]:
    """Return the lines of projects, in two queries."""
    lines = {project.pk: Line(project) for project in projects}
    for project, year, *amounts in _amounts(plan, None, "project", project__in=lines):
        _put(lines[project].cells[year], *amounts)
    return list(lines.values())


def by_place(plan: Plan, projects: Projects = None) -> list[PlaceLine]:
    """Return the shares and the authorised money by municipality or state, by name; what names none comes last."""
    costs = _within(Share.objects.all(), plan, projects, "split__project").values_list("territory")
    agreed = Sum("cost", filter=Q(state=ShareState.AGREED))
    shares = {place: (cost, held or ZERO) for place, cost, held in costs.annotate(Sum("cost"), agreed=agreed)}
    money = dict(_sure(plan, projects).values_list("territory").annotate(held=Sum(sure())))
    places = Territory.objects.filter(pk__in={*shares, *money} - {None}).order_by("title", "pk")
    lines = [PlaceLine(one, *shares.get(one.pk, (ZERO, ZERO)), money.get(one.pk, ZERO)) for one in places]
    return [*lines, PlaceLine(None, ZERO, ZERO, money[None])] if money.get(None) else lines


def by_source(plan: Plan, projects: Projects = None) -> list[KindLine]:
    """Return the money by its source, in the order of the sources."""
    found = {}
    for code, used, rest, held in _funding(plan, projects).values_list("source").annotate(**sums()):
        found[code] = (used + rest, held, used)
    return [KindLine(str(one.label), *found[one]) for one in FundingSource if one in found]


def by_state(plan: Plan, projects: Projects = None) -> list[KindLine]:
    """Return the money by how sure it is; what is spent counts as spent, what is left as sure as it is."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for code, used, rest, _held in _funding(plan, projects).values_list("status").annotate(**sums()):
        found[left_as(code)] += rest
        found[FundingState.SPENT] += used
    return [
        KindLine(
            str(one.label), found[one], found[one] if one in SURE else ZERO, found[one] if one == "spent" else ZERO
        )
        for one in FundingState
        if found.get(one)
    ]


#: One row a project and year, with the exact amounts.
BUDGET = Table(
    "budget",
    _("Budget"),
    (
        Column("axis", _("Axis"), lambda row: row[0].program.theme.axis.title, 28),
        Column("number", _("Number"), lambda row: row[0].number, 9),
        Column("project", _("Project"), lambda row: row[0].title, 60),
        Column("key", _("Key"), lambda row: row[0].key, 12),
        Column("year", _("Year"), lambda row: row[1], 8),
        Column("needed", _("Needed"), lambda row: row[2].needed, 18),
        Column("authorised", _("Authorised"), lambda row: row[2].sure, 18),
        Column("spent", _("Spent"), lambda row: row[2].spent, 18),
        Column("gap", _("Still to find"), lambda row: row[2].gap, 18),
    ),
)


def budget_rows(plan: Plan, projects: Projects = None) -> Iterator[tuple[Project, int, Cell]]:
    """Yield the rows of `BUDGET` for a plan, or for some of its projects: three queries."""
    rows = Project.objects.current().filter(plan=plan) if projects is None else projects
    cells: dict[int, dict[int, Cell]] = defaultdict(lambda: defaultdict(Cell))
    for key, year, *amounts in _amounts(plan, projects, "project"):
        _put(cells[key][year], *amounts)
    for project in rows.select_related("program__theme__axis"):
        for year in sorted(cells.get(project.pk, ())):
            yield project, year, cells[project.pk][year]


def _within(rows: Any, plan: Plan, projects: Projects, path: str = "project") -> Any:
    """Narrow rows to those of the projects in force of a plan, or of some projects."""
    if projects is not None:
        return rows.filter(**{f"{path}__in": projects.order_by().values("pk")}).order_by()
    return rows.filter(**{f"{path}__plan": plan, f"{path}__state": State.CURRENT}).order_by()


def _funding(plan: Plan, projects: Projects) -> Any:
    return _within(Funding.objects.filter(state=State.CURRENT), plan, projects)


def _sure(plan: Plan, projects: Projects) -> Any:
    """Return the money of which some is authorised, committed or spent."""
    return _funding(plan, projects).filter(_HELD)


def _amounts(
    plan: Plan, projects: Projects, by: str, **only: Any
) -> Iterator[tuple[Any, int, Decimal, Decimal, Decimal]]:
    """Yield what is needed, sure and spent by something and year: two queries."""
    needed = _within(Estimate.objects.filter(state=State.CURRENT), plan, projects).filter(**only)
    for key, year, amount in needed.values_list(by, "year").annotate(Sum("amount")):
        yield key, year, amount, ZERO, ZERO
    money = _sure(plan, projects).filter(**only).values_list(by, "year")
    for key, year, held, used in money.annotate(held=Sum(sure()), used=Sum(spent())):
        yield key, year, ZERO, held, used


def _put(cell: Cell, needed: Decimal, held: Decimal, used: Decimal) -> None:
    cell.needed += needed
    cell.sure += held
    cell.spent += used


def _together(cells: Iterable[Cell]) -> Cell:
    found = Cell()
    for cell in cells:
        found.needed += cell.needed
        found.sure += cell.sure
        found.spent += cell.spent
    return found
