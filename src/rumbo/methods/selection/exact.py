"""The whole problem as a whole-number program, for small problems and for telling whether anything is possible."""

from __future__ import annotations

import numpy as np

from rumbo.methods.selection.bound import first_prices
from rumbo.methods.selection.highs import Program, Solved, linear, whole
from rumbo.methods.selection.model import Floats, Indices, Model, build
from rumbo.methods.selection.problem import Problem
from rumbo.methods.selection.rows import Rows, columns_of, link_rows

#: Columns up to which a problem counts as small where no time is given, and as tiny in any case.
SMALL, TINY = 500, 200
#: Columns up to which the linear program of the whole is solved to disprove it.
LINEAR = 10_000


def solve_whole(
    model: Model,
    rows: Rows,
    *,
    seconds: float | None = None,
    nodes: int | None = None,
    start: Indices | None = None,
    any_one: bool = False,
) -> Solved:
    """Solve the whole problem; ``start`` are columns of a known selection, ``any_one`` stops at the first found."""
    given: Floats | None = None
    if start is not None:
        given = np.zeros(model.count)
        given[start] = 1.0
    program = whole_program(model, rows)
    return whole(program, seconds=seconds, nodes=nodes, solutions=1 if any_one else None, start=given)


def is_disproved(problem: Problem) -> bool:
    """Return whether a linear program proves that no selection keeps the limits."""
    model = build(problem)
    if (model.must & (np.diff(model.first) == 0)).any():
        return True
    rows = link_rows(model)
    if not model.count:
        return bool((model.floors > 0).any())
    if first_prices(model, rows) is None:
        return True
    return model.count <= LINEAR and linear(whole_program(model, rows)).is_impossible


def whole_program(model: Model, rows: Rows) -> Program:
    """Return the program of all columns: linking rows, one row a project, and prerequisites in time."""
    parts: list[tuple[Indices, Indices, Floats]] = [(rows.rows, rows.columns, rows.amounts)]
    low, high = [-np.inf] * len(rows.limit), rows.limit.tolist()
    for place in range(len(model.durations)):
        columns = columns_of(model, place)
        parts.append((np.full(len(columns), len(high)), columns, np.ones(len(columns))))
        low.append(1.0 if model.must[place] else -np.inf)
        high.append(1.0)
    for place, needs in enumerate(model.needs):
        for other in needs:
            for members, signs in _in_time(model, place, other):
                parts.append((np.full(len(members), len(high)), members, signs))
                low.append(-np.inf)
                high.append(0.0)
    places, columns, amounts = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    return Program(model.value, places, columns, amounts, np.array(low), np.array(high))


def _in_time(model: Model, place: int, other: int) -> list[tuple[Indices, Floats]]:
    """Return a row for each start: what begins by then needs the other to be finished by then."""
    one, two = columns_of(model, place), columns_of(model, other)
    found: list[tuple[Indices, Floats]] = []
    for year in model.year[one].tolist():
        early = one[model.year[one] <= year]
        done = two[model.year[two] + model.durations[other] <= year]
        found.append((np.concatenate((early, done)), np.concatenate((np.ones(len(early)), -np.ones(len(done))))))
    return found
