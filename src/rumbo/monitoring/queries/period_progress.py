"""How far a period is: who reported, when and in time, who is silent; counted by axis and by organization."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rumbo.core.tables import Column, Table
from rumbo.monitoring.enums import PeriodState, ReportState
from rumbo.monitoring.models import Assignment, ReportingPeriod
from rumbo.monitoring.queries.assignments import THINGS, assignments_of, axis_of_thing, thing_of, title_of_thing
from rumbo.plan.models import Axis

if TYPE_CHECKING:
    from rumbo.plan.models import Plan

#: The axis of what an assignment is about.
AXIS = Coalesce(
    "measure__project__program__theme__axis_id",
    "measure__strategy__objective__theme__axis_id",
    "measure__action__strategy__objective__theme__axis_id",
    "measure__action__project__program__theme__axis_id",
    "series__indicator__axis_id",
)
#: Periods of a list: fifteen years of quarters.
PERIODS = 60
_SILENT = gettext_lazy("Silent")
#: What reports are narrowed to: the code in the address and how it is called.
STATES = {
    "silencio": gettext_lazy("Silent: the day has passed"),
    "pendiente": gettext_lazy("Not sent yet"),
    "por-revisar": gettext_lazy("To review"),
    "con-pregunta": gettext_lazy("With a question"),
    "aceptado": gettext_lazy("Accepted and locked"),
    "a-tiempo": gettext_lazy("In time"),
    "tarde": gettext_lazy("Late"),
    "sin-cambios": gettext_lazy("Nothing changed"),
    "dispensado": gettext_lazy("Excused"),
}


@dataclass(frozen=True, slots=True)
class Counts:
    """How many reports of a period are where. ``asked`` leaves out who was excused.

    ``on_time`` and ``late`` are those that were sent; ``silent`` those that nobody sent until the last day, or until
    the period was closed; ``waiting`` those that there is still time for.
    """

    asked: int = 0
    sent: int = 0
    on_time: int = 0
    late: int = 0
    review: int = 0
    observed: int = 0
    accepted: int = 0
    unchanged: int = 0
    silent: int = 0
    waiting: int = 0
    excused: int = 0

    @property
    def share(self) -> int:
        """How many of a hundred were sent, rounded down so that 100 says all."""
        return self.sent * 100 // self.asked if self.asked else 0


@dataclass(frozen=True, slots=True)
class Part:
    """The counts of an axis or an organization."""

    pk: int | None
    label: str
    counts: Counts
    key: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A report of a period as its page shows it."""

    assignment: Any
    title: str
    kind: str
    axis: Any
    code: str
    label: str
    tone: str
    when: str
    sent_at: datetime.datetime | None


def conditions(today: datetime.date) -> dict[str, Q]:
    """Return the condition on assignments of each code of `STATES`, on a day."""
    sent, excused = Q(report__sent_at__isnull=False), ~Q(excused="")
    over = Q(period__phase=PeriodState.CLOSED) | Q(period__phase=PeriodState.OPEN, period__due_on__lt=today)
    in_time = Q(report__sent_at__date__lte=F("period__due_on"))
    owed = Q(report__sent_at__isnull=True) & Q(excused="")
    return {
        "silencio": owed & over,
        "pendiente": owed & ~over,
        "por-revisar": sent & Q(report__state=ReportState.SENT),
        "con-pregunta": sent & Q(report__state=ReportState.OBSERVED),
        "aceptado": sent & Q(report__state=ReportState.ACCEPTED),
        "a-tiempo": sent & in_time,
        "tarde": sent & ~in_time,
        "sin-cambios": sent & Q(report__nothing_changed=True),
        "dispensado": excused & Q(report__sent_at__isnull=True),
    }


def is_over(period: ReportingPeriod, today: datetime.date) -> bool:
    """Whether there is no more time to report: the last day has passed, or the period was closed."""
    return period.phase == PeriodState.CLOSED or (period.phase == PeriodState.OPEN and today > period.due_on)


def counts_of(period: ReportingPeriod, today: datetime.date) -> Counts:
    """Return the counts of a period: one query."""
    return Counts(**Assignment.objects.filter(period=period).aggregate(**_counted(today)))


