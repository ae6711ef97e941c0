"""Reporting: drafts that save themselves, sending, "nothing changed", answers, and what staff type in for somebody.

Who reports has a link and no account: the link is the permission, for one report alone. What is typed is kept before
it is checked, so that nothing is lost whatever is wrong with it.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from rumbo.core.actors import person_of
from rumbo.core.errors import Refused
from rumbo.core.services.records import authorize
from rumbo.monitoring.enums import MessageKind, PeriodState, ReportOrigin, ReportState
from rumbo.monitoring.models import Assignment, ProgressReport, ReportedMilestone, ReportLink, ReportMessage
from rumbo.monitoring.queries.assignments import assignment_of, assignments_of
from rumbo.monitoring.queries.report_grounds import element_of, ground_of
from rumbo.monitoring.services.evidence import add_evidence, refuse_ended, take_evidence_back
from rumbo.monitoring.services.report_checks import TEXT_LIMIT, Checked, check, cleaned

if TYPE_CHECKING:
    from rumbo.core.actors import Actor

__all__ = (
    "NotSent",
    "Overtaken",
    "add_evidence",
    "answer",
    "nothing_changed",
    "refuse_ended",
    "report_of",
    "save_draft",
    "send",
    "take_evidence_back",
    "type_in",
    "undo_nothing_changed",
)


class Overtaken(Refused):
    """Somebody else with the same link saved something in the meantime; ``current`` is the report as it is now."""

    def __init__(self, message: str, current: ProgressReport) -> None:
        super().__init__(message)
        self.current = current


class NotSent(Refused):
    """Something has to be mended or confirmed first; ``checked`` says what, field by field. The draft is kept."""

    def __init__(self, message: str, checked: Checked) -> None:
        super().__init__(message)
        self.checked = checked


def report_of(assignment: Assignment) -> ProgressReport:
    """Return the report on what an assignment asks for; one is made where there is none."""
    found, _made = ProgressReport.objects.get_or_create(assignment=assignment)
    return found


@transaction.atomic
def save_draft(
    link: ReportLink, fields: Mapping[str, Any], *, version: int | None, today: datetime.date | None = None
) -> ProgressReport:
    """Keep what is typed, whatever it is, and return the report with its new version.

    ``version`` is the one that the person saw; None takes the present one. After the period is closed it is kept too.

    Raises:
        Refused: the link does not work, its person left, a text is too long, or the report was accepted.
        Overtaken: somebody else saved something in the meantime.
    """
    report = _locked(link, today or timezone.localdate())
    return _keep(report, cleaned(fields), version)


def send(
    link: ReportLink, fields: Mapping[str, Any], *, version: int | None, today: datetime.date | None = None
) -> ProgressReport:
    """Send a report and return it. Sending the same twice counts once.

    What is typed is kept first, in a transaction of its own.

    Raises:
        Refused: the link does not work, its person left, the period is not open, or the report was accepted.
        NotSent: a field is wrong, or something has to be confirmed.
        Overtaken: somebody else saved something in the meantime.
    """
    day = today or timezone.localdate()
    given = cleaned(fields)
    with transaction.atomic():
        report = _locked(link, day)
        if report.state == ReportState.SENT and report.draft_at is None and report.draft == given:
            return report
        kept = _keep(report, given, version)
    with transaction.atomic():
        report = _locked(link, day)
        _refuse_unless_taken(report)
        if report.version != kept.version:
            raise Overtaken(_overtaken(), report)
        return _submit(report, given, day, liaison=link.liaison_id)


@transaction.atomic
def nothing_changed(link: ReportLink, *, today: datetime.date | None = None) -> ProgressReport:
    """Report that all is as before, and return the report. Twice counts once; what was typed stays as a draft.

    Raises:
        Refused: the link does not work, its person left, the period is not open, a report with content was sent or
            accepted already, or a question waits for its answer.
    """
    day = today or timezone.localdate()
    report = _locked(link, day)
    if report.nothing_changed and report.state == ReportState.SENT:
        return report
    _refuse_unless_taken(report)
    if report.state == ReportState.OBSERVED:
        raise Refused(_("There is a question about this report: answer that instead."))
    if report.state == ReportState.SENT:
        raise Refused(_("You sent a report with what changed already: correct that one instead."))
    return _unchanged(report, day, liaison=link.liaison_id)


@transaction.atomic
def undo_nothing_changed(link: ReportLink, *, today: datetime.date | None = None) -> ProgressReport:
    """Take "nothing changed" back while nobody accepted it, and return the report, which is a draft again.

    One with a question stays sent: the question waits, and the period may be over.

    Raises:
        Refused: the link does not work, its person left, the period is not open, or it was accepted.
    """
    report = _locked(link, today or timezone.localdate())
    _refuse_accepted(report)
    if not report.nothing_changed:
        return report
    _refuse_unless_taken(report)
    report.nothing_changed = False
    if report.state != ReportState.OBSERVED:
        report.state, report.sent_at, report.on = ReportState.DRAFT, None, None
    report.version += 1
    _save(report, None, _("“Nothing changed” was taken back"))
    _note(report, MessageKind.NOTE, _("“Nothing changed” was taken back"), liaison=link.liaison_id)
    return report


@transaction.atomic
def answer(link: ReportLink, text: str, *, today: datetime.date | None = None) -> ProgressReport:
    """Answer the question about a report, and return it, to be looked at again. The same answer twice counts once.

    The period may be closed: somebody asked.

    Raises:
        Refused: the link does not work, its person left, there is no question, the text is empty or too long, or the
            report was accepted.
    """
    report = _locked(link, today or timezone.localdate())
    _refuse_accepted(report)
    said = text.replace("\r\n", "\n").replace("\0", "").strip()
    if not said:
        raise Refused(_("The answer is empty: write it, or correct the report."))
    if len(said) > TEXT_LIMIT:
        message = _("The answer has %(length)d characters of %(limit)d allowed: shorten it.")
        raise Refused(message % {"length": len(said), "limit": TEXT_LIMIT})
    kinds = (MessageKind.QUESTION, MessageKind.REOPENED, MessageKind.ANSWER)
    last = report.messages.filter(kind__in=kinds).last()
    if last is not None and last.kind == MessageKind.ANSWER and last.text == said:
        return report
    if last is None or (report.state != ReportState.OBSERVED and last.kind == MessageKind.ANSWER):
        raise Refused(_("There is no question to answer at this moment."))
    report.state = ReportState.SENT
    report.version += 1
    _save(report, None, _("Answered"))
    _note(report, MessageKind.ANSWER, said, liaison=link.liaison_id)
    return report


@transaction.atomic
def type_in(
    actor: Actor,
    assignment: Assignment,
    fields: Mapping[str, Any],
    *,
    unchanged: bool = False,
    told_by: str = "",
    today: datetime.date | None = None,
) -> ProgressReport:
    """Type a report in for somebody who told it, and return it; ``told_by`` says who and how.

    Raises:
        PermissionDenied: the actor may not edit what it is about.
        Refused: the period is not open, it was accepted, or nobody is named who told it.
        NotSent: a field is wrong, or something has to be confirmed; nothing is kept.
    """
    day = today or timezone.localdate()
    found = assignments_of().get(pk=assignment.pk)
    authorize(actor, "plan.edit", element_of(found))
    if not told_by.strip():
        raise Refused(_("Say who told it and how, such as “Ana, by telephone”: it stays on record."))
    report_of(found)
    report = _lock(found)
    _refuse_unless_taken(report)
    if unchanged:
        return _unchanged(report, day, actor=actor, text=told_by.strip()[:300])
    return _submit(report, cleaned(fields), day, actor=actor, text=told_by.strip()[:300])


def _locked(link: ReportLink, today: datetime.date) -> ProgressReport:
    """Return the report of a link, which nobody else changes meanwhile."""
    rows = ReportLink.objects.select_related("liaison__plan", "liaison__project", "assignment__period")
    present = rows.get(pk=link.pk)
    refuse_ended(present, today)
    if present.assignment_id is None:
        raise Refused(_("This link shows what you owe; each report has a link of its own."))
    found = assignment_of(present)
    report_of(found)
    return _lock(found)


def _lock(assignment: Assignment) -> ProgressReport:
    report = ProgressReport.objects.select_for_update().get(assignment=assignment)
    report.assignment = assignment
    return report


def _keep(report: ProgressReport, given: dict[str, str], version: int | None) -> ProgressReport:
    """Write a draft, without a row of history for each letter."""
    _refuse_accepted(report)
    if report.draft == given and (report.draft_at is not None or report.is_sent):
        return report
    if version is not None and version != report.version:
        raise Overtaken(_overtaken(), report)
    report.draft, report.draft_at, report.version = given, timezone.now(), report.version + 1
    rows = ProgressReport.objects.filter(pk=report.pk)
    rows.update(draft=given, draft_at=report.draft_at, version=F("version") + 1)
    return report


def _submit(
    report: ProgressReport,
    given: dict[str, str],
    day: datetime.date,
    *,
    liaison: int | None = None,
    actor: Actor | None = None,
    text: str = "",
) -> ProgressReport:
    checked = check(ground_of(report.assignment), given, day)
    if checked.errors:
        raise NotSent(_("It was not sent yet: mend what is marked below."), checked)
    if checked.asks:
        raise NotSent(_("It was not sent yet: look at what is marked, and correct or confirm it."), checked)
    for name, value in {"progress": None, "spent": None, "value": "", **checked.values}.items():
        setattr(report, name, value)
    report.nothing_changed, report.state = False, ReportState.SENT
    report.draft, report.draft_at = given, None
    _came(report, liaison, actor)
    _save(report, actor, _("Sent"))
    report.milestones.all().delete()
    ReportedMilestone.objects.bulk_create(
        ReportedMilestone(report=report, milestone=one, progress=progress, done_on=done)
        for one, progress, done in checked.milestones
    )
    _note(report, MessageKind.SENT, text, liaison=liaison, actor=actor)
    return report


def _unchanged(
    report: ProgressReport,
    day: datetime.date,
    *,
    liaison: int | None = None,
    actor: Actor | None = None,
    text: str = "",
) -> ProgressReport:
    report.nothing_changed, report.state, report.on = True, ReportState.SENT, day
    report.progress = report.spent = None
    report.value = report.text = report.problem = report.help_needed = report.spent_reason = ""
    _came(report, liaison, actor)
    _save(report, actor, _("Nothing changed"))
    report.milestones.all().delete()
    _note(report, MessageKind.SENT, text, liaison=liaison, actor=actor)
    return report


def _came(report: ProgressReport, liaison: int | None, actor: Actor | None) -> None:
    """Say how a report came, and count its version up; the day it was first sent stays."""
    report.origin = ReportOrigin.STAFF if actor is not None else ReportOrigin.LINK
    report.liaison_id, report.actor = liaison, person_of(actor)
    report.sent_at = report.sent_at or timezone.now()
    report.version += 1


def _save(report: ProgressReport, actor: Actor | None, reason: str) -> None:
    report._history_user = person_of(actor)  # type: ignore[attr-defined]
    report._change_reason = reason  # type: ignore[attr-defined]
    report.save()


def _note(
    report: ProgressReport, kind: MessageKind, text: str, *, liaison: int | None = None, actor: Actor | None = None
) -> None:
    ReportMessage.objects.create(
        report=report, kind=kind, text=text, liaison_id=liaison, actor=person_of(actor), version=report.version
    )


def _overtaken() -> str:
    return _("Somebody with this link wrote something on another device meanwhile. Both are shown: choose.")


def _refuse_accepted(report: ProgressReport) -> None:
    if report.state == ReportState.ACCEPTED:
        raise Refused(_("This report was accepted and is locked. If something is wrong in it, tell who asked."))


def _refuse_unless_taken(report: ProgressReport) -> None:
    """Refuse a report that is closed, or of a period that takes none; a question is answered at any time."""
    _refuse_accepted(report)
    period = report.assignment.period
    if report.assignment.excused:
        raise Refused(_("Nobody expects this report any more: %(why)s") % {"why": report.assignment.excused})
    if report.state == ReportState.OBSERVED or period.phase == PeriodState.OPEN:
        return
    if period.phase == PeriodState.PLANNED:
        raise Refused(_("“%(name)s” is not open yet: what you wrote is kept, send it then.") % {"name": period.name})
    message = _(
        "“%(name)s” is closed and takes no more reports. What you wrote is kept here; ask the technical secretariat "
        "of %(plan)s to open it again."
    )
    raise Refused(message % {"name": period.name, "plan": period.plan.name})
