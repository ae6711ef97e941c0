"""Upper bounds: prices for the limits, and what no selection can be worth more than.

For any prices of the limits (at least 0) no selection is worth more than the prices of all that there is, together
with what each project is worth beyond what it uses (Lagrange; Geoffrion, 1974). The first prices are those of a small
linear program in which the years of each source are one pot; where years differ little they are the best ones
already. They are made better by a deflected subgradient method (Camerini, Fratta and Maffioli, 1975).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rumbo.methods.selection.highs import Program, Solved, linear
from rumbo.methods.selection.model import Floats, Model
from rumbo.methods.selection.rows import Rows


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices of the linking rows, the bound that they prove, and what each column is worth beyond them."""

    values: Floats
    bound: float
    reduced: Floats


def price(model: Model, rows: Rows, values: Floats) -> Prices:
    """Return the bound that prices prove."""
    reduced = rows.reduced(model, values)
    best = model.best(reduced)
    worth = np.where(model.must & np.isfinite(best), best, np.maximum(best, 0.0))
    return Prices(values, float((values * rows.limit).sum() + worth.sum()), reduced)


def first_prices(model: Model, rows: Rows) -> Prices | None:
    """Return the prices of the program in which each source has one pot; None where even that is impossible."""
    years = model.problem.years
    pots = rows.cells // years
    solved = linear(_pooled(model, rows, pots, years))
    if solved.is_impossible:
        return None
    found = _rounded(solved)
    budget = model.budget[:-1].reshape(pots, years).astype(np.float64)
    shares = budget / np.maximum(budget.sum(axis=1, keepdims=True), 1.0)
    values = np.concatenate(
        ((found[:pots, None] * shares).ravel(), found[pots : pots + len(rows.limit) - rows.cells])
    )
    return price(model, rows, values)


def descend(model: Model, rows: Rows, best: Prices, objective: float, steps: int) -> Prices:
    """Return the best prices that so many steps find, beginning with some; ``objective`` is known to be reached."""
    current, length, stuck = best, 1.0, 0
    direction = np.zeros_like(best.values)
    for _step in range(steps):
        direction = 0.7 * direction + 0.3 * _slack(model, rows, current.reduced)
        size = float((direction * direction).sum())
        aim = max(objective, best.bound - 0.02 * abs(best.bound))
        if size <= 0 or length < 1e-3:
            break
        moved = np.maximum(0.0, current.values - length * (current.bound - aim) / size * direction)
        current = price(model, rows, moved)
        stuck = 0 if current.bound < best.bound - 1e-5 * abs(best.bound) else stuck + 1
        if current.bound < best.bound:
            best = current
        if stuck >= 5:
            length, stuck, current = length * 0.5, 0, best
    return best


def _rounded(solved: Solved) -> Floats:
    """Return the prices to six digits: any prices prove a bound, and these are the same on every machine."""
    prices = np.maximum(0.0, solved.prices)
    digits = 10.0 ** (5 - np.floor(np.log10(np.maximum(prices, 1e-12))))
    return np.round(prices * digits) / digits


def _pooled(model: Model, rows: Rows, pots: int, years: int) -> Program:
    """Return the program with one column a project and one budget row a source."""
    totals = np.maximum(model.budget[:-1].reshape(pots, years).sum(axis=1), 1)
    is_cell = rows.rows < rows.cells
    row = np.where(is_cell, rows.rows // years, rows.rows - rows.cells + pots)
    scale = np.ones(len(rows.limit))
    scale[: rows.cells] = np.maximum(model.budget[:-1], 1) / np.repeat(totals, years)
    members = model.members
    number = np.full(len(model.durations), -1, dtype=np.intp)
    number[members] = np.arange(len(members))
    height = pots + len(rows.limit) - rows.cells
    key = number[model.project[rows.columns]] * height + row
    pairs, inverse = np.unique(key, return_inverse=True)
    count = np.diff(model.first)[members]
    amounts = np.bincount(inverse, rows.amounts * scale[rows.rows], minlength=len(pairs)) / count[pairs // height]
    must = np.flatnonzero(model.must[members])
    return Program(
        model.best(model.value)[members],
        np.concatenate((pairs % height, height + np.arange(len(must)))),
        np.concatenate((pairs // height, must)),
        np.concatenate((amounts, np.ones(len(must)))),
        np.concatenate((np.full(height, -np.inf), np.ones(len(must)))),
        np.concatenate((np.ones(pots), rows.limit[rows.cells :], np.ones(len(must)))),
    )


def _slack(model: Model, rows: Rows, reduced: Floats) -> Floats:
    """Return how much of each limit is left by the columns that the prices would choose."""
    best = model.best(reduced)
    members = model.members
    wanted = members[(best[members] > 0) | model.must[members]]
    top = np.flatnonzero(reduced >= best[model.project])
    projects, where = np.unique(model.project[top], return_index=True)
    chosen = top[where[np.isin(projects, wanted)]]
    mask = np.zeros(model.count, dtype=bool)
    mask[chosen] = True
    inside = mask[rows.columns]
    used = np.bincount(rows.rows[inside], rows.amounts[inside], minlength=len(rows.limit))
    left: Floats = rows.limit - used
    return left
