"""Reading tables of indicators and of values into rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from rumbo.importers.documents.decode import decode
from rumbo.importers.draft import Draft, Problem, Row, Source
from rumbo.importers.files import InputFile
from rumbo.importers.observations import sheets
from rumbo.importers.observations.columns import (
    COLUMNS,
    FORMATS,
    INDICATOR,
    REQUIRED,
    VALUE,
    codes,
    heading_of,
    rows_of,
    table_of,
)
from rumbo.importers.workbook.labels import fold
from rumbo.monitoring.enums import Format
from rumbo.monitoring.models import Indicator
from rumbo.monitoring.models.indicator import KEY_LIMIT
from rumbo.monitoring.services.doubts import day_of, misspelt, no_day
from rumbo.monitoring.services.observations import SOURCE_LIMIT, TEXT_LIMIT

_KEY = re.compile(r"[-a-zA-Z0-9_]+")
_TERRITORY_LIMIT, _AREA_LIMIT, _CATEGORIES_LIMIT, _LONG_LIMIT = 120, 120, 300, 100_000


class _WrongCell(ValueError):
    """A cell holds what its column cannot; the message says what and how to mend it."""


def is_observations(file: InputFile) -> bool:
    """Say whether a file holds indicators or their values: a CSV file or a workbook whose headings say so."""
    if _is_book(file):
        return sheets.is_book(file)
    if not file.name.casefold().endswith((".csv", ".tsv")):
        return False
    decoded = decode(file)
    return decoded.text is not None and bool(table_of(heading_of(decoded.text)[1]))


def read_observations(files: Sequence[InputFile]) -> Draft:
    """Read tables of indicators and of values. Never raises: what is wrong is among the problems, with its line.

    An indicator has one row; a key that stands twice is a problem. Of values every row is taken.
    """
    draft = Draft()
    for file in files:
        for rows in sheets.tables_of(file, draft) if _is_book(file) else [rows_of(file, draft)]:
            _read(draft, file.name, rows)
    _check_keys(draft)
    return draft


def _is_book(file: InputFile) -> bool:
    return file.name.casefold().endswith((".xlsx", ".xlsm"))


def _read(draft: Draft, name: str, rows: sheets.Rows) -> None:
    before = len(draft.rows), len(draft.problems)
    source, heading = next(rows, (Source(name, 1), []))
    _read_rows(draft, source, heading, rows)
    if before == (len(draft.rows), len(draft.problems)):
        draft.problems.append(Problem(_("The table has a heading and no rows."), source))


def _read_rows(draft: Draft, source: Source, heading: list[str], rows: sheets.Rows) -> None:
    table = table_of(heading)
    names = [code if code in COLUMNS.get(table, ()) else "" for code in codes(heading)]
    if not table or not _complete(draft, source, heading, names, table):
        return
    for place, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if any(cell.strip() for cell in cells[len(heading) :]):
            message = _("The row has more cells than the heading: put texts with commas in quotes.")
            draft.problems.append(Problem(message, place))
            continue
        values = {code: cell for code, cell in zip(names, cells, strict=False) if code}
        _take(draft, place, table, values)


def _complete(draft: Draft, source: Source, heading: list[str], names: list[str], table: str) -> bool:
    """Say whether the heading has what is needed; else say what is missing, or stands twice."""
    before = len(draft.problems)
    for code in REQUIRED[table]:
        if code not in names:
            message = _("Column “%(name)s” is missing: add it, with this heading, and fill it in.")
            draft.problems.append(Problem(message % {"name": code}, source))
    for index, (name, code) in enumerate(zip(heading, names, strict=True)):
        if code and code in names[:index]:
            message = _("Column “%(name)s” stands twice: delete one of them.")
            draft.problems.append(Problem(message % {"name": name.strip()[:60]}, source))
        elif not code and name.strip():
            message = _("Column “%(name)s” is not known and was left out.")
            draft.notes.append(Problem(message % {"name": name.strip()[:60]}, source))
    return len(draft.problems) == before


def _take(draft: Draft, source: Source, table: str, values: Mapping[str, str]) -> None:
    """Take one row; each of its cells that is wrong is a problem of its own."""
    fields: dict[str, Any] = {}
    wrong = False
    for code, reader in _READERS[table].items():
        try:
            fields[code] = reader(values.get(code, ""))
        except _WrongCell as error:
            draft.problems.append(Problem(str(error), source))
            wrong = True
    if not wrong:
        key = fields["indicator"] if table == INDICATOR else str(len(draft.rows) + 1)
        draft.rows.append(Row(table, key, fields, source))


def _check_keys(draft: Draft) -> None:
    """Say which indicators stand twice."""
    seen: dict[str, Source] = {}
    for row in draft.of(INDICATOR):
        first = seen.setdefault(row.key, row.source)
        if first is not row.source:
            message = _("The indicator “%(key)s” stands in line %(line)d of %(file)s already: leave one of them.")
            values = {"key": row.key, "line": first.line, "file": first.file}
            draft.problems.append(Problem(message % values, row.source))


def _key(text: str) -> str:
    key = text.strip()
    if not key:
        raise _WrongCell(_("The row says no indicator: write its key, or delete the row."))
    if len(key) > KEY_LIMIT or not _KEY.fullmatch(key):
        message = _(
            "“%(key)s” cannot be the key of an indicator: use up to %(limit)d letters without accents, digits and "
            "hyphens."
        )
        raise _WrongCell(message % {"key": key[:60], "limit": KEY_LIMIT})
    return key


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name:
        raise _WrongCell(_("The indicator has no name: write it, or delete the row."))
    return _short(name, Indicator.TITLE_LIMIT, _("name"))


def _short(text: str, limit: int, name: str) -> str:
    if len(text) > limit:
        message = _("The %(name)s has %(length)d characters of %(limit)d allowed: shorten it.")
        raise _WrongCell(message % {"name": name, "length": len(text), "limit": limit})
    return text


def _format(text: str) -> str:
    found = FORMATS.get(fold(text))
    if found is None:
        message = _("The format “%(value)s” is not known; allowed are: %(allowed)s.")
        raise _WrongCell(message % {"value": text.strip()[:60], "allowed": ", ".join(Format.values)})
    return str(found)


def _territory(text: str) -> str:
    name = " ".join(text.split())
    if not name:
        raise _WrongCell(_("The row says no territory: write its name."))
    return _short(name, _TERRITORY_LIMIT, _("territory"))


def _date(text: str) -> str:
    day = day_of(text)
    if day is None:
        raise _WrongCell(no_day(text))
    return day.isoformat()


def _value(text: str) -> str:
    if not text.strip():
        raise _WrongCell(_("The value is empty: write it, or ND where there is no datum."))
    _short(text, TEXT_LIMIT, _("value"))
    if told := misspelt(text):
        raise _WrongCell(told)
    return text


_READERS: dict[str, dict[str, Callable[[str], str]]] = {
    INDICATOR: {
        "indicator": _key,
        "area": lambda text: _short(" ".join(text.split()), _AREA_LIMIT, _("area")),
        "name": _name,
        "description": lambda text: _short(text.strip(), _LONG_LIMIT, _("description")),
        "format": _format,
        "categories": lambda text: _short(" ".join(text.split()), _CATEGORIES_LIMIT, _("list of categories")),
    },
    VALUE: {
        "indicator": _key,
        "territory": _territory,
        "date": _date,
        "value": _value,
        "source": lambda text: _short(text, SOURCE_LIMIT, _("source")),
        "notes": lambda text: _short(text, _LONG_LIMIT, _("note")),
    },
}
