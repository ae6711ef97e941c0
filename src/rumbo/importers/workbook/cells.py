"""From what stands in a cell to the value of a column."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.core.money import read_amount
from rumbo.importers.schema import Column
from rumbo.importers.workbook.labels import FALSE, TRUE, choice_codes, choice_labels, fold

#: What no cell can hold: XML has no place for it.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
#: How Excel writes a character that XML has no place for, and itself where a text looks like that.
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
EMPTY: dict[str, Any] = {"integer": None, "boolean": False, "references": []}
#: The days that a number in a column of dates may mean: 1980 to 2100, as Excel counts.
_SERIAL = range(29_221, 73_416)
_DAY_ZERO = datetime.date(1899, 12, 30)
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})", re.ASCII)
_ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})", re.ASCII)
_IN_WORDS = re.compile(r"(\d{1,2})(?: de |[ -])([a-z]{3,12})\.?(?: de |[ -])(\d{4})", re.ASCII)
_MONTHS = ("ene jan", "feb", "mar", "abr apr", "may", "jun", "jul", "ago aug", "sep", "oct", "nov", "dic dec")
_THOUSANDS = re.compile(r"-?\d{1,3}(,\d{3})+", re.ASCII)


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
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time().isoformat() == "00:00:00" else value.isoformat(" ")
    if isinstance(value, datetime.date):
        return value.isoformat()
    return _CONTROL.sub("", str(value).replace("\r\n", "\n").replace("\r", "\n"))


def escape(text: str) -> str:
    """Return a text as Excel keeps it: without what no cell can hold, "_x0041_" said so that it stays as it is."""
    clean = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _ESCAPED.sub(lambda found: f"_x005F{found[0]}", clean)


def unescape(text: str) -> str:
    """Return the text that Excel means: the opposite of `escape`."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def normal(column: Column, value: Any) -> Any:
    """Return a value of the plan in the form in which it comes back from a workbook."""
    if not isinstance(value, str) or column.type not in ("text", "long"):
        return value
    text = text_of(value)
    return text.strip("\n").rstrip() if column.type == "long" else " ".join(text.split())


def convert(column: Column, raw: Any) -> Any:
    """Return the value of a cell as its column wants it; the empty cell is "", None, False, [] or the default.

    Raises:
        WrongCell: the cell holds something else.
    """
    text = text_of(raw)
    if not text.strip():
        if column.default is not None:
            return column.default
        empty = EMPTY.get(column.type, "")
        return list(empty) if isinstance(empty, list) else empty
    if column.type == "long":
        return text.strip("\n").rstrip()
    if column.type in _FROM_CELL:
        return _FROM_CELL[column.type](column, raw)
    text = " ".join(text.split())
    value = _FROM_TEXT[column.type](column, text) if column.type in _FROM_TEXT else text
    if column.limit and len(str(value)) > column.limit:
        message = _(
            "“%(column)s” has %(length)d characters of %(limit)d allowed: shorten it; the rest fits in the text."
        )
        raise WrongCell(message % {"column": column.label, "length": len(str(value)), "limit": column.limit})
    return value


def _integer(column: Column, text: str) -> int:
    if _THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    if not re.fullmatch(r"-?\d{1,9}", text, re.ASCII):
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


def _money(column: Column, raw: Any) -> str:
    """Return an amount to the cent as a text, from a number or from a text such as "$1,000.50"."""
    if isinstance(raw, int | float | Decimal) and not isinstance(raw, bool):
        raw = _to_the_cent(column, Decimal(repr(raw) if isinstance(raw, float) else raw))
    text = re.sub(r"^MXN|MXN$", "", " ".join(text_of(raw).split()), flags=re.IGNORECASE)
    try:
        return f"{read_amount(text):.2f}"
    except Refused as refusal:
        raise WrongCell(f"“{column.label}”: {refusal.message}") from refusal


def _to_the_cent(column: Column, amount: Decimal) -> str:
    """Return a number to the cent; what Excel computes may be off by less than one can see."""
    if not amount.is_finite() or abs(amount) >= 10**15:
        message = _("“%(column)s” has %(value)s, which is no amount that can be kept.")
        raise WrongCell(message % {"column": column.label, "value": amount})
    cents = amount.quantize(Decimal("0.01"))
    if abs(amount - cents) > Decimal("0.000001"):
        message = _("“%(column)s” has %(value)s, which is not to the cent: round it, to %(cents)s for instance.")
        raise WrongCell(message % {"column": column.label, "value": amount.normalize(), "cents": cents})
    return f"{cents:f}"


def _date(column: Column, raw: Any) -> str:
    """Return a day as an ISO date, from a date of Excel, its number, or a text."""
    if isinstance(raw, datetime.datetime):
        return raw.date().isoformat()
    if isinstance(raw, datetime.date):
        return raw.isoformat()
    text = " ".join(text_of(raw).split())
    day = _day_of(text)
    if day is None:
        message = _("“%(column)s” wants a day and has “%(value)s”: write it as 2027-03-15 or 15/03/2027.")
        raise WrongCell(message % {"column": column.label, "value": text[:60]})
    return day.isoformat()


def _day_of(text: str) -> datetime.date | None:
    if text.isdecimal() and len(text) == 5 and int(text) in _SERIAL:
        return _DAY_ZERO + datetime.timedelta(days=int(text))
    text = re.sub(r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$", "", text)
    if found := _ISO.fullmatch(text):
        parts = (found[1], found[2], found[3])
    elif found := _DAY_FIRST.fullmatch(text):
        parts = (found[3], found[2], found[1])
    elif (found := _IN_WORDS.fullmatch(fold(text))) and (month := _month(found[2])):
        parts = (found[3], month, found[1])
    else:
        return None
    try:
        return datetime.date(*(int(part) for part in parts))
    except ValueError:
        return None


def _month(word: str) -> str:
    for number, names in enumerate(_MONTHS, start=1):
        if word[:3] in names.split():
            return str(number)
    return ""


_FROM_TEXT: dict[str, Callable[[Column, str], Any]] = {
    "integer": _integer,
    "boolean": _boolean,
    "choice": _choice,
    "references": _references,
}
_FROM_CELL: dict[str, Callable[[Column, Any], Any]] = {"money": _money, "date": _date}
