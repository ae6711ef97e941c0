"""Where each sort of news comes from: one function each, public rows alone, no names of persons."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import DateTimeField, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rumbo.communication.enums import Audience, FollowKind
from rumbo.communication.models import Announcement
from rumbo.communication.plain import plain_text
from rumbo.communication.queries.news_items import Item, NewsKind, Window
from rumbo.communication.queries.news_scope import (
    TO_AXIS,
    about_finding,
    about_measures,
    about_project,
    about_record,
    about_report,
    is_public,
    measures_of,
    of_axis,
    of_finding,
    of_measure,
    of_project,
    of_status,
    of_territory,
)
from rumbo.core.links import anchor, public_url
from rumbo.core.models import State
from rumbo.methods.status import Status
from rumbo.monitoring.enums import Answer, ImprovementState, ReportState, StatusKind
from rumbo.monitoring.models import Improvement, ProgressReport, Recommendation, StatusRecord
from rumbo.monitoring.queries.statuses import names_of, verdict_of
from rumbo.monitoring.status_words import WORDS, tell
from rumbo.plan.models import Axis, Edition, Plan
from rumbo.portfolio.enums import PassageKind
from rumbo.portfolio.models import Milestone, Passage, Program, Project
from rumbo.priority.models import Publication

if TYPE_CHECKING:
    from rumbo.communication.plain import plain_text
from rumbo.communication.queries.news_items import Thing

Source = Callable[[Plan, Window], list[Item]]
#: The statuses that are better and worse than each other, and the tone of each way.
_ORDERED = [one.value for one in Status if one.rank is not None]
_TOLD_KINDS = (StatusKind.PROJECT, StatusKind.PROGRAM, StatusKind.AXIS, StatusKind.PLAN)
_PASSED = (PassageKind.PASSED, PassageKind.EXCEPTION)


def stages(plan: Plan, window: Window) -> list[Item]:
    """Return the passages of projects from stage to stage."""
    rows = Passage.objects.filter(of_project(window, "project__"), project__plan=plan)
    rows = rows.select_related(f"project__{TO_AXIS}").prefetch_related("project__territories")
    return [
        Item(
            key=f"passage-{row.pk}",
            mark=("news:passage", row.pk),
            kind=NewsKind.STAGE,
            label=str(row.get_kind_display()),
            at=row.at,
            title=str(row.project),
            text=_passage_text(row),
            url=f"{public_url(row.project, plan.key)}#passage-{row.pk}",
            about=about_project(row.project),
            tone="go" if row.kind in _PASSED else "risk",
        )
        for row in _within(rows.distinct(), "at", window)
    ]


def reports(plan: Plan, window: Window) -> list[Item]:
    """Return the reports that were accepted; what was written in them is not repeated."""
    measure = "assignment__measure__"
    rows = ProgressReport.objects.filter(
        of_measure(window, measure)
        | of_axis(window, "assignment__series__indicator__axis")
        | of_territory(window, "assignment__series__territory"),
        assignment__period__plan=plan,
        assignment__period__state=State.CURRENT,
        state=ReportState.ACCEPTED,
        accepted_at__isnull=False,
    ).select_related(
        "assignment__period",
        "assignment__series__indicator",
        "assignment__series__territory",
        f"{measure}project__{TO_AXIS}",
        f"{measure}strategy__objective__theme",
        f"{measure}action__strategy__objective__theme",
        f"{measure}action__project__{TO_AXIS}",
    )
    rows = rows.prefetch_related(f"{measure}project__territories", f"{measure}action__project__territories")
    found = []
    for row in _within(rows.distinct(), "accepted_at", window):
        record, about = about_report(row)
        if record is None:
            continue
        found.append(
            Item(
                key=f"report-{row.pk}",
                mark=("news:report", row.pk),
                kind=NewsKind.REPORT,
                label=_("Report accepted"),
                at=row.accepted_at,
                title=str(record),
                text=_report_text(row),
                url=public_url(record, plan.key),
                about=about,
                tone="done",
            )
        )
    return found


def statuses(plan: Plan, window: Window) -> list[Item]:
    """Return what goes better or worse than when it was known before: projects, programs, axes and the plan."""
    before = StatusRecord.objects.filter(
        kind=OuterRef("kind"), thing=OuterRef("thing"), on__lt=OuterRef("on"), status__in=_ORDERED
    ).order_by("-on")
    rows = (
        StatusRecord.objects.filter(of_status(plan, window), plan=plan, kind__in=_TOLD_KINDS, status__in=_ORDERED)
        .defer("inputs")
        .annotate(before=Subquery(before.values("status")[:1]))
        .exclude(before=None)
        .exclude(before=F("status"))
    )
    if window.since is not None:
        rows = rows.filter(on__gte=timezone.localdate(window.since))
    if window.until is not None:
        rows = rows.filter(on__lt=timezone.localdate(window.until))
    listed = list(rows.order_by("-on", "-pk")[: window.limit])
    names = names_of((row.kind, row.thing) for row in listed)
    records = _status_records(listed)
    return [_status_item(plan, row, names, records) for row in listed if (row.kind, row.thing) in records]


def milestones(plan: Plan, window: Window) -> list[Item]:
    """Return the milestones that are done, when that was first written down."""
    rows: QuerySet[Any, Any] = Milestone.objects.filter(
        of_project(window, "project__"), plan=plan, state=State.CURRENT, done_on__isnull=False
    )
    rows = _first_written(rows, Milestone, Q(done_on__isnull=False), window)
    rows = rows.select_related(f"project__{TO_AXIS}").prefetch_related("project__territories")
    return [
        Item(
            key=f"milestone-{row.pk}",
            mark=("news:milestone", row.pk),
            kind=NewsKind.MILESTONE,
            label=_("Milestone done"),
            at=row.written_at,
            title=row.name,
            text=_("%(project)s: done on %(day)s.") % {"project": row.project, "day": date_format(row.done_on)},
            url=f"{public_url(row.project, plan.key)}#{anchor(row)}",
            about=about_project(row.project),
            tone="done",
        )
        for row in _within(rows.distinct(), "written_at", window)
    ]


def editions(plan: Plan, window: Window) -> list[Item]:
    """Return the editions of the plan; they are news of the whole plan alone."""
    if window.thing is not None:
        return []
    rows = Edition.objects.filter(plan=plan).defer("content")
    return [
        Item(
            key=f"edition-{row.number}",
            mark=("news:edition", row.pk),
            kind=NewsKind.EDITION,
            label=_("New edition of the plan"),
            at=row.published_at,
            title=_("Edition %(n)d: %(title)s") % {"n": row.number, "title": row.title},
            text=plain_text(row.note),
            url=reverse("portal:edition", args=[plan.key, row.number]),
            about=frozenset(),
            tone="new",
        )
        for row in _within(rows, "published_at", window)
    ]


def decisions(plan: Plan, window: Window) -> list[Item]:
    """Return the published decisions on priorities; also of each project that was decided on, and of its axis."""
    rows = Publication.objects.current().filter(plan=plan, published_at__isnull=False)
    wanted = measures_of(window)
    found = []
    for row in _within(rows, "published_at", Window(None, window.since, window.until)):
        measures = {one["measure"] for one in row.decided if one.get("council") and one.get("measure")}
        if wanted is None or measures & wanted:
            found.append((row, measures))
    found = found[: window.limit]
    about = about_measures({measure for _row, measures in found for measure in measures})
    return [
        Item(
            key=f"decision-{row.pk}",
            mark=("news:decision", row.pk),
            kind=NewsKind.DECISION,
            label=_("Decision on priorities"),
            at=row.published_at,
            title=row.name,
            text=_("Decided by %(who)s on %(day)s. In the priority portfolio: %(n)d.")
            % {"who": row.decided_by, "day": date_format(row.decided_on), "n": len(measures)},
            url=reverse("portal:publication", args=[plan.key, row.pk]),
            about=frozenset(thing for measure in measures for thing in about.get(measure, ())),
            tone="done",
        )
        for row, measures in found
    ]


def answers(plan: Plan, window: Window) -> list[Item]:
    """Return the recommendations that were answered, of evaluations that everybody sees."""
    rows: QuerySet[Any, Any] = Recommendation.objects.filter(
        of_finding(window, "finding__"), is_public("finding__"), plan=plan, state=State.CURRENT
    ).exclude(answer=Answer.PENDING)
    rows = _first_written(rows, Recommendation, ~Q(answer=Answer.PENDING), window, "finding__")
    return [
        Item(
            key=f"answer-{row.pk}",
            mark=("news:answer", row.pk),
            kind=NewsKind.ANSWER,
            label=_("Recommendation answered"),
            at=_latest(row.written_at, row.finding.evaluation),
            title=row.name,
            text=_("The answer: %(answer)s.") % {"answer": row.get_answer_display()},
            url=public_url(row, plan.key),
            about=about_finding(row.finding),
            tone="off" if row.answer == Answer.REJECTED else "ok",
        )
        for row in _learned(rows, "finding__", window)
    ]


def kept(plan: Plan, window: Window) -> list[Item]:
    """Return the commitments to improve that were kept, of evaluations that everybody sees."""
    way = "recommendation__finding__"
    rows: QuerySet[Any, Any] = Improvement.objects.filter(
        of_finding(window, way), is_public(way), plan=plan, state=State.CURRENT, progress=ImprovementState.DONE
    ).filter(recommendation__state=State.CURRENT)
    rows = _first_written(rows, Improvement, Q(progress=ImprovementState.DONE), window, way)
    return [
        Item(
            key=f"kept-{row.pk}",
            mark=("news:kept", row.pk),
            kind=NewsKind.KEPT,
            label=_("Commitment kept"),
            at=_latest(row.written_at, row.recommendation.finding.evaluation),
            title=row.name,
            text=_("It answers to: %(title)s") % {"title": row.recommendation.name},
            url=public_url(row, plan.key),
            about=about_finding(row.recommendation.finding),
            tone="done",
        )
        for row in _learned(rows, way, window)
    ]


def announcements(plan: Plan, window: Window) -> list[Item]:
    """Return the announcements that were published for everybody, or for followers."""
    rows = Announcement.objects.current().filter(plan=plan, published_at__isnull=False)
    rows = rows.exclude(audience=Audience.LIAISONS)
    if window.thing is not None:
        rows = rows.filter(axis=window.thing[1]) if window.thing[0] == FollowKind.AXIS else rows.none()
    return [
        Item(
            key=f"announcement-{row.pk}",
            mark=("news:announcement", row.pk),
            kind=NewsKind.ANNOUNCEMENT,
            label=_("Announcement"),
            at=row.published_at,
            title=row.name,
            text=plain_text(row.body),
            url=reverse("portal:announcement", args=[plan.key, row.key]),
            about=frozenset({(FollowKind.AXIS.value, row.axis_id)}) if row.axis_id else frozenset(),
            tone="new",
        )
        for row in _within(rows, "published_at", window)
    ]


#: All sources by the sort of news.
SOURCES: Mapping[str, Source] = {
    NewsKind.STAGE.value: stages,
    NewsKind.REPORT.value: reports,
    NewsKind.STATUS.value: statuses,
    NewsKind.MILESTONE.value: milestones,
    NewsKind.EDITION.value: editions,
    NewsKind.DECISION.value: decisions,
    NewsKind.ANSWER.value: answers,
    NewsKind.KEPT.value: kept,
    NewsKind.ANNOUNCEMENT.value: announcements,
}


def _within(rows: QuerySet[Any, Any], field: str, window: Window) -> QuerySet[Any, Any]:
    """Return the rows of a window, the newest first."""
    if window.since is not None:
        rows = rows.filter(**{f"{field}__gte": window.since})
    if window.until is not None:
        rows = rows.filter(**{f"{field}__lt": window.until})
    return rows.order_by(f"-{field}", "-pk")[: window.limit]


def _first_written(
    rows: QuerySet[Any, Any], model: Any, said: Q, window: Window, finding: str = ""
) -> QuerySet[Any, Any]:
    """Add ``written_at``: when what is said of a row now was first written, by its history.

    Only what was written, or made public, since the window began can be in it.
    """
    first = model.history.filter(said, id=OuterRef("pk")).order_by("history_date").values("history_date")[:1]
    rows = rows.annotate(written_at=Coalesce(Subquery(first), "updated_at", output_field=DateTimeField()))
    if window.since is None:
        return rows
    fresh = Q(updated_at__gte=window.since)
    if finding:
        fresh |= Q(**{f"{finding}evaluation__published_at__gte": window.since})
    return rows.filter(fresh)


def _learned(rows: QuerySet[Any, Any], finding: str, window: Window) -> list[Any]:
    """Return answers and commitments by when everybody could know: written, and the evaluation published."""
    measure = f"{finding}measure__"
    rows = rows.select_related(
        f"{finding}evaluation__axis",
        f"{finding}goal__objective__theme",
        f"{measure}project__{TO_AXIS}",
        f"{measure}strategy__objective__theme",
        f"{measure}action__project__{TO_AXIS}",
        f"{measure}action__strategy__objective__theme",
    ).distinct()
    found = []
    for row in rows:
        of = row.finding if finding == "finding__" else row.recommendation.finding
        at = _latest(row.written_at, of.evaluation)
        if (window.since is None or at >= window.since) and (window.until is None or at < window.until):
            found.append((at, row.pk, row))
    found.sort(key=lambda one: one[:2], reverse=True)
    return [row for _at, _pk, row in found[: window.limit]]


def _latest(written: datetime.datetime, evaluation: Any) -> datetime.datetime:
    return max(written, evaluation.published_at) if evaluation is not None else written


def _status_records(rows: Sequence[StatusRecord]) -> dict[Thing, Any]:
    """Return what statuses are of, with all that leads to its address; a query for each kind."""
    found: dict[Thing, Any] = {}
    models: dict[str, QuerySet[Any, Any]] = {
        StatusKind.PROJECT.value: Project.objects.select_related(TO_AXIS).prefetch_related("territories"),
        StatusKind.PROGRAM.value: Program.objects.select_related("theme"),
        StatusKind.AXIS.value: Axis.objects.all(),
        StatusKind.PLAN.value: Plan.objects.all(),
    }
    for kind, records in models.items():
        pks = {row.thing for row in rows if row.kind == kind}
        if pks:
            found |= {(kind, one.pk): one for one in records.filter(pk__in=pks).defer("text", "text_en")}
    return found


def _status_item(plan: Plan, row: StatusRecord, names: Mapping[Thing, str], records: Mapping[Thing, Any]) -> Item:
    record = records[row.kind, row.thing]
    before, now = Status(row.before), Status(row.status)  # type: ignore[attr-defined]
    worse = (now.rank or 0) > (before.rank or 0)
    label = _("It goes worse than before") if worse else _("It goes better than before")
    if now is Status.DONE:
        label = _("Done")
    told = tell(verdict_of(row), row.on)
    was = _("Before: %(status)s.") % {"status": WORDS[before][0]}
    midnight = timezone.make_aware(datetime.datetime.combine(row.on, datetime.time()))
    return Item(
        key=f"status-{row.kind}-{row.thing}-{row.on.isoformat()}-{row.status}",
        mark=(f"news:status:{row.kind}:{row.on.isoformat()}:{row.status}", row.thing),
        kind=NewsKind.STATUS,
        label=label,
        at=midnight,
        title=names.get((row.kind, row.thing), str(record)),
        text=f"{told.sentence} {was}",
        url=public_url(record, plan.key),
        about=about_record(row.kind, record),
        tone=told.tone,
        day_only=True,
    )


def _report_text(row: ProgressReport) -> str:
    period = row.assignment.period.name
    if row.nothing_changed:
        return _("%(period)s: nothing changed since the report before.") % {"period": period}
    if row.progress is not None:
        return _("%(period)s: %(n)d %% done.") % {"period": period, "n": row.progress}
    return _("Report of: %(period)s.") % {"period": period}


def _passage_text(row: Passage) -> str:
    if row.from_stage == row.to_stage:
        return str(_("Stage: %(stage)s.") % {"stage": row.get_to_stage_display()})
    return f"{row.get_from_stage_display()} → {row.get_to_stage_display()}."
