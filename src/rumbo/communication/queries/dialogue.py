"""The whole dialogue with an organization in a plan: mails, reports, questions, commitments, and what was noted."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rumbo.communication.enums import NoticeKind, NoticeState
from rumbo.communication.models import DialogueNote, Notice
from rumbo.core.models import State
from rumbo.monitoring.enums import Answer, ImprovementState, MessageKind
from rumbo.monitoring.models import Finding, Improvement, Recommendation, ReportingPeriod, ReportMessage
from rumbo.monitoring.queries.assignments import THINGS, title_of
from rumbo.portfolio.models import Liaison

if TYPE_CHECKING:
    from rumbo.accounts.models import Organization
    from rumbo.plan.models import Plan

#: So many of each kind are read, the newest; older ones are in their own lists.
LIMIT = 300
#: Kinds of notices that are part of the dialogue.
_MAILS = (
    NoticeKind.REMINDER,
    NoticeKind.ESCALATION,
    NoticeKind.QUESTION,
    NoticeKind.ACCEPTED,
    NoticeKind.LINK,
    NoticeKind.ANNOUNCEMENT,
)
_TONES = {
    NoticeState.WAITING: "mute",
    NoticeState.SENDING: "go",
    NoticeState.SENT: "done",
    NoticeState.FAILED: "off",
    NoticeState.UNCERTAIN: "ask",
    NoticeState.CANCELLED: "gone",
}
_MESSAGE_TONES = {
    MessageKind.SENT: "new",
    MessageKind.QUESTION: "ask",
    MessageKind.ANSWER: "go",
    MessageKind.NOTE: "mute",
    MessageKind.ACCEPTED: "done",
    MessageKind.REOPENED: "risk",
}


class Part(StrEnum):
    """What the entries of a dialogue are, for its filter."""

    MAILS = "mails"
    REPORTS = "reports"
    LEARNING = "learning"
    NOTES = "notes"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was said or done: when, by whom, what, its state as (tone, word), and where it is."""

    part: Part
    at: datetime.datetime
    title: str
    text: str = ""
    who: str = ""
    status: tuple[str, str] = ("", "")
    url: str = ""
    has_time: bool = True


def dialogue(
    plan: Plan, organization: Organization, part: str = "", words: str = "", *, opens_mails: bool = False
) -> list[Entry]:
    """Return the entries of a dialogue, newest first; of one part, or with all of some words, where asked for.

    ``opens_mails`` says that the reader may read whole mails, which hold personal links.
    """
    sources: dict[Part, Callable[[Plan, Organization], Iterator[Entry]]] = {
        Part.MAILS: partial(_mails, opens=opens_mails),
        Part.REPORTS: _reports,
        Part.LEARNING: _learning,
        Part.NOTES: _notes,
    }
    chosen = [sources[Part(part)]] if part in set(Part) else list(sources.values())
    entries = [entry for read in chosen for entry in read(plan, organization)]
    wanted = words.lower().split()
    found = [one for one in entries if all(word in f"{one.title} {one.text} {one.who}".lower() for word in wanted)]
    return sorted(found, key=lambda one: one.at, reverse=True)


def part_names() -> list[tuple[str, str]]:
    """Return the parts with their names, in order."""
    return [
        (Part.MAILS.value, _("Mails")),
        (Part.REPORTS.value, _("Reports")),
        (Part.LEARNING.value, _("Findings and commitments")),
        (Part.NOTES.value, _("Calls and notes")),
    ]


def _mails(plan: Plan, organization: Organization, *, opens: bool) -> Iterator[Entry]:
    """Yield the mails to the people of an organization; their text, which holds personal links, is left out."""
    emails = Liaison.objects.filter(plan=plan, organization=organization).exclude(email="")
    addresses = {address for email in emails.values_list("email", flat=True) for address in (email, email.lower())}
    mine = Q(organization=organization) | Q(liaison__organization=organization) | Q(to__in=addresses)
    rows = Notice.objects.filter(mine, plan=plan, kind__in=_MAILS).order_by("-at", "-pk")
    for row in rows[:LIMIT]:
        state = (_TONES[NoticeState(row.state)], row.get_state_display())
        who = f"{row.name} · {row.to}" if row.name else row.to
        yield Entry(
            Part.MAILS,
            row.at,
            row.subject,
            who=_("%(kind)s to %(who)s") % {"kind": row.get_kind_display(), "who": who},
            status=state,
            url=reverse("communication:notice", args=[plan.key, row.pk]) if opens else "",
        )


