"""Votes counted by statement and group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rumbo.methods.consensus.votes import AGREE, DISAGREE, MISSING, Votes

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Tally:
    """How often each statement that takes part was agreed with, disagreed with and voted on at all.

    ``statements`` (m) are ids; the counts are arrays groups × m.
    """

    statements: Ints
    agree: Ints
    disagree: Ints
    total: Ints

    @property
    def elsewhere(self) -> Tally:
        """The counts of everybody outside each group."""
        counts = (self.agree, self.disagree, self.total)
        return Tally(self.statements, *(count.sum(axis=0) - count for count in counts))

    @property
    def together(self) -> Tally:
        """The counts of all groups as one."""
        counts = (self.agree, self.disagree, self.total)
        return Tally(self.statements, *(count.sum(axis=0, keepdims=True) for count in counts))


def tally(votes: Votes, labels: Ints | None = None) -> Tally:
    """Count the votes by group; without ``labels`` everybody is one group.

    ``labels`` (n) gives each person's group from 0; people with -1 are not counted.

    Raises:
        ValueError: there is not one label for each person.
    """
    if labels is None:
        labels = np.zeros(len(votes.participants), np.int64)
    if np.shape(labels) != votes.participants.shape:
        raise ValueError(f"{np.shape(labels)} labels for {len(votes.participants)} people")
    kept = np.flatnonzero(votes.taking_part)
    cells = votes.cells if len(kept) == len(votes.statements) else votes.cells[:, kept]
    groups = [cells[labels == number] for number in range(int(labels.max(initial=-1)) + 1)]
    return Tally(
        votes.statements[kept],
        _counts([group == AGREE for group in groups], len(kept)),
        _counts([group == DISAGREE for group in groups], len(kept)),
        _counts([group != MISSING for group in groups], len(kept)),
    )


def _counts(groups: list[NDArray[np.bool_]], statements: int) -> Ints:
    rows = [np.count_nonzero(group, axis=0) for group in groups]
    return np.array(rows, np.int64).reshape(len(groups), statements)
