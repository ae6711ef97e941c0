"""Whether a selection keeps its limits: written apart from the solver, in exact decimal numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from rumbo.methods.selection.problem import Problem, Project

#: Share of a minimum that may lack, for shares that are no exact decimals (a third).
TOLERANCE = Decimal("1e-8")


@dataclass(frozen=True, slots=True)
class Violation:
    """A limit that is not kept: ``code`` says of which kind, ``params`` which one and by how much.

    Codes: ``unknown``, ``start``, ``must``, ``budget``, ``prerequisite``, ``exclusion``, ``minimum``.
    """

    code: str
    params: Mapping[str, object]


def check(problem: Problem, starts: Mapping[str, int]) -> list[Violation]:
    """Return the limits that a selection (start year by project id) does not keep; empty where it keeps all."""
    projects = {project.id: project for project in problem.projects}
    unknown = [Violation("unknown", {"project": name}) for name in starts if name not in projects]
    if unknown:
        return unknown
    chosen = [(projects[name], year) for name, year in starts.items()]
    return [
        *_projects(problem, starts),
        *_budgets(problem, chosen),
        *_prerequisites(problem, projects, starts),
        *_exclusions(problem, starts),
        *_minimums(problem, chosen),
    ]


def worth(problem: Problem, starts: Mapping[str, int]) -> float:
    """Return what a selection is worth."""
    return sum(problem.worth_in(project, starts[project.id]) for project in problem.projects if project.id in starts)


def _projects(problem: Problem, starts: Mapping[str, int]) -> list[Violation]:
    found: list[Violation] = []
    for project in problem.projects:
        year = starts.get(project.id)
        if year is None:
            if project.must:
                found.append(Violation("must", {"project": project.id}))
            continue
        late = year + project.duration > problem.first_year + problem.years
        too_early = year < max(problem.first_year, project.earliest or problem.first_year)
        too_late = project.latest is not None and year > project.latest
        if late or too_early or too_late:
            found.append(Violation("start", {"project": project.id, "year": year}))
    return found


def _budgets(problem: Problem, chosen: list[tuple[Project, int]]) -> list[Violation]:
    spent: defaultdict[tuple[str, int], Decimal] = defaultdict(Decimal)
    for project, year in chosen:
        for source, amounts in project.costs.items():
            for age, amount in enumerate(amounts):
                spent[source, year + age] += _exact(amount)
    found: list[Violation] = []
    for source, amounts in problem.budgets.items():
        for at, amount in enumerate(amounts):
            over = spent[source, problem.first_year + at] - _exact(amount)
            if over > 0:
                params = {"source": source, "year": problem.first_year + at, "over": float(over)}
                found.append(Violation("budget", params))
    return found


def _prerequisites(problem: Problem, projects: Mapping[str, Project], starts: Mapping[str, int]) -> list[Violation]:
    return [
        Violation("prerequisite", {"project": one, "needs": other})
        for one, other in problem.before
        if one in starts and (other not in starts or starts[other] + projects[other].duration > starts[one])
    ]


def _exclusions(problem: Problem, starts: Mapping[str, int]) -> list[Violation]:
    return [
        Violation("exclusion", {"projects": tuple(sorted(group & starts.keys()))})
        for group in problem.exclusions
        if len(group & starts.keys()) > 1
    ]


def _minimums(problem: Problem, chosen: list[tuple[Project, int]]) -> list[Violation]:
    money = sum((_exact(amount) for amounts in problem.budgets.values() for amount in amounts), Decimal())
    found: list[Violation] = []
    for minimum in problem.minimums:
        floor = _exact(minimum.share) * money
        spent = sum((_part(project, minimum.axis, minimum.place) for project, _year in chosen), Decimal())
        if floor - spent > TOLERANCE * max(floor, Decimal(1)):
            params = {"axis": minimum.axis, "place": minimum.place, "short": float(floor - spent)}
            found.append(Violation("minimum", params))
    return found


def _part(project: Project, axis: str, place: str) -> Decimal:
    cost = sum((_exact(amount) for amounts in project.costs.values() for amount in amounts), Decimal())
    if axis:
        return cost if project.axis == axis else Decimal()
    return cost * _exact(project.places.get(place, 0.0))


def _exact(amount: float) -> Decimal:
    """Return the decimal that a number is written as."""
    return Decimal(repr(float(amount)))
