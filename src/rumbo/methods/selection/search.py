"""Improving a selection: some projects are taken out, and what fits then is chosen anew (ruin and recreate).

Schrimpf, Schneider, Stamm-Wilbrandt and Dueck (2000), with the acceptance of simulated annealing. Either some
projects of neighbouring years go, the least worth beyond the prices first; or one that is out and worth more than the
prices is forced in, and those in its way go. Then the room is filled, by worth beyond the prices with some noise.
Each step is a function of the state and of the generator alone, so that it is the same on every run.
"""

from __future__ import annotations

import numpy as np

from rumbo.methods.selection.bound import Prices
from rumbo.methods.selection.model import Floats, Indices, Mask, Model
from rumbo.methods.selection.packing import chain
from rumbo.methods.selection.state import Snapshot, State

#: Most projects that go at once, how near in years, noise of the filling, share of steps that force one in.
MOST, NEAR, NOISE, FORCED = 5, 3, 0.2, 0.3
#: How far below the prices a project may be to be looked at, as a share of its worth.
EDGE = 0.15
#: Temperature at the beginning, as a share of the mean worth of what is chosen.
HEAT = 0.15


class Search:
    """Improves ``state`` step by step; ``best`` is the best that kept all limits, or lacked least."""

    def __init__(self, state: State, prices: Prices, generator: np.random.Generator) -> None:
        model = state.model
        self.state, self.prices, self.generator = state, prices, generator
        self.worth = model.best(prices.reduced)
        most = model.best(model.value)
        self.value = np.maximum(np.where(np.isfinite(most), np.abs(most), 0.0), 1e-9)
        cells = len(model.budget) - 1
        self.cell_price = np.append(prices.values[:cells] / np.maximum(model.budget[:-1], 1), 0.0)
        self.penalty = _penalty(model)
        self.kept = _kept(model)
        self.candidates = _Candidates(model, prices, self.worth, self.value)
        self.best: Snapshot = state.save()
        self.best_key = self._key()

    def step(self, heat: float) -> None:
        """Try one change; ``heat`` from 1 (the beginning) to 0 says how much worse it may be."""
        state = self.state
        before, cost = state.begin(), self._cost()
        done = self._force_one() if self._is_forcing() else True
        if done:
            self._ruin()
            self.candidates.fill(state, self.generator, NOISE)
        chosen = max(1, int((state.column >= 0).sum()))
        warmth = HEAT * heat * heat * abs(state.value) / chosen
        if not done or cost - self._cost() < -1e-9 - warmth * self.generator.exponential():
            state.undo(before)
            return
        self._look()

    @property
    def is_allowed(self) -> bool:
        """Whether the best keeps all limits."""
        return self.best_key[:2] == (0.0, 0.0)

    def complete(self) -> None:
        """Force in what must be in, add whatever fits and is worth something, and see whether it is the best."""
        state = self.state
        for place in state.missing().tolist():
            before = state.begin()
            if not all(self._force(one) for one in chain(state, place)):
                state.undo(before)
        state.begin()
        state.low, state.high = 0, state.model.problem.years
        self.candidates.fill(state, self.generator, 0.0)
        self._look()

    def _look(self) -> None:
        """Keep the state if it is the best."""
        key = self._key()
        if key > self.best_key:
            self.best, self.best_key = self.state.save(), key

    def _key(self) -> tuple[float, float, float]:
        missing, short = self.state.lacking()
        return -missing, -short, self.state.value

    def _cost(self) -> float:
        missing, short = self.state.lacking()
        return self.penalty * short + 10 * float(self.value.max()) * missing - self.state.value

    def _is_forcing(self) -> bool:
        if self.state.missing().size or self.state.short_of().any():
            return bool(self.generator.random() < 0.7)
        return bool(self.generator.random() < FORCED)

    def _force_one(self) -> bool:
        """Force in one project that is out and should be in; say whether it worked."""
        state, model = self.state, self.state.model
        out = (state.column < 0) & np.isfinite(self.worth)
        missing, short = state.missing(), state.short_of()
        if len(missing):
            draw = np.zeros(len(out))
            draw[missing] = 1.0
        elif short.any():
            row = int(np.argmax(short / np.maximum(model.floors, 1e-9)))
            draw = model.parts[:, row] / (np.maximum(-self.worth, 0.0) + 0.1 * self.value)
        else:
            draw = np.maximum(self.worth, 0.0)
        places = np.flatnonzero(out & (draw > 0))
        if not len(places):
            return False
        place = int(places[np.argmax(draw[places] / self.generator.exponential(size=len(places)))])
        return all(self._force(one) for one in chain(state, place))

    def _force(self, place: int) -> bool:
        """Choose a project, taking out others until it fits; say whether it worked."""
        state, model = self.state, self.state.model
        for other in model.rivals[place]:
            if self.kept[other] and state.column[other] >= 0:
                return False
            state.remove(other)
        columns = state.possible(place)
        if not len(columns):
            return False
        cells = model.cells[columns]
        over = np.maximum(0, model.amounts[columns] - state.left[cells])
        price = (over * self.cell_price[cells]).sum(axis=1) - self.prices.reduced[columns]
        price = price + 0.1 * self.value[place] * self.generator.exponential(size=len(columns))
        column = int(columns[np.argmin(price)])
        if not self._make_room(place, column):
            return False
        state.add(column)
        return True

    def _make_room(self, place: int, column: int) -> bool:
        """Take out what is worth least for the room it gives, until a column fits; say whether it worked."""
        state, model = self.state, self.state.model
        cells, amounts = model.cells[column], model.amounts[column]
        lacks = np.zeros(len(model.budget), dtype=np.int64)
        inside = np.flatnonzero((state.column >= 0) & ~self.kept)
        start, year = model.year[state.column[inside]], int(model.year[column])
        beside = (start < year + model.durations[place]) & (start + model.durations[inside] > year)
        inside = inside[beside & ~np.isin(inside, model.needs[place])]
        worth = (np.maximum(self.worth[inside], 0.0) + 0.05 * self.value[inside]) * (
            0.3 + self.generator.exponential(size=len(inside))
        )
        while True:
            lacks[cells] = np.maximum(0, amounts - state.left[cells])
            if not lacks.any():
                return bool((state.column[list(model.needs[place])] >= 0).all())
            taken = state.column[inside]
            used = model.cells[taken]
            cover = (np.minimum(model.amounts[taken], lacks[used]) * (self.cell_price[used] + 1e-12)).sum(axis=1)
            cover[taken < 0] = 0.0
            if not cover.any():
                return False
            state.remove(int(inside[np.argmin(np.where(cover > 0, worth / np.maximum(cover, 1e-300), np.inf))]))

    def _ruin(self) -> None:
        """Take out some projects of neighbouring years."""
        state, model, generator = self.state, self.state.model, self.generator
        touched = state.high > state.low
        year = int(generator.integers(state.low, state.high) if touched else generator.integers(model.problem.years))
        inside = np.flatnonzero((state.column >= 0) & ~self.kept)
        if not len(inside):
            return
        start = model.year[state.column[inside]]
        near = inside[(start <= year + NEAR) & (start + model.durations[inside] > year - NEAR)]
        count = int(generator.integers(0 if touched else 1, MOST + 1))
        edge = np.maximum(self.worth[near] / self.value[near] + 0.2, 0.02) * generator.exponential(size=len(near))
        for place in near[np.argsort(edge, kind="stable")[:count]].tolist():
            state.remove(place)


