"""What came of a selection, as a page shows it: what begins when, the money, shares, and how good it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from rumbo.core.tables.table import Column, Table
from rumbo.methods.selection import Problem, Project, Selection, read_problem, read_selection
from rumbo.priority.models import Run


@dataclass(frozen=True, slots=True)
class Cell:
    """A year of a chosen project: what it spends, None where it is not at work then."""

    year: int
    amount: float | None


@dataclass(frozen=True, slots=True)
class Line:
    """A project of the problem; ``start`` is None where it is not chosen. ``place`` counts from 1 in the problem."""

    place: int
    key: str
    name: str
    item: int | None
    axis: str
    cost: float
    worth: float
    duration: int
    start: int | None
    must: bool
    out: bool
    cells: tuple[Cell, ...] = ()

    @property
    def end(self) -> int | None:
        """The last year in which it is at work."""
        return None if self.start is None else self.start + self.duration - 1


@dataclass(frozen=True, slots=True)
class MoneyCell:
    """What is spent of a source in a year, of how much."""

    year: int
    spent: float
    budget: float

    @property
    def percent(self) -> int:
        """How much of it, in per cent."""
        return round(100 * self.spent / self.budget) if self.budget else 0


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source of money, or all of them together, year by year."""

    name: str
    cells: tuple[MoneyCell, ...]

    @property
    def total(self) -> MoneyCell:
        """All years together."""
        return MoneyCell(0, sum(one.spent for one in self.cells), sum(one.budget for one in self.cells))


@dataclass(frozen=True, slots=True)
class ShareLine:
    """What an axis or a municipality gets: money, its share of all the money that there is, and the minimum."""

    name: str
    money: float
    share: float
    minimum: float | None

    @property
    def percent(self) -> str:
        """The share in per cent."""
        return f"{100 * self.share:.1f}"

    @property
    def least(self) -> str:
        """The minimum in per cent."""
        return "" if self.minimum is None else f"{100 * self.minimum:g}"


@dataclass(frozen=True, slots=True)
class SelectionResult:
    """What the page of a selection shows."""

    problem: Problem
    selection: Selection
    years: tuple[int, ...]
    chosen: tuple[Line, ...]
    others: tuple[Line, ...]
    sources: tuple[SourceLine, ...]
    axes: tuple[ShareLine, ...]
    places: tuple[ShareLine, ...]
    left_out: Mapping[str, Sequence[str]]

    @property
    def all_money(self) -> SourceLine:
        """All sources together."""
        cells = [
            MoneyCell(year, sum(c.spent for c in column), sum(c.budget for c in column))
            for year, column in zip(self.years, zip(*(one.cells for one in self.sources), strict=True), strict=True)
        ]
        return SourceLine("", tuple(cells))

    @property
    def cost(self) -> float:
        """What the chosen cost together."""
        return sum(line.cost for line in self.chosen)


def selection_result(run: Run) -> SelectionResult:
    """Return what came of a finished selection. No query: all of it is in the run."""
    return result_of(run.inputs, run.result, run.origin)


def result_of(inputs: Mapping[str, Any], found: Mapping[str, Any], origin: Mapping[str, Any]) -> SelectionResult:
    """Return what a selection from a problem's document found, with the names of ``origin``."""
    problem, selection = read_problem(inputs), read_selection(found)
    years = tuple(range(problem.first_year, problem.first_year + problem.years))
    names = {one["id"]: one.get("name") or one["id"] for one in inputs["projects"]}
    lines = [
        _line(problem, project, place, selection.starts.get(project.id), names, origin)
        for place, project in enumerate(problem.projects, start=1)
    ]
    chosen = [line for line in lines if line.start is not None]
    left_out: dict[str, list[str]] = defaultdict(list)
    for one in origin.get("left_out", ()):
        left_out[one["why"]].append(one["name"])
    return SelectionResult(
        problem=problem,
        selection=selection,
        years=years,
        chosen=tuple(sorted(chosen, key=lambda line: (line.start or 0, line.end or 0, line.place))),
        others=tuple(sorted((one for one in lines if one.start is None), key=lambda line: -line.worth)),
        sources=_sources(problem, selection, years, origin),
        axes=_shares(problem, selection, origin.get("axes", {}), is_axis=True),
        places=_shares(problem, selection, origin.get("places", {}), is_axis=False),
        left_out=left_out,
    )


#: One row a project, as it is kept in a spreadsheet.
SELECTION = Table(
    "selection",
    _("Selection"),
    (
        Column("key", _("Key"), lambda line: line.key, 12),
        Column("project", _("Project"), lambda line: line.name, 60),
        Column("axis", _("Axis"), lambda line: line.axis, 28),
        Column("chosen", _("Chosen"), lambda line: line.start is not None, 10),
        Column("start", _("Begins"), lambda line: line.start, 8),
        Column("end", _("Ends"), lambda line: line.end, 8),
        Column("cost", _("Cost"), lambda line: line.cost, 18),
        Column("worth", _("Worth"), lambda line: line.worth, 12),
    ),
)


def _line(
    problem: Problem,
    project: Project,
    place: int,
    start: int | None,
    names: Mapping[str, str],
    origin: Mapping[str, Any],
) -> Line:
    return Line(
        place=place,
        key=project.id,
        name=names[project.id],
        item=origin.get("items", {}).get(project.id),
        axis=origin.get("axes", {}).get(project.axis, project.axis),
        cost=project.cost,
        worth=round(problem.worth(project), 2),
        duration=project.duration,
        start=start,
        must=project.must,
        out=project.id in origin.get("out", ()),
        cells=() if start is None else _cells(problem, project, start),
    )


def _cells(problem: Problem, project: Project, start: int) -> tuple[Cell, ...]:
    found = []
    for year in range(problem.first_year, problem.first_year + problem.years):
        age = year - start
        at_work = 0 <= age < project.duration
        spent = sum(amounts[age] for amounts in project.costs.values() if at_work and age < len(amounts))
        found.append(Cell(year, spent if at_work else None))
    return tuple(found)


def _sources(
    problem: Problem, selection: Selection, years: Sequence[int], origin: Mapping[str, Any]
) -> tuple[SourceLine, ...]:
    spent: dict[tuple[str, int], float] = defaultdict(float)
    for project in _chosen(problem, selection):
        for source, amounts in project.costs.items():
            for age, amount in enumerate(amounts):
                spent[source, selection.starts[project.id] + age] += amount
    names = origin.get("sources", {})
    return tuple(
        SourceLine(
            names.get(source, source),
            tuple(
                MoneyCell(year, spent.get((source, year), 0.0), budget)
                for year, budget in zip(years, budgets, strict=True)
            ),
        )
        for source, budgets in problem.budgets.items()
    )


def _shares(
    problem: Problem, selection: Selection, names: Mapping[str, str], *, is_axis: bool
) -> tuple[ShareLine, ...]:
    least = {one.name: one.share for one in problem.minimums if bool(one.axis) == is_axis}
    chosen = _chosen(problem, selection)
    whole = problem.money
    lines = []
    for key, name in names.items():
        money = sum(one.cost * (float(one.axis == key) if is_axis else one.places.get(key, 0.0)) for one in chosen)
        lines.append(ShareLine(name, money, money / whole if whole else 0.0, least.get(key)))
    return tuple(lines)


def _chosen(problem: Problem, selection: Selection) -> list[Project]:
    return [project for project in problem.projects if project.id in selection.starts]


def lines_of(found: SelectionResult) -> Iterable[Line]:
    """Return all projects of a selection, the chosen ones first."""
    return (*found.chosen, *found.others)
