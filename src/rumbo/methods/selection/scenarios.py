"""Several budgets or weights compared: what is always in, sometimes or never, and what more money buys."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rumbo.methods.selection.check import check
from rumbo.methods.selection.problem import Problem
from rumbo.methods.selection.result import Selection
from rumbo.methods.selection.solve import ROUNDS, Progress, select


@dataclass(frozen=True, slots=True)
class Comparison:
    """The selections of several variants, in their order, and in how many of them each project is.

    Where the work was cancelled, it has the variants that were done.
    """

    selections: tuple[Selection, ...]
    counts: Mapping[str, int]

    @property
    def always(self) -> tuple[str, ...]:
        """The projects that are in every selection."""
        return tuple(name for name, count in self.counts.items() if count and count == len(self.selections))

    @property
    def sometimes(self) -> tuple[str, ...]:
        """The projects that are in some, those of most first."""
        found = [name for name, count in self.counts.items() if 0 < count < len(self.selections)]
        return tuple(sorted(found, key=lambda name: -self.counts[name]))

    @property
    def never(self) -> tuple[str, ...]:
        """The projects that are in none."""
        return tuple(name for name, count in self.counts.items() if not count)


@dataclass(frozen=True, slots=True)
class Point:
    """What a budget buys: ``factor`` times the money of the problem, of which ``cost`` is spent."""

    factor: float
    money: float
    cost: float
    selection: Selection


def compare(problems: Sequence[Problem], *, rounds: int = ROUNDS, progress: Progress | None = None) -> Comparison:
    """Select for each variant of a problem (see `scaled`, `reweighted`, `revalued`) and count."""
    found: list[Selection] = []
    for at, problem in enumerate(problems):
        part = _Part(progress, at, len(problems))
        selection = select(problem, rounds=rounds, progress=part)
        if part.is_cancelled:
            break
        found.append(selection)
    names = dict.fromkeys(one.id for problem in problems for one in problem.projects)
    counts = {name: sum(name in selection.starts for selection in found) for name in names}
    return Comparison(tuple(found), counts)


def frontier(
    problem: Problem, factors: Sequence[float], *, rounds: int = ROUNDS, progress: Progress | None = None
) -> list[Point]:
    """Return what each multiple of the budgets buys, by rising factor.

    More money is never worth less, unless minimums, which are shares of all the money, ask for more too.
    """
    found: list[Point] = []
    start: Mapping[str, int] = {}
    for at, factor in enumerate(sorted(factors)):
        variant = scaled(problem, factor)
        part = _Part(progress, at, len(factors))
        usable = start if not check(variant, start) else {}
        selection = select(variant, rounds=rounds, progress=part, start=usable)
        if part.is_cancelled:
            break
        cost = sum(one.cost for one in problem.projects if one.id in selection.starts)
        found.append(Point(factor, variant.money, cost, selection))
        start = selection.starts
    return found


def scaled(problem: Problem, factor: float) -> Problem:
    """Return a problem with its budgets times a factor."""
    budgets = {
        source: tuple(round(amount * factor, 4) for amount in amounts) for source, amounts in problem.budgets.items()
    }
    return dataclasses.replace(problem, budgets=budgets)


def reweighted(problem: Problem, groups: Mapping[str, float]) -> Problem:
    """Return a problem with other weights of some of its groups."""
    return dataclasses.replace(problem, groups={**problem.groups, **groups})


def revalued(problem: Problem, values: Mapping[str, float]) -> Problem:
    """Return a problem with other values of some of its projects, as other weights of criteria give them."""
    projects = (dataclasses.replace(one, value=values.get(one.id, one.value)) for one in problem.projects)
    return dataclasses.replace(problem, projects=tuple(projects))


class _Part:
    """The progress of one variant as a part of all."""

    def __init__(self, progress: Progress | None, at: int, count: int) -> None:
        self.progress, self.at, self.count = progress, at, count
        self.is_cancelled = progress is not None and not progress(0.0, 0.0, at / count)

    def __call__(self, objective: float, bound: float, share: float) -> bool:
        goes_on = not self.is_cancelled
        if goes_on and self.progress is not None:
            goes_on = self.progress(objective, bound, (self.at + share) / self.count)
        self.is_cancelled = not goes_on
        return goes_on
