"""Whether a project is worth what it costs: present value, rates of return, and what would change the answer.

Flows are yearly, in constant money, from year 0 (now) on; rates are fractions a year, such as 0.10. Sources: HM
Treasury, *The Green Book*; OMB Circular A-94, appendix B; the social discount rate of 10 % is Mexico's (SHCP, Unidad
de Inversiones).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import ArrayLike, NDArray

SOCIAL_RATE = 0.10
_NEAR = 1e-9
Floats = NDArray[np.float64]


class Rates(Enum):
    """How many rates of return a flow has."""

    ONE = "one"
    NONE = "none"
    SEVERAL = "several"


@dataclass(frozen=True, slots=True)
class Return:
    """The rates at which a flow is worth nothing, in order; ``value`` is the rate where there is just one."""

    kind: Rates
    rates: tuple[float, ...]

    @property
    def value(self) -> float | None:
        """The internal rate of return; None where there is none or several, of which none would mean anything."""
        return self.rates[0] if self.kind is Rates.ONE else None


@dataclass(frozen=True, slots=True)
class Item:
    """What one cost or benefit adds to the net present value, and what would make that value zero.

    ``switching`` is the change of the item, as a fraction of it, at which the project is worth nothing: -0.3 means
    that 30 % less does it; None where no change of it can. ``low`` and ``high`` are the net present value with the
    item that much smaller and larger (see `appraise`).
    """

    name: str
    present: float
    switching: float | None
    low: float
    high: float

    @property
    def swing(self) -> float:
        """How far the item moves the net present value."""
        return abs(self.high - self.low)


@dataclass(frozen=True, slots=True)
class Appraisal:
    """What a project is worth at a rate; money in the units of the flows.

    ``ratio`` is benefits to costs, ``annual_cost`` the equivalent annual cost, ``payback`` and ``discounted_payback``
    years until what was spent has come back (None: never); ``items`` are ordered by how much they matter.
    """

    rate: float
    years: int
    benefits: float
    costs: float
    npv: float
    irr: Return
    mirr: float | None
    ratio: float | None
    annual_cost: float
    payback: float | None
    discounted_payback: float | None
    items: tuple[Item, ...]


def npv(flow: ArrayLike, rate: float = SOCIAL_RATE) -> float:
    """Return the present value of a flow, its first year undiscounted.

    Raises:
        ValueError: the rate is -1 or less, or the flow is empty or not finite.
    """
    values = _flow(flow)
    _check_rate(rate)
    return float(values @ _factors(len(values), rate))


def irr(flow: ArrayLike) -> Return:
    """Return the rates above -1 at which the present value of a flow is zero.

    They are the real positive roots of the flow as a polynomial in 1/(1+rate). A flow that never changes sign has
    none; one that changes it once has one (Descartes); else all are found and said.

    Raises:
        ValueError: the flow is empty or not finite.
    """
    values = np.trim_zeros(_flow(flow))
    if len(values) < 2 or _sign_changes(values) == 0:
        return Return(Rates.NONE, ())
    rates = tuple(sorted(1 / root - 1 for root in _positive_roots(values)))
    if not rates:
        return Return(Rates.NONE, ())
    return Return(Rates.ONE if len(rates) == 1 else Rates.SEVERAL, rates)


def mirr(flow: ArrayLike, finance_rate: float = SOCIAL_RATE, reinvest_rate: float = SOCIAL_RATE) -> float | None:
    """Return the modified rate of return: what is paid in is financed, what comes out reinvested, at the given rates.

    None where nothing is paid in or nothing comes out.
    """
    values = _flow(flow)
    last = len(values) - 1
    paid = -npv(np.minimum(values, 0), finance_rate)
    earned = npv(np.maximum(values, 0), reinvest_rate) * (1 + reinvest_rate) ** last
    if paid <= 0 or earned <= 0 or last == 0:
        return None
    return float((earned / paid) ** (1 / last) - 1)


def equivalent_annual_cost(costs: ArrayLike, rate: float = SOCIAL_RATE, years: int | None = None) -> float:
    """Return the yearly payment, at the end of each of ``years``, that is worth as much as the costs.

    ``years`` is the life of the project; by default all years after the first of the flow.

    Raises:
        ValueError: there is no year to spread the costs over.
    """
    values = _flow(costs)
    span = len(values) - 1 if years is None else years
    if span < 1:
        raise ValueError("costs need at least one year to be spread over")
    present = npv(values, rate)
    if abs(rate) < _NEAR:
        return present / span
    return present * rate / (1 - (1 + rate) ** -span)


def payback(flow: ArrayLike, rate: float = 0.0) -> float | None:
    """Return after how many years what was spent has come back for good, with a part of a year by proportion.

    With a rate, the discounted payback. 0 where nothing is ever owed, None where it never comes back.
    """
    values = _flow(flow)
    _check_rate(rate)
    sums = np.cumsum(values * _factors(len(values), rate))
    below = np.flatnonzero(sums < -_NEAR * np.abs(values).max())  # what rounding leaves is nothing owed
    if len(below) == 0:
        return 0.0
    last = int(below[-1])
    if last == len(sums) - 1:
        return None
    return last + float(-sums[last] / (sums[last + 1] - sums[last]))


def appraise(
    items: Mapping[str, Sequence[float]], rate: float = SOCIAL_RATE, *, change: float = 0.2, years: int | None = None
) -> Appraisal:
    """Return what a project is worth, from the flows of its costs (negative) and benefits (positive) by name.

    ``change`` is by how much each item is made smaller and larger, as a fraction, to see which matter (a tornado).
    ``years`` is the life for the equivalent annual cost.

    Raises:
        ValueError: there are no items, their flows differ in length, or a number is not finite.
    """
    flows = {name: _flow(flow) for name, flow in items.items()}
    if not flows or len({len(flow) for flow in flows.values()}) != 1:
        raise ValueError("all items need flows over the same years")
    total = np.sum(list(flows.values()), axis=0)
    gains = np.sum([np.maximum(flow, 0) for flow in flows.values()], axis=0)
    costs = np.sum([np.maximum(-flow, 0) for flow in flows.values()], axis=0)
    worth, benefit, cost = npv(total, rate), npv(gains, rate), npv(costs, rate)
    found = [_item(name, npv(flow, rate), worth, change) for name, flow in flows.items()]
    span = len(total) - 1 if years is None else years
    return Appraisal(
        rate=rate,
        years=span,
        benefits=benefit,
        costs=cost,
        npv=worth,
        irr=irr(total),
        mirr=mirr(total, rate, rate),
        ratio=benefit / cost if cost > 0 else None,
        annual_cost=equivalent_annual_cost(costs, rate, max(span, 1)),
        payback=payback(total),
        discounted_payback=payback(total, rate),
        items=tuple(sorted(found, key=lambda one: (-one.swing, one.name))),
    )


def rate_item(name: str, flow: ArrayLike, rate: float = SOCIAL_RATE, *, change: float = 0.2) -> Item:
    """Return what the discount rate itself does to the net present value, as an item of a tornado.

    It has no present value of its own. ``switching`` is the change of the rate, as a fraction of it, at which the
    project is worth nothing: None where it has no rate of return, several, or is discounted at nothing.

    Raises:
        ValueError: the rate is -1 or less, or the flow is empty or not finite.
    """
    own = irr(flow).value
    switching = own / rate - 1 if own is not None and rate > 0 else None
    return Item(name, 0.0, switching, npv(flow, rate * (1 - change)), npv(flow, rate * (1 + change)))


def _item(name: str, present: float, worth: float, change: float) -> Item:
    switching = -worth / present if present else None
    return Item(name, present, switching, worth - change * present, worth + change * present)


def _flow(flow: ArrayLike) -> Floats:
    values = np.asarray(flow, dtype=np.float64)
    if values.ndim != 1 or len(values) == 0 or not np.isfinite(values).all():
        raise ValueError("a flow is a list of finite numbers, one a year")
    return values


def _check_rate(rate: float) -> None:
    if not math.isfinite(rate) or rate <= -1:
        raise ValueError("a rate has to be above -1")


def _factors(years: int, rate: float) -> Floats:
    return (1.0 + rate) ** -np.arange(years, dtype=np.float64)


def _sign_changes(values: Floats) -> int:
    signs = np.sign(values[values != 0])
    return int(np.count_nonzero(signs[1:] != signs[:-1]))


def _positive_roots(values: Floats) -> list[float]:
    """Return the positive roots of the polynomial with these coefficients, constant first, each once."""
    scaled = values / np.abs(values).max()
    if _sign_changes(scaled) == 1:
        return [_single_root(scaled)]
    roots = np.roots(scaled[::-1])
    real = sorted(float(root.real) for root in roots if abs(root.imag) < 1e-7 and root.real > _NEAR)
    return [root for i, root in enumerate(real) if i == 0 or root - real[i - 1] > 1e-7]


def _single_root(values: Floats) -> float:
    """Return the one positive root of a polynomial whose coefficients change sign once, by bisection."""
    rising = values[np.flatnonzero(values)[-1]] > 0
    low, high = 0.0, 1.0
    while (np.polynomial.polynomial.polyval(high, values) > 0) != rising:
        low, high = high, high * 2
    while high - low > 1e-15 * high:
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if (np.polynomial.polynomial.polyval(middle, values) > 0) == rising:
            high = middle
        else:
            low = middle
    return (low + high) / 2
