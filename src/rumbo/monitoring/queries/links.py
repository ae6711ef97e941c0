"""Reading a liaison's link: what it opens, or why it opens nothing."""

from __future__ import annotations

import datetime
from enum import StrEnum

from django.utils.crypto import constant_time_compare

from rumbo.monitoring.enums import PeriodState, ReportState
from rumbo.monitoring.models import Assignment, ReportLink
from rumbo.monitoring.queries.assignments import THINGS
from rumbo.monitoring.queries.owing import state_of
from rumbo.monitoring.tokens import read_token

_READ = (
    "liaison__organization",
    "liaison__plan",
    "assignment__period__plan",
    "assignment__organization",
    "assignment__report",
    *(f"assignment__{path}" for path in THINGS),
)


class Shut(StrEnum):
    """Why a link opens nothing."""

    UNKNOWN = "unknown"
    REVOKED = "revoked"
    EXPIRED = "expired"
    LEFT = "left"
    CLOSED = "closed"


def open_link(token: str, today: datetime.date) -> ReportLink | Shut:
    """Return the link of a token with all that its page needs, or the reason why it opens nothing on a day.

    ``LEFT`` is for somebody who does not answer for the organization any more; ``CLOSED`` for a period that takes
    no reports (but a question about one can be answered), or one that was withdrawn.
    """
    found = read_token(token)
    link = None if found is None else ReportLink.objects.filter(pk=found[0]).select_related(*_READ).first()
    if link is None or found is None or not constant_time_compare(link.secret, found[1]):
        return Shut.UNKNOWN
    return why_shut(link, today) or link


def why_shut(link: ReportLink, today: datetime.date) -> Shut | None:
    """Return why a link opens nothing on a day; None where it works. The liaison and the assignment are read."""
    if today > link.expires_on:
        return Shut.EXPIRED
    if link.revoked_at is not None:
        return Shut.REVOKED
    liaison, assignment = link.liaison, link.assignment
    if not liaison.is_in_office(today):
        return Shut.LEFT
    if assignment is not None and not (
        liaison.organization_id == assignment.organization_id and liaison.plan_id == assignment.period.plan_id
    ):
        return Shut.LEFT
    if assignment is not None and not _takes_it(assignment):
        return Shut.CLOSED
    return None


def _takes_it(assignment: Assignment) -> bool:
    """Whether a report can still be written: in an open period, or as long as a question waits for its answer."""
    if not assignment.period.is_current:
        return False
    return assignment.period.phase == PeriodState.OPEN or state_of(assignment) == ReportState.OBSERVED
