"""The votes of one conversation as a matrix."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rumbo.methods.consensus.errors import VotesError

AGREE, PASS, DISAGREE = 1, 0, -1
MISSING = -128  # a statement that this person did not vote on
MOST_CELLS = 1_000_000_000  # one byte each
_MOST_LOOKUP = 10_000_000  # ids below this are found by table, others by sorting

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Votes:
    """Who voted what: ``cells[person, statement]`` is AGREE, PASS, DISAGREE or MISSING.

    ``participants`` (n) and ``statements`` (m) are the ids of the rows and columns; ``taking_part`` (m) is False for
    statements that were moderated out.
    """

    participants: Ints
    statements: Ints
    cells: NDArray[np.int8]
    taking_part: NDArray[np.bool_]

    @classmethod
    def from_rows(
        cls,
        participants: ArrayLike,
        statements: ArrayLike,
        values: ArrayLike,
        times: ArrayLike | None = None,
        moderated_out: Collection[int] = (),
    ) -> Votes:
        """Return the votes of a list of rows; of several votes by a person on a statement the last counts.

        The last is the one with the latest time; of equal times, and without times, the one further down.

        Raises:
            VotesError: ``bad_vote`` for a value other than 1, 0 and -1, ``too_large`` for a matrix beyond memory.
        """
        given = np.asarray(values)
        wrong = ~np.isin(given, (AGREE, PASS, DISAGREE))
        if wrong.any():
            raise VotesError("bad_vote", file="", line=int(wrong.argmax()) + 1, value=str(given[wrong.argmax()]))
        people, rows = _index(np.asarray(participants, np.int64))
        subjects, columns = _index(np.asarray(statements, np.int64))
        order = np.arange(len(given)) if times is None else np.argsort(np.asarray(times), kind="stable")
        cells = _empty(len(people), len(subjects))
        cells[rows[order], columns[order]] = given[order]
        return cls(people, subjects, cells, ~np.isin(subjects, list(moderated_out)))

    @classmethod
    def from_matrix(
        cls, participants: ArrayLike, statements: ArrayLike, cells: ArrayLike, moderated_out: Collection[int] = ()
    ) -> Votes:
        """Return the votes of a matrix (people × statements) of 1, 0, -1 and MISSING; a later row of a person wins.

        Raises:
            VotesError: ``bad_vote``, ``too_large``.
        """
        given = np.asarray(cells)
        if not np.isin(given, (AGREE, PASS, DISAGREE, MISSING)).all():
            row, column = np.argwhere(~np.isin(given, (AGREE, PASS, DISAGREE, MISSING)))[0]
            raise VotesError("bad_vote", file="", line=int(row) + 1, value=str(given[row, column]))
        ids = np.asarray(statements, np.int64)
        order = np.argsort(ids)
        matrix = given.astype(np.int8, copy=False)[:, order]
        people, rows = _index(np.asarray(participants, np.int64))
        if not np.array_equal(rows, np.arange(len(matrix))):
            matrix = _merged(matrix, rows, len(people))
        return cls(people, ids[order], matrix, ~np.isin(ids[order], list(moderated_out)))

    @cached_property
    def given(self) -> Ints:
        """The number of votes of each person on statements that take part (n)."""
        counts: Ints = np.count_nonzero(self.cells[:, self.taking_part] != MISSING, axis=1)
        return counts

    @property
    def count(self) -> int:
        """The number of votes on statements that take part."""
        return int(self.given.sum())

    def canonical(self) -> Votes:
        """Return the same votes with people in an order that depends on what they voted, not on who they are."""
        if not self.cells.size:
            return self
        letters = np.ascontiguousarray(self.cells[:, self.taking_part].view(np.uint8) + 2)  # no NUL
        keys = letters.view(f"S{letters.shape[1]}").ravel() if letters.shape[1] else np.zeros(len(letters))
        return self.of(np.lexsort((self.participants, keys)))

    def of(self, people: NDArray[np.int64]) -> Votes:
        """Return the votes of some people, by row number, in this order."""
        return replace(self, participants=self.participants[people], cells=self.cells[people])


def _index(ids: Ints) -> tuple[Ints, Ints]:
    """Return the sorted distinct ids, and the place of each id among them."""
    if len(ids) and ids.min() >= 0 and ids.max() < _MOST_LOOKUP:
        present = np.zeros(int(ids.max()) + 1, bool)
        present[ids] = True
        return np.flatnonzero(present), (np.cumsum(present) - 1)[ids]
    distinct, places = np.unique(ids, return_inverse=True)
    return distinct, places


def _empty(people: int, statements: int) -> NDArray[np.int8]:
    if people * statements > MOST_CELLS:
        raise VotesError("too_large", people=people, statements=statements)
    return np.full((people, statements), MISSING, np.int8)


def _merged(matrix: NDArray[np.int8], rows: Ints, people: int) -> NDArray[np.int8]:
    """Return one row a person, in the order of the ids; a person's later votes replace earlier ones."""
    merged = _empty(people, matrix.shape[1])
    if people == len(rows):
        merged[rows] = matrix
        return merged
    for row, place in zip(matrix, rows, strict=True):
        merged[place] = np.where(row == MISSING, merged[place], row)
    return merged
