"""What a table's workbook says: entries to be written, and what is wrong in it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

#: Space of the nonces, so that the same row of the same copy is the same contribution.
SPACE = UUID("5a0d9df3-2d3b-4f5e-9a9e-6d0a4f0d8f41")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that has to be mended: where, and what."""

    sheet: str
    cell: str
    message: str


@dataclass(frozen=True, slots=True)
class TextEntry:
    """A text: the problem of a cause, and who said it by the number of their seat, where that is told."""

    exercise: int
    sheet: str
    row: int
    text: str
    parent: int | None
    participant: int | None
    nonce: str
    known: bool


@dataclass(frozen=True, slots=True)
class BallotEntry:
    """A numbered paper ballot: value by item. ``known`` says that it is stored already just so."""

    exercise: int
    sheet: str
    row: int
    number: int
    values: dict[int, int]
    known: bool
    replaces: bool


Entry = TextEntry | BallotEntry


@dataclass(slots=True)
class Reading:
    """All that a workbook says of a table. Nothing of it is written while there are faults."""

    texts: list[TextEntry] = field(default_factory=list)
    ballots: list[BallotEntry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def new(self) -> list[Entry]:
        """The entries that would change something."""
        entries: list[Entry] = [*self.texts, *self.ballots]
        return [entry for entry in entries if not entry.known]

    def packed(self) -> dict[str, Any]:
        """Return the new entries as plain values, to be kept until the person says yes."""
        fresh = self.new
        return {
            "texts": [asdict(entry) for entry in fresh if isinstance(entry, TextEntry)],
            "ballots": [
                {**asdict(entry), "values": sorted(entry.values.items())}
                for entry in fresh
                if isinstance(entry, BallotEntry)
            ],
        }


def unpacked(packed: dict[str, Any]) -> list[Entry]:
    """Return the entries that `Reading.packed` gave."""
    texts: list[Entry] = [TextEntry(**row) for row in packed["texts"]]
    return [*texts, *(BallotEntry(**{**row, "values": dict(row["values"])}) for row in packed["ballots"])]
