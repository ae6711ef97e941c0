"""Reading the .xlsx workbook."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING, Any

import openpyxl
from django.utils.translation import gettext as _

from rumbo.core.tables import workbook_limits as limits
from rumbo.importers.draft import KINDS, Draft, Problem, Source
from rumbo.importers.files import InputFile
from rumbo.importers.workbook.checks import check
from rumbo.importers.workbook.labels import fold, sheet_names
from rumbo.importers.workbook.rows import TableReader

if TYPE_CHECKING:
    from openpyxl.cell.read_only import ReadOnlyCell

#: Sheets that explain and are not read, by their folded names in both languages.
EXPLANATIONS = ("leeme", "read me", "valores permitidos", "allowed values")


def read_workbook(file: InputFile) -> Draft:
    """Read a workbook into a draft; what is wrong is among its problems, with sheet and row."""
    draft = Draft(explicit_keys=True)
    try:
        limits.inspect(file.content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of decorations that it does not keep
            _read(draft, file)
    except limits.UnreadableWorkbook as error:
        draft.problems.append(Problem(str(error), Source(file.name)))
    except Exception:  # openpyxl raises whatever a damaged part makes it raise
        message = _("The workbook is damaged: open it in Excel and save it again.")
        draft.problems.append(Problem(message, Source(file.name)))
    if not draft.problems and not draft.rows:
        message = _("The workbook has no rows that Rumbo knows. Begin from one written by `rumbo export workbook`.")
        draft.problems.append(Problem(message, Source(file.name)))
    draft.rows.sort(key=lambda row: KINDS.index(row.kind))
    check(draft)
    return draft


def _read(draft: Draft, file: InputFile) -> None:
    book = openpyxl.load_workbook(io.BytesIO(file.content), read_only=True, keep_links=False)
    budget = limits.CELL_LIMIT
    for sheet in book.worksheets:
        kind = sheet_names().get(fold(sheet.title))
        if kind is not None:
            budget = _read_sheet(draft, file.name, sheet, kind, budget)
        elif fold(sheet.title) not in EXPLANATIONS:
            message = _("Sheet “%(name)s” is not known and was left out.")
            draft.notes.append(Problem(message % {"name": sheet.title}, Source(file.name, 0, sheet.title)))
    book.close()


def _read_sheet(draft: Draft, name: str, sheet: Any, kind: str, budget: int) -> int:
    """Read one sheet; return how many cells may still be read."""
    table = TableReader(draft, kind, name, sheet.title)
    sheet.reset_dimensions()
    headed = readable = False
    for line, cells in enumerate(sheet.iter_rows(), start=1):
        budget -= max(len(cells), 1)
        if budget < 0 or line > limits.ROW_LIMIT:
            message = _("Sheet “%(name)s” has more rows or cells than a plan can have: delete what is not needed.")
            raise limits.UnreadableWorkbook(message % {"name": sheet.title})
        values = _values(table, line, cells[: limits.COLUMN_LIMIT])
        if values is None:
            continue
        if headed and readable:
            table.row(line, values)
        elif not headed and any(value not in (None, "") for value in values):
            headed, readable = True, table.heading(line, values)
    return budget


def _values(table: TableReader, line: int, cells: tuple[ReadOnlyCell, ...]) -> list[Any] | None:
    """Return the values of a row, or None where a cell holds a formula or an error (told as a problem)."""
    for cell in cells:
        if cell.data_type == "f":
            message = _("Cell %(cell)s holds a formula: put its value there instead (paste as values).")
        elif cell.data_type == "e":
            message = _("Cell %(cell)s holds an error (%(value)s): put the right value there.")
        else:
            continue
        table.problem(line, message % {"cell": cell.coordinate, "value": cell.value})
        return None
    return [cell.value for cell in cells]
