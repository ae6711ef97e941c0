"""A logframe as a file: a workbook with its matrix and its checks, and a PDF of one sheet or more."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from rumbo.core.pdf import typeset
from rumbo.core.tables import text_cell

if TYPE_CHECKING:
    from rumbo.monitoring.models import Indicator
    from rumbo.monitoring.queries.logframes import Line, Matrix

TEMPLATE = Path(__file__).parent / "typst" / "logframe.typ"
_WIDTHS = (14, 8, 46, 40, 22, 16, 38, 44)
_SIDE = Side(style="thin", color="D9D2C9")
_LINE = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)


def head() -> list[str]:
    """Return the names of the columns of a matrix."""
    return [
        _("Level"),
        _("No."),
        _("Narrative summary"),
        _("Indicator"),
        _("Formula"),
        _("Frequency"),
        _("Means of verification"),
        _("Assumptions"),
    ]


def cells(line: Line) -> list[list[str]]:
    """Return a line of the matrix as rows of text: one for each indicator; what is of the row stands in the first."""
    row = line.row
    level = str(row.get_level_display())
    own: list[Indicator | None] = list(line.indicators) or [None]
    found = []
    for place, indicator in enumerate(own):
        means = indicator.verification.strip() if indicator is not None else ""
        of_row = row.verification.strip() if not place else ""
        found.append(
            [
                level,
                line.number,
                row.name if not place else "",
                indicator.name if indicator is not None else "",
                indicator.formula if indicator is not None else "",
                str(indicator.get_frequency_display()) if indicator is not None else "",
                "\n".join(text for text in (of_row, means) if text),
                row.assumptions if not place else "",
            ]
        )
    return found


def workbook(matrix: Matrix, plan: str) -> bytes:
    """Return a logframe as XLSX: the matrix, and its checks on a sheet of their own. No cell is run as a formula."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = _("Logframe")[:31]
    owner = matrix.logframe.owner
    for number, text in enumerate((plan, _of(owner), matrix.logframe.name), start=1):
        text_cell(sheet, number, 1, text)
    sheet["A3"].font = Font(bold=True, size=14)
    start = number + 2
    for place, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    for number, values in enumerate([head(), *(row for line in matrix.lines for row in cells(line))], start=start):
        for place, value in enumerate(values, start=1):
            made = text_cell(sheet, number, place, value)
            made.border, made.alignment = _LINE, Alignment(wrap_text=True, vertical="top")
            if number == start:
                made.font, made.fill = Font(bold=True), PatternFill("solid", fgColor="F3EBE2")
    sheet.freeze_panes = f"A{start + 1}"
    sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = "landscape", 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{start}:{start}"
    _checks(book.create_sheet(_("Checks")[:31]), matrix)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def words_of(matrix: Matrix, plan: str, address: str) -> dict[str, Any]:
    """Return what the PDF shows, in the reader's language; ``address`` is that of the page."""
    owner = matrix.logframe.owner
    return {
        "lang": (get_language() or "es")[:2],
        "plan": plan,
        "label": _("Logframe"),
        "title": matrix.logframe.name,
        "owner": _of(owner),
        "text": matrix.logframe.body,
        "head": [label for label in head() if label not in (_("No."), _("Formula"), _("Frequency"))],
        "rows": [_printed(line) for line in matrix.lines],
        "none": _("It has no rows yet."),
        "page": _("Page"),
        "address": address,
    }


def pdf(words: dict[str, Any]) -> bytes:
    """Return a logframe as PDF, from what `words_of` returned."""
    return typeset(TEMPLATE, words)


def _of(owner: Any) -> str:
    return f"{capfirst(owner._meta.verbose_name)}: {owner.name}"


def _printed(line: Line) -> dict[str, Any]:
    row = line.row
    means = [row.verification, *(one.verification for one in line.indicators)]
    return {
        "kind": row.level,
        "level": f"{row.get_level_display()} {line.number}".strip(),
        "title": row.name,
        "indicators": [{"name": one.name, "note": _note(one)} for one in line.indicators],
        "means": [text.strip() for text in dict.fromkeys(means) if text.strip()],
        "assumptions": row.assumptions,
    }


def _note(indicator: Indicator) -> str:
    parts = (indicator.formula, indicator.unit, str(indicator.get_frequency_display()).lower())
    return " · ".join(part for part in parts if part)


def _checks(sheet: Any, matrix: Matrix) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 50, 90
    rows = [("", doubt.text) for doubt in matrix.doubts]
    rows += [(line.row.name, doubt.text) for line in matrix.lines for doubt in line.doubts]
    for number, values in enumerate([(_("Row"), _("What its logic lacks")), *rows], start=1):
        for place, value in enumerate(values, start=1):
            made = text_cell(sheet, number, place, value)
            made.alignment = Alignment(wrap_text=True, vertical="top")
            made.font = Font(bold=number == 1)
    if not rows:
        text_cell(sheet, 2, 2, _("Its logic lacks nothing that can be checked."))
