"""The three formats. Texts are safe to open in a spreadsheet: no cell is ever run as a formula."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from rumbo.core.tables.table import Cell, Table

#: A spreadsheet takes a text that begins so for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
#: Longest text of an XLSX cell.
XLSX_LIMIT = 32_767
BOM = "\ufeff"
_CHUNK = 200


def csv_lines(table: Table, rows: Iterable[Any], *, bom: bool = False) -> Iterator[str]:
    """Yield a CSV file (RFC 4180, codes as header) in pieces of many lines; ``bom`` makes Excel read it as UTF-8.

    A text that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    buffer = StringIO()
    writer = csv.writer(buffer)
    buffer.write(BOM if bom else "")
    writer.writerow(table.codes)
    for number, row in enumerate(rows, start=1):
        writer.writerow([_csv_cell(cell) for cell in table.cells(row)])
        if number % _CHUNK == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def json_lines(table: Table, rows: Iterable[Any]) -> Iterator[str]:
    """Yield a JSON array with one object a row, in pieces."""
    pieces = ["["]
    before = "\n"
    for number, row in enumerate(rows, start=1):
        cells = dict(zip(table.codes, (_json_cell(cell) for cell in table.cells(row)), strict=True))
        pieces.append(before + json.dumps(cells, ensure_ascii=False))
        before = ",\n"
        if number % _CHUNK == 0:
            yield "".join(pieces)
            pieces = []
    yield "".join(pieces) + "\n]\n"


def xlsx_file(table: Table, rows: Iterable[Any]) -> IO[bytes]:
    """Return an XLSX file (labels as header), read from its beginning; large ones are kept on disk, not in memory.

    Texts are written as texts, whatever they begin with.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(str(table.label)[:31])
    sheet.freeze_panes = "A2"
    for number, column in enumerate(table.columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.append([_header(sheet, str(column.label)) for column in table.columns])
    for row in rows:
        sheet.append([_xlsx_cell(sheet, cell) for cell in table.cells(row)])
    file = SpooledTemporaryFile(max_size=4 * 1024 * 1024)  # noqa: SIM115 (whoever asked for it closes it)
    book.save(file)
    file.seek(0)
    return file


def text_cell(sheet: Any, row: int, column: int, text: str) -> Any:
    """Write a text into a cell of a sheet in memory and return the cell: as a text, whatever it begins with."""
    cell = sheet.cell(row, column, ILLEGAL_CHARACTERS_RE.sub("", text)[:XLSX_LIMIT])
    if text:
        cell.data_type = "s"
    return cell


def _taken(buffer: StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, str):
        return cell
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell) if isinstance(cell, int | float | Decimal) else "; ".join(cell)


def _csv_cell(cell: Cell) -> str:
    text = _text(cell)
    is_text = not isinstance(cell, int | float | Decimal | date)
    return f"'{text}" if is_text and text.startswith(FORMULA_STARTS) else text


def _json_cell(cell: Cell) -> Any:
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Decimal):
        return str(cell)
    return cell if cell is None or isinstance(cell, str | int | float) else list(cell)


def _xlsx_cell(sheet: Any, cell: Cell) -> Any:
    if isinstance(cell, datetime):
        cell = cell.isoformat()  # spreadsheets know no time zones
    if cell is None or isinstance(cell, bool | int | float | Decimal | date):
        return cell
    text = ILLEGAL_CHARACTERS_RE.sub("", _text(cell))[:XLSX_LIMIT]
    if not text.startswith(("=", "#")):
        return text
    written = WriteOnlyCell(sheet, text)
    written.data_type = "s"
    return written


def _header(sheet: Any, label: str) -> Any:
    cell = WriteOnlyCell(sheet, label)
    cell.font = Font(bold=True)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
