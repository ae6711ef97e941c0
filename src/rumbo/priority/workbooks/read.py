"""Reading a workbook of scores that was filled in."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter

from rumbo.core.errors import Refused
from rumbo.core.tables import workbook_limits as limits
from rumbo.priority.queries.filled import EMPTY, Place, filled, open_delphi
from rumbo.priority.queries.items import ItemRow, criteria_of, listed_items
from rumbo.priority.queries.scores import conflicts_of, evaluators_of
from rumbo.priority.services.assessments import tidy_comment
from rumbo.priority.workbooks.cells import fold, score_of
from rumbo.priority.workbooks.entries import Change, Fault, Reading
from rumbo.priority.workbooks.write import CODE_ROW, COMMENT, EVALUATOR, FIRST_ROW, MARK, MARK_ROW, PROJECT

if TYPE_CHECKING:
    from rumbo.priority.models import Criterion, Evaluator, Round
    from rumbo.priority.scales import Score

#: Faults that are told; the rest is counted by nobody.
FAULTS = 200


def read_scores(found: Round, content: bytes) -> Reading:
    """Read a workbook of a round; what is wrong is among its faults, with sheet and cell."""
    reading = Reading()
    try:
        with limits.guarded(content, _Enough):
            _read(found, content, reading)
    except limits.UnreadableWorkbook as error:
        reading.faults.append(Fault("", "", str(error)))
    except _Enough:
        message = _("There is more to mend than is listed here. Mend this first, and upload the workbook again.")
        reading.faults.append(Fault("", "", message))
    return reading


class _Enough(Exception):
    """So much is wrong that the rest need not be read."""


def _read(found: Round, content: bytes, reading: Reading) -> None:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    desk = _Desk(found, reading)
    budget, marked = limits.CELL_LIMIT, False
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        page: _Page | None = None
        for number, row in enumerate(sheet.iter_rows(), start=1):
            budget -= max(len(row), 1)
            if budget < 0 or number > limits.ROW_LIMIT:
                message = _("Sheet “%(name)s” has more rows or cells than scores need: delete what is not needed.")
                raise limits.UnreadableWorkbook(message % {"name": sheet.title})
            if number == MARK_ROW:
                page = desk.page(sheet.title, _text(row[0]) if row else "")
                marked = marked or page is not None
                if page is None:
                    break
            elif page is not None and number == CODE_ROW:
                page.columns = _columns(row)
                if not {EVALUATOR, PROJECT} <= set(page.columns):
                    message = _("The hidden third row of this sheet was lost. Download the workbook again.")
                    page.fault(CODE_ROW, EVALUATOR, message)
                    break
            elif page is not None and number >= FIRST_ROW:
                page.take(number, row)
    book.close()
    if not marked and not reading.faults:
        message = _("No sheet of this workbook has scores of this round. Download the round's own and fill that in.")
        reading.faults.append(Fault("", "", message))


class _Desk:
    """What a round asks of whom and what was said so far, to be compared with; rows that were seen."""

    def __init__(self, found: Round, reading: Reading) -> None:
        self.round, self.reading = found, reading
        self.criteria: dict[str, Criterion] = {str(one.pk): one for one in criteria_of(found)}
        self.items: dict[str, ItemRow] = {fold(row.element.key): row for row in listed_items(found)}
        self.evaluators: dict[str, Evaluator] = {fold(one.key): one for one in evaluators_of(found)}
        self.said = filled(found, open_delphi(found))
        self.conflicts = set(conflicts_of(found))
        self.seen: dict[Place, tuple[str, int]] = {}

    def page(self, title: str, mark: str) -> _Page | None:
        """Return a sheet of scores of this round; None for any other sheet."""
        if not mark.startswith(MARK):
            return None
        if mark != f"{MARK}{self.round.pk}":
            message = _("This sheet is of another round. Download the workbook of this round, or delete the sheet.")
            self.reading.faults.append(Fault(title, "A1", message))
            return None
        return _Page(title, self)


class _Page:
    """A sheet of scores: what its columns are by the hidden row."""

    def __init__(self, title: str, desk: _Desk) -> None:
        self.title, self.desk = title, desk
        self.columns: dict[str, int] = {}
        self.told: set[str] = set()

    def fault(self, row: int, code: str, message: str) -> None:
        """Record what is wrong in a cell."""
        faults = self.desk.reading.faults
        cell = f"{get_column_letter(self.columns.get(code, 0) + 1)}{row}"
        faults.append(Fault(self.title, cell, message))
        if len(faults) >= FAULTS:
            raise _Enough

    def take(self, number: int, row: Any) -> None:
        """Read a row."""
        cells = dict(self._cells(number, row))
        said = {code: text for code, text in cells.items() if code == COMMENT or code.isdecimal()}
        if not said:
            self.desk.reading.empty += any(cells.values())
            return
        faults = len(self.desk.reading.faults)
        evaluator, item = self._who(number, cells), self._what(number, cells)
        if evaluator is not None and item is not None:
            self._check_place(number, evaluator, item)
        values = dict(self._scores(number, said))
        comment = self._comment(number, said)
        if evaluator is not None and item is not None and len(self.desk.reading.faults) == faults:
            self._keep(number, evaluator, item, values, comment)

    def _cells(self, number: int, row: Any) -> Iterator[tuple[str, str]]:
        """Yield what the cells of a row are and their texts, without empty ones."""
        for code, column in self.columns.items():
            cell = row[column] if column < len(row) else None
            if cell is None or cell.value is None:
                continue
            if getattr(cell, "data_type", "") in ("f", "e"):
                self.fault(number, code, _("The cell holds a formula or an error: put its value there instead."))
                continue
            text = _text(cell)
            if text:
                yield code, text

    def _who(self, number: int, cells: Mapping[str, str]) -> Evaluator | None:
        key = cells.get(EVALUATOR, "")
        found = self.desk.evaluators.get(fold(key))
        if found is None:
            self.fault(
                number,
                EVALUATOR,
                _("“%(key)s” is no evaluator of this round. Write their key, such as “evaluador-1”.")
                % {"key": key[:40]}
                if key
                else _("Write who gave these scores: the key of the evaluator, such as “evaluador-1”."),
            )
        return found

    def _what(self, number: int, cells: Mapping[str, str]) -> ItemRow | None:
        key = cells.get(PROJECT, "")
        found = self.desk.items.get(fold(key))
        if found is None:
            self.fault(
                number,
                PROJECT,
                _("“%(key)s” is not prioritised in this round. Copy the key from the round's workbook.")
                % {"key": key[:60]}
                if key
                else _("Write what is scored: the key of the project, as in the round's workbook."),
            )
        return found

    def _check_place(self, number: int, evaluator: Evaluator, item: ItemRow) -> None:
        place, names = (evaluator.pk, item.pk), {"who": evaluator.title, "what": item.name}
        if place in self.desk.seen:
            sheet, row = self.desk.seen[place]
            message = _(
                "%(who)s has scores of “%(what)s” in row %(row)d of “%(sheet)s” already: keep one of the two."
            )
            self.fault(number, EVALUATOR, message % {**names, "row": row, "sheet": sheet})
        self.desk.seen.setdefault(place, (self.title, number))
        if place in self.desk.conflicts:
            message = _("%(who)s declared a conflict of interest with “%(what)s”: empty the scores of this row.")
            self.fault(number, EVALUATOR, message % names)
        elif evaluator.axis_id not in (None, item.axis.pk):
            message = _("%(who)s is asked about another axis only: empty the scores of this row.")
            self.fault(number, EVALUATOR, message % names)

    def _scores(self, number: int, said: Mapping[str, str]) -> Iterator[tuple[str, Score]]:
        for code, text in said.items():
            if code == COMMENT:
                continue
            criterion = self.desk.criteria.get(code)
            if criterion is None:
                if code not in self.told:
                    self.told.add(code)
                    message = _(
                        "This column is of a criterion that the round does not have any more: delete the column."
                    )
                    self.fault(number, code, message)
                continue
            try:
                yield code, score_of(criterion, text)
            except Refused as refusal:
                self.fault(number, code, refusal.message)

    def _comment(self, number: int, said: Mapping[str, str]) -> str:
        try:
            return tidy_comment(said.get(COMMENT, ""))
        except Refused as refusal:
            self.fault(number, COMMENT, refusal.message)
            return ""

    def _keep(
        self, number: int, evaluator: Evaluator, item: ItemRow, values: Mapping[str, Score], comment: str
    ) -> None:
        before = self.desk.said.get((evaluator.pk, item.pk), EMPTY)
        standing = {code: value for code, value in before.values.items() if code in self.desk.criteria}
        if not comment or comment.split() == ILLEGAL_CHARACTERS_RE.sub("", before.comment).split():
            comment = before.comment
        new = {code: value for code, value in values.items() if not _alike(value, standing.get(code, ""))}
        change = Change(number, evaluator, item, before, {**standing, **new}, comment)
        if change.values == standing and change.comment == before.comment:
            self.desk.reading.same += 1
        else:
            self.desk.reading.changes.append(change)


def _alike(one: Score, other: Score | str) -> bool:
    """Whether two scores are the same, but for the last digits, which a workbook does not keep."""
    if one is None or other is None or isinstance(other, str):
        return one is None and other is None
    return math.isclose(one, other, rel_tol=1e-14)


def _columns(row: Any) -> dict[str, int]:
    """Return what the columns are by the hidden row; the first of each counts."""
    found: dict[str, int] = {}
    for column, cell in enumerate(row[: limits.COLUMN_LIMIT]):
        code = _text(cell)
        if code:
            found.setdefault(code, column)
    return found


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
