"""The outbox of a plan, or that of the mails of no plan (``plan`` is None), to read."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from rumbo.accounts.models import Organization
from rumbo.communication.enums import NoticeKind, NoticeState
from rumbo.communication.models import Job, Notice

#: States that wait for a person.
ASKING = (NoticeState.UNCERTAIN, NoticeState.FAILED)
#: Kinds whose recipients are nobody of the staff's: citizens who follow, propose or confirm.
OF_CITIZENS = (NoticeKind.CONFIRM, NoticeKind.NEWS, NoticeKind.REPLY, NoticeKind.ANNOUNCEMENT)
#: Addresses that act for whoever has them, by how their path begins.
_SECRET = re.compile(
    r"(https?://[^\s/]+/(?:informe|seguir|evaluar|cuenta|propuestas|votaciones|participa)/)[^\s<>\"”]+"
)
_MAIL = re.compile(r"[^\s<>()@]+@[^\s<>(),;]+")
#: A notice that waits longer without having been tried shows that nobody sends.
PATIENCE = datetime.timedelta(minutes=10)
#: Tones of the states.
TONES = {
    NoticeState.WAITING: "go",
    NoticeState.SENDING: "go",
    NoticeState.SENT: "done",
    NoticeState.FAILED: "off",
    NoticeState.UNCERTAIN: "ask",
    NoticeState.CANCELLED: "gone",
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What of the outbox is looked for; empty is all."""

    state: str = ""
    kind: str = ""
    organization: int | None = None
    words: str = ""
    since: datetime.datetime | None = None


def counts_of(plan: Any) -> list[tuple[str, str, int]]:
    """Return (state, its word, how many notices of the plan have it), all states. One query."""
    rows = Notice.objects.filter(plan=plan).order_by().values_list("state").annotate(count=Count("pk"))
    counts = dict(rows)
    return [(state.value, str(state.label), counts.get(state.value, 0)) for state in NoticeState]


def notices(plan: Any, filters: Filters) -> QuerySet[Notice]:
    """Return the notices of a plan that fit, newest first; an address is looked for where the staff may see it."""
    rows = Notice.objects.filter(plan=plan).select_related("organization", "liaison").order_by("-pk")
    if filters.state in NoticeState.values:
        rows = rows.filter(state=filters.state)
    if filters.kind in NoticeKind.values:
        rows = rows.filter(kind=filters.kind)
    if filters.organization is not None:
        rows = rows.filter(organization=filters.organization)
    if filters.since is not None:
        rows = rows.filter(at__gte=filters.since)
    if filters.words:
        seen = ~Q(kind__in=OF_CITIZENS) | Q(liaison__isnull=False)
        person = Q(to__icontains=filters.words) | Q(name__icontains=filters.words)
        rows = rows.filter(Q(subject__icontains=filters.words) | (seen & person))
    return rows


def asking_for_a_person(plan: Any) -> int:
    """Return how many notices failed or are uncertain: only a person sends them again. One query."""
    count: int = Notice.objects.filter(plan=plan, state__in=ASKING).count()
    return count


def written_organizations(plan: Any) -> QuerySet[Organization]:
    """Return the organizations that were written to."""
    return Organization.objects.filter(pk__in=Notice.objects.filter(plan=plan).values("organization")).order_by(
        "title", "pk"
    )


def recipient(notice: Notice) -> str:
    """Return to whom a notice is, as the staff sees it: citizens' addresses stay with them."""
    if not notice.to:
        return ""
    if _is_citizens(notice):
        local, _at, domain = notice.to.rpartition("@")
        return f"{local[:1]}…@{domain}"
    return f"{notice.name} <{notice.to}>" if notice.name else notice.to


def shown_answer(notice: Notice, answer: str) -> str:
    """Return what the mail server said as the staff sees it: servers name the address that they do not take."""
    return _MAIL.sub("…", answer) if _is_citizens(notice) else answer


def shown_text(notice: Notice) -> str:
    """Return the text of a notice without what in its links acts for its recipient; empty where it is not shown.

    Mails of no plan are of accounts, or of parts that say nothing of themselves: none of them is shown.
    """
    if notice.plan_id is None or notice.forgets or notice.kind in (NoticeKind.ACCOUNT, NoticeKind.CONFIRM):
        return ""
    return _SECRET.sub(r"\1…", notice.text)


def stuck(plan: Any, now: datetime.datetime) -> int:
    """Return how many notices wait that should have been tried long ago."""
    count: int = Notice.objects.filter(
        Q(not_before=None, at__lt=now - PATIENCE) | Q(not_before__lt=now - PATIENCE),
        plan=plan,
        state=NoticeState.WAITING,
    ).count()
    return count


def _is_citizens(notice: Notice) -> bool:
    return notice.kind in OF_CITIZENS and notice.liaison_id is None


def job_rows() -> dict[str, Job]:
    """Return what is known of the jobs of the clock, by name."""
    return {row.name: row for row in Job.objects.all()}
