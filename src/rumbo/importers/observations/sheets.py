"""Tables of indicators and of values in the sheets of an .xlsx workbook, cell by cell."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from typing import Any

import openpyxl
from django.utils.translation import gettext as _

from rumbo.core.tables import workbook_limits as limits
from rumbo.importers.draft import Draft, Problem, Source
from rumbo.importers.files import InputFile
from rumbo.importers.observations.columns import bare, table_of
from rumbo.importers.workbook.cells import text_of, unescape
from rumbo.importers.workbook.labels import fold, sheet_names

#: Rows of a sheet among which its heading is looked for.
_HEAD = 10

Rows = Iterator[tuple[Source, list[str]]]


def is_book(file: InputFile) -> bool:
    """Say whether a workbook holds indicators or values, and no plan."""
    try:
        with limits.guarded(file.content), closing(_open(file)) as book:
            plan = any(fold(sheet.title) in sheet_names() for sheet in book.worksheets)
            return not plan and any(_heading_row(sheet) for sheet in book.worksheets)
    except limits.UnreadableWorkbook:  # the reader of workbooks tells it
        return False


def tables_in(file: InputFile) -> list[str]:
    """Return the names of the sheets that hold indicators or values."""
    try:
        with limits.guarded(file.content), closing(_open(file)) as book:
            return [sheet.title for sheet in book.worksheets if _heading_row(sheet)]
    except limits.UnreadableWorkbook:
        return []


def tables_of(file: InputFile, draft: Draft) -> Iterator[Rows]:
    """Yield the rows of each sheet of indicators or values, heading first; what is wrong goes into the draft."""
    try:
        with limits.guarded(file.content), closing(_open(file)) as book:
            for sheet in book.worksheets:
                if first := _heading_row(sheet):
                    yield _rows(file.name, sheet, first, draft)
                else:
                    message = _("Sheet “%(name)s” is not known and was left out.") % {"name": sheet.title}
                    draft.notes.append(Problem(message, Source(file.name, 0, sheet.title)))
    except limits.UnreadableWorkbook as error:
        draft.problems.append(Problem(str(error), Source(file.name)))


def _open(file: InputFile) -> Any:
    return openpyxl.load_workbook(io.BytesIO(file.content), read_only=True, keep_links=False, data_only=True)


def _heading_row(sheet: Any) -> int:
    """Return the number of the row that is a heading of one of the tables, counted from 1; 0 where there is none."""
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_row=_HEAD, max_col=limits.COLUMN_LIMIT, values_only=True)
    return next((line for line, cells in enumerate(rows, 1) if table_of([text_of(cell) for cell in cells])), 0)


def _rows(name: str, sheet: Any, first: int, draft: Draft) -> Rows:
    sheet.reset_dimensions()
    for line, cells in enumerate(sheet.iter_rows(min_row=first, max_col=limits.COLUMN_LIMIT), start=first):
        place = Source(name, line, sheet.title)
        if line > limits.ROW_LIMIT:
            message = _("Sheet “%(name)s” has more rows or cells than a plan can have: delete what is not needed.")
            draft.problems.append(Problem(message % {"name": sheet.title}, place))
            return
        wrong = next((cell for cell in cells if cell.data_type == "e"), None)
        if wrong is not None:
            message = _("Cell %(cell)s holds an error (%(value)s): put the right value there.")
            words = {"cell": wrong.coordinate, "value": wrong.value}
            draft.problems.append(Problem(message % words, place))
            continue
        texts = [_text(cell) for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        yield place, texts


def _text(cell: Any) -> str:
    """Return what a cell shows; a number that is shown in per cent has its sign, so that it is asked about."""
    value = cell.value
    if isinstance(value, int | float) and not isinstance(value, bool) and "%" in (cell.number_format or ""):
        return f"{Decimal(repr(value)) * 100:f}%"
    return bare(unescape(value)) if isinstance(value, str) else text_of(value)
