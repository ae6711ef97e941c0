"""What may be told of counts so that nobody is given away: no number of 1 to 4 people, also not by subtraction.

A count that is not told is None. See ``docs/decisions/participation-results.md``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

#: A count of fewer people is not told, nor is anything about a group of fewer.
FEWEST = 5
_Cell = tuple[int, int]
_SAME = 1e-9
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Line:
    """Cells whose sum is told, or would follow, from another one: ``inner`` add up to ``margin``."""

    inner: tuple[_Cell, ...]
    margin: _Cell


def is_small(count: int) -> bool:
    """Whether a count is of 1 to 4 people."""
    return 0 < count < FEWEST


def protected(counts: Sequence[int]) -> list[int | None]:
    """Return counts of which the sum is told too, without those that would give somebody away.

    What is left out is never one count alone, and never of fewer than 5 people together: else the sum would tell it.
    Where all of them are fewer than 5 people, none is told, and the sum must not be told either.
    """
    hidden = {place for place, count in enumerate(counts) if is_small(count)}
    while hidden and (len(hidden) == 1 or sum(counts[place] for place in hidden) < FEWEST):
        left = [place for place in range(len(counts)) if place not in hidden]
        if not left:
            break
        hidden.add(min(left, key=lambda place: (counts[place] == 0, counts[place], place)))
    return [None if place in hidden else count for place, count in enumerate(counts)]


def protected_units(
    units: Sequence[Sequence[int]], whole: Sequence[int | None], totals: Sequence[int]
) -> list[list[int | None]]:
    """Return the counts of parts of a whole (units × answers), each row with its sum at the end, safe to tell.

    ``totals`` are the counts of the whole with their sum, ``whole`` what is told of them. Nothing that is left out
    follows from what is told of the units, of the whole, and of both together; also not where `nearly_all` is told in
    words of each row whose sum is told.
    """
    values = np.array([[*row, sum(row)] for row in units], np.int64).reshape(len(units), len(totals))
    table = np.vstack([values, np.array(totals, np.int64)])
    fixed = len(units)
    hidden = {(fixed, column) for column, told in enumerate(whole) if told is None}
    hidden |= _small_cells(values)
    lines = _lines(*values.shape)
    _cover(table, lines, hidden, fixed)
    if _exposed(table, lines, hidden):
        hidden |= {(row, column) for row in range(fixed) for column in range(table.shape[1])}
    return [
        [None if (row, column) in hidden else int(value) for column, value in enumerate(cells)]
        for row, cells in enumerate(values)
    ]


def nearly_all(row: Sequence[int]) -> int | None:
    """Return which answer all but 1 to 4 of those who answered gave, of 10 people or more; else None."""
    votes = sum(row)
    if votes < 2 * FEWEST:
        return None
    return next((place for place, count in enumerate(row) if is_small(votes - count)), None)


def pooled(sizes: Sequence[int], rest: int = 0) -> tuple[list[int], int]:
    """Return which parts of a whole are large enough to be told apart, and how many people all others are together.

    ``rest`` are people of no part. The others are none, or at least 5: where they are fewer the smallest part joins
    them.
    """
    order = sorted((place for place, size in enumerate(sizes) if size), key=lambda place: (-sizes[place], place))
    kept = [place for place in order if sizes[place] >= FEWEST]
    rest += sum(sizes[place] for place in order[len(kept) :])
    while is_small(rest) and kept:
        rest += sizes[kept.pop()]
    return kept, rest


def _small_cells(values: Ints) -> set[_Cell]:
    rows, columns = values.shape
    hidden = {(row, column) for row in range(rows) for column in range(columns) if is_small(int(values[row, column]))}
    few = [row for row in range(rows) if is_small(int(values[row, -1]))]
    return hidden | {(row, column) for row in few for column in range(columns)}


def _lines(rows: int, columns: int) -> list[_Line]:
    across = [_Line(tuple((row, column) for column in range(columns - 1)), (row, columns - 1)) for row in range(rows)]
    down = [_Line(tuple((row, column) for row in range(rows)), (rows, column)) for column in range(columns)]
    return across + down


def _cover(table: Ints, lines: Iterable[_Line], hidden: set[_Cell], fixed: int) -> None:
    """Hide more cells until no line alone tells one; cells of the row ``fixed`` stay as they are."""
    lines = list(lines)
    changed = True
    while changed:
        changed = False
        for line in lines:
            cell = _next_to_hide(table, line, hidden)
            if cell is not None and cell[0] != fixed:
                hidden.add(cell)
                changed = True


def _next_to_hide(table: Ints, line: _Line, hidden: set[_Cell]) -> _Cell | None:
    covered = [cell for cell in line.inner if cell in hidden]
    if line.margin in hidden:
        safe = bool(covered)
    else:
        together = int(sum(table[cell] for cell in covered))
        safe = not covered or (len(covered) > 1 and not is_small(together))
    left = [cell for cell in line.inner if cell not in hidden]
    if safe or not left:
        return None
    return min(left, key=lambda cell: (table[cell] == 0, table[cell], cell))


def _worded(table: Ints, hidden: set[_Cell]) -> dict[_Cell, tuple[int, int]]:
    """Return between what counts those lie of which it is told in words that they are nearly all."""
    last = table.shape[1] - 1
    found = {}
    for row, cells in enumerate(table.tolist()):
        place = nearly_all(cells[:-1])
        if place is not None and (row, last) not in hidden:
            found[row, place] = (cells[-1] - FEWEST + 1, cells[-1] - 1)
    return found


def _exposed(table: Ints, lines: Sequence[_Line], hidden: set[_Cell]) -> bool:
    """Whether some hidden count follows from what is told, by adding lines up or from what counts cannot be."""
    if not hidden:
        return False
    cells = sorted(hidden)
    place = {cell: number for number, cell in enumerate(cells)}
    last, columns = len(table) - 1, table.shape[1]
    of_whole = _Line(tuple((last, column) for column in range(columns - 1)), (last, columns - 1))
    sums = np.zeros((len(lines) + 1, len(cells)))
    known = np.zeros(len(lines) + 1)
    for number, line in enumerate([*lines, of_whole]):
        for cell, sign in [*((inner, 1) for inner in line.inner), (line.margin, -1)]:
            if cell in place:
                sums[number, place[cell]] = sign
            else:
                known[number] -= sign * table[cell]
    worded = _worded(table, hidden)
    ends = np.array([worded.get(cell, (0, int(table.max()))) for cell in cells], float)
    return _determined(sums) or _pinned(sums, known, [is_small(int(table[cell])) for cell in cells], ends)


def _determined(sums: Floats) -> bool:
    """Whether a hidden count is the same in all solutions of the sums."""
    _left, singular, right = np.linalg.svd(sums)
    free = right[int((singular > _SAME).sum()) :]
    return not len(free) or bool((np.abs(free).max(axis=0) < _SAME).any())


def _pinned(sums: Floats, known: Floats, small: Sequence[bool], ends: Floats) -> bool:
    """Whether the bounds of a small hidden count meet, taking the sums one by one until nothing moves."""
    low, high = ends.T
    used = sums != 0
    signs = np.where(used, sums, 1)
    for _round in range(2 * len(sums)):
        least, greatest = np.where(sums > 0, low, -high) * used, np.where(sums > 0, high, -low) * used
        one = (known[:, None] - (least.sum(axis=1, keepdims=True) - least)) / signs
        other = (known[:, None] - (greatest.sum(axis=1, keepdims=True) - greatest)) / signs
        new_low = np.maximum(low, np.where(used, np.minimum(one, other), 0).max(axis=0))
        new_high = np.minimum(high, np.where(used, np.maximum(one, other), np.inf).min(axis=0))
        if np.array_equal(low, new_low) and np.array_equal(high, new_high):
            break
        low, high = new_low, new_high
    return bool(((high - low < _SAME) & np.array(small)).any())
