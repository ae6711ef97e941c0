"""What an appraisal says, in sentences and a table: each figure with its meaning, or why it is undefined."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rumbo.methods.appraisal import Item, Rates
from rumbo.portfolio.models.money import in_pesos
from rumbo.portfolio.queries.appraisals import Report, cents

if TYPE_CHECKING:
    from collections.abc import Callable

    from django_stubs_ext import StrPromise

#: What an item of an appraisal is called.
ITEMS: dict[str, StrPromise] = {
    "investment": gettext_lazy("Investment"),
    "operation": gettext_lazy("Operation and upkeep"),
    "benefits": gettext_lazy("Benefits"),
    "rate": gettext_lazy("Discount rate"),
}


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure in words: ``value`` holds the reason where it is undefined."""

    code: str
    name: str
    value: str
    meaning: str
    is_defined: bool = True


def headline(report: Report) -> str:
    """Say in a sentence what an appraisal comes to."""
    found = report.found
    if found.ratio is None:
        return _("It has no costs, so nothing is given up for its benefits.")
    if found.benefits <= 0:
        message = _("It has no benefits in money: what can be compared is its cost, %(cost)s a year.")
        return message % {"cost": amount(found.annual_cost)}
    if report.is_worth_it:
        message = _("It is worth it: each peso that it costs gives back %(ratio)s.")
    else:
        message = _("It is not worth it as it stands: each peso that it costs gives back only %(ratio)s.")
    return message % {"ratio": f"{found.ratio:.2f}"}


def sentences(report: Report) -> list[str]:
    """Say what an appraisal comes to in some sentences more: what it leaves, at which rate, and when it is back."""
    found = report.found
    values = {"amount": amount(abs(found.npv)), "rate": rate(report.rate), "year": report.record.price_year}
    if found.npv >= 0:
        first = _("At today's value it leaves %(amount)s, at prices of %(year)d and a discount rate of %(rate)s.")
    else:
        first = _("At today's value it loses %(amount)s, at prices of %(year)d and a discount rate of %(rate)s.")
    return [first % values, _rate_sentence(report), _payback_sentence(report)]


def indicators(report: Report) -> list[Indicator]:
    """Return the table of figures of an appraisal, each with what it means."""
    found = report.found
    return [
        Indicator(
            _("NPV"),
            _("Net present value"),
            amount(found.npv),
            _("Benefits less costs, at today's value. Above zero, it is worth it."),
        ),
        _internal_rate(report),
        _indicator(
            _("MIRR"),
            _("Modified rate of return"),
            found.mirr,
            rate,
            _("The rate that it yields when what it gives is placed at the discount rate."),
            _("Undefined: it needs both years that cost and years that give."),
        ),
        _indicator(
            _("BCR"),
            _("Benefit-cost ratio"),
            found.ratio,
            "{:.2f}".format,
            _("What each peso gives back, at today's value. Above 1, it is worth it."),
            _("Undefined: it has no costs."),
        ),
        Indicator(
            _("EAC"),
            _("Equivalent annual cost"),
            amount(found.annual_cost),
            _("What it costs a year, evenly. It compares alternatives that do the same over different years."),
        ),
        _indicator(
            "",
            _("Payback"),
            found.payback,
            years,
            _("When what was spent has come back, without discounting."),
            _("Never: in its years, what was spent does not come back."),
        ),
        _indicator(
            "",
            _("Discounted payback"),
            found.discounted_payback,
            years,
            _("When what was spent has come back, at today's value."),
            _("Never: at today's value, what was spent does not come back in its years."),
        ),
    ]


def switching(report: Report) -> list[str]:
    """Say how much each item could change until the answer changes."""
    said = [sentence for item in report.tornado if (sentence := _switching(report, item))]
    return said or [_("No change of a single item would change the answer.")]


def amount(value: float) -> str:
    """Return money rounded to the cent, the sign before it."""
    exact = cents(value)
    return f"−{in_pesos(-exact)}" if exact < 0 else in_pesos(abs(exact))


