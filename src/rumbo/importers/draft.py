"""The draft: what every reader makes of its files, and what the plan itself becomes when it is compared.

A draft is a flat list of rows. A row names its kind, its key, its fields and the place it was read from; it
refers to other rows by key. Readers (documents, workbook, organisations, the demonstration) only make drafts;
the same comparison, review and writing then serve them all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

#: The kinds of the life of a project: what stands on its sheet.
LIFE = (
    "profile",
    "study",
    "condition",
    "estimate",
    "funding",
    "milestone",
    "permit",
    "risk",
    "position",
    "contract",
)
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
    *LIFE,
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
    References are keys (a string), lists of references are lists of keys, amounts are texts such as "1000.50" and
    days are ISO dates. ``version`` is the version that a workbook was written from (0 where it does not say so) or
    that the element has; ``keyless`` says that the file has no column for keys; ``shown`` are values of columns that
    are only to be read, as the file has them.
    """

    kind: str
    key: str
    fields: dict[str, Any]
    source: Source = Source()
    version: int = 0
    keyless: bool = False
    shown: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Written:
    """When and from which plan a workbook was written: what its hidden sheet says."""

    id: str
    plan: str
    at: datetime


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
    ``written`` is what a workbook says of its own making.
    """

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    explicit_keys: bool = False
    written: Written | None = None

    def of(self, kind: str) -> Iterator[Row]:
        """Yield the rows of one kind, in order."""
        return (row for row in self.rows if row.kind == kind)