def _reports(plan: Plan, organization: Organization) -> Iterator[Entry]:
    """Yield what was asked for by periods, and each step of each report."""
    of_it = Q(assignments__organization=organization)
    periods = ReportingPeriod.objects.filter(of_it, plan=plan, opened_on__isnull=False)
    for period in periods.annotate(asked=Count("assignments", filter=of_it)).order_by("-opened_on")[:LIMIT]:
        n = period.asked
        yield _of_day(
            Part.REPORTS,
            period.opened_on,
            _("Asked to report: %(period)s") % {"period": period.name},
            text=ngettext("%(n)d report", "%(n)d reports", n) % {"n": n},
            url=reverse("monitoring:period", args=[plan.key, period.pk]),
        )
    rows = ReportMessage.objects.filter(
        report__assignment__organization=organization, report__assignment__period__plan=plan
    )
    paths = (f"report__assignment__{path}" for path in ("period", *THINGS))
    for row in rows.select_related("liaison", "actor", *paths).order_by("-pk")[:LIMIT]:
        assignment = row.report.assignment
        yield Entry(
            Part.REPORTS,
            row.at,
            title_of(assignment),
            text=row.text,
            who=" · ".join(str(one) for one in (row.liaison or row.actor, assignment.period.name) if one),
            status=(_MESSAGE_TONES[MessageKind(row.kind)], row.get_kind_display()),
            url=reverse("monitoring:report", args=[plan.key, row.report_id]),
        )


def _learning(plan: Plan, organization: Organization) -> Iterator[Entry]:
    """Yield the findings from its reports, the recommendations to it, and its commitments, made and ended."""
    findings = Finding.objects.filter(plan=plan, report__assignment__organization=organization)
    yield from _made(findings, "monitoring:finding", plan, _("Finding"))
    wanted = Recommendation.objects.filter(plan=plan, organization=organization)
    yield from _made(wanted, "monitoring:recommendation", plan, _("Recommendation"))
    for one in wanted.exclude(answered_on=None).order_by("-answered_on")[:LIMIT]:
        tone = {Answer.ACCEPTED: "done", Answer.PARTLY: "risk", Answer.REJECTED: "off"}.get(
            Answer(one.answer), "mute"
        )
        url = reverse("monitoring:recommendation", args=[plan.key, one.pk])
        status = (tone, one.get_answer_display())
        yield _of_day(Part.LEARNING, one.answered_on, one.name, text=one.answer_reason, status=status, url=url)
    promised = Improvement.objects.filter(plan=plan, organization=organization)
    yield from _made(promised, "", plan, _("Commitment"))
    for kept in promised.exclude(done_on=None).order_by("-done_on")[:LIMIT]:
        tone = "done" if kept.progress == ImprovementState.DONE else "gone"
        status, url = (tone, kept.get_progress_display()), _commitment_url(plan, kept)
        yield _of_day(Part.LEARNING, kept.done_on, kept.name, text=kept.outcome, status=status, url=url)


def _made(rows: Any, address: str, plan: Plan, word: str) -> Iterator[Entry]:
    """Yield rows as of when they were written: the first entry of their histories says when and by whom."""
    found = {one.pk: one for one in rows.order_by("-pk")[:LIMIT]}
    first = rows.model.history.filter(id__in=list(found), history_type="+").select_related("history_user")
    for past in first:
        one = found[past.id]
        if one.state != State.CURRENT:
            continue
        url = reverse(address, args=[plan.key, one.pk]) if address else _commitment_url(plan, one)
        due = getattr(one, "due_on", None)
        status = ("mute", word)
        title = one.name if due is None else _("%(name)s (until %(day)s)") % {"name": one.name, "day": _day(due)}
        who = str(past.history_user or "")
        yield Entry(Part.LEARNING, past.history_date, title, who=who, status=status, url=url)


def _notes(plan: Plan, organization: Organization) -> Iterator[Entry]:
    rows = DialogueNote.objects.filter(plan=plan, organization=organization).select_related("liaison", "actor")
    for row in rows.order_by("-on", "-pk")[:LIMIT]:
        title = f"{row.get_kind_display()}: {row.liaison.title}" if row.liaison else row.get_kind_display()
        yield _of_day(Part.NOTES, row.on, title, text=row.text, who=str(row.actor or ""), status=("mute", _("Note")))


def _of_day(part: Part, day: datetime.date | None, title: str, **values: Any) -> Entry:
    """Return an entry of which only the day is known: it stands at the end of its day."""
    at = datetime.datetime.combine(day or datetime.date.min, datetime.time.max)
    return Entry(part, timezone.make_aware(at), title, has_time=False, **values)


def _commitment_url(plan: Plan, one: Improvement) -> str:
    return reverse("desk:element", args=[plan.key, one.KIND, one.pk])


def _day(day: datetime.date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")
