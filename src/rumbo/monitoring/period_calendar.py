"""The calendar of reporting periods: the days of each by how often a plan reports, and how it is called."""

from __future__ import annotations

import calendar
import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from rumbo.monitoring.enums import Frequency

#: How many months a period has. Plans report so often, or not by a calendar.
MONTHS = {
    Frequency.MONTHLY: 1,
    Frequency.BIMONTHLY: 2,
    Frequency.QUARTERLY: 3,
    Frequency.HALF_YEARLY: 6,
    Frequency.YEARLY: 12,
}
Days = tuple[datetime.date, datetime.date]


def block_of(day: datetime.date, frequency: str) -> Days:
    """Return the first and last day of the calendar's period that a day is in."""
    months = MONTHS[Frequency(frequency)]
    first = day.month - (day.month - 1) % months
    last = first + months - 1
    return (
        datetime.date(day.year, first, 1),
        datetime.date(day.year, last, calendar.monthrange(day.year, last)[1]),
    )


def next_days(after: datetime.date | None, today: datetime.date, frequency: str, due_days: int) -> Days:
    """Return the days of the period to ask for next: the one that follows ``after``, if it is not past yet.

    Where it is, or there was none before, it is the first whose last day to report is today or later.
    """
    day = after + datetime.timedelta(1) if after is not None else today - datetime.timedelta(due_days)
    first, last = block_of(day, frequency)
    while last + datetime.timedelta(due_days) < today:
        day = last + datetime.timedelta(1)
        first, last = block_of(day, frequency)
    return max(day, first) if after is not None else first, last


def names_of(days: Days, frequency: str) -> tuple[str, str]:
    """Return how a period is called in Spanish and in English, such as “Primer trimestre de 2026”."""
    found = []
    for language in ("es", "en"):
        with override(language):
            found.append(_name(*days, frequency))
    return found[0], found[1]


def _name(first: datetime.date, last: datetime.date, frequency: str) -> str:
    if (first, last) != block_of(first, frequency):
        return _("From %(first)s to %(last)s") % {"first": date_format(first), "last": date_format(last)}
    values = {"year": first.year}
    if frequency == Frequency.YEARLY:
        return _("Year %(year)d") % values
    if frequency == Frequency.HALF_YEARLY:
        return (_("Second half of %(year)d") if first.month > 1 else _("First half of %(year)d")) % values
    if frequency == Frequency.QUARTERLY:
        return _quarter((first.month - 1) // 3) % values
    months = date_format(first, "F").capitalize()
    if frequency == Frequency.BIMONTHLY:
        months = f"{months}–{date_format(last, 'F').lower()}"
    return _("%(months)s %(year)d") % {"months": months, **values}


def _quarter(place: int) -> str:
    return (
        _("First quarter of %(year)d"),
        _("Second quarter of %(year)d"),
        _("Third quarter of %(year)d"),
        _("Fourth quarter of %(year)d"),
    )[place]
