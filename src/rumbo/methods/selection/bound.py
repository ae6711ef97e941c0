"""Upper bounds: prices for the limits, and what no selection can be worth more than.

For any prices of the limits (at least 0) no selection is worth more than the prices of all that there is, together
with what each project is worth beyond what it uses (Lagrange; Geoffrion, 1974). The first prices are those of a small
linear program in which the years of each source are one pot; where years differ little they are the best ones
already. Otherwise there are some pots of several years each, and the prices are made better by a deflected
subgradient method (Camerini, Fratta and Maffioli, 1975).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rumbo.methods.selection.highs import Program, Solved, linear
from rumbo.methods.selection.model import Floats, Indices, Model
from rumbo.methods.selection.rows import Rows

#: Periods of years for the first prices, steps in which they are made better, and when they are the best already.
PERIODS, STEPS, TIGHT = 4, 60, 1e-4


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
    """Return good prices; None where no selection keeps the limits even if each source has one pot for all years."""
    solved, prices = _coarse(model, rows, model.problem.years)
    if solved.is_impossible:
        return None
    if model.problem.delay == 0 and prices.bound <= solved.bound + TIGHT * abs(solved.bound):
        return prices
    _solved, finer = _coarse(model, rows, -(-model.problem.years // PERIODS))
    return descend(model, rows, min(prices, finer, key=lambda one: one.bound), STEPS)


def descend(model: Model, rows: Rows, best: Prices, steps: int) -> Prices:
    """Return the best prices that so many steps find, beginning with some."""
    current, length, stuck = best, 1.0, 0
    direction = np.zeros_like(best.values)
    for _step in range(steps):
        direction = 0.7 * direction + 0.3 * _slack(model, rows, current.reduced)
        size = float((direction * direction).sum())
        aim = best.bound - 0.02 * abs(best.bound)
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


def _coarse(model: Model, rows: Rows, size: int) -> tuple[Solved, Prices]:
    """Solve the program in which so many years are one period, and return prices of single years from it.

    A column is a project and the period of its start, with the mean of what its starts use and are worth; a budget is
    a source and a period. Prices between the middles of periods lie on a line.
    """
    periods = _Periods(model, rows, size)
    solved = linear(periods.program())
    return solved, price(model, rows, periods.single(_rounded(solved)))


def _rounded(solved: Solved) -> Floats:
    """Return the prices to six digits: any prices prove a bound, and these are the same on every machine."""
    prices = np.maximum(0.0, solved.prices)
    digits = 10.0 ** (5 - np.floor(np.log10(np.maximum(prices, 1e-12))))
    return np.round(prices * digits) / digits


class _Periods:
    """A model with periods of ``size`` years instead of years."""

    def __init__(self, model: Model, rows: Rows, size: int) -> None:
        self.model, self.rows, self.size = model, rows, size
        self.years = model.problem.years
        self.count = -(-self.years // size)
        self.sources = rows.cells // self.years
        cell = np.arange(rows.cells)
        self.period = cell // self.years * self.count + cell % self.years // size
        self.budget = np.maximum(model.budget[:-1], 1).astype(np.float64)
        self.total = np.bincount(self.period, self.budget)

    def program(self) -> Program:
        """Return the program; its rows are budgets, the other linking rows, and one for each project."""
        model, rows = self.model, self.rows
        budgets = self.sources * self.count
        height = budgets + len(rows.limit) - rows.cells
        row = np.concatenate((self.period, np.arange(budgets, height)))
        scale = np.concatenate((self.budget / self.total[self.period], np.ones(height - budgets)))
        names, group = np.unique(model.project * self.count + model.year // self.size, return_inverse=True)
        size = np.bincount(group)
        pairs, entry = np.unique(group[rows.columns] * height + row[rows.rows], return_inverse=True)
        amounts = np.bincount(entry, rows.amounts * scale[rows.rows], minlength=len(pairs)) / size[pairs // height]
        projects, own = np.unique(names // self.count, return_inverse=True)
        given = np.bincount(self.period, model.budget[:-1]) > 0
        return Program(
            np.bincount(group, model.value) / size,
            np.concatenate((pairs % height, height + own)),
            np.concatenate((pairs // height, np.arange(len(names)))),
            np.concatenate((amounts, np.ones(len(names)))),
            np.concatenate((np.full(height, -np.inf), np.where(model.must[projects], 1.0, -np.inf))),
            np.concatenate((given.astype(float), rows.limit[rows.cells :], np.ones(len(projects)))),
        )

    def single(self, prices: Floats) -> Floats:
        """Return the prices of single years, and those of the other linking rows as they are."""
        budgets = self.sources * self.count
        unit = (prices[:budgets] / self.total).reshape(self.sources, self.count)
        ends = np.minimum(np.arange(1, self.count + 1) * self.size, self.years)
        middles = (ends - 1 + np.arange(self.count) * self.size) / 2
        lines = [_line(np.arange(self.years), middles, row) for row in unit]
        others = prices[budgets : budgets + len(self.rows.limit) - self.rows.cells]
        return np.concatenate((np.concatenate(lines) * self.budget, others))


def _line(years: Indices, middles: Floats, values: Floats) -> Floats:
    """Return values on the line through the middles, which goes on beyond the first and the last one."""
    found = np.interp(years, middles, values)
    if len(middles) > 1:
        for end, inner, outside in ((0, 1, years < middles[0]), (-1, -2, years > middles[-1])):
            slope = (values[inner] - values[end]) / (middles[inner] - middles[end])
            found[outside] = values[end] + (years[outside] - middles[end]) * slope
    return np.maximum(0.0, found)


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