def counts_by_organization(period: ReportingPeriod, today: datetime.date) -> list[Part]:
    """Return the counts of each organization that is asked, by name: one query."""
    rows = Assignment.objects.filter(period=period).order_by("organization__title", "organization")
    grouped = rows.values("organization", "organization__title", "organization__key").annotate(**_counted(today))
    return [
        Part(row["organization"], row["organization__title"], _counts(row), row["organization__key"])
        for row in grouped
    ]


def counts_by_axis(period: ReportingPeriod, today: datetime.date) -> list[Part]:
    """Return the counts of each axis with something to report, in the order of the plan: two queries."""
    rows = Assignment.objects.filter(period=period).annotate(axis=AXIS).order_by()
    grouped = {row["axis"]: _counts(row) for row in rows.values("axis").annotate(**_counted(today))}
    axes = Axis.objects.filter(pk__in=[pk for pk in grouped if pk is not None])
    found = [Part(one.pk, str(one), grouped[one.pk]) for one in axes]
    return [*found, Part(None, _("The whole plan"), grouped[None])] if None in grouped else found


def with_counts(rows: QuerySet[Any, Any], today: datetime.date) -> list[tuple[ReportingPeriod, Counts]]:
    """Return periods with their counts: two queries."""
    periods = list(rows[:PERIODS])
    counted = Assignment.objects.filter(period__in=periods).order_by().values("period").annotate(**_counted(today))
    grouped = {row["period"]: _counts(row) for row in counted}
    return [(one, grouped.get(one.pk, Counts())) for one in periods]


def narrowed(
    period: ReportingPeriod,
    today: datetime.date,
    *,
    state: str = "",
    axis: int | None = None,
    organization: int | None = None,
) -> QuerySet[Any, Any]:
    """Return the assignments of a period with their reports, those of a state, axis or organization alone."""
    rows = assignments_of(period=period).select_related(
        "organization", "report__liaison", "report__actor", "period", *THINGS
    )
    if state in STATES:
        rows = rows.filter(conditions(today)[state])
    if axis is not None:
        rows = rows.annotate(axis=AXIS).filter(axis=axis)
    if organization is not None:
        rows = rows.filter(organization=organization)
    return rows


def line_of(assignment: Any, period: ReportingPeriod, today: datetime.date) -> Line:
    """Return an assignment as the page of its period shows it, on a day."""
    thing = thing_of(assignment)
    report = getattr(assignment, "report", None)
    sent_at = report.sent_at if report is not None else None
    code, label, tone = _standing(assignment, report, period, today)
    return Line(
        assignment=assignment,
        title=title_of_thing(thing),
        kind=getattr(thing, "KIND", "series"),
        axis=axis_of_thing(thing),
        code=code,
        label=label,
        tone=tone,
        when=_when(period, sent_at, code, today),
        sent_at=sent_at,
    )


def bar_of(counts: Counts) -> list[tuple[str, str, int]]:
    """Return the parts of the bar of a period: (tone, word, how many) in time, late, silent and not sent yet."""
    return [
        ("ok", _("In time"), counts.on_time),
        ("risk", _("Late"), counts.late),
        ("off", str(_SILENT), counts.silent),
        ("mute", _("Not sent yet"), counts.waiting),
    ]


def spoken(counts: Counts) -> str:
    """Return the counts as a sentence, for who cannot see the bar."""
    return _("%(sent)d of %(asked)d reported: %(on_time)d in time, %(late)d late; %(silent)d are silent.") % {
        "sent": counts.sent,
        "asked": counts.asked,
        "on_time": counts.on_time,
        "late": counts.late,
        "silent": counts.silent,
    }


def published(plan: Plan) -> QuerySet[Any, Any]:
    """Return the periods that everybody may see: those that were opened, the newest first."""
    rows: QuerySet[Any, Any] = ReportingPeriod.objects.current().filter(plan=plan).exclude(phase=PeriodState.PLANNED)
    return rows.order_by("-starts_on", "-pk")


def _counts(row: Mapping[str, Any]) -> Counts:
    return Counts(**{one.name: row[one.name] for one in fields(Counts)})


def _counted(today: datetime.date) -> dict[str, Count]:
    found = conditions(today)
    sent = Q(report__sent_at__isnull=False)
    wanted = {
        "asked": Q(excused="") | sent,
        "sent": sent,
        "on_time": found["a-tiempo"],
        "late": found["tarde"],
        "review": found["por-revisar"],
        "observed": found["con-pregunta"],
        "accepted": found["aceptado"],
        "unchanged": found["sin-cambios"],
        "silent": found["silencio"],
        "waiting": found["pendiente"],
        "excused": found["dispensado"],
    }
    return {name: Count("pk", filter=condition) for name, condition in wanted.items()}


