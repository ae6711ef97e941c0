"""The columns of the tables of indicators and of values, and how CSV files are read cell by cell, unaltered."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from rumbo.importers.documents.decode import decode
from rumbo.importers.draft import Draft, Problem, Source
from rumbo.importers.files import InputFile
from rumbo.importers.workbook.labels import fold
from rumbo.monitoring.enums import Format

#: Kinds of the rows of this format's drafts. Fields: those of `HEADINGS`.
INDICATOR, VALUE = "indicator", "observation"
#: Columns by the headings that people give them, folded.
HEADINGS = {
    "indicator": "indicator",
    "indicador": "indicator",
    "territory": "territory",
    "territorio": "territory",
    "date": "date",
    "fecha": "date",
    "value": "value",
    "valor": "value",
    "source": "source",
    "fuente": "source",
    "notes": "notes",
    "note": "notes",
    "notas": "notes",
    "nota": "notes",
    "area": "area",
    "name": "name",
    "nombre": "name",
    "description": "description",
    "descripcion": "description",
    "format": "format",
    "formato": "format",
    "categories": "categories",
    "categorias": "categories",
}
#: What each table needs; the other columns may be left out.
REQUIRED = {INDICATOR: ("indicator", "name"), VALUE: ("indicator", "territory", "date", "value")}
COLUMNS = {
    INDICATOR: ("indicator", "area", "name", "description", "format", "categories"),
    VALUE: ("indicator", "territory", "date", "value", "source", "notes"),
}
#: With so many of its required columns a table is one of values, though some are missing.
_ENOUGH = 3
#: What a format may be called, folded.
FORMATS = {code: code for code in Format.values} | {
    "": Format.NUMBER,
    "numero": Format.NUMBER,
    "number": Format.NUMBER,
    "count": Format.COUNT,
    "money": Format.MONEY,
    "percent": Format.PERCENT,
    "percentage": Format.PERCENT,
    "text": Format.TEXT,
}
_DELIMITERS = (",", ";", "\t")
#: A spreadsheet would take a text that begins so for a formula: lists are written with an apostrophe before it.
_GUARDED = ("'=", "'+", "'-", "'@", "'\t", "'\r")


def codes(heading: Sequence[str]) -> list[str]:
    """Return the codes of the columns of a heading; empty for one that is not known."""
    return [HEADINGS.get(fold(cell), "") for cell in heading]


def table_of(heading: Sequence[str]) -> str:
    """Return which table has this heading; empty for one of something else."""
    known = set(codes(heading))
    if "value" in known and len(known & set(REQUIRED[VALUE])) >= _ENOUGH:
        return VALUE
    return INDICATOR if known >= set(REQUIRED[INDICATOR]) and "value" not in known else ""


def heading_of(text: str) -> tuple[str, list[str]]:
    """Return the sign between the cells, and the heading: the sign that gives the most known columns."""
    first = text.split("\n", 1)[0].rstrip("\r")[:10_000]
    headings = [(sign, next(csv.reader([first], delimiter=sign), [])) for sign in _DELIMITERS]
    return max(headings, key=lambda found: len(set(codes(found[1])) - {""}))


def rows_of(file: InputFile, draft: Draft) -> Iterator[tuple[Source, list[str]]]:
    """Yield the rows of a file with their places, heading first; what is wrong with it goes into the draft.

    Cells are as the file has them, their line ends too; the apostrophe of exported lists is taken off again.
    """
    decoded = decode(file)
    draft.problems.extend([decoded.problem] if decoded.problem else [])
    draft.notes.extend([decoded.note] if decoded.note else [])
    if decoded.text is None:
        return
    text = _exact(file) or decoded.text
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=heading_of(text)[0], strict=True)
    line = 1
    try:
        for cells in reader:
            yield Source(file.name, line), [bare(cell) for cell in cells]
            line = reader.line_num + 1
    except csv.Error as error:
        message = _("The table cannot be read as CSV (%(error)s): save it again as CSV, comma separated, in UTF-8.")
        draft.problems.append(Problem(message % {"error": error}, Source(file.name, line)))


def bare(cell: str) -> str:
    """Return a text of an exported list without the apostrophe that keeps a spreadsheet from running it."""
    return cell[1:] if cell.startswith(_GUARDED) else cell


def _exact(file: InputFile) -> str:
    """Return the text of a file in UTF-8 as it is; an empty text for another one, or one with zero bytes."""
    if b"\x00" in file.content:
        return ""
    try:
        return file.content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return ""
