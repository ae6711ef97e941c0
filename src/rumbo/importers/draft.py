"""The draft: what every reader makes of its files, and what the plan itself becomes when it is compared.

A draft is a flat list of rows. A row names its kind, its key, its fields and the place it was read from; it
refers to other rows by key. Readers (documents, workbook, organisations, the demonstration) only make drafts;
the same comparison, review and writing then serve them all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

#: Every kind of row, parents before children: the order in which rows are compared and written.
KINDS = (
    "territory",
    "organization",
    "plan",
    "axis",
    "theme",
    "problem",
    "objective",
    "goal",
    "strategy",
    "program",
    "project",
    "component",
    "action",
    "responsibility",
    "chapter",
    "antecedent",
    "antecedent_link",
    "priority_entry",
)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a row was read: a file, and a line of it, or a sheet and a row of it (both counted from 1)."""

    file: str = ""
    line: int = 0
    sheet: str = ""


@dataclass(slots=True)
class Row:
    """One element as a file states it.

    ``key`` is the reference other rows use: unique among the rows of its kind in the draft. Fields that the
    file does not speak of are absent from ``fields``; a field that the file empties is there, empty.
    References are keys (a string), lists of references are lists of keys.
    """

    kind: str
    key: str
    fields: dict[str, Any]
    source: Source = Source()


@dataclass(frozen=True, slots=True)
class Problem:
    """Bad input: what is wrong, where, and how to mend it, in one sentence of the reader's language."""

    message: str
    source: Source = Source()


@dataclass(slots=True)
class Draft:
    """All that a set of files says, in the order of the files.

    ``explicit_keys`` is true when keys come from the files themselves (workbook) and identify elements of the
    plan; when false (documents) they only join rows of the draft, and elements are recognised by number or title.
    """

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    explicit_keys: bool = False

    def of(self, kind: str) -> Iterator[Row]:
        """Yield the rows of one kind, in order."""
        return (row for row in self.rows if row.kind == kind)
