"""What the pages under a liaison's link show: the form as it stands, the dialogue, and what came of it before."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import F, Prefetch, QuerySet, prefetch_related_objects
from django.utils.crypto import constant_time_compare

from rumbo.core.models import State
from rumbo.core.ordering import natural_key
from rumbo.methods.earned_value import Step, planned_share
from rumbo.monitoring.enums import MessageKind, PeriodState, ReportState
from rumbo.monitoring.models import Assignment, Evidence, ProgressReport, ReportLink, ReportMessage
from rumbo.monitoring.queries.assignments import assignments_of, in_force, project_of, thing_of, title_of
from rumbo.monitoring.queries.owing import is_owed, state_of
from rumbo.monitoring.queries.report_grounds import Ground, earlier_reports
from rumbo.monitoring.tokens import read_token
from rumbo.plan.enums import MeasureKind
from rumbo.plan.models import Strategy
from rumbo.portfolio.models import Action, Project

if TYPE_CHECKING:
    from rumbo.portfolio.models import Liaison

#: Earlier reports that are shown, and lines of the list of what was reported.
EARLIER, LISTED = 4, 40
#: A milestone that begins within so many days is asked about; later ones are folded.
SOON = 30
#: What a line of the list says of an assignment, and of what it is about.
_LINE = (
    *("excused", "organization", "series", "measure__kind", "period__title", "period__title_en", "period__due_on"),
    *("report__state", "report__sent_at", "report__accepted_at"),
)
_NAMES = ("measure", "key", "state", "title", "title_en")
_ABOUT: dict[str, QuerySet[Any, Any]] = {
    MeasureKind.STRATEGY: Strategy.objects.only(*_NAMES),
    MeasureKind.PROJECT: Project.objects.only(*_NAMES, "number"),
    MeasureKind.ACTION: Action.objects.only(*_NAMES, "project"),
}
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
    rows = ReportLink.objects.select_related("liaison__plan", "liaison__organization", "assignment__period")
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


def lists_of(liaison: Liaison, today: datetime.date) -> tuple[list[ListLine], list[ListLine]]:
    """Return what a liaison's organization still owes in open periods, due first, and what it sent, the newest first.

    Of what was sent only states and days are told. Seven queries at most.
    """
    open_ones = list(_open(_of(liaison)))
    sent = _of(liaison).filter(report__sent_at__isnull=False).exclude(report__state=ReportState.OBSERVED)
    listed = list(sent.order_by(F("report__sent_at").desc(), "pk")[: 3 * LISTED])
    _name([*open_ones, *listed])
    owed = [_line(one, today) for one in open_ones if _is_asked(one, liaison)]
    reported = [_line(one, today) for one in listed if _is_theirs(one, liaison)]
    return sorted(owed, key=lambda line: (line.period.due_on, natural_key(line.title))), reported[:LISTED]


def owed_assignments(liaison: Liaison) -> list[Any]:
    """Return the assignments that a liaison's organization still owes in open periods."""
    rows = assignments_of(organization=liaison.organization_id, period__plan=liaison.plan_id)
    return [one for one in _open(rows) if _is_asked(one, liaison)]


def _of(liaison: Liaison) -> QuerySet[Any, Any]:
    rows = Assignment.objects.filter(organization=liaison.organization_id, period__plan=liaison.plan_id)
    return rows.select_related("period", "report", "measure").only(*_LINE)


def _name(assignments: Sequence[Any]) -> None:
    """Read what assignments are about, kind by kind: one statement for all takes longer to plan than to run."""
    there = {one.measure.kind for one in assignments if one.measure is not None}
    about = [Prefetch(f"measure__{kind}", rows.all()) for kind, rows in _ABOUT.items() if kind in there]
    prefetch_related_objects(assignments, *about, "series__indicator", "series__territory")


def _open(rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    return rows.filter(period__phase=PeriodState.OPEN, period__state=State.CURRENT, excused="")


def _is_asked(assignment: Any, liaison: Liaison) -> bool:
    return is_owed(assignment) and in_force(thing_of(assignment)) and _is_theirs(assignment, liaison)


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
