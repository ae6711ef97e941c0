"""What the pages under a liaison's link show: the form as it stands, the dialogue, and what came of it before."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import F, Prefetch
from django.utils.crypto import constant_time_compare

from rumbo.core.models import State
from rumbo.methods.earned_value import Step, planned_share
from rumbo.monitoring.enums import MessageKind, PeriodState, ReportState
from rumbo.monitoring.models import Evidence, ProgressReport, ReportLink, ReportMessage
from rumbo.monitoring.queries.assignments import NAMED, assignments_of, in_force, project_of, thing_of, title_of
from rumbo.monitoring.queries.owing import is_owed, state_of
from rumbo.monitoring.queries.report_grounds import Ground, earlier_reports
from rumbo.monitoring.tokens import read_token

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from rumbo.portfolio.models import Liaison

#: Earlier reports that are shown, and lines of the list of what was reported.
EARLIER, LISTED = 4, 40
#: A milestone that begins within so many days is asked about; later ones are folded.
SOON = 30
#: What of the dialogue whoever reports sees: notes are the staff's.
SEEN = (
    MessageKind.SENT,
    MessageKind.QUESTION,
    MessageKind.ANSWER,
    MessageKind.ACCEPTED,
    MessageKind.REOPENED,
)


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """A step as the form asks about it; ``expected`` is what was planned for today, in per cent."""

    milestone: Any
    expected: int
    is_due: bool


@dataclass(frozen=True, slots=True)
class ListLine:
    """A report in the list of a liaison: what, and how it stands. ``days_late`` is 0 where it is not late."""

    title: str
    period: Any
    state: str
    sent_at: datetime.datetime | None
    accepted_at: datetime.datetime | None
    days_late: int
    can_mail: bool


def find_link(token: str) -> ReportLink | None:
    """Return the link of a token, whether it still works or not; None where it is forged or broken: one query."""
    read = read_token(token)
    if read is None:
        return None
    of_person = ("liaison__plan", "liaison__organization", "liaison__project")
    rows = ReportLink.objects.select_related(*of_person, "assignment__period")
    found = rows.filter(pk=read[0]).first()
    return found if found is not None and constant_time_compare(found.secret, read[1]) else None


def initial_of(ground: Ground, today: datetime.date) -> dict[str, str]:
    """Return what the form holds before anything is typed: what is known last."""
    period = ground.assignment.period
    day = min(today, period.ends_on)
    found = {"on": day.isoformat() if day >= period.starts_on else ""}
    if ground.last_spent is not None and ground.last_spent.spent is not None:
        found["spent"] = f"{ground.last_spent.spent:,.2f}"
    if ground.asks_progress and ground.last_progress is not None:
        found["progress"] = str(ground.last_progress.progress)
    found |= {f"m-{one.pk}": str(one.progress) for one in ground.milestones}
    found |= {f"d-{one.pk}": one.done_on.isoformat() for one in ground.milestones if one.done_on}
    return {name: text for name, text in found.items() if text}


def fields_of(report: ProgressReport, ground: Ground, today: datetime.date) -> dict[str, str]:
    """Return what the form holds: what was typed last, or what is known."""
    typed: Mapping[str, str] = report.draft
    return dict(typed) if typed else initial_of(ground, today)


def milestone_rows(ground: Ground, today: datetime.date) -> list[MilestoneRow]:
    """Return the steps in order: those under way or late are asked about first."""
    rows = []
    for one in ground.milestones:
        planned = planned_share([Step(one.starts_on, max(one.starts_on, one.ends_on))], today)
        expected = round(100 * planned) if isinstance(planned, Decimal) else 0
        open_now = one.progress < 100 and one.starts_on <= today + datetime.timedelta(SOON)
        rows.append(MilestoneRow(one, expected, open_now))
    if rows and not any(row.is_due for row in rows):
        first = next((row for row in rows if row.milestone.progress < 100), rows[-1])
        rows = [MilestoneRow(row.milestone, row.expected, row is first) for row in rows]
    return rows


def dialogue_of(report: ProgressReport) -> list[ReportMessage]:
    """Return what was said about a report, as whoever reports sees it: one query."""
    return list(report.messages.filter(kind__in=SEEN).select_related("liaison"))


def evidence_of(report: ProgressReport) -> list[Evidence]:
    """Return the files of a report that were not taken back: one query."""
    return list(report.evidence.filter(withdrawn=False))


def find_evidence(report: ProgressReport, pk: int) -> Evidence | None:
    """Return a file of this report and no other, not taken back."""
    return report.evidence.filter(pk=pk, withdrawn=False).first()


def what_came(report: ProgressReport) -> list[ProgressReport]:
    """Return the earlier reports on the same thing, each with ``said``: what acceptance wrote. Two queries."""
    accepted = ReportMessage.objects.filter(kind=MessageKind.ACCEPTED)
    rows = earlier_reports(report.assignment).prefetch_related(Prefetch("messages", accepted, to_attr="said"))
    return list(rows[:EARLIER])


def owed_by(liaison: Liaison, today: datetime.date) -> list[ListLine]:
    """Return what a liaison's organization still owes in open periods, due first."""
    rows = _of(liaison).filter(period__phase=PeriodState.OPEN, period__state=State.CURRENT, excused="")
    found = [one for one in rows if is_owed(one) and in_force(thing_of(one)) and _is_theirs(one, liaison)]
    return sorted((_line(one, today) for one in found), key=lambda line: (line.period.due_on, line.title))


def owed_assignments(liaison: Liaison) -> list[Any]:
    """Return the assignments that `owed_by` lists."""
    rows = _of(liaison).filter(period__phase=PeriodState.OPEN, period__state=State.CURRENT, excused="")
    return [one for one in rows if is_owed(one) and in_force(thing_of(one)) and _is_theirs(one, liaison)]


def reported_by(liaison: Liaison, today: datetime.date) -> list[ListLine]:
    """Return what a liaison's organization sent, the newest first: states and days alone."""
    rows = _of(liaison).filter(report__sent_at__isnull=False).exclude(report__state=ReportState.OBSERVED)
    rows = rows.order_by(F("report__sent_at").desc(), "pk")
    shown = [one for one in rows[: 3 * LISTED] if _is_theirs(one, liaison)]
    return [_line(one, today) for one in shown[:LISTED]]


def _of(liaison: Liaison) -> QuerySet[Any, Any]:
    """Return the assignments of an organization with no more than what a line says: the axis of each is left out."""
    rows = assignments_of(organization=liaison.organization_id, period__plan=liaison.plan_id)
    return rows.select_related(None).select_related("period", "report", *NAMED)


def _is_theirs(assignment: Any, liaison: Liaison) -> bool:
    return liaison.project_id is None or project_of(assignment) == liaison.project_id


def _line(assignment: Any, today: datetime.date) -> ListLine:
    report = getattr(assignment, "report", None)
    state = state_of(assignment)
    owed = is_owed(assignment)
    return ListLine(
        title=title_of(assignment),
        period=assignment.period,
        state=state,
        sent_at=report.sent_at if report is not None else None,
        accepted_at=report.accepted_at if report is not None else None,
        days_late=max((today - assignment.period.due_on).days, 0) if owed else 0,
        can_mail=owed,
    )
