"""Money: exact amounts in the database and in Python."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from rumbo.core.errors import Refused

CENTS = 100
#: The largest amount that is kept.
LARGEST = Decimal("9999999999999.99")
_TYPED = re.compile(r"\$? ?(\d+|\d{1,3}(?:,\d{3})+)(\.\d{1,2})?", re.ASCII)


def read_amount(text: str) -> Decimal:
    """Return the amount that a person typed: 1000.5, 1,000.50 or $1,000.50; nothing is zero.

    Raises:
        Refused: it is no amount, below zero, to less than a cent, or too large; the sentence says how to write it.
    """
    typed = " ".join(text.split())
    if not typed:
        return Decimal(0)
    if typed.startswith("-"):
        raise Refused(_("“%(text)s” is below zero: write the amount without a sign.") % {"text": typed[:40]})
    if not _TYPED.fullmatch(typed):
        message = _("“%(text)s” is no amount: write pesos and cents, such as 1000.50 or 1,000.50.")
        raise Refused(message % {"text": typed[:40]})
    amount = Decimal(typed.lstrip("$ ").replace(",", ""))
    if amount > LARGEST:
        message = _("“%(text)s” is too large: up to %(most)s is kept. Look whether a digit is one too many.")
        raise Refused(message % {"text": typed[:40], "most": f"{LARGEST:,}"})
    return amount


class MoneyField(models.DecimalField):  # type: ignore[type-arg]
    """An amount to the cent, a `Decimal` in Python and a whole number of cents in the database.

    So sums in the database are exact on SQLite too, which keeps decimals as floating point.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 15)
        kwargs.setdefault("decimal_places", 2)
        super().__init__(*args, **kwargs)

    def get_internal_type(self) -> str:
        """Tell the database that it is a whole number."""
        return "BigIntegerField"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Return cents."""
        if value is None or hasattr(value, "as_sql"):
            return value
        return int((self.to_python(value) * CENTS).to_integral_value())

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Return cents."""
        return self.get_db_prep_value(value, connection)

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> Decimal | None:
        """Return the amount; also of a sum."""
        return None if value is None else Decimal(int(value)).scaleb(-2)
