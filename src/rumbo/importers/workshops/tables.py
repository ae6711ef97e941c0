"""The cells of a table of past workshops: CSV as programs and Excel write it, or the sheets of a workbook."""

from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

import openpyxl
from django.utils.translation import gettext as _

from rumbo.core.tables import workbook_limits as limits
from rumbo.importers.documents.decode import decode
from rumbo.importers.draft import Draft, Problem, Source
from rumbo.importers.files import InputFile
from rumbo.importers.workbook.cells import text_of
from rumbo.importers.workbook.labels import fold, sheet_names
from rumbo.importers.workshops.columns import HEADINGS

#: With as many known headings, one of them that tells, a table is one of workshops, whatever else it has or lacks.
_ENOUGH = 3
_TELLING = ("workshop", "text")
_DELIMITERS = (",", ";", "\t")
#: Rows of a sheet among which its heading is looked for.
_HEAD = 10

Rows = Iterator[tuple[Source, list[str]]]


def codes(heading: Sequence[str]) -> list[str]:
    """Return the codes of the columns of a heading; empty for one that is not known."""
    return [HEADINGS.get(fold(cell), "") for cell in heading]


def is_heading(heading: Sequence[str]) -> bool:
    """Say whether a row is the heading of a table of workshops."""
    known = set(codes(heading)) - {""}
    return len(known) >= _ENOUGH and any(code in known for code in _TELLING)


def is_csv(file: InputFile) -> bool:
    """Say whether a file is a CSV file of workshops, by its heading."""
    if not file.name.casefold().endswith((".csv", ".tsv")):
        return False
    decoded = decode(file)
    return decoded.text is not None and is_heading(_heading(decoded.text)[1])


def csv_rows(file: InputFile, draft: Draft) -> Rows:
    """Yield the rows of a CSV file with their places, heading first; what is wrong with it goes into the draft."""
    decoded = decode(file)
    draft.problems.extend([decoded.problem] if decoded.problem else [])
    draft.notes.extend([decoded.note] if decoded.note else [])
    if decoded.text is None:
        return
    reader = csv.reader(io.StringIO(decoded.text, newline=""), delimiter=_heading(decoded.text)[0], strict=True)
    line = 1
    try:
        for cells in reader:
            yield Source(file.name, line), cells
            line = reader.line_num + 1
    except csv.Error as error:
        message = _("The table cannot be read as CSV (%(error)s): save it again as CSV, comma separated, in UTF-8.")
        draft.problems.append(Problem(message % {"error": error}, Source(file.name, line)))


def is_workbook(file: InputFile) -> bool:
    """Say whether a workbook holds workshops and no plan: by the headings of its sheets."""
    return any(True for _rows in _sheets(file))


def workbook_rows(file: InputFile) -> Iterator[Rows]:
    """Yield the rows of each sheet of workshops, heading first."""
    yield from _sheets(file)


def _heading(text: str) -> tuple[str, list[str]]:
    """Return the sign between the cells, and the heading: the sign that gives the most known columns."""
    first = text.split("\n", 1)[0]
    headings = [(sign, next(csv.reader([first], delimiter=sign), [])) for sign in _DELIMITERS]
    return max(headings, key=lambda found: len(set(codes(found[1]))))


def _sheets(file: InputFile) -> Iterator[Rows]:
    try:
        limits.inspect(file.content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of decorations that it does not keep
            book = openpyxl.load_workbook(io.BytesIO(file.content), read_only=True, keep_links=False, data_only=True)
    except Exception:  # what is damaged is told by the reader of workbooks
        return
    with closing(book):
        if any(fold(sheet.title) in sheet_names() for sheet in book.worksheets):
            return
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            rows = list(_cells(file.name, sheet))
            start = next((n for n, (_source, cells) in enumerate(rows[:_HEAD]) if is_heading(cells)), None)
            if start is not None:
                yield iter(rows[start:])


def _cells(name: str, sheet: Any) -> Rows:
    for line, cells in enumerate(sheet.iter_rows(max_row=limits.ROW_LIMIT, values_only=True), start=1):
        yield Source(name, line, sheet.title), [text_of(cell) for cell in cells[: limits.COLUMN_LIMIT]]
