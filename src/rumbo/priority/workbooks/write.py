"""Preparing a workbook of scores."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from rumbo.priority.enums import ScaleKind
from rumbo.priority.queries.filled import EMPTY, filled, open_delphi
from rumbo.priority.queries.items import ItemRow, criteria_of, listed_items
from rumbo.priority.queries.scores import conflicts_of, evaluators_of
from rumbo.priority.scales import shown
from rumbo.priority.workbooks.cells import CANNOT, cell_of

if TYPE_CHECKING:
    from rumbo.priority.models import Criterion, Evaluator, Round

#: Where things stand on the sheet of scores: the round, the help, what the columns are (hidden), headings, first row.
MARK_ROW, HELP_ROW, CODE_ROW, HEAD_ROW, FIRST_ROW = 1, 2, 3, 4, 5
#: What the columns before the criteria and after them are, as the hidden row says.
EVALUATOR, NAME, PROJECT, TITLE, COMMENT = "evaluator", "name", "project", "title", "comment"
#: What the first cell of the sheet begins with; the number of the round follows.
MARK = "rumbo-scores/"
#: Longest list of a cell's choices that Excel takes, in characters.
_CHOICES = 250
_HEAD = PatternFill("solid", fgColor="A6461F")
_HELP = PatternFill("solid", fgColor="F3EDE2")
_WRAP = Alignment(wrap_text=True, vertical="top")


def write_scores(found: Round, only: Evaluator | None = None) -> bytes:
    """Return the workbook of a round in the language in force: with all evaluators, or one alone.

    There is a row for each item that an evaluator is asked about; what they said so far stands in it.
    """
    criteria, items = list(criteria_of(found)), listed_items(found)
    evaluators = [only] if only is not None else evaluators_of(found)
    book = Workbook(write_only=True)
    _explain(book.create_sheet(_("Read me")), found)
    _define(book.create_sheet(_("Criteria")), criteria)
    sheet = book.create_sheet(_("Scores"))
    _dress(sheet, criteria)
    for row in _head(sheet, found, criteria):
        sheet.append(row)
    count = 0
    for row in _rows(found, evaluators, items, criteria):
        sheet.append([_cell(sheet, value) for value in row])
        count += 1
    _choices(sheet, criteria, FIRST_ROW + count)
    book.active = 2
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def scale_of(criterion: Criterion) -> str:
    """Return a scale in words: the levels with their numbers, or its ends."""
    if criterion.scale == ScaleKind.VERBAL:
        return "; ".join(f"{n} {name}" for n, name in enumerate(criterion.level_names, start=1))
    low, high = (shown(end) for end in criterion.bounds)
    return _("from %(low)s to %(high)s") % {"low": low, "high": high}


def _rows(
    found: Round, evaluators: Sequence[Evaluator], items: Sequence[ItemRow], criteria: Sequence[Criterion]
) -> Iterable[list[Any]]:
    said, conflicts = filled(found, open_delphi(found)), set(conflicts_of(found))
    for evaluator in evaluators:
        for item in items:
            if (evaluator.pk, item.pk) in conflicts or evaluator.axis_id not in (None, item.axis.pk):
                continue
            one = said.get((evaluator.pk, item.pk), EMPTY)
            scores = [
                cell_of(criterion, one.values[str(criterion.pk)]) if str(criterion.pk) in one.values else None
                for criterion in criteria
            ]
            yield [evaluator.key, evaluator.title, item.element.key, item.name, *scores, one.comment or None]


def _head(sheet: Any, found: Round, criteria: Sequence[Criterion]) -> list[list[Any]]:
    help_text = _("An empty cell changes nothing. ? means “cannot say”. Levels go by word or by number.")
    codes = [EVALUATOR, NAME, PROJECT, TITLE, *(str(one.pk) for one in criteria), COMMENT]
    names = [_("Evaluator"), _("Name"), _("Project"), _("Title"), *(one.name for one in criteria), _("Comment")]
    return [
        [_cell(sheet, f"{MARK}{found.pk}")],
        [_cell(sheet, help_text, fill=_HELP)],
        [_cell(sheet, code) for code in codes],
        [_cell(sheet, name, fill=_HEAD, font=Font(bold=True, color="FFFFFF"), wrap=True) for name in names],
    ]


def _dress(sheet: Any, criteria: Sequence[Criterion]) -> None:
    widths = [16, 26, 22, 48, *([18] * len(criteria)), 48]
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    for row in (MARK_ROW, CODE_ROW):
        sheet.row_dimensions[row].hidden = True
    sheet.row_dimensions[HEAD_ROW].height = 48
    sheet.freeze_panes = sheet_cell(5, FIRST_ROW)


def sheet_cell(column: int, row: int) -> str:
    """Return the name of a cell."""
    return f"{get_column_letter(column)}{row}"


def _choices(sheet: Any, criteria: Sequence[Criterion], last: int) -> None:
    """Give the cells of verbal scales their levels to choose from; others are taken too, and told where wrong."""
    for place, criterion in enumerate(criteria, start=5):
        names = [*criterion.level_names, CANNOT]
        listed = ",".join(names)
        if criterion.scale != ScaleKind.VERBAL or len(listed) > _CHOICES or any("," in one for one in names):
            continue
        choice = DataValidation(type="list", formula1='"' + listed.replace('"', '""') + '"', allow_blank=True)
        choice.showErrorMessage = False
        choice.add(f"{sheet_cell(place, FIRST_ROW)}:{sheet_cell(place, last)}")
        sheet.data_validations.append(choice)


def _explain(sheet: Any, found: Round) -> None:
    sheet.column_dimensions["A"].width = 110
    lines = (
        found.name,
        _("Write the scores on the sheet “Scores”: a row for each evaluator and project, a column a criterion."),
        _("What each criterion means and which scores it takes stands on the sheet “Criteria”."),
        _("Write ? where somebody cannot say. Leave a cell empty where there is no answer: it changes nothing."),
        _("Rows and columns may be sorted, moved and deleted; leave the keys of evaluators and projects alone."),
        _("Then upload it on the round's page: you see line by line what changes before anything is stored."),
    )
    for number, line in enumerate(lines):
        sheet.append([_cell(sheet, line, font=Font(bold=True, size=14) if number == 0 else None, wrap=True)])


def _define(sheet: Any, criteria: Sequence[Criterion]) -> None:
    for letter, width in zip("ABCD", (34, 70, 50, 22), strict=True):
        sheet.column_dimensions[letter].width = width
    head = (_("Criterion"), _("What it means"), _("Scores"), _("Better"))
    sheet.append([_cell(sheet, one, fill=_HEAD, font=Font(bold=True, color="FFFFFF")) for one in head])
    for one in criteria:
        better = _("more is better") if one.maximise else _("less is better")
        sheet.append([_cell(sheet, text, wrap=True) for text in (one.name, one.body, scale_of(one), better)])


def _cell(sheet: Any, value: Any, *, fill: Any = None, font: Any = None, wrap: bool = False) -> Any:
    """Return a cell; a text is never taken for a formula."""
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)
    if fill is None and font is None and not wrap and not (isinstance(value, str) and value.startswith("=")):
        return value
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"
    if fill is not None:
        cell.fill = fill
    if font is not None:
        cell.font = font
    if wrap:
        cell.alignment = _WRAP
    return cell
