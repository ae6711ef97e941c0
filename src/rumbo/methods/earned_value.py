"""Whether the work done is worth what it cost and comes as planned: earned value at a day, and the S-curve.

Sources: PMI, *Practice Standard for Earned Value Management* (2nd ed., 2011); ANSI/EIA-748. Each step has a share of
the budget in proportion to its weight. Amounts are in the units of the budget; days are whole, and both ends count.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

ZERO, ONE = Decimal(0), Decimal(1)
_DAY = datetime.timedelta(days=1)


class Accrual(Enum):
    """When a step's value counts as planned: evenly over its days, or all on its last day."""

    LINEAR = "linear"
    AT_END = "at_end"


class Why(Enum):
    """Why a figure is undefined."""

    NO_STEPS = "no_steps"
    NO_BUDGET = "no_budget"
    UNKNOWN_COST = "unknown_cost"
    NOTHING_PLANNED = "nothing_planned"
    NOTHING_EARNED = "nothing_earned"
    NOTHING_SPENT = "nothing_spent"


#: A figure, or why there is none.
Figure = Decimal | Why


@dataclass(frozen=True, slots=True)
class Step:
    """A part of the work as planned, and how much of it is done, from 0 to 1.

    Raises:
        ValueError: it ends before it begins, weighs nothing, or its progress is not between 0 and 1.
    """

    begin: datetime.date
    end: datetime.date
    weight: int = 1
    progress: Decimal = ZERO
    accrual: Accrual = Accrual.LINEAR

    def __post_init__(self) -> None:
        """Refuse what makes no sense."""
        if self.end < self.begin or self.weight <= 0 or not ZERO <= self.progress <= ONE:
            raise ValueError("A step ends after it begins, has a weight above 0 and a progress from 0 to 1")

    def planned(self, day: datetime.date) -> Decimal:
        """Return the share of the step that is planned to be done at the end of a day, from 0 to 1."""
        if day >= self.end:
            return ONE
        if day < self.begin or self.accrual is Accrual.AT_END:
            return ZERO
        return Decimal((day - self.begin).days + 1) / ((self.end - self.begin).days + 1)


@dataclass(frozen=True, slots=True)
class EarnedValue:
    """The figures of earned value at a day; each is an amount or index, or says why it is undefined.

    ``bac`` budget at completion, ``pv`` planned value, ``ev`` earned value, ``ac`` actual cost; ``sv`` = EV − PV and
    ``cv`` = EV − AC; ``spi`` = EV / PV and ``cpi`` = EV / AC; ``eac`` = BAC / CPI, what all will cost as it went so
    far; ``etc`` = EAC − AC, what is still to pay; ``vac`` = BAC − EAC, what will be left over (negative: lack).
    """

    bac: Figure
    pv: Figure
    ev: Figure
    ac: Figure
    sv: Figure
    cv: Figure
    spi: Figure
    cpi: Figure
    eac: Figure
    etc: Figure
    vac: Figure


@dataclass(frozen=True, slots=True)
class Point:
    """A corner of the S-curve: the share of the whole, from 0 to 1, planned at the end of a day."""

    day: datetime.date
    share: Decimal


def planned_share(steps: Sequence[Step], day: datetime.date) -> Figure:
    """Return the share of all work planned to be done at the end of a day, from 0 to 1."""
    return _share(steps, [step.planned(day) for step in steps])


def earned_share(steps: Sequence[Step]) -> Figure:
    """Return the share of all work that is done, from 0 to 1."""
    return _share(steps, [step.progress for step in steps])


def earned_value(steps: Sequence[Step], day: datetime.date, budget: Decimal, spent: Decimal | None) -> EarnedValue:
    """Return the figures at the end of a day; ``spent`` is the cost so far, None where nobody knows it.

    Raises:
        ValueError: budget or cost is negative.
    """
    if budget < 0 or (spent is not None and spent < 0):
        raise ValueError("Budget and cost are not negative")
    bac: Figure = budget if budget else Why.NO_BUDGET
    ac: Figure = Why.UNKNOWN_COST if spent is None else spent
    pv, ev = _times(planned_share(steps, day), bac), _times(earned_share(steps), bac)
    cpi = _index(ev, ac, Why.NOTHING_SPENT)
    eac = _index(bac, cpi, Why.NOTHING_EARNED)
    return EarnedValue(
        bac=bac,
        pv=pv,
        ev=ev,
        ac=ac,
        sv=_minus(ev, pv),
        cv=_minus(ev, ac),
        spi=_index(ev, pv, Why.NOTHING_PLANNED),
        cpi=cpi,
        eac=eac,
        etc=_minus(eac, ac),
        vac=_minus(bac, eac),
    )


def s_curve(steps: Iterable[Step]) -> list[Point]:
    """Return the corners of the cumulated plan, from the eve of its first day to its last; no steps give no points.

    Between the corners the curve is straight.
    """
    known = list(steps)
    days: set[datetime.date] = set()
    for step in known:
        eve = step.begin - _DAY if step.accrual is Accrual.LINEAR else step.end - _DAY
        days |= {step.begin - _DAY, eve, step.end}
    points = []
    for day in sorted(days):
        share = planned_share(known, day)
        if isinstance(share, Decimal):
            points.append(Point(day, share))
    return points


def _share(steps: Sequence[Step], shares: Sequence[Decimal]) -> Figure:
    whole = sum(step.weight for step in steps)
    if not whole:
        return Why.NO_STEPS
    return sum((step.weight * share for step, share in zip(steps, shares, strict=True)), ZERO) / whole


def _times(one: Figure, other: Figure) -> Figure:
    if isinstance(one, Why):
        return one
    return other if isinstance(other, Why) else one * other


def _minus(one: Figure, other: Figure) -> Figure:
    if isinstance(one, Why):
        return one
    return other if isinstance(other, Why) else one - other


def _index(one: Figure, other: Figure, zero: Why) -> Figure:
    if isinstance(one, Why):
        return one
    if isinstance(other, Why):
        return other
    return one / other if other else zero
