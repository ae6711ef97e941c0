"""From the cells of a table to rows of a draft; the same for .xlsx and CSV."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _

from rumbo.importers.draft import Draft, Problem, Row, Source
from rumbo.importers.schema import BY_KIND, Column
from rumbo.importers.workbook.cells import WrongCell, convert, text_of
from rumbo.importers.workbook.labels import VERSION, column_names, fold, help_texts

#: A long text that does not fit in one cell goes on in a column with this mark.
CONTINUED = re.compile(r"^(?P<name>.+) \((?P<part>\d+)\)$")
#: From this likeness on, an unknown heading may be that of a missing column.
_ALIKE = 0.6
_MARKUP = re.compile(r"<[a-zA-Z/!][^>]*>")


class TableReader:
    """Reads one table, heading first, into a draft. Problems are collected, not raised."""

    def __init__(self, draft: Draft, kind: str, file: str, sheet: str) -> None:
        self.draft, self.kind, self.file, self.sheet = draft, kind, file, sheet
        self.columns: list[tuple[str, int] | None] = []
        self.seen: dict[str, int] = {}
        self.keyless = False

    def source(self, line: int) -> Source:
        """Return where a row stands."""
        return Source(self.file, line, self.sheet)

    def problem(self, line: int, message: str) -> None:
        """Record what is wrong in a row."""
        self.draft.problems.append(Problem(message, self.source(line)))

    def note(self, line: int, message: str) -> None:
        """Record what a person should know of a row."""
        self.draft.notes.append(Problem(message, self.source(line)))

    def heading(self, line: int, cells: Sequence[Any]) -> bool:
        """Take the heading; False when the table cannot be read with it."""
        names = {**column_names(self.kind), fold(VERSION): VERSION}
        unknown = []
        for cell in cells:
            text = text_of(cell).strip()
            match = CONTINUED.match(text)
            code = names.get(fold(text)) or (names.get(fold(match["name"])) if match else None)
            part = int(match["part"]) if match and fold(text) not in names else 1
            self.columns.append((code, part) if code else None)
            if text and code is None:
                unknown.append(text)
        return self._complete(line, unknown)

    def _complete(self, line: int, unknown: list[str]) -> bool:
        """Say what is wrong with the heading; whether the table can be read with it."""
        found = [column for column in self.columns if column]
        twice = sorted({code for code, part in found if found.count((code, part)) > 1})
        for code in twice:
            label = BY_KIND[self.kind].column(code).label if code != VERSION else VERSION
            self.problem(line, _("Column “%(name)s” stands twice: delete one of them.") % {"name": label})
        codes = {code for code, _part in found}
        absent = [column for column in BY_KIND[self.kind].columns if column.code not in codes]
        self.keyless = "key" not in codes and not any(c.required for c in absent if c.code != "key")
        meant = _meant(unknown, absent)
        for text in unknown:
            if text not in meant.values():
                self.note(line, _("Column “%(name)s” is not known and was left out.") % {"name": text[:60]})
        wanted = [column for column in absent if column.required and not (self.keyless and column.code == "key")]
        for column in absent:
            if column.code in meant:
                self._renamed(line, column, meant[column.code])
            elif column in wanted:
                message = _("Column “%(name)s” is missing: add it, with this heading, and fill it in.")
                self.problem(line, message % {"name": column.label})
        if self.keyless and not wanted and not twice:
            message = _(
                "Column “%(name)s” is missing: the rows were recognised by number and title. To change titles, put "
                "the column back from a freshly downloaded workbook."
            )
            self.note(line, message % {"name": BY_KIND[self.kind].columns[0].label})
        return not wanted and not twice

    def _renamed(self, line: int, column: Column, heading: str) -> None:
        values = {"name": column.label, "heading": heading[:60]}
        if column.required:
            message = _(
                "Column “%(name)s” is missing. If it is the one headed “%(heading)s”, write “%(name)s” there again."
            )
            self.problem(line, message % values)
        else:
            message = _(
                "Column “%(name)s” is missing, and “%(heading)s” is not known and was left out. If that is the one, "
                "write “%(name)s” there again and import the workbook anew."
            )
            self.note(line, message % values)

    def row(self, line: int, cells: Sequence[Any]) -> None:
        """Take one row; empty rows and the help row are passed over."""
        texts = {text_of(cell).strip() for cell in cells} - {""}
        if not texts or self._is_help(texts):
            return
        raw = self._gather(cells)
        fields = self._convert(line, raw)
        key = str(fields.pop("key", "")) if fields is not None else ""
        if fields is None:
            return
        if key and key in self.seen:
            message = _("Key “%(key)s” is used already in row %(line)d: each row needs its own.")
            self.problem(line, message % {"key": key, "line": self.seen[key]})
            return
        self.seen[key] = line
        row = Row(self.kind, key, fields, self.source(line), keyless=self.keyless)
        version = text_of(raw.get(VERSION)).strip()
        row.version = int(version) if version.isdecimal() and len(version) < 9 else 0
        row.shown = self._shown(raw)
        self.draft.rows.append(row)

    def _shown(self, raw: dict[str, Any]) -> dict[str, Any]:
        """Return the values of columns that are only to be read; what does not fit is kept as it stands."""
        shown = {}
        for column in BY_KIND[self.kind].columns:
            if column.readonly and text_of(raw.get(column.code)).strip():
                try:
                    shown[column.code] = convert(column, raw[column.code])
                except WrongCell:
                    shown[column.code] = text_of(raw[column.code])
        return shown

    def _is_help(self, texts: Iterable[str]) -> bool:
        known = help_texts(self.kind)
        return all(fold(text) in known for text in texts)

    def _gather(self, cells: Sequence[Any]) -> dict[str, Any]:
        """Return the cells by column code, long texts put together again."""
        raw: dict[str, Any] = {}
        for column, cell in zip(self.columns, cells, strict=False):
            if column is None:
                continue
            code, part = column
            raw[code] = f"{text_of(raw.get(code))}{text_of(cell)}" if part > 1 else cell
        for column in self.columns:
            if column is not None:
                raw.setdefault(column[0], None)
        return raw

    def _convert(self, line: int, raw: dict[str, Any]) -> dict[str, Any] | None:
        """Return the values of a row, or None where one is wrong (each is told)."""
        fields: dict[str, Any] = {}
        wrong = False
        for column in BY_KIND[self.kind].columns:
            if column.code not in raw or column.readonly:
                continue
            try:
                fields[column.code] = convert(column, raw[column.code])
            except WrongCell as error:
                self.problem(line, str(error))
                wrong = True
                continue
            if column.required and fields[column.code] in ("", None):
                message = _("“%(column)s” is empty: fill it in, or delete the whole row.")
                self.problem(line, message % {"column": column.label})
                wrong = True
            elif column.type in ("text", "long") and _MARKUP.search(str(fields[column.code])):
                message = _("“%(column)s” holds HTML marks; they are kept as plain text.")
                self.note(line, message % {"column": column.label})
        return None if wrong else fields


def _meant(unknown: list[str], absent: list[Column]) -> dict[str, str]:
    """Return for columns that a sheet lacks the unknown heading that each may be: the most alike, or the only one."""
    meant: dict[str, str] = {}
    left = list(unknown)
    for column in absent:
        ratios = [(SequenceMatcher(None, fold(text), fold(str(column.label))).ratio(), text) for text in left]
        ratio, text = max(ratios, default=(0.0, ""))
        if ratio >= _ALIKE:
            meant[column.code] = text
            left.remove(text)
    required = [column for column in absent if column.required and column.code not in meant]
    if len(required) == 1 and len(left) == 1:
        meant[required[0].code] = left[0]
    return meant
