"""Figures as people type them on a phone: decimal commas, percent signs and thousands separators are understood."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.core.money import LARGEST

#: Most characters of a figure that a sentence repeats.
_SHOWN = 40
_WHOLE = r"[0-9]+"
_COMMAS = r"[0-9]{1,3}(?:,[0-9]{3})+"
_POINTS = r"[0-9]{1,3}(?:\.[0-9]{3}){2,}"
_PLAIN = re.compile(rf"(?:{_WHOLE}|{_COMMAS})(?:\.[0-9]+)?|\.[0-9]+", re.ASCII)
_DECIMAL_COMMA = re.compile(rf"({_WHOLE}),([0-9]+)", re.ASCII)
_FOREIGN = re.compile(rf"({_POINTS}|[0-9]{{1,3}}(?:\.[0-9]{{3}})+(?=,))(?:,([0-9]+))?", re.ASCII)
_SPACES = re.compile(r"[\s’'_]+")


def number_typed(text: str) -> Decimal | None:
    """Return the number that a text is; None where it is none.

    1,234.5 and 1 234,5 and 1.234,5 and 33 % and $1,200 are understood. A comma before just three digits parts
    thousands (1,234); before any other count of digits it is the decimal one.
    """
    bare = _SPACES.sub("", text).removeprefix("$").removesuffix("%")
    sign = -1 if bare.startswith("-") else 1
    bare = bare.lstrip("+-").removeprefix("$")
    if _PLAIN.fullmatch(bare):
        return sign * Decimal(bare.replace(",", ""))
    if found := _DECIMAL_COMMA.fullmatch(bare):
        return sign * Decimal(f"{found[1]}.{found[2]}")
    if found := _FOREIGN.fullmatch(bare):
        return sign * Decimal(f"{found[1].replace('.', '')}.{found[2] or 0}")
    return None


def percent_typed(text: str) -> int | None:
    """Return a progress in whole per cent; None for an empty text.

    Raises:
        Refused: it is no number, below 0 or above 100; the sentence says how to mend it.
    """
    if not text.strip():
        return None
    number = number_typed(text)
    words = {"value": text.strip()[:_SHOWN]}
    if number is None:
        raise Refused(_("“%(value)s” is no progress: write a number from 0 to 100, such as 45.") % words)
    if number < 0:
        raise Refused(_("“%(value)s” is below zero: write from 0 (not begun) to 100 (finished).") % words)
    if number > 100:
        raise Refused(_("“%(value)s” is more than all of it: 100 is finished. Write from 0 to 100.") % words)
    return int(number.quantize(Decimal(1), ROUND_HALF_UP))


def amount_typed(text: str) -> Decimal | None:
    """Return an amount of money to the cent; None for an empty text.

    Raises:
        Refused: it is no amount, below zero or too large; the sentence says how to mend it.
    """
    if not text.strip():
        return None
    number = number_typed(text)
    words = {"value": text.strip()[:_SHOWN]}
    if number is None or "%" in text:
        raise Refused(_("“%(value)s” is no amount: write pesos and cents, such as 1250000.50.") % words)
    if number < 0:
        raise Refused(_("“%(value)s” is below zero: write all that was spent so far, without a sign.") % words)
    if number > LARGEST:
        raise Refused(_("“%(value)s” is too large: look whether a digit is one too many.") % words)
    if int(number.as_tuple().exponent) < -2:
        message = _("“%(value)s” can be read in two ways: write it whole, such as 1250000.50, with two decimals.")
        raise Refused(message % words)
    return number.quantize(Decimal("0.01"))


def value_typed(text: str) -> str:
    """Return a value of an indicator as it is kept: a number with a decimal point alone, another text as it is."""
    number = number_typed(text)
    if number is None or len(text) > 60:
        return text.strip()
    return f"{number:f}"
