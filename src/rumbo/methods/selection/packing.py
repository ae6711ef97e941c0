"""A first selection: projects packed into the years, large ones first.

What the prices make most worth its cost comes first, in order of size; then what is near the edge, in order of size
too. Each begins in the year whose budgets have most left where it asks for most (the dot product rule of vector
packing; Panigrahy, Talwar, Uyeda and Wieder, 2011). How much counts as surely in is tried with several shares.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from rumbo.methods.selection.bound import Prices
from rumbo.methods.selection.model import Floats, Indices, Model
from rumbo.methods.selection.state import State

#: Share of what the prices choose that is packed first, and how far below the prices a project may be.
CORES = (
    (0.93, 0.01),
    (0.96, 0.0),
    (0.97, 0.0),
    (0.95, 0.005),
    (0.95, 0.0),
    (0.9, 0.01),
    (0.93, 0.0),
    (0.9, 0.0),
    (0.85, 0.01),
    (0.98, 0.0),
    (0.8, 0.0),
)
#: How much a year counts that is worse by a share of the value of the project.
WORSE = 3.0


def orders(model: Model, prices: Prices, generator: np.random.Generator) -> Iterator[list[int]]:
    """Yield orders of packing without end: those of CORES first, then random ones like them."""
    best, size = model.best(prices.reduced), sizes(model)
    worth = np.maximum(model.best(model.value), -1e12)  # finite, also of those that can never begin
    for core, edge in CORES:
        yield _order(model, best, worth, size, core, edge)
    while True:
        shaken = size * (1 + 0.3 * generator.random(len(size)))
        yield _order(model, best, worth, shaken, generator.uniform(0.8, 1.0), generator.uniform(0, 0.02))


def sizes(model: Model) -> Floats:
    """Return of each project the sum of its shares of the budgets, if it begins as early as it can."""
    found = np.zeros(len(model.durations))
    members = model.members
    first = model.first[members]
    shares = model.amounts[first] / np.maximum(model.budget[model.cells[first]], 1)
    found[members] = shares.sum(axis=1)
    return found


def pack(state: State, prices: Prices, order: list[int]) -> None:
    """Add the projects that fit, in an order; before each what it needs."""
    model = state.model
    spare = 1.0 / np.maximum(model.budget, 1)
    spare[-1] = 0.0
    wanted = set(order)
    latest = np.full(len(model.durations), -1, dtype=np.intp)
    latest[model.members] = model.year[model.first[1:][model.members] - 1]
    for place in order:
        for one in chain(state, place):
            columns = _in_time(state, one, wanted, latest)
            columns = columns[state.fits(columns)]
            if not len(columns):
                break
            cells = model.cells[columns]
            room = (model.amounts[columns] * spare[cells] * state.left[cells] * spare[cells]).sum(axis=1)
            value = max(abs(float(model.value[columns].max())), 1e-9)
            worse = (prices.reduced[columns].max() - prices.reduced[columns]) / value
            state.add(int(columns[np.argmax(room / max(float(room.max()), 1e-12) - WORSE * worse)]))


def chain(state: State, place: int) -> list[int]:
    """Return a project and all it needs that is not chosen, what is needed first; empty where it is chosen."""
    found: dict[int, None] = {}
    stack = [place] if state.column[place] < 0 else []
    while stack:
        one = stack[-1]
        missing = [other for other in state.model.needs[one] if state.column[other] < 0 and other not in found]
        if missing:
            stack += missing
        else:
            found[stack.pop()] = None
    return list(found)


def _in_time(state: State, place: int, wanted: set[int], latest: Indices) -> Indices:
    """Return the columns that are possible and leave time for what needs this project."""
    model = state.model
    columns = state.possible(place)
    ends = [int(latest[other]) for other in model.needed[place] if other in wanted and latest[other] >= 0]
    if ends and len(columns):
        timely = columns[model.year[columns] <= min(ends) - model.durations[place]]
        return timely if len(timely) else columns
    return columns


def _order(model: Model, best: Floats, worth: Floats, size: Floats, core: float, edge: float) -> list[int]:
    inside = np.flatnonzero((best > -edge * np.abs(worth)) & np.isfinite(best) | model.must)
    ratio = worth[inside] / np.maximum(worth[inside] - best[inside], 1e-9)
    ratio[model.must[inside]] = np.inf
    inside = inside[np.argsort(-ratio, kind="stable")]
    total = np.cumsum(size[inside])
    split = int(np.searchsorted(total, core * total[-1])) if len(total) else 0
    parts = inside[:split], inside[split:]
    must = inside[model.must[inside]]
    order = np.concatenate([must, *(part[np.argsort(-size[part], kind="stable")] for part in parts)])
    found: list[int] = order.tolist()
    return found
