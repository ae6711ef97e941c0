"""Reading a table's workbook that was filled in."""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import uuid5

import openpyxl
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from rumbo.core.errors import Refused
from rumbo.core.tables import workbook_limits as limits
from rumbo.participation.enums import ExerciseType
from rumbo.participation.exercises import kind_of
from rumbo.participation.models import Contribution, Participant
from rumbo.participation.queries.items import items, problems
from rumbo.participation.queries.sheets import sheets
from rumbo.participation.services.contributions import clean_text
from rumbo.participation.workbooks.answers import fold, labels, value_of
from rumbo.participation.workbooks.entries import SPACE, BallotEntry, Fault, Reading, TextEntry
from rumbo.participation.workbooks.write import FIRST_ROW, ITEM_ROW, MARK_ROW

if TYPE_CHECKING:
    from rumbo.participation.models import Exercise, Table

_MARK = re.compile(r"^(\d{1,18})/([0-9a-f]{8})$")


@dataclass(slots=True)
class _Page:
    """A sheet with its exercise, its cells as texts by (row, column), and where faults go."""

    title: str
    exercise: Exercise
    copy: str
    cells: dict[tuple[int, int], str]
    reading: Reading
    rows: list[int] = field(default_factory=list)

    def fault(self, row: int, column: int, message: str) -> None:
        """Record what is wrong in a cell."""
        self.reading.faults.append(Fault(self.title, f"{get_column_letter(column)}{row}", message))

    def text(self, row: int, column: int) -> str:
        """Return what stands in a cell."""
        return self.cells.get((row, column), "")


def read_table_workbook(table: Table, content: bytes) -> Reading:
    """Read a workbook of a table; what is wrong is among its faults, with sheet and cell."""
    reading = Reading()
    try:
        with limits.guarded(content):
            pages = _pages(table, content, reading)
    except limits.UnreadableWorkbook as error:
        reading.faults.append(Fault("", "", str(error)))
        return reading
    if not pages and not reading.faults:
        message = _("No sheet of this workbook is of this table. Download the table's own workbook and fill that in.")
        reading.faults.append(Fault("", "", message))
    for page in pages:
        (_ballots if kind_of(page.exercise).votes else _texts)(page)
    return reading


def _pages(table: Table, content: bytes, reading: Reading) -> list[_Page]:
    exercises = {
        one.pk: one for one in table.exercises.filter(state="current").select_related("table", "source__source")
    }
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    budget = limits.CELL_LIMIT
    pages: list[_Page] = []
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        cells: dict[tuple[int, int], str] = {}
        page: _Page | None = None
        for row, found in enumerate(sheet.iter_rows(), start=1):
            budget -= max(len(found), 1)
            if budget < 0 or row > limits.ROW_LIMIT:
                message = _("Sheet “%(name)s” has more rows or cells than a table needs: delete what is not needed.")
                raise limits.UnreadableWorkbook(message % {"name": sheet.title})
            if row == MARK_ROW:
                page = _page(sheet.title, _cell(found[0]) if found else "", exercises, cells, reading)
                if page is None:
                    break
            if page is not None:
                _take(page, row, found)
        if page is not None:
            pages.append(page)
    book.close()
    return pages


def _page(
    title: str, mark: str, exercises: dict[int, Exercise], cells: dict[tuple[int, int], str], reading: Reading
) -> _Page | None:
    match = _MARK.match(mark)
    exercise = exercises.get(int(match[1])) if match else None
    if match is None:
        return None
    if exercise is None:
        message = _("This sheet is of an exercise that is not on the table's agenda. Delete the sheet.")
        reading.faults.append(Fault(title, "A1", message))
        return None
    return _Page(title, exercise, match[2], cells, reading)


def _take(page: _Page, row: int, found: Any) -> None:
    """Take a row's cells as texts; formulas and errors are told as faults."""
    for column, cell in enumerate(found[: limits.COLUMN_LIMIT * 10], start=1):
        if getattr(cell, "data_type", "") in ("f", "e"):
            page.fault(row, column, _("The cell holds a formula or an error: put its value there instead."))
            continue
        text = _cell(cell)
        if text:
            page.cells[row, column] = text
            if row >= FIRST_ROW and (not page.rows or page.rows[-1] != row):
                page.rows.append(row)


def _cell(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())


def _texts(page: _Page) -> None:
    seats = dict(Participant.objects.filter(table=page.exercise.table_id, left=False).values_list("number", "pk"))
    asked = _listed_problems(page) if page.exercise.type == ExerciseType.CAUSES else None
    counted: Counter[str] = Counter()
    for row in page.rows:
        if not page.text(row, 1):
            if page.text(row, 2) or (asked is not None and page.text(row, 3)):
                page.fault(row, 1, _("Write something first."))
            continue
        entry = _text(page, row, seats, asked, counted)
        if entry is not None:
            page.reading.texts.append(entry)
    _mark_known(page)


