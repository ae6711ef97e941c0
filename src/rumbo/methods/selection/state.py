"""A selection while it is being made: what is chosen to begin when, and what of each budget is left."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rumbo.methods.selection.model import ENDLESS, Floats, Indices, Mask, Model, Units

#: A minimum is reached when this share of it is all that lacks.
SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A state to go back to."""

    column: Indices
    left: Units
    spent: Floats
    value: float


class State:
    """``column[p]`` is the chosen column of a project, or -1.

    Budgets, exclusions and prerequisites are never broken; what must be in and minimums are looked at separately
    (`lacking`). ``low`` and ``high`` are the years touched since `begin`.
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        self.column: Indices = np.full(len(model.durations), -1, dtype=np.intp)
        self.left: Units = model.budget.copy()
        self.spent: Floats = np.zeros(len(model.floors))
        self.value = 0.0
        self.low, self.high = model.problem.years, 0
        self.linked = [
            bool(model.needs[place] or model.needed[place] or model.rivals[place])
            for place in range(len(model.durations))
        ]
        self.must = np.flatnonzero(model.must)
        self.log: list[tuple[int, int]] = []

    def begin(self) -> Snapshot:
        """Begin a change that can be taken back with `undo`."""
        self.low, self.high, self.log = self.model.problem.years, 0, []
        return Snapshot(self.column, self.left.copy(), self.spent.copy(), self.value)

    def undo(self, before: Snapshot) -> None:
        """Take back everything since `begin`."""
        for place, column in reversed(self.log):
            self.column[place] = column
        self.left, self.spent, self.value = before.left, before.spent, before.value

    def save(self) -> Snapshot:
        """Return a copy of all."""
        return Snapshot(self.column.copy(), self.left.copy(), self.spent.copy(), self.value)

    def restore(self, saved: Snapshot) -> None:
        """Become what was saved."""
        self.column, self.left, self.spent = saved.column.copy(), saved.left.copy(), saved.spent.copy()
        self.value = saved.value

    def add(self, column: int) -> None:
        """Choose a column; it has to fit (`fits`, `window`)."""
        model = self.model
        place = int(model.project[column])
        self.log.append((place, -1))
        self.left[model.cells[column]] -= model.amounts[column]
        self.left[-1] = ENDLESS
        self.column[place] = column
        self.spent = self.spent + model.parts[place]
        self.value += float(model.value[column])
        self._touch(column)

    def remove(self, place: int) -> None:
        """Take a project out, and what needs it before."""
        column = int(self.column[place])
        if column < 0:
            return
        model = self.model
        for other in model.needed[place]:
            self.remove(other)
        self.log.append((place, column))
        self.left[model.cells[column]] += model.amounts[column]
        self.left[-1] = ENDLESS
        self.column[place] = -1
        self.spent = self.spent - model.parts[place]
        self.value -= float(model.value[column])
        self._touch(column)

    def _touch(self, column: int) -> None:
        year = int(self.model.year[column])
        self.low = min(self.low, year)
        self.high = max(self.high, year + int(self.model.durations[self.model.project[column]]))

    def start(self, place: int) -> int:
        """Return the start year (from 0) of a chosen project."""
        return int(self.model.year[self.column[place]])

    def window(self, place: int) -> tuple[int, int]:
        """Return first and last start that exclusions and prerequisites allow now; the last is smaller for none."""
        model, column = self.model, self.column
        if not self.linked[place]:
            return 0, model.problem.years
        if any(column[other] >= 0 for other in model.rivals[place]):
            return 1, 0
        low, high = 0, model.problem.years
        for other in model.needs[place]:
            if column[other] < 0:
                return 1, 0
            low = max(low, self.start(other) + int(model.durations[other]))
        for other in model.needed[place]:
            if column[other] >= 0:
                high = min(high, self.start(other) - int(model.durations[place]))
        return low, high

    def possible(self, place: int) -> Indices:
        """Return the columns of a project that exclusions and prerequisites allow now."""
        model = self.model
        low, high = self.window(place)
        found = np.arange(model.first[place], model.first[place + 1])
        return found[(model.year[found] >= low) & (model.year[found] <= high)]

    def fits(self, columns: Indices) -> Mask:
        """Return for which columns the budgets have enough left."""
        enough = self.left[self.model.cells[columns]] >= self.model.amounts[columns]
        return np.asarray(enough.all(axis=1))

    def put(self, columns: Indices) -> bool:
        """Add columns in order of time; say whether all were allowed."""
        for column in columns[np.argsort(self.model.year[columns], kind="stable")].tolist():
            place = int(self.model.project[column])
            if column not in self.possible(place) or not self.fits(np.array([column]))[0]:
                return False
            self.add(column)
        return True

    def short_of(self) -> Floats:
        """Return by how much each minimum is not reached."""
        floors = self.model.floors
        short = np.maximum(0.0, floors - self.spent)
        short[short <= SLACK * np.maximum(floors, 1.0)] = 0.0
        return short

    def missing(self) -> Indices:
        """Return the projects that must be in and are not."""
        return self.must[self.column[self.must] < 0]

    def lacking(self) -> tuple[float, float]:
        """Return how many projects that must be in are not, and how much money minimums lack."""
        return float(len(self.missing())), float(self.short_of().sum())
