"""How important people find things: ratings from 1 to 5, points to spread, and rankings; and how far they agree."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

BY_CHANCE = 0.05  # above this p the order could be chance
FEW_PEOPLE = 50  # up to here p comes from permutations; with more people chi-square is as good
_DRAWS = 4999
_SEED = 2040
_Z95 = NormalDist().inv_cdf(0.975)

Floats = NDArray[np.float64]


class Kind(Enum):
    """How people said what is important to them."""

    RATING = "rating"  # 1 to 5, 5 the most; an item may be left out
    POINTS = "points"  # a number of points spread over the items; an item without points got none
    RANKING = "ranking"  # 1 is the most important; items left out come after those ranked


@dataclass(frozen=True)
class Item:
    """One item: its column, how many people rated it, and the mean and standard deviation of what they gave.

    ``low`` to ``high`` is the 95 % interval of the mean, by the normal distribution. With fewer than two people
    ``spread`` and the interval are None, with none ``mean`` too.
    """

    column: int
    people: int
    mean: float | None
    spread: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Concordance:
    """How far people order the items alike: Kendall's W, corrected for ties, from 0 (not at all) to 1 (all the same).

    ``people`` is how many could be compared. ``p`` is the chance of at least this W if everybody ordered at random,
    found by ``method`` ("permutations" or "chi-square"); ``by_chance`` says whether the order could be chance.
    """

    w: float
    people: int
    chi_square: float
    freedom: int
    p: float
    method: str

    @property
    def by_chance(self) -> bool:
        """Say whether the order could be chance: p is above 0.05."""
        return self.p > BY_CHANCE


@dataclass(frozen=True)
class Importance:
    """The items in order, the most important first, and how far people agree; None where nobody can be compared."""

    items: tuple[Item, ...]
    concordance: Concordance | None


def importance(values: ArrayLike, kind: Kind) -> Importance:
    """Return the order of the items (columns) by their mean, from what each person (row) gave; NaN is missing.

    What is missing: an item without points has 0 from whoever spread any; an item that was not ranked shares the mean
    of the places that are left; a rating that is missing is left out of the mean, and who left one out is not
    compared in W. Items of equal mean keep the order of their columns.

    Raises:
        ValueError: not a table, a rating outside 1 to 5, negative points, or ranks that are not 1, 2, 3 ... without
            repetition.
    """
    filled = _complete(values, kind)
    complete = filled[~np.isnan(filled).any(axis=1)]
    return Importance(_ordered(filled, kind), concordance(complete if kind is Kind.RANKING else -complete))


def order(values: ArrayLike, kind: Kind) -> tuple[Item, ...]:
    """Return the items in order as `importance` does, without how far people agree, which takes longest."""
    return _ordered(_complete(values, kind), kind)


def concordance(values: ArrayLike) -> Concordance | None:
    """Return Kendall's W of complete values (people × items; the order of the values is what counts).

    None with fewer than two people or two items, or where each person gave all items the same.
    """
    ranks = _ranks(np.asarray(values, np.float64))
    people, items = ranks.shape
    if people < 2 or items < 2:
        return None
    most = (people**2 * (items**3 - items) - people * _ties(ranks)) / 12
    if most <= 0:
        return None
    w = min(_apart(ranks) / most, 1.0)
    chi_square = people * (items - 1) * w
    by_permutation = people <= FEW_PEOPLE
    p = _permuted(ranks) if by_permutation else chi_square_tail(chi_square, items - 1)
    method = "permutations" if by_permutation else "chi-square"
    return Concordance(w, people, chi_square, items - 1, p, method)


def chi_square_tail(value: float, freedom: int) -> float:
    """Return the chance that chi-square with this freedom is above ``value``; a finite sum, exact."""
    half = value / 2
    if half <= 0:
        return 1.0
    if freedom % 2 == 0:
        logs = [i * math.log(half) - half - math.lgamma(i + 1) for i in range(freedom // 2)]
        return min(sum(map(math.exp, logs)), 1.0)
    logs = [(i + 0.5) * math.log(half) - half - math.lgamma(i + 1.5) for i in range(freedom // 2)]
    return min(math.erfc(math.sqrt(half)) + sum(map(math.exp, logs)), 1.0)


def _complete(values: ArrayLike, kind: Kind) -> Floats:
    """Return the rows of those who gave anything; what is missing is filled in where the kind says as what."""
    given = _checked(np.asarray(values, np.float64), kind)
    return _filled(given[~np.isnan(given).all(axis=1)], kind)


def _ordered(filled: Floats, kind: Kind) -> tuple[Item, ...]:
    items = [_item(column, filled[:, column]) for column in range(filled.shape[1])]
    most = 1 if kind is Kind.RANKING else -1
    items.sort(key=lambda item: math.inf if item.mean is None else most * item.mean)
    return tuple(items)


def _checked(values: Floats, kind: Kind) -> Floats:
    if values.ndim != 2:
        raise ValueError(f"people × items are expected, not {values.ndim} dimensions")
    given = values[~np.isnan(values)]
    if kind is Kind.RATING and ((given < 1) | (given > 5)).any():
        raise ValueError("a rating is outside 1 to 5")
    if kind is Kind.POINTS and ((given < 0) | np.isinf(given)).any():
        raise ValueError("points are negative or infinite")
    if kind is Kind.RANKING:
        ranked = np.sort(values, axis=1)
        expected = np.arange(1, values.shape[1] + 1)
        if not (np.isnan(ranked) | (ranked == expected)).all():
            raise ValueError("ranks are not 1, 2, 3 … without repetition")
    return values


def _filled(given: Floats, kind: Kind) -> Floats:
    """Return the values with what is missing filled in, where the kind says what it means."""
    missing = np.isnan(given)
    if kind is Kind.POINTS:
        return np.where(missing, 0, given)
    if kind is Kind.RANKING:
        ranked = (~missing).sum(axis=1, keepdims=True)
        return np.where(missing, (ranked + 1 + given.shape[1]) / 2, given)
    return given


def _item(column: int, values: Floats) -> Item:
    given = values[~np.isnan(values)]
    people = len(given)
    if people == 0:
        return Item(column, 0, None, None, None, None)
    mean = float(given.mean())
    if people == 1:
        return Item(column, 1, mean, None, None, None)
    spread = float(given.std(ddof=1))
    half = _Z95 * spread / math.sqrt(people)
    return Item(column, people, mean, spread, mean - half, mean + half)


def _ranks(values: Floats) -> Floats:
    """Return the ranks in each row, from 1; equal values share the mean of their ranks."""
    ranks = np.empty_like(values)
    for row, ranked in zip(values, ranks, strict=True):
        _, places, counts = np.unique(row, return_inverse=True, return_counts=True)
        last = counts.cumsum()
        ranked[:] = (last - (counts - 1) / 2)[places]
    return ranks


def _ties(ranks: Floats) -> float:
    """Return Σ (t³ - t) over all sets of t equal ranks in a row."""
    total = 0
    for row in ranks:
        counts = np.unique(row, return_counts=True)[1]
        total += int((counts**3 - counts).sum())
    return float(total)


def _apart(ranks: Floats) -> float:
    """Return the sum of squares by which the items' rank sums differ from their mean."""
    sums = ranks.sum(axis=0)
    return float(((sums - sums.mean()) ** 2).sum())


def _permuted(ranks: Floats) -> float:
    """Return how often ranks that are shuffled within each person are at least as far apart; a fixed seed."""
    draw = np.random.default_rng(_SEED)
    reached = _apart(ranks) * (1 - 1e-9)
    hits = sum(_apart(draw.permuted(ranks, axis=1)) >= reached for _ in range(_DRAWS))
    return (hits + 1) / (_DRAWS + 1)
