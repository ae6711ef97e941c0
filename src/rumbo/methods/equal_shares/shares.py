"""What voters have left, in floating point for speed and as exact fractions where that decides.

A project is bought by its supporters: each pays in proportion to the points given, at a price per point that is the
same for all, or all that he or she has left. `Purse` finds that price to about 12 digits; `ExactPurse` repeats the
purchases in whole numbers. Voters who paid for the same projects with the same points have the same left: the exact
purse keeps one amount for all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rumbo.methods.equal_shares.election import Election, Indices, Points

#: Relative error that a price in floating point may have at most; what is closer is decided exactly.
PRECISION = 1e-10


@dataclass(frozen=True, slots=True)
class Price:
    """What a point of a project costs, how far off that may be, and the exact price where that is plain to see."""

    value: float
    error: float
    exact: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Payment:
    """How one project was paid: the price of a point, and what each of its supporters paid."""

    project: str
    price: Fraction
    voters: tuple[int, ...]
    amounts: tuple[Fraction, ...]


class Purse:
    """What each voter has left, in units of the election, in floating point."""

    def __init__(self, election: Election, start: Fraction) -> None:
        self.election = election
        self.start = start
        self.left = np.full(election.voters, float(start))
        self.bought: list[int] = []
        self._exact: ExactPurse | None = None

    def price(self, project: int) -> Price:
        """Return the price of a point of a project; infinity where it is out of reach.

        Where that is too close to tell, the error is infinity too.
        """
        cost, points = self.election.costs[project], self.election.points[project]
        have = self.left[self.election.supporters[project]]
        total, weight = float(have.sum()), int(points.sum())
        margin = PRECISION * (cost + total)
        if total <= cost + margin:
            return Price(np.inf, 0.0 if total < cost - margin else np.inf)
        price = cost / weight
        if (have - price * points).min() > margin:  # nobody has too little
            return Price(price, 0.0, Fraction(cost, weight))
        price, paying = _meeting_price(have, points, cost)
        return Price(price, margin / paying + PRECISION * price)

    def exact(self) -> ExactPurse:
        """Return the same purse in whole numbers."""
        if self._exact is None:
            self._exact = ExactPurse(self.election, self.start)
        for project in self.bought[len(self._exact.prices) :]:
            self._exact.buy(project)
        return self._exact

    def buy(self, project: int, price: float) -> None:
        """Let the supporters of a project pay for it."""
        who = self.election.supporters[project]
        have = self.left[who]
        self.left[who] = np.maximum(have - price * self.election.points[project], 0.0)
        self.bought.append(project)


class ExactPurse:
    """What each voter has left, exactly: class c of voters has ``left[c]`` / ``unit``."""

    def __init__(self, election: Election, start: Fraction) -> None:
        self.election = election
        self.unit = start.denominator
        self.left: NDArray[Any] = np.array([start.numerator], dtype=object)
        self.kind: Indices = np.zeros(election.voters, dtype=np.intp)
        self.prices: list[Fraction] = []

    def price(self, project: int) -> Fraction | None:
        """Return the price of a point of a project; None where its supporters have not enough."""
        found = self._price(project)
        return found[0] if found is not None else None

    def buy(self, project: int) -> Fraction:
        """Let the supporters of a project pay for it, and return the price of a point.

        Raises:
            ValueError: they have not enough.
        """
        found = self._price(project)
        if found is None:
            raise ValueError(f"the supporters of {self.election.projects[project]} have not enough")
        price, kinds, points, place = found
        self._rescale(price.denominator)
        paid: Any = price.numerator * (self.unit // price.denominator)
        who = self.election.supporters[project]
        rest = np.maximum(self.left[kinds] - points.astype(object) * paid, 0)
        spared = np.unique(np.delete(self.kind, who))
        kind = np.searchsorted(spared, self.kind)
        kind[who] = len(spared) + place
        self.kind, self.left = kind, np.concatenate((self.left[spared], rest))
        self.prices.append(price)
        return price

    def left_of(self, voter: int) -> Fraction:
        """Return what a voter has left."""
        return Fraction(self.left[self.kind[voter]], self.unit)

    def _price(self, project: int) -> tuple[Fraction, Indices, Points, Indices] | None:
        """Return the price, and the kinds of supporters with their points, and which of them each supporter is."""
        kinds, points, place = _pairs(self.kind[self.election.supporters[project]], self.election.points[project])
        counts = np.bincount(place, minlength=len(kinds)).astype(object)
        have, cost = self.left[kinds], self.election.costs[project] * self.unit
        if not len(kinds) or (have * counts).sum() < cost:
            return None
        weights = points.astype(object)
        rich = np.ones(len(kinds), dtype=bool)
        while True:
            rest = cost - (have * counts)[~rich].sum()
            total = (weights * counts)[rich].sum()
            poor = rich & (have * total < weights * rest)
            if not poor.any():
                return Fraction(int(rest), int(total) * self.unit), kinds, points, place
            rich &= ~poor

    def _rescale(self, denominator: int) -> None:
        factor = Fraction(self.unit, denominator).denominator
        if factor > 1:
            self.left = self.left * factor
            self.unit *= factor


def payments(election: Election, bought: Sequence[int], start: Fraction) -> tuple[list[Payment], list[Fraction]]:
    """Return how projects were paid, in order, by voters with ``start`` each, and what each voter has left.

    All amounts are in the money of the election (not in its units).

    Raises:
        ValueError: the supporters of a project have not enough.
    """
    purse = ExactPurse(election, start)
    made = []
    for project in bought:
        who = election.supporters[project].tolist()
        before = [purse.left_of(voter) for voter in who]
        price = purse.buy(project)
        paid = [(had - purse.left_of(voter)) / election.scale for voter, had in zip(who, before, strict=True)]
        made.append(Payment(election.projects[project], price / election.scale, tuple(who), tuple(paid)))
    return made, [purse.left_of(voter) / election.scale for voter in range(election.voters)]


def _meeting_price(have: NDArray[np.float64], points: Points, cost: int) -> tuple[float, float]:
    """Return the price at which what is paid meets the cost, and the points of those who pay it in full."""
    poor = np.zeros(len(have), dtype=bool)
    weight = float(points.sum())
    price = cost / weight
    while True:
        more = poor | (have < price * points)
        if (more == poor).all():
            return price, weight
        poor = more
        if poor.all():  # but for rounding, they have just enough: the richest one's price
            richest = int(np.argmax(have / points))
            return float(have[richest] / points[richest]), float(points[richest])
        weight = float(points[~poor].sum())
        price = (cost - float(have[poor].sum())) / weight


def _pairs(kinds: Indices, points: Points) -> tuple[Indices, Points, Indices]:
    """Return the different pairs of kind and points, and which of them each supporter is."""
    width = int(points.max(initial=0)) + 1
    codes, place = np.unique(kinds.astype(np.int64) * width + points, return_inverse=True)
    return (codes // width).astype(np.intp), codes % width, place
