"""Writing the .xlsx workbook: sheets with help and drop-downs, which imports again without a single change."""

from __future__ import annotations

import io
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from rumbo.importers.draft import Draft, Row, Written
from rumbo.importers.records import LINKS
from rumbo.importers.schema import BY_KIND, PORTFOLIO, TABLES, Column, Table
from rumbo.importers.workbook.cells import escape
from rumbo.importers.workbook.labels import ABOUT, VERSION, choice_labels

#: Excel holds 32,767 characters in a cell; longer texts go on in the next column.
CELL_TEXT = 32_000
#: Rows that drop-downs reach below the last one written, for new rows.
SPARE_ROWS = 500
#: How Excel shows and takes what is no text; texts stay texts also where they look like numbers.
_FORMATS = {"money": "#,##0.00", "date": "yyyy-mm-dd", "text": "@", "reference": "@", "references": "@"}
_HEAD = PatternFill("solid", fgColor="A6461F")
_HELP = PatternFill("solid", fgColor="F3EDE2")


def write_workbook(draft: Draft, *, plan: str = "", portfolio: bool = False) -> bytes:
    """Return the workbook of a draft, in the language in force: a sheet for every kind, empty ones too.

    ``plan`` is the key of the plan that it is written from: then each row says of which version it is, in a hidden
    column, so that what is edited here meanwhile is told from what is edited there. With ``portfolio``, there are
    only the sheets of the projects, their life, and what they refer to.
    """
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    _explain(book.create_sheet(_("Read me")))
    tables = [table for table in TABLES if not portfolio or table.kind in PORTFOLIO]
    rows = {table.kind: list(draft.of(table.kind)) for table in tables}
    for table in tables:
        _write_table(book.create_sheet(str(table.label)), table, rows, versions=bool(plan))
    _allowed_values(book, tables)
    if plan:
        _about(book.create_sheet(ABOUT), Written(uuid.uuid4().hex, plan, datetime.now(UTC)))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _about(sheet: Worksheet, written: Written) -> None:
    """Say in a hidden sheet when and from which plan the workbook was written."""
    for pair in (("id", written.id), ("plan", written.plan), ("at", written.at.isoformat())):
        sheet.append(pair)
    sheet.sheet_state = "hidden"


def _explain(sheet: Worksheet) -> None:
    lines = (
        _("This workbook holds a whole plan. Edit it and import it again: you will see what changes before it does."),
        _("The first row of each sheet is its heading and the second explains the columns. Write below them."),
        _("The key joins sheets: a project names its program by the program's key. Give new rows a new key."),
        _("A row that you delete is not deleted from the plan: withdraw it there, with the reason."),
        _("Columns with a list accept only its values; they stand in the last sheet."),
        _("What is edited here and on the desk meanwhile is shown to you as a conflict, to be decided cell by cell."),
        _("The stage of a project is shown to be read: it changes on the project's page, through the gates."),
    )
    for number, line in enumerate(lines, start=1):
        sheet.cell(number, 1, line)
    sheet.column_dimensions["A"].width = 110


def _write_table(sheet: Worksheet, table: Table, rows: dict[str, list[Row]], *, versions: bool) -> None:
    columns = list(_with_continuations(table, rows[table.kind]))
    for index, (column, part) in enumerate(columns, start=1):
        _head(sheet, index, column, part)
        letter = get_column_letter(index)
        sheet.column_dimensions[letter].width = {"long": 60, "text": 32}.get(column.type, 20)
        if part == 1:
            _drop_down(sheet, letter, column, rows)
    for line, row in enumerate(rows[table.kind], start=3):
        for index, (column, part) in enumerate(columns, start=1):
            _put(sheet, line, index, _cell(row, column, part), _FORMATS.get(column.type))
    if versions and table.kind not in LINKS:
        _versions(sheet, len(columns) + 1, rows[table.kind])
    sheet.freeze_panes = "C3"


def _versions(sheet: Worksheet, index: int, rows: list[Row]) -> None:
    """Write in a hidden column which version of its element each row is."""
    sheet.cell(1, index, VERSION)
    for line, row in enumerate(rows, start=3):
        if row.version:
            sheet.cell(line, index, row.version)
    sheet.column_dimensions[get_column_letter(index)].hidden = True


