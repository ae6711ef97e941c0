"""Values as people read them: grouped, with the decimals that say something, after the format of their indicator."""

from __future__ import annotations

import math
from decimal import Decimal

from rumbo.monitoring.enums import Format

#: From this size on values have no decimals, and below one so many digits that are not zero.
_WHOLE, _DIGITS = 10_000, 3


def figure(number: float | Decimal | None, written: str = Format.NUMBER) -> str:
    """Return a number as it is shown: 1,234.5, 82.5 %, $1,200; empty for None.

    ``written`` is one of `Format`. A percentage is given as such: 82.5 is 82.5 %.
    """
    if number is None:
        return ""
    text = plain(float(number))
    if written == Format.PERCENT:
        return f"{text} %"
    if written == Format.MONEY:
        return f"-${text[1:]}" if text.startswith("-") else f"${text}"
    return text


def plain(number: float) -> str:
    """Return a number grouped by thousands, without zeros at its end."""
    if not math.isfinite(number):
        return str(number)
    size = abs(number)
    if size >= _WHOLE or number == 0:
        decimals = 0
    elif size >= 1:
        decimals = 2
    else:
        decimals = min(10, _DIGITS - 1 - math.floor(math.log10(size)))
    text = f"{number:,.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text
