"""The limits of a problem one by one, and problems with only some of them."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from rumbo.methods.selection.problem import Minimum, Problem, Project


class LimitKind(StrEnum):
    """What a limit is about. The order is that in which limits are rather named when they clash."""

    MINIMUM = "minimum"
    MUST = "must"
    BUDGET = "budget"
    WINDOW = "window"
    PREREQUISITE = "prerequisite"
    EXCLUSION = "exclusion"


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit, as data.

    ``names`` are: of a minimum ``axis`` or ``place`` and its name; of a project that must be in or may begin only in
    some years its id; of a budget its source (``year`` is None for that of all years); of a prerequisite the project
    and what it needs; of an exclusion its projects. ``share`` is that of a minimum.
    """

    kind: LimitKind
    names: tuple[str, ...]
    year: int | None = None
    share: float | None = None

    def as_document(self) -> dict[str, object]:
        """Return it as JSON has it."""
        found: dict[str, object] = {"kind": self.kind.value, "names": list(self.names)}
        more = {"year": self.year, "share": self.share}
        return found | {name: value for name, value in more.items() if value is not None}


def limits_of(problem: Problem) -> list[Limit]:
    """Return all limits of a problem; a budget is one for all its years."""
    found = [_minimum(minimum) for minimum in problem.minimums]
    found += [Limit(LimitKind.MUST, (one.id,)) for one in problem.projects if one.must]
    found += [Limit(LimitKind.BUDGET, (source,)) for source in problem.budgets]
    found += [Limit(LimitKind.WINDOW, (one.id,)) for one in problem.projects if _has_window(one)]
    found += [Limit(LimitKind.PREREQUISITE, pair) for pair in problem.before]
    found += [Limit(LimitKind.EXCLUSION, tuple(sorted(group))) for group in problem.exclusions]
    return found


def yearly(problem: Problem, limit: Limit) -> list[Limit]:
    """Return the limits of single years of a budget."""
    years = range(problem.first_year, problem.first_year + problem.years)
    return [dataclasses.replace(limit, year=year) for year in years]


def with_only(problem: Problem, kept: Collection[Limit]) -> Problem:
    """Return the problem with some of its limits only; minimums ask for as much money as they did."""
    limits = set(kept)
    budgets = {source: _budget(problem, source, limits) for source in problem.budgets}
    money = math.fsum(amount for amounts in budgets.values() for amount in amounts)
    part = problem.money / money if money else 0.0
    return dataclasses.replace(
        problem,
        projects=tuple(_project(one, limits) for one in problem.projects),
        budgets=budgets,
        before=tuple(pair for pair in problem.before if Limit(LimitKind.PREREQUISITE, pair) in limits),
        exclusions=tuple(
            group for group in problem.exclusions if Limit(LimitKind.EXCLUSION, tuple(sorted(group))) in limits
        ),
        minimums=tuple(
            dataclasses.replace(one, share=one.share * part) for one in problem.minimums if _minimum(one) in limits
        ),
    )


def _minimum(minimum: Minimum) -> Limit:
    kind = "axis" if minimum.axis else "place"
    return Limit(LimitKind.MINIMUM, (kind, minimum.name), share=minimum.share)


def _has_window(project: Project) -> bool:
    return project.earliest is not None or project.latest is not None


def _project(project: Project, limits: set[Limit]) -> Project:
    must = project.must and Limit(LimitKind.MUST, (project.id,)) in limits
    if not _has_window(project) or Limit(LimitKind.WINDOW, (project.id,)) in limits:
        return project if must == project.must else dataclasses.replace(project, must=must)
    return dataclasses.replace(project, must=must, earliest=None, latest=None)


def _budget(problem: Problem, source: str, limits: set[Limit]) -> tuple[float, ...]:
    """Return the money of each year: as it is where the limit is kept, else at least enough for all at once."""
    amounts = problem.budgets[source]
    if Limit(LimitKind.BUDGET, (source,)) in limits:
        return tuple(amounts)
    enough = math.fsum(sum(one.costs.get(source, ())) for one in problem.projects) + 1.0
    years = range(problem.first_year, problem.first_year + problem.years)
    return tuple(
        amount if Limit(LimitKind.BUDGET, (source,), year) in limits else max(amount, enough)
        for year, amount in zip(years, amounts, strict=True)
    )
