"""The limits that link projects, as rows of a linear program over the columns of a model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from rumbo.methods.selection.model import Floats, Indices, Model


@dataclass(frozen=True, slots=True)
class Rows:
    """Σ ``amounts`` · x ≤ ``limit``, each scaled to its limit; entries sorted by column.

    The first rows are the budget cells; then come exclusions, prerequisites (whether what is needed is chosen at all;
    its order in time is left out) and minimums. ``pointer[c]:pointer[c + 1]`` are the entries of column c.
    """

    rows: Indices
    columns: Indices
    amounts: Floats
    limit: Floats
    pointer: Indices
    cells: int

    def reduced(self, model: Model, prices: Floats) -> Floats:
        """Return what each column is worth beyond the prices of what it uses."""
        used = np.concatenate(([0.0], np.cumsum(prices[self.rows] * self.amounts)))
        left: Floats = model.value - (used[self.pointer[1:]] - used[self.pointer[:-1]])
        return left


def link_rows(model: Model) -> Rows:
    """Return the linking rows of a model."""
    cells = len(model.budget) - 1
    column, place = np.nonzero(model.cells < cells)
    cell = model.cells[column, place]
    share = model.amounts[column, place] / np.maximum(model.budget[cell], 1)
    parts = [(cell, column, share)]
    limits = list((model.budget[:-1] > 0).astype(float))
    for members, signs, limit in [*_exclusions(model), *_needs(model), *_minimums(model)]:
        parts.append((np.full(len(members), len(limits)), members, signs))
        limits.append(limit)
    rows, columns, amounts = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    order = np.argsort(columns, kind="stable")
    pointer = np.concatenate(([0], np.cumsum(np.bincount(columns, minlength=model.count))))
    return Rows(rows[order], columns[order], amounts[order], np.array(limits), pointer, cells)


def columns_of(model: Model, project: int) -> Indices:
    """Return the columns of a project."""
    return np.arange(model.first[project], model.first[project + 1])


Row = tuple[Indices, Floats, float]


def _exclusions(model: Model) -> Iterator[Row]:
    for group in model.groups:
        members = np.concatenate([columns_of(model, place) for place in group])
        yield members, np.ones(len(members)), 1.0


def _needs(model: Model) -> Iterator[Row]:
    for place, needs in enumerate(model.needs):
        for other in needs:
            one, two = columns_of(model, place), columns_of(model, other)
            yield np.concatenate((one, two)), np.concatenate((np.ones(len(one)), -np.ones(len(two)))), 0.0


def _minimums(model: Model) -> Iterator[Row]:
    for number, floor in enumerate(model.floors.tolist()):
        if floor > 0:
            weights = model.parts[model.project, number]
            members = np.flatnonzero(weights)
            yield members, -weights[members] / floor, -1.0
