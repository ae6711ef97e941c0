"""What moved between two rankings, and what they were computed from that differs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rumbo.priority.models import Run
from rumbo.priority.queries.ranking_results import CriterionRow, Line, ranking_result

#: Weights that differ by less are the same.
NEAR = 0.0005


@dataclass(frozen=True, slots=True)
class Moved:
    """Something in both rankings or in one: its place ``before`` and ``after``, None without one."""

    line: Line
    before: int | None
    after: int | None
    was_inside: bool
    is_inside: bool

    @property
    def up(self) -> int | None:
        """How many places it went up (below 0: down); None where it has no place in one of them."""
        return None if self.before is None or self.after is None else self.before - self.after

    @property
    def down(self) -> int | None:
        """How many places it went down (below 0: up)."""
        return None if self.up is None else -self.up


@dataclass(frozen=True, slots=True)
class WeightChange:
    """The weight of a criterion in both, None where it is not in one."""

    name: str
    before: float | None
    after: float | None

    @property
    def differs(self) -> bool:
        """Whether it is another one."""
        if self.before is None or self.after is None:
            return True
        return abs(self.before - self.after) >= NEAR


@dataclass(frozen=True, slots=True)
class RunChanges:
    """Two rankings, ``before`` and ``after``.

    ``method`` are the names of the fields of the method that differ, with both values; ``scores`` how many scores of
    the table that was ranked are other ones among those that both have; ``added`` and ``gone`` what is in one alone.
    """

    moved: list[Moved]
    method: list[tuple[str, Any, Any]]
    weights: list[WeightChange]
    scores: int
    compared: int
    evaluators: tuple[int, int]
    added: list[Line]
    gone: list[Line]

    @property
    def entered(self) -> list[Moved]:
        """What is among the first now and was not."""
        return [one for one in self.moved if one.is_inside and not one.was_inside]

    @property
    def left(self) -> list[Moved]:
        """What was among the first and is not now."""
        return [one for one in self.moved if one.was_inside and not one.is_inside]

    @property
    def stayed(self) -> int:
        """How many are among the first in both."""
        return sum(one.was_inside and one.is_inside for one in self.moved)

    @property
    def same_inputs(self) -> bool:
        """Whether scores, weights and what is ranked are the same."""
        changed = any(one.differs for one in self.weights)
        return not (self.scores or changed or self.added or self.gone)


def run_changes(before: Run, after: Run) -> RunChanges:
    """Return what differs between two rankings that are done: no query."""
    one, two = ranking_result(before), ranking_result(after)
    old = {line.id: line for line in (*one.lines, *one.unscored)}
    new = {line.id: line for line in (*two.lines, *two.unscored)}
    scores, compared = _scores(before, after)
    return RunChanges(
        moved=[_moved(old.get(key), line) for key, line in new.items() if key in old],
        method=_method(before.method, after.method),
        weights=_weights(one.criteria, two.criteria),
        scores=scores,
        compared=compared,
        evaluators=(one.evaluators, two.evaluators),
        added=[line for key, line in new.items() if key not in old],
        gone=[line for key, line in old.items() if key not in new],
    )


def _moved(old: Line | None, new: Line) -> Moved:
    was = old.place if old is not None else None
    return Moved(new, was, new.place, old is not None and old.inside, new.inside)


def _method(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    names = dict.fromkeys((*before, *after))
    return [(name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)]


def _weights(before: list[CriterionRow], after: list[CriterionRow]) -> list[WeightChange]:
    old, new = {one.id: one for one in before}, {one.id: one for one in after}
    return [
        WeightChange(
            (new.get(key) or old[key]).name,
            old[key].weight if key in old else None,
            new[key].weight if key in new else None,
        )
        for key in dict.fromkeys((*new, *old))
    ]


def _scores(before: Run, after: Run) -> tuple[int, int]:
    """Return how many scores of the ranked tables differ, of how many that both have a cell for."""
    old, new = _cells(before), _cells(after)
    both = old.keys() & new.keys()
    return sum(old[key] != new[key] for key in both), len(both)


def _cells(run: Run) -> dict[tuple[str, str], float | None]:
    rows = [one["id"] for one in run.inputs["alternatives"]]
    columns = [one["id"] for one in run.inputs["criteria"]]
    return {
        (row, column): value
        for row, values in zip(rows, run.result["table"], strict=True)
        for column, value in zip(columns, values, strict=True)
    }
