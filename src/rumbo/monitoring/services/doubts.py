"""What is strange about a value: sentences that a page asks with and an import lists. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from rumbo.monitoring.enums import Format

#: A value so many times the last one, or so small a part of it, is likely in another unit: people slip by a thousand.
THOUSANDFOLD = 900.0
_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,4})?")
_FIGURES = re.compile(r"[-+]?[0-9.,]*[0-9][.,]?")
_SIGNS = re.compile(r"[\s$%’']+")
_DECIMAL_COMMA = re.compile(r"[-+]?[0-9]+,[0-9]+")
_THOUSANDS = re.compile(r"[-+]?[0-9]{1,3}(?:,[0-9]{3})+")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{4})")


def number_of(text: str) -> float | None:
    """Return the number that a text is, with a decimal point; None where it is none (``X``, ``ND``, ``12,5``)."""
    bare = text.strip()
    if not _NUMBER.fullmatch(bare):
        return None
    number = float(bare)
    return number if math.isfinite(number) else None


def day_of(text: str) -> date | None:
    """Return the day that a text is (2026-03-15, or 15/03/2026 with the day first); None where there is none."""
    bare = text.strip()
    try:
        if found := _ISO.fullmatch(bare):
            return date(*(int(part) for part in found.groups()))
        if found := _DAY_FIRST.fullmatch(bare):
            day, month, year = (int(part) for part in found.groups())
            return date(year, month, day)
    except ValueError:
        pass
    return None


def no_day(text: str) -> str:
    """Return what to say of a text that is no day."""
    shown = text.strip()[:60]
    if not shown:
        return _("The day is missing: write it as year-month-day, such as 2026-02-28.")
    if _ISO.fullmatch(shown) or _DAY_FIRST.fullmatch(shown):
        message = _("There is no day “%(value)s” in the calendar: correct it, such as 2026-02-28.")
    else:
        message = _("“%(value)s” is no day: write it as year-month-day, such as 2026-02-28.")
    return message % {"value": shown}


def misspelt(text: str) -> str:
    """Return what to say of a number that is written in a way that can be misread; an empty text where it is not."""
    bare = text.strip()
    figures = _SIGNS.sub("", bare)
    if number_of(bare) is not None or not _FIGURES.fullmatch(figures):
        return ""
    if "%" in bare:
        message = _("“%(value)s” has a percent sign: write the number alone, the indicator says that it is of 100.")
    elif _THOUSANDS.fullmatch(figures):
        message = _(
            "“%(value)s” has a comma, which may part thousands or decimals: write the number without separators of "
            "thousands, and with a decimal point."
        )
    elif _DECIMAL_COMMA.fullmatch(figures):
        message = _("“%(value)s” has a decimal comma: write a decimal point.")
    else:
        message = _("“%(value)s” has signs beside its figures: write the number alone, such as 1234567.8.")
    return message % {"value": bare[:60]}


def doubts_of(
    text: str, kind: str, *, last: tuple[date, float] | None = None, others: Iterable[str] = ()
) -> list[str]:
    """Return what is doubtful of a value of an indicator of a `Format`, in sentences; nothing where it is sound.

    ``last`` are day and number of the value before it; ``others`` the texts of the values of the same day.
    """
    number = number_of(text)
    shown = text.strip()[:60]
    found = []
    if number is None:
        message = _("“%(value)s” is no number: it is kept as it is, and counts as no datum.")
        found.append(misspelt(text) or message % {"value": shown})
    elif number < 0 and kind == Format.COUNT:
        found.append(_("%(value)s is below zero, and this is a count: see whether it is right.") % {"value": shown})
    if number is not None and last is not None and (told := _leap(shown, number, last)):
        found.append(told)
    differing = [other for other in others if not same_value(other, text)]
    if differing:
        message = _("For that day there is %(other)s too: one has to be chosen. Until then the first one counts.")
        found.append(message % {"other": differing[0].strip()[:60]})
    return found


def same_value(text: str, other: str) -> bool:
    """Say whether two texts are the same value: the same number, or else the same text."""
    number, second = number_of(text), number_of(other)
    return number == second if number is not None and second is not None else text.strip() == other.strip()


def _leap(shown: str, number: float, last: tuple[date, float]) -> str:
    on, before = abs(last[1]), abs(number)
    if not on or not before or not math.isfinite(ratio := before / on):
        return ""
    if ratio >= THOUSANDFOLD:
        message = _("%(value)s is %(times)s times the value before it, of %(day)s: see whether the unit is the same.")
    elif ratio <= 1 / THOUSANDFOLD:
        ratio = 1 / ratio
        message = _(
            "%(value)s is one part in %(times)s of the value before it, of %(day)s: see whether the unit is the same."
        )
    else:
        return ""
    return message % {"value": shown, "times": f"{ratio:.0f}", "day": last[0].isoformat()}
