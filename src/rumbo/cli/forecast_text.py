"""Files of dates and values for `rumbo forecast`, and what it says."""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rumbo.cli.errors import UserError
from rumbo.methods.forecast import Forecast, Sureness
from rumbo.methods.forecast.series import add_months

#: What stands where there is no number.
MISSING = {"", "-", "–", "nd", "n/d", "s/d", "x", "na", "n/a"}
#: Largest value; squares and sums of larger ones are no numbers any more.
LARGEST = 1e100
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
Points = list[tuple[datetime.date, float]]


def read_points(path: Path) -> tuple[Points, int]:
    """Return the dates and values of a file, and how many lines have no number.

    Raises:
        UserError: it cannot be read, or a line is wrong; the sentence says which and how to mend it.
    """
    points: Points = []
    left = 0
    for line, cells in enumerate(_rows(path), start=1):
        if not any(cells) or (line == 1 and not _DATE.fullmatch(cells[0])):
            continue
        day = _day(cells[0], line)
        if len(cells) < 2:
            message = _("Line %(line)d has no value. Write the date, a comma and the value.")
            raise UserError(message % {"line": line})
        if cells[1].lower() in MISSING:
            left += 1
            continue
        points.append((day, _number(cells[1], line)))
    return points, left


def sentence(code: str, params: Mapping[str, Any]) -> str:
    """Return why there is no forecast, in words."""
    sentences = {
        "too-little": _("There are %(have)d dates with a number, and a forecast needs at least %(need)d. Add more."),
        "no-rhythm": _(
            "The dates keep no rhythm, so that nothing can be forecast. Give one value a month or a year."
        ),
        "not-after": _("The last value is of %(last)s: choose a year whose end is later."),
    }
    return sentences[code] % params


def as_json(found: Forecast, left: int) -> dict[str, Any]:
    """Return the object that ``--json`` prints."""
    series = found.series
    return {
        "rhythm": series.rhythm,
        "observed": series.observed,
        "left_out": left,
        "last": series.last.isoformat(),
        "forecast": [
            {
                "date": point.date.isoformat(),
                "value": point.value,
                "low": point.low,
                "high": point.high,
                "sureness": found.sureness(step).value,
            }
            for step, point in enumerate(found.points, start=1)
        ],
    }


def as_text(found: Forecast, left: int) -> str:
    """Return the forecast to read: what it rests on, then a line a step."""
    series = found.series
    lines = [
        ngettext(
            "From %(n)d value, the last of %(last)s.", "From %(n)d values, the last of %(last)s.", series.observed
        )
        % {"n": series.observed, "last": series.last}
    ]
    if left:
        message = ngettext(
            "%(n)d line without a number was left out.", "%(n)d lines without a number were left out.", left
        )
        lines.append(message % {"n": left})
    rows = [(_("date"), _("value"), _("from"), _("to"), "")]
    words = {Sureness.HIGH: "", Sureness.MEDIUM: _("less sure"), Sureness.LOW: _("not sure")}
    for step, point in enumerate(found.points, start=1):
        figures = (f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}" for value in _figures(point))
        rows.append((point.date.isoformat(), *figures, words[found.sureness(step)]))  # type: ignore[arg-type]
    lines += [f"{row[0]:<10}  {row[1]:>14}  {row[2]:>14}  {row[3]:>14}  {row[4]}".rstrip() for row in rows]
    lines.append(_("The band from–to holds the value in about 80 of 100 cases."))
    return "\n".join(lines)


def _figures(point: Any) -> tuple[float, float, float]:
    return point.value, point.low, point.high


def _rows(path: Path) -> list[list[str]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise UserError(_("%(file)s does not exist: check the path.") % {"file": path.name}) from None
    except (OSError, UnicodeDecodeError):
        raise UserError(_("%(file)s is not UTF-8 text. Save it as UTF-8.") % {"file": path.name}) from None
    first = text.split("\n", 1)[0]
    mark = next((mark for mark in (";", "\t") if mark in first and "," not in first), ",")
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=mark, strict=True))
    except csv.Error:
        message = _("The quotation marks in %(file)s do not close. Mend them.")
        raise UserError(message % {"file": path.name}) from None
    if not any(any(row) for row in rows):
        raise UserError(_("%(file)s is empty: write a date and a value in each line.") % {"file": path.name})
    return [[cell.strip() for cell in row] for row in rows]


def _day(text: str, line: int) -> datetime.date:
    """Return the day of a cell: of a year its last, of a month its last."""
    found = _DATE.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        year, month, day = (int(part) if part else 0 for part in found.groups())
        if day:
            return datetime.date(year, month, day)
        return (
            add_months(datetime.date(year, 1, 31), (month or 12) - 1) if 0 <= month <= 12 else datetime.date(0, 1, 1)
        )
    except ValueError:
        message = _("Line %(line)d: “%(value)s” is no date. Write it as 2025-12-31, 2025-12 or 2025.")
        raise UserError(message % {"line": line, "value": text[:40]}) from None


def _number(text: str, line: int) -> float:
    if not _NUMBER.fullmatch(text):
        message = _(
            "Line %(line)d: “%(value)s” is no number. Write it without separators or signs, as 1234.5; “ND” where "
            "there is none."
        )
        raise UserError(message % {"line": line, "value": text[:40]})
    value = float(text)
    if abs(value) > LARGEST:
        message = _("%(at)s“%(value)s” is too large. Look whether a digit is one too many.")
        raise UserError(message % {"at": _("Line %(line)s: ") % {"line": line}, "value": text[:40]})
    return value
