"""What alternatives are judged by: criteria with their direction, weight, scale and preference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


class Scale(Enum):
    """What the numbers of a criterion mean."""

    RATIO = "ratio"  # with a true zero, such as pesos: twice as much means twice as much
    INTERVAL = "interval"  # differences mean something, such as a score from 1 to 10
    VERBAL = "verbal"  # levels in words, numbered from 1


class Shape(Enum):
    """How a difference becomes a preference (Brans and Vincke, 1985); d is the difference, P the preference."""

    USUAL = "usual"  # P = 1 for any d > 0
    U = "u"  # P = 1 for d > q
    V = "v"  # P = d/p up to p, then 1
    LEVEL = "level"  # P = 1/2 for d > q, 1 for d > p
    LINEAR = "linear"  # P rises from 0 at q to 1 at p
    GAUSSIAN = "gaussian"  # P = 1 - exp(-d²/2s²)


@dataclass(frozen=True, slots=True)
class Preference:
    """A preference function: ``q`` is the difference that nobody minds, ``p`` the one that decides, ``s`` in between.

    All are in units of the criterion.

    Raises:
        ValueError: a threshold that the shape needs is missing or wrong.
    """

    shape: Shape = Shape.USUAL
    q: float = 0.0
    p: float = 0.0
    s: float = 0.0

    def __post_init__(self) -> None:
        if not np.isfinite([self.q, self.p, self.s]).all() or self.q < 0:
            raise ValueError("thresholds are finite numbers of at least 0")
        if self.shape in {Shape.LEVEL, Shape.LINEAR} and self.p <= self.q:
            raise ValueError("p has to be above q")
        if self.shape is Shape.V and self.p <= 0:
            raise ValueError("p has to be above 0")
        if self.shape is Shape.GAUSSIAN and self.s <= 0:
            raise ValueError("s has to be above 0")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion. ``weight`` counts in proportion to the others'; ``levels`` is how many a verbal scale has;
    ``between`` says that a score may lie between two of them, as the middle of several people's does.

    Raises:
        ValueError: the weight is negative or not finite, or a verbal scale has fewer than two levels.
    """

    name: str
    weight: float = 1.0
    maximise: bool = True
    scale: Scale = Scale.INTERVAL
    levels: int = 5
    preference: Preference = field(default_factory=Preference)
    between: bool = False

    def __post_init__(self) -> None:
        if not np.isfinite(self.weight) or self.weight < 0:
            raise ValueError(f"the weight of {self.name} has to be 0 or more")
        if self.scale is Scale.VERBAL and self.levels < 2:
            raise ValueError(f"the verbal scale of {self.name} needs at least two levels")


def read_scores(scores: ArrayLike, criteria: Sequence[Criterion]) -> Floats:
    """Return the scores as a matrix, a row an alternative and a column a criterion; NaN is missing.

    Raises:
        ValueError: the shape does not fit the criteria, a number is infinite, a ratio is negative, a verbal score is
            not one of its levels, or an alternative has no score at all.
    """
    values = np.asarray(scores, dtype=np.float64)
    if values.ndim != 2 or values.shape[1] != len(criteria) or not criteria:
        raise ValueError("scores need a row for each alternative and a column for each criterion")
    if np.isinf(values).any():
        raise ValueError("scores have to be finite")
    for column, criterion in zip(values.T, criteria, strict=True):
        _check_column(column[~np.isnan(column)], criterion)
    bare = np.flatnonzero(np.isnan(values).all(axis=1))
    if len(bare):
        raise ValueError(f"alternative {int(bare[0]) + 1} has no score at all")
    return values


def read_weights(criteria: Sequence[Criterion]) -> Floats:
    """Return the weights with sum 1.

    Raises:
        ValueError: all are zero.
    """
    weights = np.array([criterion.weight for criterion in criteria], dtype=np.float64)
    if weights.sum() <= 0:
        raise ValueError("at least one criterion needs a weight above 0")
    shares: Floats = weights / weights.sum()
    return shares


def share_weights(values: Floats, weights: Floats) -> Floats:
    """Return each alternative's own weights: those of the criteria that it has no score in go to the others.

    Raises:
        ValueError: an alternative has scores only in criteria without weight.
    """
    own = np.where(np.isnan(values), 0.0, weights)
    totals = own.sum(axis=1, keepdims=True)
    if (totals <= 0).any():
        row = int(np.flatnonzero(totals[:, 0] <= 0)[0]) + 1
        raise ValueError(f"alternative {row} has no score in any criterion with a weight")
    shared: Floats = own / totals
    return shared


def _check_column(known: Floats, criterion: Criterion) -> None:
    if criterion.scale is Scale.RATIO and (known < 0).any():
        raise ValueError(f"{criterion.name} is on a ratio scale, so no score can be negative")
    if criterion.scale is Scale.VERBAL and not _are_levels(known, criterion):
        raise ValueError(f"{criterion.name} has levels from 1 to {criterion.levels}")


def _are_levels(known: Floats, criterion: Criterion) -> bool:
    if criterion.between:
        return bool(((known >= 1) & (known <= criterion.levels)).all())
    return bool(np.isin(known, np.arange(1, criterion.levels + 1)).all())
