"""Who is asked for what on a day, what they were written, and who cannot be written to. Constant queries."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import reduce
from hashlib import sha256
from operator import or_
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q

from rumbo.communication.enums import NoticeState
from rumbo.communication.models import CommunicationRules, Notice, Preference
from rumbo.communication.reminders import AGAIN, QUIET, Due, Written, ahead, last_step, to_write
from rumbo.core.models import State
from rumbo.monitoring.enums import ImprovementState, ReportState
from rumbo.monitoring.models import Improvement
from rumbo.monitoring.queries.assignments import Answering, People
from rumbo.monitoring.queries.owing import owing
from rumbo.portfolio.enums import LiaisonRole

if TYPE_CHECKING:
    from rumbo.plan.models import Plan
    from rumbo.portfolio.models import Liaison

#: What is owed: a report, or a commitment to improve. The words of `Notice.covers`.
REPORT, COMMITMENT = "assignment", "improvement"
#: Why somebody has to be telephoned.
NO_LIAISON, NO_EMAIL, NOT_DELIVERED = "no_liaison", "no_email", "not_delivered"
#: Notices that did not arrive, as far as anybody knows.
_LOST = (NoticeState.FAILED, NoticeState.UNCERTAIN)


@dataclass(frozen=True, slots=True)
class Item:
    """Something that an organization owes; ``thing`` is the assignment or the commitment.

    ``has_question`` says that it was reported and a question about it waits; ``silent`` that the day has passed and
    nothing came.
    """

    kind: str
    thing: Any
    title: str
    organization: Any
    due_on: datetime.date
    days_late: int
    has_question: bool
    silent: bool

    @property
    def name(self) -> tuple[str, int]:
        """What tells it apart: its kind and id."""
        return self.kind, self.thing.pk


@dataclass(frozen=True, slots=True)
class Asked:
    """A person asked for an item: first, or ``instead`` of those who are silent, from a day on."""

    item: Item
    liaison: Liaison
    due: Due
    instead: tuple[Liaison, ...] = ()

    @property
    def is_escalated(self) -> bool:
        """Whether the person is asked because others did not answer."""
        return self.due.from_day is not None


@dataclass(frozen=True, slots=True)
class Person:
    """An address with all that its owner is asked for, and the mails of the last weeks.

    ``is_lost``: the last of them did not arrive, as far as anybody knows.
    """

    email: str
    language: str
    asked: tuple[Asked, ...]
    written: tuple[Written, ...]
    is_lost: bool = False

    @property
    def liaison(self) -> Liaison:
        """Who it is: the same person may be the liaison of several organizations."""
        return self.asked[0].liaison

    def today(self, day: datetime.date) -> tuple[Asked, ...]:
        """Return what a mail has to speak of on a day; nothing where none has to be written."""
        return self._of(to_write([one.due for one in self.asked], self.written, day))

    def coming(self, first: datetime.date, days: int) -> Iterator[tuple[datetime.date, tuple[Asked, ...]]]:
        """Yield the mails of the coming days, if nothing is reported meanwhile."""
        for day, found in ahead([one.due for one in self.asked], self.written, first, days):
            yield day, self._of(found)

    def _of(self, found: Iterable[Due]) -> tuple[Asked, ...]:
        names = {due.name for due in found}
        return tuple(one for one in self.asked if one.due.name in names)


@dataclass(slots=True)
class Unreached:
    """An organization that owes something and cannot be written to: why, what, and whom to telephone."""

    organization: Any
    why: str
    items: list[Item] = field(default_factory=list)
    people: tuple[Liaison, ...] = ()

    @property
    def days_late(self) -> int:
        """The days of what is latest."""
        return max((item.days_late for item in self.items), default=0)


@dataclass(frozen=True, slots=True)
class Asking:
    """Everybody who is asked for something on a day, and who cannot be written to."""

    people: list[Person]
    unreached: list[Unreached]


def rules_of(plan: Plan) -> CommunicationRules:
    """Return the rules of communication of a plan, the usual ones where it has none of its own (then not stored)."""
    return CommunicationRules.objects.filter(plan=plan).first() or CommunicationRules(plan=plan)


def address_key(email: str) -> str:
    """Return what stands for an address in the keys of notices."""
    return sha256(email.strip().lower().encode()).hexdigest()[:20]


def reminder_key(plan: Plan, email: str, day: datetime.date) -> str:
    """Return the key of the one mail that reminds an address on a day."""
    return f"{_prefix(plan)}{day.isoformat()}:{address_key(email)}"


def written_on(plan: Plan, day: datetime.date) -> int:
    """Return how many mails reminded somebody of a plan on a day."""
    return Notice.objects.filter(key__startswith=f"{_prefix(plan)}{day.isoformat()}:").count()


def asking(plan: Plan, today: datetime.date, rules: CommunicationRules | None = None) -> Asking:
    """Return whom a plan asks for what on a day: who is asked first, who for the silent, and whom to telephone."""
    rules = rules or rules_of(plan)
    people = People(plan, today)
    asked: dict[str, dict[tuple[str, int], Asked]] = defaultdict(dict)
    unreached: dict[tuple[int, str], Unreached] = {}
    for item, answering in items_of(plan, today, people):
        for one in _asked(item, answering, rules):
            if one.liaison.email:
                asked[one.liaison.email.strip().lower()].setdefault(item.name, one)
        if (why := _why_unreached(answering)) and last_step(Due(item.name, item.due_on), today) is not None:
            row = Unreached(item.organization, why, people=answering.everybody)
            unreached.setdefault((item.organization.pk, why), row).items.append(item)
    mails = _mails(plan, today)
    languages = {
        email.lower(): language
        for email, language in Preference.objects.filter(plan=plan).values_list("email", "language")
    }
    found = []
    for email, mine in sorted(asked.items()):
        written, is_lost = mails.get(address_key(email), ([], False))
        language = languages.get(email, settings.LANGUAGE_CODE[:2])
        found.append(Person(email, language, tuple(mine.values()), tuple(written), is_lost))
    listed = [*unreached.values(), *_not_delivered(found)]
    return Asking(found, sorted(listed, key=lambda one: (-one.days_late, one.organization.title, one.why)))


def items_of(plan: Plan, today: datetime.date, people: People | None = None) -> list[tuple[Item, Answering]]:
    """Return all that is owed in a plan with the people in office who answer for it, what is due first first."""
    people = people or People(plan, today)
    found = [*_reports(plan, today), *_commitments(plan, today, people)]
    return sorted(found, key=lambda one: (one[0].due_on, one[0].organization.title, one[0].name))


def _reports(plan: Plan, today: datetime.date) -> Iterator[tuple[Item, Answering]]:
    for owed in owing(plan, today):
        item = Item(
            REPORT,
            owed.assignment,
            owed.title,
            owed.organization,
            owed.due_on,
            owed.days_late,
            owed.state == ReportState.OBSERVED,
            owed.silent,
        )
        yield item, Answering(owed.liaisons, owed.deputies, owed.heads)


def _commitments(plan: Plan, today: datetime.date, people: People) -> Iterator[tuple[Item, Answering]]:
    rows = Improvement.objects.filter(plan=plan, state=State.CURRENT, progress=ImprovementState.OPEN)
    for one in rows.select_related("organization", "liaison__organization").order_by("due_on", "pk"):
        late = max((today - one.due_on).days, 0)
        item = Item(
            COMMITMENT, one, str(one), one.organization, one.due_on, late, has_question=False, silent=late > 0
        )
        answering = people.of(one.organization_id)
        named = one.liaison
        if named is not None and named.is_in_office(today):
            answering = Answering((named,), answering.deputies, answering.heads)
        yield item, answering


def _asked(item: Item, answering: Answering, rules: CommunicationRules) -> Iterator[Asked]:
    first = answering.first
    for liaison in first:
        yield Asked(item, liaison, Due(item.name, item.due_on))
    if not item.silent:
        return
    for liaisons, days in ((answering.deputies, rules.deputy_after), (answering.heads, rules.head_after)):
        day = item.due_on + datetime.timedelta(days=days)
        for liaison in liaisons:
            if liaison not in first and item.days_late >= days:
                yield Asked(item, liaison, Due(item.name, item.due_on, day), first)


def _why_unreached(answering: Answering) -> str:
    if not any(one.role == LiaisonRole.LIAISON for one in answering.first):
        return NO_LIAISON
    return "" if any(one.email for one in answering.first) else NO_EMAIL


def _not_delivered(people: Iterable[Person]) -> Iterator[Unreached]:
    """Yield those whose last reminder did not arrive, by organization."""
    for person in people:
        by_organization: dict[int, Unreached] = {}
        for one in person.asked if person.is_lost else ():
            row = Unreached(one.item.organization, NOT_DELIVERED, people=(one.liaison,))
            by_organization.setdefault(one.item.organization.pk, row).items.append(one.item)
        yield from by_organization.values()


def _mails(plan: Plan, today: datetime.date) -> dict[str, tuple[list[Written], bool]]:
    """Return the mails of the last weeks by what stands for their address, and whether the last one was lost."""
    months = {(today - datetime.timedelta(days=days)).strftime("%Y-%m") for days in range(-QUIET, AGAIN + QUIET + 1)}
    recent = reduce(or_, (Q(key__startswith=f"{_prefix(plan)}{month}") for month in months))
    found: dict[str, tuple[list[Written], bool]] = {}
    for key, covers, state in Notice.objects.filter(recent).order_by("key").values_list("key", "covers", "state"):
        day, _colon, who = (key or "").removeprefix(_prefix(plan)).partition(":")
        mail = Written(datetime.date.fromisoformat(day), frozenset((kind, pk) for kind, pk in covers))
        found[who] = ([*found.get(who, ([], False))[0], mail], state in _LOST)
    return found


def _prefix(plan: Plan) -> str:
    return f"reminder:{plan.pk}:"
