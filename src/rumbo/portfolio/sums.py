"""How far money came, as expressions of the database: what of a funding is spent, left, and at least authorised.

They say the same as `Funding.by_state`, exactly.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Case, ExpressionWrapper, F, Q, Sum, Value, When

from rumbo.core.money import MoneyField
from rumbo.portfolio.enums import FundingState
from rumbo.portfolio.models.money import SURE, ZERO

_NOTHING = Value(ZERO, output_field=MoneyField())
#: Funding of which something may be spent.
HAS_SPENT = Q(spent__isnull=False) | Q(status=FundingState.SPENT)


def spent() -> Any:
    """Return the expression of what of a funding is spent."""
    return Case(
        When(spent__isnull=False, then=F("spent")),
        When(status=FundingState.SPENT, then=F("amount")),
        default=_NOTHING,
        output_field=MoneyField(),
    )


def left() -> Any:
    """Return the expression of what of a funding is not spent."""
    return Case(
        When(spent__isnull=True, status=FundingState.SPENT, then=_NOTHING),
        When(spent__isnull=True, then=F("amount")),
        When(spent__lt=F("amount"), then=ExpressionWrapper(F("amount") - F("spent"), output_field=MoneyField())),
        default=_NOTHING,
        output_field=MoneyField(),
    )


def sure() -> Any:
    """Return the expression of what of a funding is at least authorised: what is spent is, whatever the state."""
    return Case(
        When(Q(status__in=SURE) & (Q(spent__isnull=True) | Q(spent__lt=F("amount"))), then=F("amount")),
        When(spent__isnull=False, then=F("spent")),
        default=_NOTHING,
        output_field=MoneyField(),
    )


def sums() -> dict[str, Any]:
    """Return the sums of fundings to annotate: ``used``, the ``rest`` of it, and ``held``, at least authorised."""
    return {"used": Sum(spent()), "rest": Sum(left()), "held": Sum(sure())}
