"""People as points: two principal components of the votes, as Polis has them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rumbo.methods.consensus.votes import MISSING, Votes

COMPONENTS = 2
_BLOCK = 4096  # people at a time, so that memory stays small
_NOTHING = 1e-9  # a component with less than this share of the first one's variance is rounding

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Projection:
    """Where people stand on the opinion map.

    ``points`` (n × 2) by person; ``components`` (2 × m) and ``means`` (m) by statement, zero for statements that take
    no part; ``explained`` (2) is each component's share of all variance.
    """

    points: Floats
    components: Floats
    means: Floats
    explained: Floats


def project(votes: Votes) -> Projection:
    """Return the projection of all people on two principal components of the imputed votes.

    A missing vote counts as the mean of its statement. A person's point is moved outwards by √(statements / votes
    given), as in Polis, since with few votes it would lie near the middle for that reason alone. For this scaling a
    moderated-out statement counts as answered by everybody, which is Polis's way too; it moves no component.
    """
    answered = np.count_nonzero(votes.cells != MISSING, axis=0)
    used = votes.taking_part & (answered > 0)
    hidden = int((~votes.taking_part & (answered > 0)).sum())
    people = len(votes.participants)
    components, means, points = np.zeros((COMPONENTS, len(used))), np.zeros(len(used)), np.zeros((people, COMPONENTS))
    explained = np.zeros(COMPONENTS)
    if used.any():
        cells = votes.cells if used.all() else votes.cells[:, used]
        means[used] = np.where(cells == MISSING, 0, cells).sum(axis=0, dtype=np.int64) / answered[used]
        components[:, used], explained = _components(cells, means[used])
        points = np.concatenate([block @ components[:, used].T for block in _centred(cells, means[used])])
    given = votes.given + hidden
    points = points * np.sqrt((int(used.sum()) + hidden) / np.maximum(1, given))[:, None]
    return Projection(points, components, means, explained)


def _centred(cells: NDArray[np.int8], means: Floats) -> Iterator[NDArray[np.float32]]:
    """Yield the votes less the mean of their statement, block by block; what is missing, imputed, becomes zero."""
    single = means.astype(np.float32)
    for start in range(0, len(cells), _BLOCK):
        block = cells[start : start + _BLOCK]
        yield np.where(block == MISSING, np.float32(0), block - single)


def _components(cells: NDArray[np.int8], means: Floats) -> tuple[Floats, Floats]:
    """Return the first components (2 × m), each with its largest entry positive, and their shares of the variance."""
    people, statements = cells.shape
    if people < statements:
        whole = np.concatenate(list(_centred(cells, means))).astype(np.float64)
        values, vectors = np.linalg.eigh(whole @ whole.T)
        vectors = whole.T @ vectors[:, -COMPONENTS:]
        vectors /= np.maximum(np.linalg.norm(vectors, axis=0), np.finfo(float).tiny)
    else:
        scatter = np.zeros((statements, statements))
        for block in _centred(cells, means):
            scatter += block.T @ block
        values, vectors = np.linalg.eigh(scatter)
    top, variances = vectors[:, ::-1][:, :COMPONENTS].T, np.maximum(values[::-1][:COMPONENTS], 0)
    components, explained = np.zeros((COMPONENTS, statements)), np.zeros(COMPONENTS)
    if variances[0] > _NOTHING:
        real = np.flatnonzero(variances > _NOTHING * variances[0])
        largest = np.abs(top).argmax(axis=1)
        signs = np.sign(top[np.arange(len(top)), largest])
        components[real] = (top * signs[:, None])[real]
        explained[real] = variances[real] / values.clip(min=0).sum()
    return components, explained
