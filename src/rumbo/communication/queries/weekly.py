"""What matters of a week to who manages, edits or reads a plan, or answers for something in it. Constant queries."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings

from rumbo.communication.enums import NoticeState
from rumbo.communication.models import Notice, Preference
from rumbo.communication.queries.reminding import REPORT, Item, items_of
from rumbo.core.models import State
from rumbo.monitoring.enums import Answer, MessageKind, ReportState, Standing
from rumbo.monitoring.models import Observation, Recommendation, ReportMessage
from rumbo.monitoring.queries.assignments import THINGS, People, assignments_of, axis_of_thing, thing_of, title_of
from rumbo.plan.enums import Role
from rumbo.plan.queries.roles import members

if TYPE_CHECKING:
    from rumbo.plan.models import Plan

#: What is told of a report to whoever sent it.
_CAME = (MessageKind.QUESTION, MessageKind.ACCEPTED, MessageKind.REOPENED)
_MANAGERS = (Role.MANAGER, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Part:
    """What matters of a plan, or of some axes of it (``axes``), to its staff."""

    late: list[Item]
    silent: list[str]
    to_review: list[str]
    to_confirm: int
    unsure: int = 0
    failed: int = 0
    decisions: list[str] = field(default_factory=list)

    @property
    def says_something(self) -> bool:
        """Whether there is anything to tell."""
        return bool(
            self.late
            or self.silent
            or self.to_review
            or self.to_confirm
            or self.unsure
            or self.failed
            or self.decisions
        )


@dataclass(slots=True)
class Reader:
    """An address with what is told to it: as staff, and as somebody who answers for an organization."""

    email: str
    name: str
    language: str
    staff: Part | None = None
    axes: list[Any] = field(default_factory=list)
    only_reads: bool = False
    came: list[Any] = field(default_factory=list)
    owes: list[Item] = field(default_factory=list)
    liaison: Any = None

    @property
    def is_told(self) -> bool:
        """Whether there is anything to tell. What somebody owes alone is none: reminders say it in their time."""
        return bool((self.staff is not None and self.staff.says_something) or self.came)


class Week:
    """A plan on a day, and what was answered to reports from a time until another, read once for all readers."""

    def __init__(self, plan: Plan, today: datetime.date, since: datetime.datetime, until: datetime.datetime) -> None:
        self.plan = plan
        self._people = People(plan, today)
        self._items = items_of(plan, today, self._people)
        self._preferences = {one.email.lower(): one for one in Preference.objects.filter(plan=plan)}
        sent = assignments_of(period__plan=plan, period__state=State.CURRENT, report__state=ReportState.SENT)
        self._to_review = [(_axis_pk(thing_of(one)), title_of(one)) for one in sent]
        unsure = Observation.objects.filter(
            series__indicator__plan=plan, series__indicator__state=State.CURRENT, standing=Standing.TO_CONFIRM
        )
        self._to_confirm = Counter(unsure.order_by().values_list("series__indicator__axis", flat=True))
        lost = Notice.objects.filter(plan=plan, state__in=(NoticeState.UNCERTAIN, NoticeState.FAILED))
        self._lost = Counter(lost.order_by().values_list("state", flat=True))
        wanted = Recommendation.objects.filter(plan=plan, state=State.CURRENT, answer=Answer.PENDING)
        self._decisions = [str(one) for one in wanted]
        rows = ReportMessage.objects.filter(
            report__assignment__period__plan=plan, kind__in=_CAME, at__gte=since, at__lt=until
        )
        paths = ("organization", "period", *THINGS)
        self._messages = list(rows.select_related(*(f"report__assignment__{one}" for one in paths)).order_by("pk"))

    def readers(self) -> list[Reader]:
        """Return who is told something and wants to be, by address."""
        found: dict[str, Reader] = {}
        self._add_staff(found)
        self._add_liaisons(found)
        return [one for _email, one in sorted(found.items()) if one.is_told]

    def _add_staff(self, found: dict[str, Reader]) -> None:
        held = defaultdict(list)
        for member in members(self.plan):
            if member.user.is_active and member.user.email:
                held[member.user.email].append(member)
        for email, roles in held.items():
            user = roles[0].user
            if reader := self._reader(found, email, user.name, user.language):
                self._tell(reader, roles)

    def _tell(self, reader: Reader, roles: Sequence[Any]) -> None:
        """Tell somebody what matters to the roles that they have: the one that does most counts."""
        reader.axes = [one.axis for one in roles if one.axis is not None]
        if any(one.role in _MANAGERS for one in roles):
            reader.axes, reader.staff = [], self._part(None)
        elif reader.axes:
            reader.staff = self._part({axis.pk for axis in reader.axes})
        else:
            reader.staff, reader.only_reads = self._part_to_read(), True

    def _add_liaisons(self, found: dict[str, Reader]) -> None:
        came: dict[Any, list[Any]] = defaultdict(list)
        for message in self._messages:
            for liaison in self._people.asked(message.report.assignment).first:
                came[liaison].append(message)
        for liaison, messages in came.items():
            reader = self._reader(found, liaison.email, liaison.title, "") if liaison.email else None
            if reader is None:
                continue
            owes = [item for item, answering in self._items if liaison in answering.first]
            reader.liaison = reader.liaison or liaison
            reader.came += [message for message in messages if message not in reader.came]
            reader.owes += [item for item in owes if item not in reader.owes]

    def _reader(self, found: dict[str, Reader], email: str, name: str, language: str) -> Reader | None:
        """Return the reader of an address, a new one where there is none; None where they want no digest."""
        address = email.strip().lower()
        preference = self._preferences.get(address)
        if preference is not None and not preference.digest:
            return None
        chosen = preference.language if preference is not None else language or settings.LANGUAGE_CODE[:2]
        return found.setdefault(address, Reader(address, name, chosen))

    def _part(self, axes: set[int | None] | None) -> Part:
        """Return what matters of some axes; of the whole plan where ``axes`` is None."""
        late = [item for item, _answering in self._items if item.days_late and _is_in(item, axes)]
        silent = dict.fromkeys(item.organization.name for item in late if item.silent and item.kind == REPORT)
        to_review = [title for axis, title in self._to_review if axes is None or axis in axes]
        to_confirm = sum(count for axis, count in self._to_confirm.items() if axes is None or axis in axes)
        if axes is not None:
            return Part(late, list(silent), to_review, to_confirm)
        return Part(
            late,
            list(silent),
            to_review,
            to_confirm,
            self._lost[NoticeState.UNCERTAIN],
            self._lost[NoticeState.FAILED],
            self._decisions,
        )

    def _part_to_read(self) -> Part:
        """Return what matters to who has nothing to do in the plan, such as its council: no work of the staff."""
        part = self._part(None)
        return Part(part.late, part.silent, [], 0, decisions=part.decisions)


def _is_in(item: Item, axes: Collection[int | None] | None) -> bool:
    return axes is None or (item.kind == REPORT and _axis_pk(thing_of(item.thing)) in axes)


def _axis_pk(thing: Any) -> int | None:
    axis = axis_of_thing(thing)
    return axis.pk if axis is not None else None
