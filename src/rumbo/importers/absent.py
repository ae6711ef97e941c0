"""What the plan has and the files lack: listed, never deleted. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rumbo.importers.draft import Row
from rumbo.importers.identity import PARENTS
from rumbo.importers.recognise import Recogniser, Resolved
from rumbo.importers.records import LINKS, MEASURED

#: Kinds that plans share: a list without one says nothing about it.
_SHARED = ("plan", "territory", "organization")
#: From so many axes on, documents are those of a plan; with one, they are chapters of it.
_WHOLE = 2


def absent_rows(recogniser: Recogniser, resolved: list[Resolved]) -> Iterator[Row]:
    """Yield the elements in force that the files could have and do not.

    A workbook speaks of all rows of the kinds that it has. Documents speak of the axes that they have: of an axis,
    only the kinds of which they have rows; where they have one axis alone, nothing outside of it is missed.
    """
    there = {(one.row.kind, one.key) for one in resolved}
    axis_of = _Axes(recogniser, resolved)
    spoken = {(one.row.kind, axis_of(one.row.kind, one.key)) for one in resolved}
    kinds = {kind for kind, _axis in spoken}
    whole = len({one.key for one in resolved if one.row.kind == "axis"}) >= _WHOLE
    for row in recogniser.existing.rows:
        name = (row.kind, row.key)
        if name in there or row.kind in _SHARED or not axis_of.in_force(*name):
            continue
        if recogniser.explicit:
            missed = row.kind in kinds
        elif (axis := axis_of(*name)) and row.kind != "axis":
            missed = (row.kind, axis) in spoken
        else:
            missed = whole and row.kind in kinds
        if missed:
            yield row


class _Axes:
    """Finds the axis of an element by its parents."""

    def __init__(self, recogniser: Recogniser, resolved: list[Resolved]) -> None:
        self.fields: dict[tuple[str, str], dict[str, Any]] = {
            (row.kind, row.key): row.fields for row in recogniser.existing.rows
        }
        for one in resolved:
            if one.existing is None and not one.merged:
                self.fields[(one.row.kind, one.key)] = one.values

    def in_force(self, kind: str, key: str) -> bool:
        """Say whether an element and all that it stands under are in force: else no workbook has it."""
        fields = self.fields.get((kind, key), {})
        if fields.get("_state", "current") != "current":
            return False
        parents = (*MEASURED, "goal", "objective", "theme", "axis") if kind in LINKS else PARENTS.get(kind, ())
        return all(self.in_force(parent, str(fields[parent])) for parent in parents if self._stands(fields, parent))

    def _stands(self, fields: dict[str, Any], parent: str) -> bool:
        return bool(fields.get(parent)) and (parent, str(fields[parent])) in self.fields

    def __call__(self, kind: str, key: str) -> str:
        """Return the key of the axis; empty for what stands directly under the plan."""
        while kind != "axis":
            fields = self.fields.get((kind, key), {})
            parents = ("axis",) if kind in ("chapter", "priority_entry") else PARENTS.get(kind, ())
            if kind in LINKS:
                parents = (*MEASURED, "goal", "objective", "theme", "axis")
            found = next(((parent, str(fields[parent])) for parent in parents if fields.get(parent)), None)
            if found is None:
                return ""
            kind, key = found
        return key
