"""A problem as arrays: a column for each project and start year, with what it takes of each budget."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rumbo.methods.selection.problem import Problem, Project

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Units = NDArray[np.int64]
Mask = NDArray[np.bool_]

#: Money is counted in whole units of a ten-thousandth, so that sums are exact.
UNITS = 10_000
#: What is left in the cell that stands for no budget.
ENDLESS = np.int64(1 << 61)


@dataclass(frozen=True, slots=True)
class Model:
    """Column c is the start of ``project[c]`` in ``year[c]`` (from 0) and is worth ``value[c]``; sorted by project.

    It takes ``amounts[c, k]`` units of budget cell ``cells[c, k]`` (source times years plus year; the last cell is
    endless and fills up the rows). Columns that a budget can never pay or that come before what they need can end
    are left out. ``first[p]:first[p + 1]`` are the columns of a project; ``at[p, y]`` is its column in a year, or -1.
    """

    problem: Problem
    project: Indices
    year: Indices
    value: Floats
    cells: Indices
    amounts: Units
    budget: Units
    first: Indices
    at: Indices
    durations: Indices
    needs: tuple[tuple[int, ...], ...]
    needed: tuple[tuple[int, ...], ...]
    rivals: tuple[frozenset[int], ...]
    groups: tuple[tuple[int, ...], ...]
    must: Mask
    parts: Floats
    floors: Floats

    @property
    def count(self) -> int:
        """How many columns there are."""
        return len(self.project)

    @property
    def members(self) -> Indices:
        """The projects that have a column."""
        return np.flatnonzero(np.diff(self.first))

    def best(self, worth: Floats) -> Floats:
        """Return the largest worth among the columns of each project; minus infinity where it has none."""
        found = np.full(len(self.durations), -np.inf)
        members = self.members
        if len(members):
            found[members] = np.maximum.reduceat(worth, self.first[members])
        return found


def build(problem: Problem) -> Model:
    """Return the model of a problem."""
    needs, needed, rivals, groups = _links(problem)
    budget = np.append(np.concatenate([_units(row, up=False) for row in problem.budgets.values()]), ENDLESS)
    offsets, taken = _usage(problem)
    project, year = _starts(problem, needs)
    cells = np.where(offsets[project] < 0, len(budget) - 1, offsets[project] + year[:, None])
    amounts = taken[project]
    fits = (budget[cells] >= amounts).all(axis=1)
    project, year, cells, amounts = project[fits], year[fits], cells[fits], amounts[fits]
    at = np.full((len(problem.projects), problem.years), -1, dtype=np.intp)
    at[project, year] = np.arange(len(project))
    worth = np.array([problem.worth(one) for one in problem.projects])
    parts = np.array([[minimum.part(one) for minimum in problem.minimums] for one in problem.projects])
    return Model(
        problem,
        project,
        year,
        worth[project] * _keeps(problem)[year],
        np.ascontiguousarray(cells),
        np.ascontiguousarray(amounts),
        budget,
        np.searchsorted(project, np.arange(len(problem.projects) + 1)),
        at,
        np.array([one.duration for one in problem.projects], dtype=np.intp),
        needs,
        needed,
        rivals,
        groups,
        np.array([one.must for one in problem.projects], dtype=bool),
        parts.reshape(len(problem.projects), len(problem.minimums)),
        np.array([minimum.share * problem.money for minimum in problem.minimums]),
    )


def _keeps(problem: Problem) -> Floats:
    """Return the share of its worth that a project keeps if it begins in each year."""
    return np.array([(1 - problem.delay) ** year for year in range(problem.years)])


def _links(
    problem: Problem,
) -> tuple[
    tuple[tuple[int, ...], ...], tuple[tuple[int, ...], ...], tuple[frozenset[int], ...], tuple[tuple[int, ...], ...]
]:
    places = {one.id: place for place, one in enumerate(problem.projects)}
    needs: list[list[int]] = [[] for _ in places]
    needed: list[list[int]] = [[] for _ in places]
    for one, other in dict.fromkeys(problem.before):
        needs[places[one]].append(places[other])
        needed[places[other]].append(places[one])
    groups = tuple(tuple(sorted(places[name] for name in group)) for group in problem.exclusions)
    rivals: list[set[int]] = [set() for _ in places]
    for group in groups:
        for place in group:
            rivals[place] |= set(group) - {place}
    return tuple(map(tuple, needs)), tuple(map(tuple, needed)), tuple(map(frozenset, rivals)), groups


def _usage(problem: Problem) -> tuple[Indices, Units]:
    """Return for each project the cells that it takes from if it begins at once (-1: none), and how much."""
    rows = {source: row * problem.years for row, source in enumerate(problem.budgets)}
    used = [_used(one, rows) for one in problem.projects]
    width = max((len(one) for one in used), default=0) or 1
    offsets = np.full((len(used), width), -1, dtype=np.intp)
    taken = np.zeros((len(used), width), dtype=np.int64)
    for place, pairs in enumerate(used):
        for at, (cell, amount) in enumerate(pairs):
            offsets[place, at], taken[place, at] = cell, amount
    return offsets, taken


def _used(project: Project, rows: dict[str, int]) -> list[tuple[int, int]]:
    return [
        (rows[source] + age, amount)
        for source, amounts in project.costs.items()
        for age, amount in enumerate(_units(amounts, up=True).tolist())
        if amount
    ]


def _starts(problem: Problem, needs: tuple[tuple[int, ...], ...]) -> tuple[Indices, Indices]:
    """Return project and year of each start that leaves time for what the project needs before."""
    starts = [problem.starts(one) for one in problem.projects]
    earliest: dict[int, int] = {}
    for place in _in_order(needs):
        low = starts[place].start
        for other in needs[place]:
            ready = earliest[other] + problem.projects[other].duration if earliest[other] >= 0 else problem.years
            low = max(low, ready)
        starts[place] = range(low, max(low, starts[place].stop))
        earliest[place] = low if starts[place] else -1
    lengths = [len(one) for one in starts]
    years = np.concatenate([np.arange(one.start, one.stop) for one in starts]) if starts else np.zeros(0)
    return np.repeat(np.arange(len(starts)), lengths), years.astype(np.intp)


def _in_order(needs: tuple[tuple[int, ...], ...]) -> list[int]:
    """Return the projects so that what is needed comes before what needs it."""
    order: dict[int, None] = {}
    for start in range(len(needs)):
        stack = [start]
        while stack:
            place = stack[-1]
            missing = [other for other in needs[place] if other not in order]
            if missing:
                stack += missing
            else:
                order[stack.pop()] = None
    return list(order)


def _units(amounts: object, *, up: bool) -> Units:
    """Return money in whole units; what is finer than a unit counts against the selection."""
    given = np.asarray(amounts, dtype=np.float64)
    near = np.round(given * UNITS)
    safe = np.floor(given * UNITS) + 1 if up else np.maximum(0.0, np.ceil(given * UNITS) - 1)
    units: Units = np.where(near / UNITS == given, near, safe).astype(np.int64)
    return units
