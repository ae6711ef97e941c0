"""From what stands in a cell to the value of a column."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from rumbo.importers.schema import Column
from rumbo.importers.workbook.labels import FALSE, TRUE, choice_codes, choice_labels, fold

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
EMPTY: dict[str, Any] = {"integer": None, "boolean": False, "references": []}


class WrongCell(ValueError):
    """A cell holds what its column cannot; the message says what and how to mend it."""


def text_of(value: Any) -> str:
    """Return a cell as text: numbers without a stray ``.0``, dates as ISO, line ends as ``\\n``."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time().isoformat() == "00:00:00" else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return _CONTROL.sub("", str(value).replace("\r\n", "\n").replace("\r", "\n"))


def convert(column: Column, raw: Any) -> Any:
    """Return the value of a cell as its column wants it; the empty cell is "", None, False or [].

    Raises:
        WrongCell: the cell holds something else.
    """
    text = text_of(raw)
    if not text.strip():
        empty = EMPTY.get(column.type, "")
        return list(empty) if isinstance(empty, list) else empty
    if column.type == "long":
        return text.strip("\n").rstrip()
    text = " ".join(text.split())
    converters = {"integer": _integer, "boolean": _boolean, "choice": _choice, "references": _references}
    value = converters[column.type](column, text) if column.type in converters else text
    if column.limit and len(str(value)) > column.limit:
        message = _(
            "“%(column)s” has %(length)d characters of %(limit)d allowed: shorten it; the rest fits in the text."
        )
        raise WrongCell(message % {"column": column.label, "length": len(str(value)), "limit": column.limit})
    return value


def _integer(column: Column, text: str) -> int:
    if not re.fullmatch(r"-?\d{1,9}", text):
        message = _("“%(column)s” wants a whole number and has “%(value)s”.")
        raise WrongCell(message % {"column": column.label, "value": text[:60]})
    return int(text)


def _boolean(column: Column, text: str) -> bool:
    if fold(text) in TRUE:
        return True
    if fold(text) in FALSE:
        return False
    message = _("“%(column)s” wants yes or no and has “%(value)s”.")
    raise WrongCell(message % {"column": column.label, "value": text[:60]})


def _choice(column: Column, text: str) -> str:
    code = choice_codes(column.choices).get(fold(text))
    if code is None:
        message = _("“%(column)s” has “%(value)s”; allowed are: %(allowed)s.")
        allowed = ", ".join(choice_labels(column.choices).values())
        raise WrongCell(message % {"column": column.label, "value": text[:60], "allowed": allowed})
    return code


def _references(column: Column, text: str) -> list[str]:
    keys = [key.strip() for key in re.split(r"[;\n]", text) if key.strip()]
    return list(dict.fromkeys(keys))