def _with_continuations(table: Table, rows: list[Row]) -> Iterator[tuple[Column, int]]:
    for column in table.columns:
        longest = max((len(str(row.fields.get(column.code) or "")) for row in rows), default=0)
        parts = -(-longest // CELL_TEXT) if column.type == "long" else 1
        for part in range(1, max(parts, 1) + 1):
            yield column, part


def _head(sheet: Worksheet, index: int, column: Column, part: int) -> None:
    label = str(column.label) if part == 1 else f"{column.label} ({part})"
    cell = sheet.cell(1, index, label)
    cell.font, cell.fill = Font(bold=True, color="FFFFFF"), _HEAD
    if column.required:
        cell.comment = Comment(_("This column may not be empty."), "Rumbo")
    help_cell = sheet.cell(2, index, str(column.help))
    help_cell.font, help_cell.fill = Font(italic=True, color="5D574D"), _HELP
    help_cell.alignment = Alignment(wrap_text=True, vertical="top")


def _drop_down(sheet: Worksheet, letter: str, column: Column, rows: dict[str, list[Row]]) -> None:
    formula = _list_of(column, rows)
    if formula is None:
        return
    validation = DataValidation("list", formula1=formula, allow_blank=not column.required)
    validation.showErrorMessage = column.type in ("choice", "boolean")
    validation.error = _("Choose one of the list.")
    sheet.add_data_validation(validation)
    validation.add(f"{letter}3:{letter}{len(rows.get(sheet.title, ())) + 2 + SPARE_ROWS + 5000}")


def _list_of(column: Column, rows: dict[str, list[Row]]) -> str | None:
    if column.readonly:
        return None
    if column.type == "boolean":
        return f'"{_("Yes")},{_("No")}"'
    if column.type == "choice":
        return '"' + ",".join(label.replace(",", " ") for label in choice_labels(column.choices).values()) + '"'
    if column.type == "reference" and len(column.kinds) == 1:
        target = BY_KIND[column.kinds[0]]
        if target.kind not in rows:
            return None
        last = len(rows[target.kind]) + 2 + SPARE_ROWS
        return f"{quote_sheetname(str(target.label))}!$A$3:$A${last}"
    return None


def _cell(row: Row, column: Column, part: int) -> Any:
    """Return what stands in a cell; None for nothing."""
    value = row.key if column.code == "key" else row.fields.get(column.code)
    if column.type == "boolean":
        return None if value is None else (_("Yes") if value else _("No"))
    if column.type == "choice":
        return choice_labels(column.choices)[value] if value else None
    if column.type == "references":
        return "; ".join(value) if value else None
    if column.type == "long":
        return (value or "")[(part - 1) * CELL_TEXT : part * CELL_TEXT] or None
    if column.type == "money" and value:
        return Decimal(value)
    if column.type == "date" and value:
        return date.fromisoformat(value)
    return value if value not in ("", None) else None


def _put(sheet: Worksheet, line: int, index: int, value: Any, number_format: str | None) -> None:
    """Write a cell; texts stay texts, whatever they begin with."""
    if value is None:
        return
    cell = sheet.cell(line, index)
    if isinstance(value, str):
        cell.value = escape(value)
        cell.data_type = "s"
        cell.quotePrefix = value[:1] in "=+-@"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    else:
        cell.value = value
    if number_format:
        cell.number_format = number_format


def _allowed_values(book: openpyxl.Workbook, tables: list[Table]) -> None:
    sheet = book.create_sheet(_("Allowed values"))
    index = 0
    for table in tables:
        for column in table.columns:
            if column.type != "choice":
                continue
            index += 1
            head = sheet.cell(1, index, f"{table.label} · {column.label}")
            head.font = Font(bold=True)
            sheet.column_dimensions[get_column_letter(index)].width = 28
            for line, label in enumerate(choice_labels(column.choices).values(), start=2):
                sheet.cell(line, index, label)
