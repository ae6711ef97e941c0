"""Choosing the best set that the limits allow.

1. Prices of the limits prove a bound (`bound`).
2. Projects are packed into the years in several orders that the prices give (`packing`).
3. Again and again some are taken out and the room is filled anew (`search`), as long as there is time or work left.
4. Small problems are then solved whole by HiGHS, which improves the bound too (`exact`).
"""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Callable, Mapping

import numpy as np

from rumbo.methods.selection.bound import Prices, first_prices
from rumbo.methods.selection.exact import SMALL, TINY, solve_whole
from rumbo.methods.selection.model import Indices, Model, build
from rumbo.methods.selection.packing import orders, pack
from rumbo.methods.selection.problem import Problem
from rumbo.methods.selection.result import Selection, gap_between
from rumbo.methods.selection.rows import Rows, link_rows
from rumbo.methods.selection.search import Search
from rumbo.methods.selection.state import State

#: Rounds of work where neither time nor rounds are given, and steps of the search in a round.
ROUNDS, STEPS = 20, 100
#: Packings before: so many projects are packed, within these numbers of packings.
PACKED, FEWEST, MOST = 30_000, 8, 100
#: Share of the time for packing at most; for the search in a small problem and in a tiny one (the rest is HiGHS's).
PACKING_SHARE, SMALL_SHARE, TINY_SHARE = 0.3, 0.5, 0.05
#: Nodes that HiGHS may look at for each round of work, in a small problem and in a tiny one.
SMALL_NODES, TINY_NODES = 3, 100
#: Columns that count as small, for each second that is given.
SMALL_A_SECOND = 100

#: Told objective, bound and the share that is done; where it returns false, the work stops with what there is.
Progress = Callable[[float, float, float], bool]


def select(
    problem: Problem,
    *,
    seconds: float | None = None,
    gap: float = 0.0,
    rounds: int | None = None,
    progress: Progress | None = None,
    start: Mapping[str, int] | None = None,
) -> Selection:
    """Return the best selection that is found, with its proven gap.

    It stops after ``seconds`` (then another run may differ), or else after ``rounds`` of work (ROUNDS if neither is
    given), which gives the same on every run; and as soon as the gap is at most ``gap``. ``start`` is a selection
    (start years by id) to begin with and to stay near; what does not fit the problem is left out of it.
    """
    return _Solver(problem, _Effort(seconds, rounds or ROUNDS, progress), gap, start or {}).run()


class _Effort:
    """What may be spent: a time, or an amount of work."""

    def __init__(self, seconds: float | None, rounds: int, progress: Progress | None) -> None:
        self.begin = time.monotonic()
        self.seconds, self.rounds, self.progress = seconds, rounds, progress
        self.done, self.is_cancelled = 0, False

    @property
    def left(self) -> float | None:
        """The seconds that are left; None where the work is limited."""
        return None if self.seconds is None else max(0.0, self.begin + self.seconds - time.monotonic())

    def share(self) -> float:
        """Return how much is spent, from 0 to 1."""
        if self.seconds is None:
            return min(1.0, self.done / self.rounds)
        return min(1.0, (time.monotonic() - self.begin) / max(self.seconds, 1e-9))

    def goes_on(self, objective: float, bound: float) -> bool:
        """Tell the progress, and return whether to go on."""
        if not self.is_cancelled and self.progress is not None:
            self.is_cancelled = not self.progress(objective, bound, self.share())
        return not self.is_cancelled


