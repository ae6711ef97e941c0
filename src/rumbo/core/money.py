"""Money: exact amounts in the database and in Python."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models

CENTS = 100


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
