"""How firm a ranking is: places over many weights, and over what evaluators disagree on.

Rank acceptability is that of SMAA-2 (Lahdelma and Salminen, 2001): the share of possible weights that give an
alternative a place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from rumbo.methods.ranking.criteria import Criterion, Floats, read_weights
from rumbo.methods.ranking.evaluators import Middle, Pool
from rumbo.methods.ranking.judging import Judge, Places
from rumbo.methods.ranking.rank import Method

#: Rows of weights that are judged at once.
_BLOCK = 256
#: Draws of evaluators after which the progress is told.
_TOLD = 50


@dataclass(frozen=True, slots=True)
class Robustness:
    """The places of each alternative (row) over all draws, the best first."""

    places: Places

    @property
    def draws(self) -> int:
        """How many draws there were."""
        return int(self.places.shape[1])

    def in_first(self, k: int) -> Floats:
        """Return how often each alternative is among the first k, from 0 to 1."""
        counts: Floats = (self.places <= k).mean(axis=1)
        return counts

    def interval(self, share: float = 0.9) -> Places:
        """Return the places (best, worst) between which each alternative is in this share of the draws."""
        last = self.draws - 1
        low, high = round(last * (1 - share) / 2), round(last * (1 + share) / 2)
        return self.places[:, [low, high]]

    def acceptability(self, upto: int | None = None) -> Floats:
        """Return the share of draws that give each alternative (row) each place (column) from 1 up to ``upto``."""
        count = len(self.places)
        width = count if upto is None else min(upto, count)
        rows = np.repeat(np.arange(count), self.draws)
        flat = self.places.ravel()
        kept = flat <= width
        counts = np.bincount(rows[kept] * width + flat[kept] - 1, minlength=count * width)
        found: Floats = counts.reshape(count, width) / self.draws
        return found


def random_weights(
    criteria: int, draws: int, *, seed: int, around: ArrayLike | None = None, firm: float = 0.0
) -> Floats:
    """Return random weights, a row a draw, evenly over all that there can be.

    ``around`` draws them near the given weights instead, the nearer the larger ``firm`` (a Dirichlet distribution
    with ``firm`` times as much mass as there are criteria; 0 takes no notice of ``around``). The same seed gives the
    same weights.

    Raises:
        ValueError: there are no criteria or no draws.
    """
    if criteria < 1 or draws < 1:
        raise ValueError("at least one criterion and one draw are needed")
    mass = np.ones(criteria)
    if around is not None:
        mass = mass + firm * criteria * np.asarray(around, dtype=np.float64)
    drawn = np.random.Generator(np.random.PCG64(seed)).standard_gamma(mass, size=(draws, criteria))
    weights: Floats = drawn / drawn.sum(axis=1, keepdims=True)
    return weights


def over_weights(
    scores: ArrayLike, criteria: Sequence[Criterion], weights: Floats, method: Method = Method.PROMETHEE
) -> Robustness:
    """Return the places of alternatives under each of the weights (rows, of sum 1), as `random_weights` gives them.

    Raises:
        ValueError: scores are wrong, or the weights are not one a criterion.
    """
    if weights.ndim != 2 or weights.shape[1] != len(criteria) or not len(weights):
        raise ValueError("a row of weights needs one for each criterion")
    judge = Judge(scores, criteria, method)
    places = np.concatenate([judge.places(weights[at : at + _BLOCK]) for at in range(0, len(weights), _BLOCK)])
    return _sorted(places)


def over_evaluators(
    scores: ArrayLike,
    criteria: Sequence[Criterion],
    method: Method = Method.PROMETHEE,
    *,
    draws: int = 1000,
    seed: int = 0,
    weights: ArrayLike | None = None,
    middle: Middle = Middle.MEAN,
    told: Callable[[float], None] = lambda _share: None,
) -> Robustness:
    """Return the places of alternatives when other evaluators, as like these as these are to each other, had judged.

    ``scores`` has evaluators, alternatives and criteria, NaN where one gave no score; each draw takes as many
    evaluators, some of them twice (Efron's bootstrap, 1979), and ranks by the ``middle`` of their scores. ``weights``
    are those of each evaluator, drawn along, or None for those of the criteria. What none of those drawn scored keeps
    the middle of all. ``told`` is told the share that is done, and may raise to stop.

    Raises:
        ValueError: there is no evaluator, or scores or weights are wrong.
    """
    cube = np.asarray(scores, dtype=np.float64)
    if cube.ndim != 3 or not len(cube):
        raise ValueError("scores need evaluators, alternatives and criteria")
    table = np.tile(read_weights(criteria), (len(cube), 1)) if weights is None else np.asarray(weights, float)
    if table.shape != (len(cube), len(criteria)):
        raise ValueError("weights need a row for each evaluator")
    pool, fitting = Pool(cube, middle), [replace(criterion, between=True) for criterion in criteria]
    everybody = pool.of(np.ones(len(cube), dtype=np.int64))
    generator = np.random.Generator(np.random.PCG64(seed))
    rows = []
    for draw in range(draws):
        if draw % _TOLD == 0:
            told(draw / draws)
        times = np.bincount(generator.integers(0, len(cube), len(cube)), minlength=len(cube))
        found = pool.of(times)
        judge = Judge(np.where(np.isnan(found), everybody, found), fitting, method)
        shares = times @ table
        rows.append(judge.places((shares / shares.sum())[None, :]))
    return _sorted(np.concatenate(rows))


def _sorted(places: Places) -> Robustness:
    return Robustness(np.sort(places.T, axis=1))
