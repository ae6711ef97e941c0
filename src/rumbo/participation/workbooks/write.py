"""Preparing a table's workbook."""

from __future__ import annotations

import io
import re
import secrets
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from rumbo.participation.enums import ExerciseType, Scale
from rumbo.participation.exercises import kind_of
from rumbo.participation.queries.items import items, problems
from rumbo.participation.queries.sheets import sheets
from rumbo.participation.workbooks.answers import cell_of, labels

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from rumbo.participation.models import Exercise, Table

#: Where things stand on a sheet: the mark, the help, the numbers of the items (hidden), the headings, the first row.
MARK_ROW, HELP_ROW, ITEM_ROW, HEAD_ROW, FIRST_ROW = 1, 2, 3, 4, 5
#: Rows for texts on each sheet.
TEXT_ROWS = 300
_HEAD = PatternFill("solid", fgColor="A6461F")
_HELP = PatternFill("solid", fgColor="F3EDE2")
_WRAP = Alignment(wrap_text=True, vertical="top")


def write_table_workbook(table: Table) -> bytes:
    """Return the workbook of a table in the language in force: a sheet for each exercise that takes answers.

    Ballots that were entered from paper stand on it; texts do not, since they would be entered twice.
    """
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    _explain(book.create_sheet(_("Read me")), table)
    copy = secrets.token_hex(4)
    exercises = table.exercises.filter(state="current").select_related("table", "source__source")
    for place, exercise in enumerate(exercises.order_by("position", "pk"), start=1):
        kind = kind_of(exercise)
        if not kind.says and not kind.votes:
            continue
        sheet = book.create_sheet(_title(place, exercise))
        _mark(sheet, exercise, copy)
        (_ballots if kind.votes else _texts)(sheet, exercise)
        sheet.freeze_panes = sheet.cell(FIRST_ROW, 2)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _explain(sheet: Worksheet, table: Table) -> None:
    lines = (
        f"{table.workshop.name}: {table.name}",
        _("Each sheet is an exercise of the table. Fill in the rows below the headings and leave the rest as it is."),
        _("Then upload the workbook on the table's page: you see what will be written before it is."),
        _("Uploading the same workbook again changes nothing, so you can add rows and upload it once more."),
        _("Number the paper ballots as you like, each number once. Do not use the numbers of the attendance list."),
    )
    for number, line in enumerate(lines, start=1):
        _put(sheet, number, 1, line, bold=number == 1)
    sheet.column_dimensions["A"].width = 110


def _title(place: int, exercise: Exercise) -> str:
    """Return a name that Excel allows: 31 signs, none of those that it forbids."""
    plain = re.sub(r"[\[\]:*?/\\¿¡']", "", ILLEGAL_CHARACTERS_RE.sub("", exercise.name)).strip()
    return f"{place} {plain}"[:31].strip()


def _mark(sheet: Worksheet, exercise: Exercise, copy: str) -> None:
    _put(sheet, MARK_ROW, 1, f"{exercise.pk}/{copy}")
    sheet.cell(MARK_ROW, 1).font = Font(color="8A7F6E", size=8)
    _put(sheet, MARK_ROW, 2, exercise.name, bold=True)
    sheet.row_dimensions[ITEM_ROW].hidden = True


def _texts(sheet: Worksheet, exercise: Exercise) -> None:
    columns: list[tuple[str, str, int]] = [
        (_("Text"), _("One thing in each row, at most 600 characters."), 70),
        (_("Number of whoever said it"), _("As on the attendance list. Empty: nobody in particular."), 24),
    ]
    if exercise.type == ExerciseType.CAUSES:
        columns.append((_("Number of the problem"), _("From the list at the right."), 24))
        asked = list(problems(exercise))
        for row, problem in enumerate(asked, start=FIRST_ROW):
            _put(sheet, row, 5, row - FIRST_ROW + 1)
            _put(sheet, row, 6, problem.text)
            _put(sheet, row, 7, problem.pk)
        _head(sheet, 5, _("Number"), "", 10)
        _head(sheet, 6, _("Problem"), "", 70)
        sheet.column_dimensions["G"].hidden = True
        _allow(sheet, "C", TEXT_ROWS, least=1, most=max(len(asked), 1))
    for index, (label, explanation, width) in enumerate(columns, start=1):
        _head(sheet, index, label, explanation, width)
    _allow(sheet, "B", TEXT_ROWS, least=1, most=exercise.table.capacity)