def _text(
    page: _Page, row: int, seats: dict[int, int], asked: dict[str, int] | None, counted: Counter[str]
) -> TextEntry | None:
    faults = len(page.reading.faults)
    text, parent, participant = page.text(row, 1), None, None
    try:
        text = clean_text(text)
    except Refused as refusal:
        page.fault(row, 1, refusal.message)
    number = page.text(row, 2)
    if number:
        participant = seats.get(int(number)) if number.isdecimal() and len(number) < 9 else None
        if participant is None:
            message = _("Nobody has this number on the attendance list: %(value)s.")
            page.fault(row, 2, message % {"value": number[:20]})
    if asked is not None:
        parent = asked.get(page.text(row, 3))
        if parent is None:
            page.fault(row, 3, _("Give the number of the problem, as on the list."))
    if len(page.reading.faults) > faults:
        return None
    # What it says makes the nonce, not where it stands: rows may be moved or put in between.
    said = f"{parent or 0}/{number}/{fold(text)}"
    counted[said] += 1
    nonce = uuid5(SPACE, f"{page.exercise.pk}/{page.copy}/{counted[said]}/{said}")
    return TextEntry(page.exercise.pk, page.title, row, text, parent, participant, str(nonce), known=False)


def _listed_problems(page: _Page) -> dict[str, int]:
    """Return the problems by the numbers that they have on this copy; those that are gone are left out."""
    current = {one.pk for one in problems(page.exercise)}
    listed = {page.text(row, 5): page.text(row, 7) for row in page.rows if page.text(row, 5)}
    return {
        number: int(pk) for number, pk in listed.items() if pk.isdecimal() and len(pk) < 19 and int(pk) in current
    }


def _mark_known(page: _Page) -> None:
    """Mark the texts that were entered from this copy before."""
    own = [entry for entry in page.reading.texts if entry.exercise == page.exercise.pk]
    stored = Contribution.objects.filter(exercise=page.exercise, nonce__in=[entry.nonce for entry in own])
    known = {str(nonce) for nonce in stored.values_list("nonce", flat=True)}
    page.reading.texts = [
        TextEntry(
            entry.exercise,
            entry.sheet,
            entry.row,
            entry.text,
            entry.parent,
            entry.participant,
            entry.nonce,
            known=entry.nonce in known or entry.known,
        )
        for entry in page.reading.texts
    ]


def _ballots(page: _Page) -> None:
    asked = frozenset(items(page.exercise).values_list("pk", flat=True))
    columns = _columns(page, asked)
    stored = sheets(page.exercise)
    seen: dict[int, int] = {}
    for row in page.rows:
        if not any(page.text(row, column) for column in columns):
            continue
        entry = _ballot(page, row, columns, asked, stored)
        if entry is None:
            continue
        if entry.number in seen:
            message = _("Sheet %(number)d stands in row %(row)d already: give one of them another number.")
            page.fault(row, 1, message % {"number": entry.number, "row": seen[entry.number]})
        seen.setdefault(entry.number, row)
        page.reading.ballots.append(entry)


def _columns(page: _Page, asked: frozenset[int]) -> dict[int, int]:
    """Return the items by their columns; a column of what is not asked any more is told where it has answers."""
    columns: dict[int, int] = {}
    for (row, column), text in sorted(page.cells.items()):
        if row != ITEM_ROW or column == 1:
            continue
        item = int(text) if text.isdecimal() and len(text) < 19 else 0
        if item in asked:
            columns[column] = item
        elif any(page.text(line, column) for line in page.rows):
            page.fault(
                ITEM_ROW + 1, column, _("This is not part of the exercise any more: empty the answers of the column.")
            )
    return columns


def _ballot(
    page: _Page, row: int, columns: dict[int, int], asked: frozenset[int], stored: dict[int, dict[int, int]]
) -> BallotEntry | None:
    faults = len(page.reading.faults)
    text, capacity = page.text(row, 1), page.exercise.table.capacity
    number = int(text) if text.isdecimal() and len(text) < 9 else 0
    if not 1 <= number <= capacity:
        message = _("Number the paper ballots from 1 to %(capacity)d, the places of the table.")
        page.fault(row, 1, message % {"capacity": capacity})
    values: dict[int, int] = {}
    for column, item in columns.items():
        typed = page.text(row, column)
        if not typed:
            continue
        value = value_of(page.exercise, typed)
        if value is None:
            page.fault(row, column, _wanted(page.exercise) % {"value": typed[:40]})
        else:
            values[item] = value
    if len(page.reading.faults) == faults:
        _judge(page, row, values, asked)
    if len(page.reading.faults) > faults:
        return None
    known = stored.get(number) == values
    return BallotEntry(page.exercise.pk, page.title, row, number, values, known, replaces=number in stored)


def _wanted(exercise: Exercise) -> str:
    if exercise.type == ExerciseType.OPINION:
        return _("“%(value)s” is none of: {words}.").format(words=", ".join(labels().values()))
    return _("“%(value)s” is no whole number.")


def _judge(page: _Page, row: int, values: dict[int, int], asked: frozenset[int]) -> None:
    check = kind_of(page.exercise).check_sheet
    if check is None:
        return
    try:
        check(page.exercise.settings, values, asked)
    except ValidationError as error:
        page.fault(row, 1, " ".join(error.messages))
