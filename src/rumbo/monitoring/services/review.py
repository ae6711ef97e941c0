"""Reviewing reports: accepting them, which carries their figures over, asking, opening them again, noting."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rumbo.core.actors import person_of
from rumbo.core.errors import Refused
from rumbo.core.letters import Letter, post
from rumbo.core.services.records import authorize
from rumbo.monitoring.enums import MessageKind, ReportState
from rumbo.monitoring.models import ProgressReport, ReportLink, ReportMessage
from rumbo.monitoring.queries.assignments import People, assignments_of
from rumbo.monitoring.queries.report_grounds import element_of
from rumbo.monitoring.report_mails import letter_of_acceptance, letter_of_question, readers_language
from rumbo.monitoring.services import carrying, links

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.portfolio.models import Liaison

#: Most characters of a question, a reason or a note.
TEXT_LIMIT = 3000


@transaction.atomic
def accept(
    actor: Actor,
    report: ProgressReport,
    *,
    text: str = "",
    publish: Iterable[int] = (),
    version: int | None = None,
    site: str = "",
    today: datetime.date | None = None,
) -> ProgressReport:
    """Accept a report, carry its figures over to the plan, and return it; from then on it is locked.

    ``publish`` are ids of evidence that become public documents of the project; ``version`` is the one that the
    person saw; ``site`` the address that mails lead to where the site has none set. Accepting twice counts once.

    Raises:
        PermissionDenied: the actor may not edit what it is about.
        Refused: it was not sent, it changed meanwhile, or a figure cannot be carried over.
    """
    found = _locked(actor, report)
    if found.state == ReportState.ACCEPTED:
        return found
    _refuse_unless_seen(found, version)
    if not found.is_sent:
        raise Refused(_("This report is still being written: it is accepted once it is sent."))
    done = carrying.carry(actor, found, list(publish))
    found.state, found.accepted_at = ReportState.ACCEPTED, timezone.now()
    said = "\n".join(part for part in (_limited(text), *done) if part)
    message = _step(actor, found, MessageKind.ACCEPTED, said, _("Accepted"))
    _write_to(found, message, letter_of_acceptance, site, today)
    return found


def accept_unchanged(
    actor: Actor, reports: Sequence[ProgressReport], *, site: str = "", today: datetime.date | None = None
) -> int:
    """Accept several reports that nothing changed, and return how many; what is something else now is left out.

    Raises:
        PermissionDenied: the actor may not edit what one of them is about; those before it are accepted.
    """
    accepted = 0
    for one in reports:
        with transaction.atomic():
            found = _locked(actor, one)
            if found.nothing_changed and found.state == ReportState.SENT:
                accept(actor, found, site=site, today=today)
                accepted += 1
    return accepted


@transaction.atomic
def observe(
    actor: Actor,
    report: ProgressReport,
    question: str,
    *,
    version: int | None = None,
    site: str = "",
    today: datetime.date | None = None,
) -> ProgressReport:
    """Ask about a report, and return it; the question goes back by the same link.

    Raises:
        PermissionDenied: the actor may not edit what it is about.
        Refused: the question is empty or too long, or the report was not sent, is accepted, or changed meanwhile.
    """
    found = _locked(actor, report)
    said = _limited(question)
    if not said:
        raise Refused(_("Write the question: it is sent by mail, and stands above the report."))
    _refuse_unless_seen(found, version)
    if found.state == ReportState.ACCEPTED:
        raise Refused(_("This report is accepted and locked: open it again, with the reason, to ask about it."))
    if not found.is_sent:
        raise Refused(_("This report is still being written: ask once it is sent."))
    found.state = ReportState.OBSERVED
    message = _step(actor, found, MessageKind.QUESTION, said, _("Asked"))
    _write_to(found, message, letter_of_question, site, today)
    return found


@transaction.atomic
def reopen(
    actor: Actor, report: ProgressReport, reason: str, *, site: str = "", today: datetime.date | None = None
) -> ProgressReport:
    """Open an accepted report again, with the reason, and return it: it can be corrected by its link.

    What it carried over to the plan stays until it is accepted anew.

    Raises:
        PermissionDenied: the actor may not edit what it is about.
        Refused: there is no reason, it is too long, or the report is not accepted.
    """
    found = _locked(actor, report)
    said = _limited(reason)
    if not said:
        raise Refused(_("Say why it is opened again: the reason is sent to whoever reported, and stays on record."))
    if found.state != ReportState.ACCEPTED:
        raise Refused(_("This report is not accepted, so it is open."))
    found.state, found.accepted_at = ReportState.OBSERVED, None
    message = _step(actor, found, MessageKind.REOPENED, said, said[:100])
    _write_to(found, message, letter_of_question, site, today)
    return found


@transaction.atomic
def note(actor: Actor, report: ProgressReport, text: str) -> ReportMessage:
    """Keep a note of the staff about a report, and return it; whoever reports does not see it.

    Raises:
        PermissionDenied: the actor may not edit what it is about.
        Refused: it is empty or too long.
    """
    found = _locked(actor, report)
    said = _limited(text)
    if not said:
        raise Refused(_("The note is empty: write it."))
    return ReportMessage.objects.create(
        report=found, kind=MessageKind.NOTE, text=said, actor=person_of(actor), version=found.version
    )


def liaison_to_write(report: ProgressReport, today: datetime.date) -> Liaison | None:
    """Return whom to write about a report: who sent it, else who is asked first; in office and with an e-mail."""
    people = People(report.assignment.period.plan_id, today).asked(report.assignment).everybody
    with_mail = [one for one in people if one.email]
    return next(iter(sorted(with_mail, key=lambda one: one.pk != report.liaison_id)), None)


def _locked(actor: Actor, report: ProgressReport) -> ProgressReport:
    assignment = assignments_of().get(pk=report.assignment_id)
    authorize(actor, "plan.edit", element_of(assignment))
    found = ProgressReport.objects.select_for_update().get(pk=report.pk)
    found.assignment = assignment
    return found


def _refuse_unless_seen(report: ProgressReport, version: int | None) -> None:
    if version is not None and version != report.version:
        raise Refused(_("It was changed while you read it: here is what it says now. Look, and decide again."))


def _limited(text: str) -> str:
    said = text.replace("\r\n", "\n").replace("\0", "").strip()
    if len(said) > TEXT_LIMIT:
        message = _("The text has %(length)d characters of %(limit)d allowed: shorten it.")
        raise Refused(message % {"length": len(said), "limit": TEXT_LIMIT})
    return said


def _step(actor: Actor, report: ProgressReport, kind: MessageKind, text: str, reason: str) -> ReportMessage:
    report.version += 1
    report._history_user = person_of(actor)  # type: ignore[attr-defined]
    report._change_reason = reason  # type: ignore[attr-defined]
    report.save()
    return ReportMessage.objects.create(
        report=report, kind=kind, text=text, actor=person_of(actor), version=report.version
    )


def _write_to(
    report: ProgressReport,
    message: ReportMessage,
    write: Callable[[ProgressReport, ReportMessage, ReportLink, str], Letter],
    site: str,
    today: datetime.date | None,
) -> None:
    """Write to whoever reported, within the transaction; where nobody has an e-mail, nothing is written."""
    day = today or timezone.localdate()
    liaison = liaison_to_write(report, day)
    if liaison is None:
        return
    with readers_language(liaison):
        post(write(report, message, links.link_to_answer(report.assignment, liaison, today=day), site))