def _ballots(sheet: Worksheet, exercise: Exercise) -> None:
    _head(sheet, 1, _("Sheet number"), _("Of the paper ballot."), 12)
    asked = list(items(exercise))
    capacity = exercise.table.capacity
    for column, item in enumerate(asked, start=2):
        _put(sheet, ITEM_ROW, column, item.pk)
        _head(sheet, column, item.text, _how(exercise), 24)
        _choices(sheet, exercise, get_column_letter(column), capacity, len(asked))
    _allow(sheet, "A", capacity, least=1, most=capacity)
    known = sheets(exercise)
    for row, number in enumerate([*known, *(n for n in range(1, capacity + 1) if n not in known)], start=FIRST_ROW):
        _put(sheet, row, 1, number)
        for column, item in enumerate(asked, start=2):
            if item.pk in known.get(number, {}):
                _put(sheet, row, column, cell_of(exercise, known[number][item.pk]))


def _how(exercise: Exercise) -> str:
    if exercise.type == ExerciseType.OPINION:
        return _("Choose from the list; empty: not answered.")
    return {
        Scale.RATING: _("From 1 to 5; empty: not answered."),
        Scale.POINTS: _("Points, %(points)d in all.") % {"points": exercise.settings["points"]},
        Scale.RANKING: _("The place: 1 for the first."),
    }[Scale(exercise.settings["scale"])]


def _choices(sheet: Worksheet, exercise: Exercise, letter: str, rows: int, asked: int) -> None:
    if exercise.type == ExerciseType.OPINION:
        words = '"' + ",".join(label.replace(",", " ") for label in labels().values()) + '"'
        _validate(sheet, DataValidation("list", formula1=words, allow_blank=True), letter, rows)
        return
    scale = exercise.settings["scale"]
    most = {Scale.RATING: 5, Scale.POINTS: exercise.settings["points"], Scale.RANKING: asked}[Scale(scale)]
    _allow(sheet, letter, rows, least=0 if scale == Scale.POINTS else 1, most=most)


def _allow(sheet: Worksheet, letter: str, rows: int, *, least: int, most: int) -> None:
    rule = DataValidation("whole", operator="between", formula1=str(least), formula2=str(most), allow_blank=True)
    rule.error = _("Give a whole number from %(least)d to %(most)d.") % {"least": least, "most": most}
    _validate(sheet, rule, letter, rows)


def _validate(sheet: Worksheet, rule: DataValidation, letter: str, rows: int) -> None:
    rule.showErrorMessage = True
    sheet.add_data_validation(rule)
    rule.add(f"{letter}{FIRST_ROW}:{letter}{FIRST_ROW + rows - 1}")


def _head(sheet: Worksheet, column: int, label: str, explanation: str, width: int) -> None:
    _put(sheet, HEAD_ROW, column, label)
    cell = sheet.cell(HEAD_ROW, column)
    cell.font, cell.fill, cell.alignment = Font(bold=True, color="FFFFFF"), _HEAD, _WRAP
    if explanation:
        _put(sheet, HELP_ROW, column, explanation)
        cell = sheet.cell(HELP_ROW, column)
        cell.font, cell.fill, cell.alignment = Font(italic=True, color="5D574D"), _HELP, _WRAP
    sheet.column_dimensions[get_column_letter(column)].width = width


def _put(sheet: Worksheet, row: int, column: int, value: Any, *, bold: bool = False) -> None:
    """Write a cell; texts stay texts, whatever they begin with."""
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"
        cell.quotePrefix = value[:1] in "=+-@"
        cell.alignment = _WRAP
    else:
        cell.value = value
    if bold:
        cell.font = Font(bold=True)
