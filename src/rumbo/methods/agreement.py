"""How far people agree on an order where not everybody has judged everything: Kendall's W of incomplete tables."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rumbo.methods.importance import BY_CHANCE, chi_square_tail, concordance

Floats = NDArray[np.float64]

#: Up to so many values p comes from permutations; with more, chi-square is as good.
FEW_VALUES = 300
_CELLS = 4_000_000  # people × people × items that are compared at a time


@dataclass(frozen=True, slots=True)
class Agreement:
    """Kendall's W of a table with missing values: from 0, as by chance or worse, to 1, all order all alike.

    ``people`` and ``items`` are how many could be compared; ``each`` is how many people an item has on average.
    ``pairs`` is the mean rank correlation of two people over what both have judged. ``p`` is the chance of at least
    this W if everybody ordered at random, found by ``method`` ("permutations" or "chi-square").
    """

    w: float
    people: int
    items: int
    each: float
    pairs: float
    p: float
    method: str

    @property
    def by_chance(self) -> bool:
        """Say whether the order could be chance: p is above 0.05."""
        return self.p > BY_CHANCE


def agreement(values: ArrayLike) -> Agreement | None:
    """Return how far people (rows) order the items (columns) alike; NaN is missing, and only order counts.

    Each two people are compared on what both have judged, ranked anew among that. The mean of their correlations
    becomes W as in a complete table, W = (1 + (n − 1) · mean) / n with n people an item; for a complete table that
    is Kendall's W corrected for ties. None where no two people have two items in common that either tells apart.

    Raises:
        ValueError: the values are not a table.
    """
    table = np.asarray(values, np.float64)
    if table.ndim != 2:
        raise ValueError(f"people × items are expected, not {table.ndim} dimensions")
    table = _comparable(table)
    if table.size and table.size <= FEW_VALUES and not np.isnan(table).any():
        return _complete(table)
    return _incomplete(table)


def _comparable(table: Floats) -> Floats:
    """Return the table without items that fewer than two people have judged, and people left with fewer than two."""
    while table.size:
        known = ~np.isnan(table)
        items, people = known.sum(axis=0) > 1, known.sum(axis=1) > 1
        if items.all() and people.all():
            break
        table = table[:, items] if not items.all() else table[people]
    return table


def _complete(table: Floats) -> Agreement | None:
    found = concordance(table)
    if found is None:
        return None
    people, items = table.shape
    mean = (people * found.w - 1) / (people - 1)
    return Agreement(found.w, people, items, float(people), mean, found.p, found.method)


def _incomplete(table: Floats) -> Agreement | None:
    if not table.size:
        return None
    together, own, chance = _pairs(table)
    most = float(np.triu(own + own.T, 1).sum()) / 2
    if most <= 0:
        return None
    people, items = table.shape
    mean = float(np.triu(together, 1).sum()) / most
    each = float((~np.isnan(table)).sum()) / items
    w = min(max((1 + (each - 1) * mean) / each, 0.0), 1.0)
    spread = math.sqrt(chance) / most
    return Agreement(w, people, items, each, mean, _tail(mean, spread, each), "chi-square")


def _tail(mean: float, spread: float, each: float) -> float:
    """Return the chance of at least this mean, by the chi-square that has its least value, its mean 0 and its spread.

    In a complete table that is chi-square of about n − 1 degrees of freedom, as it is used for Kendall's W.
    """
    if spread <= 0:
        return 1.0
    freedom = max(round(2 / ((each - 1) * spread) ** 2), 1)
    return chi_square_tail(freedom + math.sqrt(2 * freedom) * mean / spread, freedom)


def _pairs(table: Floats) -> tuple[Floats, Floats, float]:
    """Return for each two people the products of their ranks and the squares of the first's, over what both have.

    The third is the variance of the sum of the products if everybody ordered at random.
    """
    people, items = table.shape
    known = ~np.isnan(table)
    sorts = [_Sorted(row) for row in table]
    together, own, chance = np.zeros((people, people)), np.zeros((people, people)), 0.0
    counts = known.astype(np.float64) @ known.T.astype(np.float64)
    step = max(_CELLS // (people * items), 1)
    for start in range(0, people, step):
        block = range(start, min(start + step, people))
        theirs = np.stack([sorts[one].ranks(known[block.start : block.stop]) for one in range(people)])
        back = theirs.swapaxes(0, 1) if len(block) == people else _of(sorts, block, known)
        together[:, block.start : block.stop] = np.einsum("abj,abj->ab", theirs, back)
        own[:, block.start : block.stop] = np.einsum("abj,abj->ab", theirs, theirs)
    with np.errstate(divide="ignore", invalid="ignore"):
        each = np.where(counts > 1, own * own.T / (counts - 1), 0.0)
    chance = float(np.triu(each, 1).sum())
    return together, own, chance


def _of(sorts: list[_Sorted], block: range, known: NDArray[np.bool_]) -> Floats:
    """Return the ranks that the people of a block give among what each person has judged."""
    return np.stack([sorts[one].ranks(known) for one in block], axis=1)


class _Sorted:
    """What one person gave, sorted once, to be ranked among any of the items."""

    def __init__(self, row: Floats) -> None:
        self.size = len(row)
        self.order = np.argsort(row, kind="stable")[: int((~np.isnan(row)).sum())]
        values = row[self.order]
        starts = np.flatnonzero(np.concatenate([[True], values[1:] != values[:-1]]))
        lengths = np.diff(np.concatenate([starts, [len(values)]]))
        self.first, self.last = np.repeat(starts, lengths), np.repeat(starts + lengths, lengths)

    def ranks(self, among: NDArray[np.bool_]) -> Floats:
        """Return the ranks less their mean, a row for each set of items; 0 for items that are not in it."""
        mask = among[:, self.order]
        upto = np.zeros((len(among), len(self.order) + 1))
        np.cumsum(mask, axis=1, out=upto[:, 1:])
        middle = (upto[:, self.first] + upto[:, self.last] - upto[:, -1:]) / 2
        ranks = np.zeros((len(among), self.size))
        ranks[:, self.order] = np.where(mask, middle, 0.0)
        return ranks