class _Candidates:
    """The columns that are worth looking at, in order of time, laid out for looking at many at once."""

    def __init__(self, model: Model, prices: Prices, worth: Floats, value: Floats) -> None:
        wanted = (worth > -EDGE * value) | model.must
        columns = np.flatnonzero(wanted[model.project] & (model.value > 0))
        columns = columns[np.argsort(model.year[columns], kind="stable")]
        self.columns = columns
        self.project = model.project[columns]
        self.bounds = np.searchsorted(model.year[columns], np.arange(model.problem.years + 1))
        self.cells = np.ascontiguousarray(model.cells[columns].T)
        self.amounts = np.ascontiguousarray(model.amounts[columns].T)
        self.worth = prices.reduced[columns]
        self.cost = np.maximum(model.value[columns] - prices.reduced[columns], 1e-9)
        self.longest = int(model.durations.max()) if len(model.durations) else 1

    def fill(self, state: State, generator: np.random.Generator, noise: float) -> None:
        """Add what fits into the years that were touched, by worth for its cost, with noise."""
        if state.high <= state.low:
            return
        begin = self.bounds[max(0, state.low - self.longest + 1)]
        end = self.bounds[min(len(self.bounds) - 1, state.high)]
        found = np.flatnonzero(state.column[self.project[begin:end]] < 0) + begin
        found = found[self._fit(state, found)]
        found = found[np.argsort(-self._scores(found, state, generator, noise), kind="stable")]
        while len(found):
            column, place = int(self.columns[found[0]]), int(self.project[found[0]])
            if state.linked[place]:
                low, high = state.window(place)
                if not low <= state.model.year[column] <= high:
                    found = found[1:]
                    continue
            state.add(column)
            found = found[self.project[found] != place]
            found = found[self._fit(state, found)]

    def _fit(self, state: State, found: Indices) -> Mask:
        return np.asarray((state.left[self.cells[:, found]] >= self.amounts[:, found]).all(axis=0))

    def _scores(self, found: Indices, state: State, generator: np.random.Generator, noise: float) -> Floats:
        """Return the order of columns: worth beyond the prices, by cost, by its root or as it is; with noise."""
        cost = self.cost[found]
        power = int(generator.integers(3)) if noise else 1
        by = (np.ones_like(cost), np.sqrt(cost), cost)[power]
        shaken = noise * generator.random() * generator.standard_normal(len(state.column))[self.project[found]]
        tie = 1e-3 * generator.standard_normal(len(found))
        scores: Floats = (self.worth[found] + shaken * cost) / by + tie
        return scores


def _penalty(model: Model) -> float:
    """Return what a missing unit of money of a minimum costs: more than any project gives for it."""
    cost = np.array([one.cost for one in model.problem.projects])
    value = np.abs(model.best(model.value))
    usable = np.isfinite(value) & (cost > 0)
    return 3.0 * float(np.median(value[usable] / cost[usable])) if usable.any() else 1.0


def _kept(model: Model) -> Mask:
    """Return the projects that are never taken out: those that must be in and all that they need."""
    kept = model.must.copy()
    stack = np.flatnonzero(kept).tolist()
    while stack:
        for other in model.needs[stack.pop()]:
            if not kept[other]:
                kept[other] = True
                stack.append(other)
    return kept