class _Solver:
    """The work on one problem."""

    def __init__(self, problem: Problem, effort: _Effort, gap: float, start: Mapping[str, int]) -> None:
        self.problem, self.effort, self.gap, self.start = problem, effort, gap, start
        self.generator = np.random.Generator(np.random.PCG64(1))

    def run(self) -> Selection:
        """Return the selection."""
        model = build(self.problem)
        self.state = State(model)
        if not model.count:
            return self._result(0.0, impossible=not self._is_allowed)
        rows = link_rows(model)
        prices = first_prices(model, rows)
        if prices is None or (model.must & ~np.isfinite(model.best(model.value))).any():
            return self._result(0.0, impossible=True)
        self.bound = prices.bound
        self._pack(model, prices)
        self._improve(model, prices)
        return self._finish(model, rows)

    @property
    def _is_allowed(self) -> bool:
        return self.state.lacking() == (0.0, 0.0)

    def _is_small(self, model: Model) -> bool:
        """Return whether there is enough to spend for solving the problem whole."""
        seconds = self.effort.seconds
        return model.count <= max(TINY, SMALL if seconds is None else int(SMALL_A_SECOND * seconds))

    def _is_good(self) -> bool:
        return self._is_allowed and gap_between(self.state.value, self.bound) <= self.gap

    def _pack(self, model: Model, prices: Prices) -> None:
        """Begin with the best of several packings."""
        best = Search(self.state, prices, self.generator)
        empty = self.state.save()
        if self.start:
            self._put_start(model)
            best.complete()
        count = FEWEST if self.start else min(MOST, max(FEWEST, PACKED // len(model.durations)))
        for number, order in enumerate(itertools.islice(orders(model, prices, self.generator), count)):
            is_late = self.effort.seconds is not None and self.effort.share() > PACKING_SHARE
            if is_late and (number or self.start):
                break
            self.state.restore(empty)
            pack(self.state, prices, order)
            best.complete()
            if best.is_allowed and gap_between(best.best.value, self.bound) <= self.gap:
                break
        self.state.restore(best.best)

    def _put_start(self, model: Model) -> None:
        """Put in what the selection to begin with has, as far as it fits."""
        places = {one.id: place for place, one in enumerate(self.problem.projects)}
        for name, year in sorted(self.start.items(), key=lambda item: item[1]):
            at = year - self.problem.first_year
            place = places.get(name, -1)
            if place >= 0 and 0 <= at < self.problem.years and model.at[place, at] >= 0:
                self.state.put(model.at[place, at : at + 1])

    def _improve(self, model: Model, prices: Prices) -> None:
        """Search as long as there is time or work left, and it is not good enough."""
        effort = self.effort
        search = Search(self.state, prices, self.generator)
        end = TINY_SHARE if model.count <= TINY else SMALL_SHARE if self._is_small(model) else 1.0
        while effort.share() < end and not self._is_good():
            for _step in range(STEPS if effort.seconds is None else 10):
                search.step(0.0 if self.start else 1.0 - effort.share())
            effort.done += 1
            if not effort.goes_on(search.best.value, self.bound):
                break
        self.state.restore(search.best)

    def _finish(self, model: Model, rows: Rows) -> Selection:
        """Solve a small problem whole; look for anything allowed where nothing was found yet."""
        if self.effort.is_cancelled or self._is_good():
            return self._result(self.bound)
        small = self._is_small(model)
        if not small and self._is_allowed:
            return self._result(self.bound)
        start = self.state.column[self.state.column >= 0] if self._is_allowed else None
        each = TINY_NODES if model.count <= TINY else SMALL_NODES
        nodes = None if self.effort.seconds is not None else each * self.effort.rounds
        solved = solve_whole(model, rows, seconds=self.effort.left, nodes=nodes, start=start, any_one=not small)
        if solved.is_impossible:
            return self._result(0.0, impossible=True)
        bound = min(self.bound, solved.bound) if small else self.bound
        if solved.x is not None:
            self._take(model, np.flatnonzero(np.round(solved.x) > 0))
        return self._result(bound)

    def _take(self, model: Model, columns: Indices) -> None:
        """Take what HiGHS found, if it keeps the limits exactly and is better."""
        other = State(model)
        is_allowed = other.put(columns) and other.lacking() == (0.0, 0.0)
        if is_allowed and (not self._is_allowed or other.value > self.state.value):
            self.state.restore(other.save())

    def _result(self, bound: float, *, impossible: bool = False) -> Selection:
        state, problem = self.state, self.problem
        if impossible or not self._is_allowed:
            return Selection({}, 0.0, bound, is_allowed=False, is_impossible=impossible)
        chosen = np.flatnonzero(state.column >= 0)
        years = {int(place): state.start(int(place)) for place in chosen}
        order = sorted(years, key=lambda place: (years[place], place))
        starts = {problem.projects[place].id: problem.first_year + years[place] for place in order}
        objective = math.fsum(state.model.value[state.column[place]] for place in order)
        return Selection(starts, objective, max(bound, objective))
