"""The draft as it grows: rows with keys, elements that are named twice, texts, notes and problems."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from rumbo.importers.draft import Draft, Problem, Row, Source

from .text import fold


@dataclass(slots=True)
class Builder:
    """Collects what the readers of the files find."""

    draft: Draft = field(default_factory=lambda: Draft(explicit_keys=False))
    _counts: Counter[str] = field(default_factory=Counter)
    _found: dict[tuple[str, str, str], Row] = field(default_factory=dict)
    _axis_texts: dict[str, tuple[int, str]] = field(default_factory=dict)

    def add(self, kind: str, fields: dict[str, Any], source: Source) -> Row:
        """Append a row, with the next key of its kind ("theme-3")."""
        self._counts[kind] += 1
        row = Row(kind, f"{kind}-{self._counts[kind]}", fields, source)
        self.draft.rows.append(row)
        return row

    def find(self, kind: str, parent: str, title: str) -> Row | None:
        """Return the row of this kind, parent and title (case, accents and punctuation apart), where there is one."""
        return self._found.get((kind, parent, fold(title)))

    def remember(self, row: Row, parent: str, title: str) -> None:
        """Let :meth:`find` find a row."""
        self._found[(row.kind, parent, fold(title))] = row

    def axis(self, title: str, source: Source) -> Row:
        """Return the axis of this title, new where no file named it before."""
        row = self.find("axis", "", title)
        if row is None:
            row = self.add("axis", {"title": title}, source)
            self.remember(row, "", title)
        return row

    def axis_text(self, row: Row, text: str, weight: int) -> bool:
        """Keep the text of an axis: of several, the one with the most weight, and of those the first.

        Returns whether it was kept.
        """
        if weight <= self._axis_texts.get(row.key, (0, ""))[0]:
            return False
        self._axis_texts[row.key] = (weight, text)
        row.fields["text"] = text
        return True

    def note(self, message: str, file: str, line: int = 0) -> None:
        """Say what was left out or taken otherwise than written."""
        self.draft.notes.append(Problem(message, Source(file, line)))

    def problem(self, message: str, file: str, line: int = 0) -> None:
        """Say what is wrong and how to mend it."""
        self.draft.problems.append(Problem(message, Source(file, line)))
