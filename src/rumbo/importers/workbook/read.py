"""Reading the .xlsx workbook."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import openpyxl
from django.utils.translation import gettext as _

from rumbo.core.tables import workbook_limits as limits
from rumbo.importers.draft import KINDS, Draft, Problem, Source, Written
from rumbo.importers.files import InputFile
from rumbo.importers.schema import BY_KIND, TABLES
from rumbo.importers.workbook.cells import text_of, unescape
from rumbo.importers.workbook.checks import check
from rumbo.importers.workbook.labels import ABOUT, VERSION, column_names, fold, sheet_names
from rumbo.importers.workbook.rows import TableReader

#: Sheets that explain and are not read, by their folded names in both languages.
EXPLANATIONS = ("leeme", "read me", "valores permitidos", "allowed values")
#: How many of its columns a sheet of an unknown name must have, to be known by them.
_KNOWN_BY = 0.7
#: How many merged ranges of a sheet are told.
_TOLD = 10
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*\bref=\"([A-Z]+)(\d+):([A-Z]+)(\d+)\"")
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_CHUNK = 1 << 20


def read_workbook(file: InputFile) -> Draft:
    """Read a workbook into a draft; what is wrong is among its problems, with sheet and row."""
    draft = Draft(explicit_keys=True)
    try:
        with limits.guarded(file.content):
            _Book(draft, file).read()
    except limits.UnreadableWorkbook as error:
        draft.problems.append(Problem(str(error), Source(file.name)))
    if not draft.problems and not draft.rows:
        message = _("The workbook has no rows that Rumbo knows. Begin from one written by `rumbo export workbook`.")
        draft.problems.append(Problem(message, Source(file.name)))
    draft.rows.sort(key=lambda row: KINDS.index(row.kind))
    check(draft)
    return draft


class _Book:
    """Reads the sheets of a workbook: their values, and where they have formulas, those too."""

    def __init__(self, draft: Draft, file: InputFile) -> None:
        self.draft, self.file = draft, file
        self.budget = limits.CELL_LIMIT
        self.book = self._open(data_only=True)
        self._formulas: Any = None

    def read(self) -> None:
        """Read all sheets that are known by name, or else by their headings."""
        named = {sheet.title: sheet_names().get(fold(sheet.title)) for sheet in self.book.worksheets}
        free = [table.kind for table in TABLES if table.kind not in named.values()]
        for sheet in self.book.worksheets:
            kind = named[sheet.title]
            if fold(sheet.title) == ABOUT:
                self.draft.written = _written(sheet)
            elif kind is not None:
                self._sheet(sheet, kind)
            elif fold(sheet.title) not in EXPLANATIONS:
                self._unknown(sheet, free)
        self.book.close()
        if self._formulas is not None:
            self._formulas.close()

    def _open(self, *, data_only: bool) -> Any:
        content = io.BytesIO(self.file.content)
        return openpyxl.load_workbook(content, read_only=True, keep_links=False, data_only=data_only)

    def _unknown(self, sheet: Any, free: list[str]) -> None:
        """Read a sheet that was renamed by its headings; leave out what is no sheet of a plan."""
        kind = _kind_of(sheet, free)
        message = _("Sheet “%(name)s” is not known and was left out.")
        if kind is not None:
            free.remove(kind)
            message = _("Sheet “%(name)s” was read as “%(sheet)s”, by its headings.")
        values = {"name": sheet.title, "sheet": BY_KIND[kind].label if kind else ""}
        self.draft.notes.append(Problem(message % values, Source(self.file.name, 0, sheet.title)))
        if kind is not None:
            self._sheet(sheet, kind)

    def _sheet(self, sheet: Any, kind: str) -> None:
        table = TableReader(self.draft, kind, self.file.name, sheet.title)
        merged, has_formulas = self._looks(sheet)
        formulas = self._formula_rows(sheet) if has_formulas else None
        sheet.reset_dimensions()
        headed = readable = False
        for line, cells in enumerate(sheet.iter_rows(), start=1):
            self._count(sheet, line, len(cells))
            values = self._values(table, line, cells[: limits.COLUMN_LIMIT], next(formulas) if formulas else ())
            if values is None:
                continue
            if headed and readable:
                table.row(line, values)
            elif not headed and any(value not in (None, "") for value in values):
                headed, readable = True, table.heading(line, values)
        self._tell_merged(table, merged)

    def _count(self, sheet: Any, line: int, cells: int) -> None:
        self.budget -= max(cells, 1)
        if self.budget < 0 or line > limits.ROW_LIMIT:
            message = _("Sheet “%(name)s” has more rows or cells than a plan can have: delete what is not needed.")
            raise limits.UnreadableWorkbook(message % {"name": sheet.title})

    def _formula_rows(self, sheet: Any) -> Iterator[Any]:
        """Yield the rows of a sheet with its formulas, from a second look at the file."""
        if self._formulas is None:
            self._formulas = self._open(data_only=False)
        other = self._formulas[sheet.title]
        other.reset_dimensions()
        return iter(other.iter_rows())

    def _values(self, table: TableReader, line: int, cells: Any, formulas: Any) -> list[Any] | None:
        """Return the values of a row, or None where a cell holds nothing that can be read (told as a problem).

        What a formula came to when the file was saved is its value; one that was never computed has none.
        """
        for place, cell in enumerate(cells):
            other = formulas[place] if place < len(formulas) else None
            if cell.data_type == "e":
                message = _("Cell %(cell)s holds an error (%(value)s): put the right value there.")
            elif other is not None and other.data_type == "f" and cell.value is None:
                message = _("Cell %(cell)s holds a formula without a value: put its value there (paste as values).")
            else:
                continue
            table.problem(line, message % {"cell": cell.coordinate, "value": cell.value})
            return None
        return [unescape(cell.value) if isinstance(cell.value, str) else cell.value for cell in cells]

    def _looks(self, sheet: Any) -> tuple[list[tuple[str, int, str, int]], bool]:
        """Return the merged ranges of a sheet and whether it has formulas, which reading row by row does not tell."""
        merged, formulas, rest = [], False, b""
        with zipfile.ZipFile(io.BytesIO(self.file.content)) as archive, archive.open(sheet._worksheet_path) as part:
            while chunk := part.read(_CHUNK):
                text = rest + chunk
                formulas = formulas or _FORMULA.search(text) is not None
                last = 0
                for found in _MERGED.finditer(text):
                    first, top, end, bottom = (group.decode() for group in found.groups())
                    merged.append((first, int(top), end, int(bottom)))
                    last = found.end()
                rest = text[max(last, len(text) - 200) :]
        return merged, formulas

    def _tell_merged(self, table: TableReader, merged: list[tuple[str, int, str, int]]) -> None:
        """Say which cells are merged: only the first of them has a value, and the others would be emptied."""
        for first, top, end, bottom in merged[:_TOLD]:
            message = _(
                "Cells %(cells)s are merged: unmerge them (Home, “Merge & center”) and write the value in each row."
            )
            table.problem(top, message % {"cells": f"{first}{top}:{end}{bottom}"})
        if len(merged) > _TOLD:
            message = _("%(count)d more ranges of this sheet are merged: select all of it and unmerge the cells.")
            table.problem(merged[_TOLD][1], message % {"count": len(merged) - _TOLD})


def _kind_of(sheet: Any, free: list[str]) -> str | None:
    """Return the one kind of rows whose headings a sheet has; None where it is none, or could be several."""
    sheet.reset_dimensions()
    for cells in sheet.iter_rows(max_row=limits.COLUMN_LIMIT, max_col=limits.COLUMN_LIMIT):
        found = {fold(text_of(cell.value)) for cell in cells} - {"", fold(VERSION)}
        if found:
            break
    else:
        return None
    scores = sorted(((_likeness(found, kind), kind) for kind in free), reverse=True)
    if not scores or scores[0][0] < _KNOWN_BY or (len(scores) > 1 and scores[1][0] == scores[0][0]):
        return None
    return scores[0][1]


def _likeness(found: set[str], kind: str) -> float:
    names = column_names(kind)
    codes = {names[text] for text in found if text in names}
    unknown = sum(text not in names for text in found)
    table = BY_KIND[kind]
    if any(column.required and column.code not in codes for column in table.columns):
        return 0.0
    return len(codes) / (len(table.columns) + unknown)


def _written(sheet: Any) -> Written | None:
    """Return what the hidden sheet says; None where somebody changed it."""
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_row=10, max_col=2, values_only=True)
    said = {str(row[0]): str(row[1]) for row in rows if len(row) > 1 and row[0]}
    try:
        return Written(said["id"], said["plan"], datetime.fromisoformat(said["at"]))
    except (KeyError, ValueError):
        return None
