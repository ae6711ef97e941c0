"""Weights of criteria: given directly, as points, by swing or by pairwise comparison; of one person and of many.

All functions return weights of sum 1 in the order of the criteria.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

#: Consistency ratio above which judgements should be looked at again (Saaty, 1980).
CONSISTENT = 0.1
#: Mean consistency index of random judgements for 1 to 15 criteria (Saaty, 1980).
RANDOM_INDEX = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)
#: A weight of 0 counts as this in a geometric mean: one person's 0 does not undo what all others gave.
LEAST = 0.001


@dataclass(frozen=True, slots=True)
class Judgement:
    """One comparison: the criterion ``row`` was said to be ``given`` times as important as the criterion ``column``.

    ``fitting`` is the ratio that all other judgements point to; ``ratio`` the consistency ratio with it in place.
    """

    row: int
    column: int
    given: float
    fitting: float
    ratio: float


@dataclass(frozen=True, slots=True)
class Pairwise:
    """Weights from pairwise comparison: ``ratio`` is the consistency ratio, at most `CONSISTENT` where all is well.

    ``largest`` is the principal eigenvalue, ``index`` the consistency index; ``breaking`` are the judgements whose
    change would help most, the worst first.
    """

    weights: Floats
    largest: float
    index: float
    ratio: float
    breaking: tuple[Judgement, ...]

    @property
    def is_consistent(self) -> bool:
        """Whether the judgements fit together well enough."""
        return self.ratio <= CONSISTENT


@dataclass(frozen=True, slots=True)
class Combined:
    """Weights of many: the geometric mean, the lowest and highest that anybody gave, and the spread.

    ``spread`` is the geometric standard deviation of each: 1 where all agree; 2 where weights of half and of twice
    the mean are common.
    """

    weights: Floats
    low: Floats
    high: Floats
    spread: Floats


def direct(values: ArrayLike) -> Floats:
    """Return weights in proportion to the numbers given.

    Raises:
        ValueError: one is negative or not finite, or all are 0.
    """
    numbers = np.asarray(values, dtype=np.float64)
    if numbers.ndim != 1 or not len(numbers) or not np.isfinite(numbers).all() or (numbers < 0).any():
        raise ValueError("weights are numbers of 0 or more, one a criterion")
    if numbers.sum() <= 0:
        raise ValueError("at least one weight has to be above 0")
    shares: Floats = numbers / numbers.sum()
    return shares


def points(values: ArrayLike, total: float = 100) -> Floats:
    """Return weights from points that were spread among the criteria.

    Raises:
        ValueError: as `direct`, or the points are not ``total`` together; the sentence says by how much.
    """
    shares = direct(values)
    left = total - float(np.asarray(values, dtype=np.float64).sum())
    if abs(left) > 1e-9 * total:
        raise ValueError(f"{abs(left):g} points {'are left' if left > 0 else 'too many'}: spread exactly {total:g}")
    return shares


def swing(values: ArrayLike) -> Floats:
    """Return weights by swing (von Winterfeldt and Edwards, 1986).

    Each number says, from 0 to 100, how much going from the worst to the best in a criterion is worth beside the same
    in the most important one, which has 100.

    Raises:
        ValueError: as `direct`, or no criterion has 100, or one has more.
    """
    shares = direct(values)
    if abs(float(np.max(np.asarray(values, dtype=np.float64))) - 100) > 1e-9:
        raise ValueError("the most important criterion has 100, and no other has more")
    return shares


def pairwise(judgements: ArrayLike) -> Pairwise:
    """Return weights by pairwise comparison, the principal eigenvector of the judgements (Saaty, 1980).

    ``judgements`` is a square matrix: in row i and column j stands how many times as important criterion i is as
    criterion j, and in row j and column i the reciprocal.

    Raises:
        ValueError: the matrix is not square, has more than 15 criteria, has a number that is not above 0, or is not
            reciprocal.
    """
    matrix = np.asarray(judgements, dtype=np.float64)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or not len(matrix):
        raise ValueError("the judgements need a row and a column for each criterion")
    if len(matrix) > len(RANDOM_INDEX):
        raise ValueError(f"at most {len(RANDOM_INDEX)} criteria can be compared in pairs")
    if not np.isfinite(matrix).all() or (matrix <= 0).any():
        raise ValueError("every judgement has to be above 0")
    if not np.allclose(matrix * matrix.T, 1, rtol=0, atol=1e-6):
        raise ValueError("the judgement of j against i has to be one divided by that of i against j")
    weights, largest = _principal(matrix)
    index, ratio = _consistency(largest, len(matrix))
    return Pairwise(weights, largest, index, ratio, _breaking(matrix, ratio))


def combine(rows: ArrayLike, voices: ArrayLike | None = None) -> Combined:
    """Return the weights of many people, a row each, by geometric mean (Aczél and Saaty, 1983).

    ``voices`` says how much each counts, all the same where it is not given. Weights of 0 count as `LEAST`.

    Raises:
        ValueError: there is nobody, a weight is negative, or nobody has a voice.
    """
    table = np.array([direct(row) for row in np.atleast_2d(np.asarray(rows, dtype=np.float64))])
    if not table.size:
        raise ValueError("nobody has given weights")
    share = direct(np.ones(len(table)) if voices is None else voices)
    logs = np.log(np.maximum(table, LEAST))
    middle = share @ logs
    mean = np.exp(middle)
    spread: Floats = np.exp(np.sqrt(share @ (logs - middle) ** 2))
    return Combined(mean / mean.sum(), table.min(axis=0), table.max(axis=0), spread)


def combine_groups(rows: ArrayLike, groups: Sequence[Hashable]) -> tuple[Combined, dict[Hashable, Combined]]:
    """Return the weights of all, every group with the same voice, and those of each group.

    Raises:
        ValueError: as `combine`, or there is not a group for each row.
    """
    table = np.atleast_2d(np.asarray(rows, dtype=np.float64))
    if len(groups) != len(table):
        raise ValueError("every person belongs to one group")
    sizes = Counter(groups)
    each = {
        group: combine(table[[place for place, one in enumerate(groups) if one == group]])
        for group in dict.fromkeys(groups)
    }
    return combine(table, [1 / sizes[group] for group in groups]), each


def _principal(matrix: Floats) -> tuple[Floats, float]:
    """Return the principal eigenvector of a positive matrix, of sum 1, and its eigenvalue."""
    values, vectors = np.linalg.eig(matrix)
    place = int(np.argmax(values.real))
    vector = np.abs(vectors[:, place].real)
    return vector / vector.sum(), float(values[place].real)


def _consistency(largest: float, count: int) -> tuple[float, float]:
    if count < 3:
        return 0.0, 0.0
    index = max(0.0, (largest - count) / (count - 1))
    return index, index / RANDOM_INDEX[count - 1]


def _breaking(matrix: Floats, ratio: float) -> tuple[Judgement, ...]:
    """Return the judgements that fit the others worse than by a tenth, by how much their change would help."""
    found = []
    count = len(matrix)
    for row in range(count):
        for column in range(row + 1, count):
            fitting = _fitting(matrix, row, column)
            if abs(np.log(matrix[row, column] / fitting)) <= np.log(1.1):
                continue
            mended = matrix.copy()
            mended[row, column], mended[column, row] = fitting, 1 / fitting
            better = _consistency(_principal(mended)[1], count)[1]
            if better < ratio - 1e-12:
                found.append(Judgement(row, column, float(matrix[row, column]), fitting, better))
    return tuple(sorted(found, key=lambda judgement: (judgement.ratio, judgement.row, judgement.column)))


def _fitting(matrix: Floats, row: int, column: int) -> float:
    """Return the ratio of two criteria that follows from the judgements against all others, by geometric mean."""
    others = [k for k in range(len(matrix)) if k not in (row, column)]
    if not others:
        return float(matrix[row, column])
    return float(np.exp(np.mean(np.log(matrix[row, others] * matrix[others, column]))))
