"""Counts of opinions by part of the people, safe to tell: see `rumbo.participation.queries.disclosure`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rumbo.methods.consensus import AGREE, DISAGREE, tally
from rumbo.participation.queries.disclosure import FEWEST, nearly_all, protected, protected_units

if TYPE_CHECKING:
    from rumbo.methods.consensus import Tally, Votes
    from rumbo.participation.queries.voters import Units

SIDES = {"agree": AGREE, "disagree": DISAGREE}


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people answered what to a statement; None is not told, since it would give somebody away.

    ``nearly_all`` is the side that all but 1 to 4 of those who voted took: said in words, never in numbers.
    """

    agree: int | None
    disagree: int | None
    passed: int | None
    votes: int | None
    nearly_all: str = ""

    def side(self, name: str) -> int | None:
        """Return how many took a side."""
        return self.agree if name == "agree" else self.disagree

    def percent(self, name: str) -> int | None:
        """Return the share of a side, in whole percent, where it may be told."""
        people = self.side(name)
        return None if people is None or not self.votes else round(100 * people / self.votes)

    @property
    def hides(self) -> bool:
        """Whether something is not told."""
        return None in (self.agree, self.disagree, self.passed, self.votes)


#: Nothing is told of a statement that fewer than 5 people voted on.
NOTHING = Counts(None, None, None, None)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the people, at least 5 of them, and what they answered, by statement."""

    name: str
    people: int
    counts: Mapping[int, Counts]


def whole_counts(votes: Votes) -> dict[int, Counts]:
    """Return what everybody answered, by statement."""
    return {statement: told_whole(rows[0]) for statement, rows in _rows(tally(votes)).items()}


def parts(votes: Votes, division: Units, whole: Mapping[int, Counts]) -> tuple[Part, ...]:
    """Return what each part of the people answered; nothing of it follows by subtraction from the whole."""
    found: list[dict[int, Counts]] = [{} for _name in division.names]
    for statement, rows in _rows(tally(votes, division.labels)).items():
        for place, counts in enumerate(told_parts(rows, whole[statement])):
            found[place][statement] = counts
    sizes = np.bincount(division.labels, minlength=len(division.names)).tolist()
    return tuple(Part(name, size, counts) for name, size, counts in zip(division.names, sizes, found, strict=True))


def told_whole(row: list[int]) -> Counts:
    """Return what is told of the agree, disagree and pass of everybody."""
    if sum(row) < FEWEST:
        return NOTHING
    agree, disagree, passed = protected(row)
    return Counts(agree, disagree, passed, sum(row), _nearly_all(row))


def told_parts(rows: list[list[int]], whole: Counts) -> list[Counts]:
    """Return what is told of the agree, disagree and pass of each part, where ``whole`` is told of everybody."""
    if whole.votes is None:
        return [NOTHING for _row in rows]
    totals = np.sum(rows, axis=0).tolist()
    told = protected_units(rows, [whole.agree, whole.disagree, whole.passed, whole.votes], [*totals, sum(totals)])
    return [
        Counts(agree, disagree, passed, votes, _nearly_all(row) if votes is not None else "")
        for row, (agree, disagree, passed, votes) in zip(rows, told, strict=True)
    ]


def _rows(counts: Tally) -> dict[int, list[list[int]]]:
    """Return agree, disagree and pass of each part, by statement."""
    passed = counts.total - counts.agree - counts.disagree
    stacked = np.stack([counts.agree, counts.disagree, passed], axis=-1)
    return {int(statement): stacked[:, place].tolist() for place, statement in enumerate(counts.statements)}


def _nearly_all(row: list[int]) -> str:
    """Return the side that all but 1 to 4 took, where there is one."""
    place = nearly_all(row)
    return "" if place is None or place >= len(SIDES) else tuple(SIDES)[place]
