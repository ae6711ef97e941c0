"""What a table is: its columns, and how each reads its cell from a row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django_stubs_ext import StrPromise

#: What a cell may hold; a sequence of texts is one cell in a sheet and a list in JSON. A decimal, such as money,
#: stays exact: it is a number in a sheet and a text in JSON, whose numbers are floating point.
Cell = str | int | float | Decimal | bool | date | None | Sequence[str]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its ``code`` heads it for programs (CSV, JSON), its ``label`` for people (XLSX).

    ``read`` takes a row (whatever the table is of) and returns the cell. ``width`` is in characters, for XLSX.
    """

    code: str
    label: StrPromise | str
    read: Callable[[Any], Cell]
    width: int = 20


@dataclass(frozen=True, slots=True)
class Table:
    """A list that can be exported: a name (of the sheet and of the file) and its columns in order."""

    name: str
    label: StrPromise | str
    columns: tuple[Column, ...]

    @property
    def codes(self) -> list[str]:
        """The codes of the columns."""
        return [column.code for column in self.columns]

    def cells(self, row: Any) -> list[Cell]:
        """Return the cells of a row."""
        return [column.read(row) for column in self.columns]
