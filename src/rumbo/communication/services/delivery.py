"""Sending what is due, so that each mail goes out once: never lost, and never sent twice by us.

Before the mail server hears of a mail, it is written down that it is being sent (an attempt, in a transaction of its
own); what became of it is written down after. Whoever finds an attempt without outcome knows that nobody knows: the
notice is uncertain, and only a person sends it again. What the server refused for now is tried again, ever later.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from rumbo.communication.carriers import Carried, Carrier, carrier
from rumbo.communication.enums import NoticeKind, NoticeState, Outcome
from rumbo.communication.models import Attempt, Notice

log = structlog.get_logger(__name__)

#: Minutes from an attempt that the server refused for now, or was not there for, to the next; then it failed.
DELAYS = (1, 5, 15, 60, 240, 720, 1440, 1440, 1440)
#: An attempt that is older and has no outcome never gets one: the mail server's words are waited for much shorter.
HELD = datetime.timedelta(minutes=10)
#: How long a mail with a secret that was not sent is kept, so that it can be sent again: as long as its link works.
SECRET_DAYS = 7
#: People wait for these, which go first; and their links act for whoever has them: their text is not kept.
URGENT = (NoticeKind.ACCOUNT, NoticeKind.CONFIRM)


@dataclass(frozen=True, slots=True)
class Delivered:
    """How many notices were sent, are tried again later, failed, and are uncertain."""

    sent: int = 0
    later: int = 0
    failed: int = 0
    uncertain: int = 0

    @property
    def tried(self) -> int:
        """How many there were."""
        return self.sent + self.later + self.failed + self.uncertain


def send_due(
    now: datetime.datetime | None = None, *, limit: int = 100, stopped: Callable[[], bool] = lambda: False
) -> Delivered:
    """Send the notices that are due, one by one; several at once share them. Not to be called in a transaction.

    Ends when none is due, after ``limit`` of them, when ``stopped`` says so, and when the mail server is not there.
    """
    began, start = time.monotonic(), now or timezone.now()

    def clock() -> datetime.datetime:
        return start + datetime.timedelta(seconds=time.monotonic() - began)

    counts = {NoticeState.UNCERTAIN: give_up_attempts(start)}
    carries = carrier()
    try:
        for _number in range(limit):
            claimed = None if stopped() else _claim(clock())
            if claimed is None:
                break
            state, reached = _deliver(claimed, carries, clock)
            counts[state] = counts.get(state, 0) + 1
            if not reached:
                break
    finally:
        carries.close()
    return Delivered(
        sent=counts.get(NoticeState.SENT, 0),
        later=counts.get(NoticeState.WAITING, 0),
        failed=counts.get(NoticeState.FAILED, 0),
        uncertain=counts.get(NoticeState.UNCERTAIN, 0),
    )


def give_up_attempts(now: datetime.datetime) -> int:
    """Call uncertain what a sender that is gone left half sent; return how many notices that is."""
    left = Notice.objects.filter(
        state=NoticeState.SENDING,
        attempts__number=F("tries"),
        attempts__outcome="",
        attempts__began_at__lt=now - HELD,
    )
    pks = list(left.values_list("pk", flat=True))
    if not pks:
        return 0
    count: int = Notice.objects.filter(pk__in=pks, state=NoticeState.SENDING).update(state=NoticeState.UNCERTAIN)
    log.warning("mail_uncertain", notices=pks)
    return count


def forget_secrets(now: datetime.datetime) -> int:
    """Empty mails with secrets that were not sent, once their links have expired; return how many."""
    old = now - datetime.timedelta(days=SECRET_DAYS)
    ended = (NoticeState.FAILED, NoticeState.UNCERTAIN, NoticeState.CANCELLED)
    left = Notice.objects.filter(at__lt=old, state__in=ended)
    count: int = left.filter(forgets=True).exclude(text="", to="").update(text="", html="", to="", name="")
    count += left.filter(kind__in=URGENT).exclude(text="").update(text="", html="")
    return count


def _claim(now: datetime.datetime) -> tuple[Notice, Attempt] | None:
    """Take a notice that is due, and write down that it is being sent; None where none is due."""
    while True:
        if not _due(now).exists():
            return None
        with transaction.atomic(durable=True):
            notice = _first(now)
            if notice is None:
                return None
            mine = Notice.objects.filter(pk=notice.pk, state=NoticeState.WAITING, tries=notice.tries)
            if mine.update(state=NoticeState.SENDING, tries=F("tries") + 1, retries=F("retries") + 1):
                notice.tries += 1
                return notice, Attempt.objects.create(notice=notice, number=notice.tries, began_at=now)


def _due(now: datetime.datetime) -> QuerySet[Notice]:
    return Notice.objects.filter(Q(not_before=None) | Q(not_before__lte=now), state=NoticeState.WAITING)


def _first(now: datetime.datetime) -> Notice | None:
    due = _due(now).select_related("plan").order_by("pk")
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True, of=("self",))
    return due.filter(kind__in=URGENT).first() or due.first()


def _deliver(
    claimed: tuple[Notice, Attempt], carries: Carrier, clock: Callable[[], datetime.datetime]
) -> tuple[NoticeState, bool]:
    """Hand a notice over and write down what became of it; return its state, and whether the server was there."""
    notice, attempt = claimed
    carried = carries.carry(notice)
    state = _record(notice, attempt, carried, clock())
    if state != NoticeState.SENT:
        log.warning("mail_not_sent", notice=notice.pk, outcome=carried.outcome, state=state)
    return state, carried.reached


@transaction.atomic(durable=True)
def _record(notice: Notice, attempt: Attempt, carried: Carried, now: datetime.datetime) -> NoticeState:
    """Write down how an attempt ended. What a person decided in between stays, unless the mail is out."""
    found = Notice.objects.select_for_update().get(pk=notice.pk)
    answer = carried.answer if not found.forgets else carried.answer.partition(" ")[0]
    attempt.ended_at, attempt.outcome, attempt.answer = now, carried.outcome, answer[:300]
    attempt.save(update_fields=["ended_at", "outcome", "answer"])
    if found.tries != attempt.number:
        return NoticeState(found.state)
    if carried.outcome == Outcome.ACCEPTED:
        found.state, found.sent_at, found.not_before = NoticeState.SENT, now, None
        _forget(found)
    elif found.state in (NoticeState.SENDING, NoticeState.UNCERTAIN):
        found.state, found.not_before = _next(found.retries, Outcome(carried.outcome), now)
    found.save()
    return NoticeState(found.state)


def _next(retries: int, outcome: Outcome, now: datetime.datetime) -> tuple[NoticeState, datetime.datetime | None]:
    """Return the state after an attempt that did not bring the mail out, and when it is tried again."""
    if outcome == Outcome.UNKNOWN:
        return NoticeState.UNCERTAIN, None
    if outcome == Outcome.REFUSED or retries > len(DELAYS):
        return NoticeState.FAILED, None
    return NoticeState.WAITING, now + datetime.timedelta(minutes=DELAYS[max(retries, 1) - 1])


def _forget(notice: Notice) -> None:
    """Keep no secret of a mail that is out, and no address that was given for this mail alone."""
    if notice.forgets:
        notice.to = notice.name = ""
    if notice.forgets or notice.kind in URGENT:
        notice.text = notice.html = ""
