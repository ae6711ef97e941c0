"""Workbooks as people give them back: written by Rumbo, edited in Excel."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from openpyxl import load_workbook

from rumbo.importers.files import InputFile
from rumbo.importers.schema import BY_KIND
from rumbo.importers.snapshot import snapshot
from rumbo.importers.workbook import write_workbook


def written(plan: Any, *, portfolio: bool = False) -> bytes:
    """The workbook of a plan as it is now."""
    return write_workbook(snapshot(plan), plan=plan.key, portfolio=portfolio)


def given(content: bytes) -> list[InputFile]:
    return [InputFile("libro.xlsx", content)]


def edited(content: bytes, edit: Callable[[Any], Any]) -> bytes:
    """The workbook after ``edit`` did something with it (an openpyxl workbook), saved again."""
    book = load_workbook(io.BytesIO(content))
    edit(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def sheet(book: Any, kind: str) -> Any:
    return book[str(BY_KIND[kind].label)]


def column_of(page: Any, heading: str) -> int:
    return next(cell.column for cell in page[1] if cell.value == heading)


def row_of(page: Any, key: str) -> int:
    return next(row[0].row for row in page.iter_rows() if row[0].value == key)


def cell(book: Any, kind: str, key: str, code: str) -> Any:
    """The cell of an element in a column, by the column's code."""
    page = sheet(book, kind)
    heading = "version" if code == "version" else str(BY_KIND[kind].column(code).label)
    return page.cell(row_of(page, key), column_of(page, heading))


def with_cells(content: bytes, values: dict[tuple[str, str, str], Any]) -> list[InputFile]:
    """The workbook with other values in some cells, by kind, key and column."""

    def edit(book: Any) -> None:
        for (kind, key, code), value in values.items():
            cell(book, kind, key, code).value = value

    return given(edited(content, edit))
