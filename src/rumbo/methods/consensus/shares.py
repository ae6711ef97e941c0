"""Shares, and tests of shares, with the pseudo-counts of Polis."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

SIGNIFICANT = NormalDist().inv_cdf(0.9)  # the z above which Polis speaks of significance: 90 %, one-sided
_WILSON = NormalDist().inv_cdf(0.975)


def smoothed(successes: Ints, total: Ints) -> Floats:
    """Return the shares with one pseudo-vote for each outcome: (successes + 1) / (total + 2)."""
    return (successes + 1) / (total + 2)


def one_share(successes: Ints, total: Ints) -> Floats:
    """Return the z that a share is above one half, with one pseudo-success."""
    trials = total + 1
    return 2 * np.sqrt(trials) * ((successes + 1) / trials - 0.5)


def two_shares(successes: Ints, total: Ints, others: Ints, others_total: Ints) -> Floats:
    """Return the z that a share is above another one, with one pseudo-success each; 0 where all are successes."""
    one, other = total + 1, others_total + 1
    pooled = (successes + others + 2) / (one + other)
    error = np.sqrt(pooled * (1 - pooled) * (1 / one + 1 / other))
    difference = (successes + 1) / one - (others + 1) / other
    z: Floats = np.divide(difference, error, out=np.zeros_like(difference), where=pooled < 1)
    return z


def chance(z: Floats) -> Floats:
    """Return the one-sided p of each z."""
    return np.array([math.erfc(value / math.sqrt(2)) / 2 for value in z.ravel().tolist()]).reshape(z.shape)


def adjusted(p: Floats) -> Floats:
    """Return the p values adjusted for being many, by Benjamini and Hochberg; the shape is kept."""
    flat = p.ravel()
    order = np.argsort(-flat)
    ranks = np.arange(len(flat), 0, -1)
    result = np.empty_like(flat)
    result[order] = np.minimum.accumulate(np.minimum(flat[order] * len(flat) / ranks, 1))
    return result.reshape(p.shape)


def interval(successes: Ints, total: Ints) -> tuple[Floats, Floats]:
    """Return the ends of the 95 % interval of each share, by Wilson; 0 and 1 without votes."""
    square = _WILSON**2
    share = successes / np.maximum(total, 1)
    centre = (share * total + square / 2) / (total + square)
    half = _WILSON * np.sqrt(share * (1 - share) * total + square / 4) / (total + square)
    return np.clip(centre - half, 0, share), np.clip(centre + half, share, 1)
