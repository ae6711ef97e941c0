"""What would have to change: the smallest change of one weight that puts an alternative into the first k, or out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from rumbo.methods.ranking.criteria import Criterion, Floats, read_weights
from rumbo.methods.ranking.judging import Judge
from rumbo.methods.ranking.rank import Method

#: Weights that are looked at from 0 to 1, and how exactly the one where it turns is found.
GRID, EXACT = 201, 1e-6


@dataclass(frozen=True, slots=True)
class Turn:
    """A weight at which an alternative enters the first k, or leaves them.

    ``criterion`` is its column; the weight goes ``before`` -> ``after`` (of a sum of 1) while the others keep their
    proportions.
    """

    alternative: int
    criterion: int
    before: float
    after: float
    enters: bool

    @property
    def change(self) -> float:
        """How far the weight has to move."""
        return abs(self.after - self.before)


def turns(
    scores: ArrayLike, criteria: Sequence[Criterion], k: int, method: Method = Method.PROMETHEE
) -> list[Turn | None]:
    """Return for each alternative the smallest change of one weight that puts it into the first k, or out of them.

    None where no weight of a single criterion does; of changes that are the same the first criterion's. Weights are
    looked at in steps of half a per cent, and the one where it turns is then found to a millionth: a stay of less
    than half a per cent can be missed.

    Raises:
        ValueError: scores or weights are wrong.
    """
    judge, weights = Judge(scores, criteria, method), read_weights(criteria)
    inside = judge.places(weights[None, :])[0] <= k
    best: list[Turn | None] = [None] * len(inside)
    for column in range(len(criteria) if len(criteria) > 1 else 0):
        line = np.union1d(np.linspace(0, 1, GRID), weights[column])
        changed = (judge.places(np.array([_with(weights, column, at) for at in line])) <= k) != inside
        home = int(np.searchsorted(line, weights[column]))
        for alternative in np.flatnonzero(changed.any(axis=0)).tolist():
            found = _nearest(judge, weights, column, line, home, changed[:, alternative], alternative, k)
            turn = Turn(alternative, column, float(weights[column]), found, not bool(inside[alternative]))
            present = best[alternative]
            if present is None or turn.change < present.change - EXACT:
                best[alternative] = turn
    return best


def _nearest(
    judge: Judge,
    weights: Floats,
    column: int,
    line: Floats,
    home: int,
    changed: np.ndarray[tuple[int], np.dtype[np.bool_]],
    alternative: int,
    k: int,
) -> float:
    """Return the nearest weight at which the alternative has changed sides."""
    ends = []
    below, above = np.flatnonzero(changed[:home]), np.flatnonzero(changed[home:])
    if len(below):
        ends.append((float(line[below[-1] + 1]), float(line[below[-1]])))
    if len(above):
        ends.append((float(line[home + above[0] - 1]), float(line[home + above[0]])))
    inside = judge.places(_with(weights, column, ends[0][0])[None, :])[0][alternative] <= k
    found = []
    for stays, turned in ends:
        while abs(turned - stays) > EXACT:
            middle = (stays + turned) / 2
            same = (judge.places(_with(weights, column, middle)[None, :])[0][alternative] <= k) == inside
            stays, turned = (middle, turned) if same else (stays, middle)
        found.append(turned)
    return min(found, key=lambda at: abs(at - float(weights[column])))


def _with(weights: Floats, column: int, value: float) -> Floats:
    """Return the weights with one of them given and the others in their proportions; alike where they were all 0."""
    rest = np.delete(weights, column)
    others = np.full(len(rest), 1 / len(rest)) if rest.sum() <= 0 else rest / rest.sum()
    changed: Floats = np.insert(others * (1 - value), column, value)
    return changed
