"""What a workbook of scores says: what it changes, what it leaves, and what is wrong in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rumbo.priority.queries.filled import Filled
from rumbo.priority.services.sheets import Entry

if TYPE_CHECKING:
    from rumbo.priority.models import Criterion, Evaluator
    from rumbo.priority.queries.items import ItemRow
    from rumbo.priority.scales import Score


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that has to be mended: where, and what."""

    sheet: str
    cell: str
    message: str


@dataclass(frozen=True, slots=True)
class Change:
    """A row that changes something: who, what, and all that is said then; ``before`` is what is said so far."""

    row: int
    evaluator: Evaluator
    item: ItemRow
    before: Filled
    values: Mapping[str, Score]
    comment: str

    @property
    def is_new(self) -> bool:
        """Whether nothing was said of it before."""
        return not self.before.values and not self.before.comment

    def differing(self, criteria: Iterable[Criterion]) -> list[Criterion]:
        """Return the criteria in which it says something else."""
        return [one for one in criteria if _at(self.values, one) != _at(self.before.values, one)]


@dataclass(slots=True)
class Reading:
    """All that a workbook says. Nothing of it is written while there are faults.

    ``same`` counts the rows that say what is stored already, ``empty`` those that say nothing.
    """

    changes: list[Change] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    same: int = 0
    empty: int = 0

    def packed(self) -> list[list[Any]]:
        """Return the changes as plain values, to be kept until the person says yes."""
        return [
            [one.evaluator.pk, one.item.pk, dict(one.values), one.comment, one.before.version] for one in self.changes
        ]


def unpacked(packed: list[list[Any]]) -> list[Entry]:
    """Return what `Reading.packed` gave, to be stored."""
    return [Entry(*row) for row in packed]


def _at(values: Mapping[str, Score], criterion: Criterion) -> object:
    return values.get(str(criterion.pk), "")