def _standing(assignment: Any, report: Any, period: ReportingPeriod, today: datetime.date) -> tuple[str, str, str]:
    """Return the code of where a report is, its word and its tone."""
    if report is not None and report.sent_at is not None:
        code, tone = {
            ReportState.ACCEPTED: ("aceptado", "done"),
            ReportState.OBSERVED: ("con-pregunta", "risk"),
        }.get(report.state, ("por-revisar", "ask"))
        return code, str(STATES[code]), tone
    if assignment.excused:
        return "dispensado", str(STATES["dispensado"]), "mute"
    if is_over(period, today):
        return "silencio", str(_SILENT), "off"
    if report is not None and (report.draft_at is not None or report.draft):
        return "pendiente", str(ReportState.DRAFT.label), "go"
    return "pendiente", str(STATES["pendiente"]), "mute"


def _when(period: ReportingPeriod, sent_at: datetime.datetime | None, code: str, today: datetime.date) -> str:
    """Return when it was sent against the last day, in words; or how long it is missing."""
    if sent_at is None:
        days = (today - period.due_on).days
        if code != "silencio" or days <= 0:
            return ""
        return ngettext("%(n)d day late", "%(n)d days late", days) % {"n": days}
    day = timezone.localdate(sent_at)
    late = (day - period.due_on).days
    if late <= 0:
        return _("%(day)s, in time") % {"day": date_format(day, "SHORT_DATE_FORMAT")}
    said = ngettext("%(day)s, %(n)d day late", "%(day)s, %(n)d days late", late)
    return said % {"day": date_format(day, "SHORT_DATE_FORMAT"), "n": late}


#: The table of a period that staff export; rows are lines.
REPORTS = Table(
    "reports",
    gettext_lazy("Reports of the period"),
    (
        Column("organization", gettext_lazy("Organization"), lambda one: one.assignment.organization.title, 36),
        Column("kind", gettext_lazy("Kind"), lambda one: one.kind, 12),
        Column("title", gettext_lazy("What it is about"), lambda one: one.title, 50),
        Column("axis", gettext_lazy("Axis"), lambda one: str(one.axis) if one.axis else "", 24),
        Column("state", gettext_lazy("State"), lambda one: one.label, 16),
        Column(
            "sent", gettext_lazy("Sent"), lambda one: timezone.localdate(one.sent_at) if one.sent_at else None, 12
        ),
        Column("due", gettext_lazy("Last day to report"), lambda one: one.assignment.period.due_on, 12),
        Column("progress", gettext_lazy("Progress (%)"), lambda one: _of(one, "progress"), 10),
        Column("spent", gettext_lazy("Spent so far"), lambda one: _of(one, "spent"), 16),
        Column("value", gettext_lazy("Value"), lambda one: _of(one, "value"), 14),
        Column("done", gettext_lazy("What was done"), lambda one: _of(one, "text"), 60),
        Column("problem", gettext_lazy("Problem"), lambda one: _of(one, "problem"), 40),
        Column("help", gettext_lazy("Help needed"), lambda one: _of(one, "help_needed"), 40),
        Column("excused", gettext_lazy("Why it need not report"), lambda one: one.assignment.excused, 30),
    ),
)
#: The table by organization, which everybody may have; rows are parts.
BY_ORGANIZATION = Table(
    "reports-by-organization",
    gettext_lazy("Reports by organization"),
    (
        Column("organization", gettext_lazy("Organization"), lambda one: one.label, 40),
        Column("asked", gettext_lazy("Asked"), lambda one: one.counts.asked, 10),
        Column("on_time", gettext_lazy("In time"), lambda one: one.counts.on_time, 10),
        Column("late", gettext_lazy("Late"), lambda one: one.counts.late, 10),
        Column("not_sent", gettext_lazy("Not sent"), lambda one: one.counts.silent + one.counts.waiting, 10),
        Column("excused", gettext_lazy("Excused"), lambda one: one.counts.excused, 10),
    ),
)


def _of(line: Line, name: str) -> Any:
    report = getattr(line.assignment, "report", None)
    return getattr(report, name) if report is not None and report.sent_at is not None else None