def rate(value: float) -> str:
    """Return a rate in per cent, without idle zeros."""
    text = f"{100 * value:.2f}".rstrip("0").rstrip(".")
    return f"{text} %"


def years(value: float) -> str:
    """Return a number of years, with one place."""
    text = f"{value:.1f}".removesuffix(".0")
    return ngettext("%(n)s year", "%(n)s years", 1 if text == "1" else 2) % {"n": text}


def _indicator(
    code: str, name: str, value: float | None, say: Callable[[float], str], meaning: str, why_not: str
) -> Indicator:
    if value is None:
        return Indicator(code, name, why_not, meaning, is_defined=False)
    return Indicator(code, name, say(value), meaning)


def _internal_rate(report: Report) -> Indicator:
    found = report.found.irr
    meaning = _("The rate at which it would be worth neither more nor less than it costs.")
    if found.value is not None:
        return Indicator(_("IRR"), _("Internal rate of return"), rate(found.value), meaning)
    return Indicator(_("IRR"), _("Internal rate of return"), _no_rate(report), meaning, is_defined=False)


def _no_rate(report: Report) -> str:
    found = report.found.irr
    if found.kind is Rates.SEVERAL:
        message = _("Undefined: there are %(count)d, %(rates)s, and none of them means anything by itself.")
        return message % {"count": len(found.rates), "rates": ", ".join(map(rate, found.rates))}
    nets = [year.net for year in report.years]
    if all(net <= 0 for net in nets):
        return _("Undefined: no year gives more than it costs, so there is no rate.")
    if all(net >= 0 for net in nets):
        return _("Undefined: no year costs more than it gives, so there is no rate.")
    return _("Undefined: at no rate do its years come to zero.")


def _rate_sentence(report: Report) -> str:
    found = report.found.irr
    if found.value is None:
        return _("Internal rate of return:") + " " + _no_rate(report)
    values = {"own": rate(found.value), "asked": rate(report.rate)}
    if found.value >= report.rate:
        return _("It yields %(own)s a year; %(asked)s is asked of public money.") % values
    return _("It yields %(own)s a year, less than the %(asked)s that is asked of public money.") % values


def _payback_sentence(report: Report) -> str:
    found = report.found.discounted_payback
    if found is None:
        return _("What is spent on it does not come back within its years, at today's value.")
    if found == 0:
        return _("At no time has it cost more than it has given.")
    message = _("At today's value, what is spent on it has come back after %(years)s, in %(year)d.")
    last = report.record.first_year + math.ceil(found)
    return message % {"years": years(found), "year": last}


def _switching(report: Report, item: Item) -> str:
    if item.switching is None:
        return ""
    if item.name == "rate":
        own = report.found.irr.value or 0
        known = _RATE_SWITCHING[report.is_worth_it]
        return str(known) % {"own": rate(own)} if own > 0 else ""
    if item.switching < -1:
        return ""
    return str(_SWITCHING[report.is_worth_it][item.name]) % {"share": rate(abs(item.switching))}


#: What would change the answer, by whether it is worth it: costs that rise and benefits that fall, or the opposite.
_SWITCHING: dict[bool, dict[str, StrPromise]] = {
    True: {
        "investment": gettext_lazy("It would no longer be worth it if the investment rose by more than %(share)s."),
        "operation": gettext_lazy(
            "It would no longer be worth it if operation and upkeep rose by more than %(share)s."
        ),
        "benefits": gettext_lazy("It would no longer be worth it if the benefits fell by more than %(share)s."),
    },
    False: {
        "investment": gettext_lazy("It would be worth it if the investment fell by at least %(share)s."),
        "operation": gettext_lazy("It would be worth it if operation and upkeep fell by at least %(share)s."),
        "benefits": gettext_lazy("It would be worth it if the benefits rose by at least %(share)s."),
    },
}
_RATE_SWITCHING: dict[bool, StrPromise] = {
    True: gettext_lazy("It would no longer be worth it if the discount rate were above %(own)s."),
    False: gettext_lazy("It would be worth it if the discount rate were below %(own)s."),
}
