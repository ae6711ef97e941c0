"""Who has which links in a period, and who should have one and has none."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rumbo.monitoring.enums import PeriodState
from rumbo.monitoring.models import ReportLink
from rumbo.monitoring.queries.assignments import THINGS, People, assignments_of, title_of
from rumbo.monitoring.queries.links import why_shut
from rumbo.monitoring.queries.owing import is_owed

if TYPE_CHECKING:
    from rumbo.monitoring.models import ReportingPeriod
    from rumbo.portfolio.models import Liaison


@dataclass(slots=True)
class Holder:
    """A person with the working links that they have in a period, each with what it is about."""

    liaison: Liaison
    links: list[tuple[ReportLink, str]] = field(default_factory=list)


def holders_of(period: ReportingPeriod, today: datetime.date) -> list[Holder]:
    """Return who has links of a period that work and are for what is owed, by organization: one query."""
    rows = ReportLink.objects.filter(assignment__period=period, revoked_at=None, assignment__excused="")
    read = rows.select_related(
        "liaison__organization",
        "assignment__period",
        "assignment__report",
        "assignment__organization",
        *(f"assignment__{path}" for path in THINGS),
    )
    found: dict[int, Holder] = {}
    for link in read.order_by("liaison__organization__title", "liaison__title", "liaison", "pk"):
        if link.assignment is None or why_shut(link, today) is not None or not is_owed(link.assignment):
            continue
        found.setdefault(link.liaison_id, Holder(link.liaison)).links.append((link, title_of(link.assignment)))
    return list(found.values())


def without_link(period: ReportingPeriod, today: datetime.date) -> int:
    """Return for how many reports that are owed the person who is asked first has no working link."""
    if period.phase != PeriodState.OPEN or not period.is_current:
        return 0
    people = People(period.plan_id, today)
    there = set(
        ReportLink.objects.filter(assignment__period=period, revoked_at=None, expires_on__gte=today).values_list(
            "liaison_id", "assignment_id"
        )
    )
    owed = [one for one in assignments_of(period=period, excused="") if is_owed(one)]
    return sum((person.pk, one.pk) not in there for one in owed for person in people.asked(one).first)
