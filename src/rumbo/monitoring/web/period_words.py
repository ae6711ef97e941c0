"""What pages of periods say: where a period is, what comes next in it, and the way there."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rumbo.monitoring.enums import PeriodState

if TYPE_CHECKING:
    from rumbo.monitoring.models import ReportingPeriod
    from rumbo.monitoring.queries.period_progress import Counts

#: The shape of each phase (docs/look.md).
TONES = {PeriodState.PLANNED: "mute", PeriodState.OPEN: "go", PeriodState.CLOSED: "done"}


@dataclass(frozen=True, slots=True)
class Step:
    """What comes next: why, and the address and words of what to do (empty: wait)."""

    sentence: str
    url: str = ""
    action: str = ""


def way(plan: Any, period: ReportingPeriod | None = None, last: str = "") -> list[tuple[str, str]]:
    """Return the crumbs of a page about periods."""
    crumbs = [
        (_("Monitoring"), reverse("monitoring:home", args=[plan.key])),
        (_("Reporting periods"), reverse("monitoring:periods", args=[plan.key])),
    ]
    if period is not None:
        crumbs.append((period.name, reverse("monitoring:period", args=[plan.key, period.pk])))
    if last:
        crumbs.append((last, ""))
    return [*crumbs[:-1], (crumbs[-1][0], "")]


def next_step(period: ReportingPeriod, counts: Counts, today: datetime.date) -> Step:
    """Return what comes next in a period, for whoever manages it."""
    if period.phase == PeriodState.PLANNED:
        return _before(period, today)
    page = reverse("monitoring:period", args=[period.plan.key, period.pk])
    if counts.review:
        said = ngettext("%(n)d report waits for review.", "%(n)d reports wait for review.", counts.review)
        return Step(said % {"n": counts.review}, f"{page}?estado=por-revisar#informes", _("See what is to review"))
    if period.phase == PeriodState.CLOSED:
        return Step(_("It is closed, and all that came was looked at."))
    return _under_way(period, counts, today, page)


def _before(period: ReportingPeriod, today: datetime.date) -> Step:
    if period.due_on < today:
        edit = reverse("desk:edit", args=[period.plan.key, "reporting_period", period.pk])
        return Step(_("Its last day to report has passed without being opened."), edit, _("Set a later day"))
    if today < period.starts_on:
        text = _("It can be opened from %(day)s on. Until then, look at who will be asked.")
        people = reverse("monitoring:period_people", args=[period.plan.key, period.pk])
        return Step(text % {"day": date_format(period.starts_on)}, people, _("Who will be asked"))
    at = reverse("monitoring:open_period", args=[period.plan.key, period.pk])
    return Step(_("Look at who will be asked for what, and open it."), at, _("Look and open"))


def _under_way(period: ReportingPeriod, counts: Counts, today: datetime.date, page: str) -> Step:
    if not counts.silent and not counts.waiting:
        at = reverse("monitoring:close_period", args=[period.plan.key, period.pk])
        return Step(_("Everybody has reported."), at, _("Close the period"))
    if today > period.due_on:
        said = ngettext("%(n)d report is missing.", "%(n)d reports are missing.", counts.silent)
        return Step(said % {"n": counts.silent}, f"{page}?estado=silencio#informes", _("See who is silent"))
    left = (period.due_on - today).days
    if not left:
        return Step(_("Today is the last day to report."))
    said = ngettext("There is %(n)d day left to report.", "There are %(n)d days left to report.", left)
    return Step(said % {"n": left})
