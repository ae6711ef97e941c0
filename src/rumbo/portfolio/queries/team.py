"""The teams of all projects: what is vacant, and who is asked for more than a full working time."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from rumbo.core.models import State
from rumbo.core.tables import Column, Table
from rumbo.portfolio.enums import Stage
from rumbo.portfolio.models import Position

if TYPE_CHECKING:
    from rumbo.plan.models import Axis, Plan

#: Full working time, in per cent.
FULL = 100


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A function that nobody has, and since when nobody does."""

    position: Position
    since: datetime.date


@dataclass(frozen=True, slots=True)
class Overload:
    """Somebody who is asked for more than a full time: how much at most (per cent), when, and by which functions.

    ``until`` is the last day of it; none where it has no end.
    """

    person: str
    dedication: int
    since: datetime.date
    until: datetime.date | None
    positions: list[Position]


def positions_of(plan: Plan, axis: Axis | None = None) -> QuerySet[Any, Any]:
    """Return the functions in force of the plan's projects in force that are not closed, by project and place."""
    rows: QuerySet[Any, Any] = Position.objects.filter(plan=plan, state=State.CURRENT)
    rows = rows.filter(project__state=State.CURRENT).exclude(project__stage=Stage.CLOSED)
    if axis is not None:
        rows = rows.filter(project__program__theme__axis=axis)
    rows = rows.select_related("organization", "project__program__theme__axis")
    return rows.order_by("project__number_order", "project", "position", "pk")


def vacancies_of(plan: Plan, axis: Axis | None = None) -> list[Vacancy]:
    """Return what is vacant in the teams of a plan, or of an axis: two queries, however many there are."""
    vacant = list(positions_of(plan, axis).filter(person=""))
    since: dict[int, datetime.date] = {}
    past = Position.history.filter(id__in=[one.pk for one in vacant]).order_by("history_date", "history_id")
    for pk, person, at in past.values_list("id", "person", "history_date"):
        if person:
            since.pop(pk, None)
        else:
            since.setdefault(pk, localtime(at).date())
    return [Vacancy(one, since.get(one.pk) or localtime(one.created_at).date()) for one in vacant]


def overloads_of(plan: Plan, today: datetime.date) -> list[Overload]:
    """Return who is asked for more than a full time, today or later, the most first: one query.

    People are the same where their names are, whatever their capitals and spaces; functions without a dedication
    count nothing.
    """
    held: dict[str, list[Position]] = defaultdict(list)
    for one in positions_of(plan).exclude(person="").filter(dedication__gt=0):
        if one.until_day is None or one.until_day >= today:
            held[" ".join(one.person.casefold().split())].append(one)
    found = [over for positions in held.values() if (over := _overload(positions, today)) is not None]
    return sorted(found, key=lambda over: (-over.dedication, over.person))


def _overload(positions: Sequence[Position], today: datetime.date) -> Overload | None:
    """Return the worst time of one person from today on; None where it is never above a full time."""
    days = {today} | {one.from_day for one in positions if one.from_day is not None and one.from_day > today}
    worst: Overload | None = None
    for day in sorted(days):
        now = [one for one in positions if _is_on(one, day)]
        total = sum(one.dedication or 0 for one in now)
        if total > FULL and (worst is None or total > worst.dedication):
            ends = [one.until_day for one in now if one.until_day is not None]
            worst = Overload(now[0].person, total, day, min(ends, default=None), now)
    return worst


def _is_on(one: Position, day: datetime.date) -> bool:
    return (one.from_day is None or one.from_day <= day) and (one.until_day is None or one.until_day >= day)


def overload_rows(overloads: Iterable[Overload]) -> list[tuple[Overload, Position]]:
    """Return a row for each function of each person who is asked for too much, for `OVERLOADS`."""
    return [(over, one) for over in overloads for one in over.positions]


#: Tables to export: rows are what `vacancies_of` and `overload_rows` return.
VACANCIES = Table(
    "vacancies",
    _("Vacancies"),
    (
        Column("axis", _("Axis"), lambda row: row.position.project.program.theme.axis.title, 28),
        Column("number", _("Number"), lambda row: row.position.project.number, 9),
        Column("project", _("Project"), lambda row: row.position.project.title, 60),
        Column("function", _("Function"), lambda row: row.position.title, 36),
        Column("dedication", _("Dedication (%)"), lambda row: row.position.dedication, 12),
        Column("organization", _("Organization"), lambda row: _title(row.position.organization), 32),
        Column("from", _("Needed from"), lambda row: row.position.from_day, 14),
        Column("since", _("Vacant since"), lambda row: row.since, 14),
    ),
)
OVERLOADS = Table(
    "overloads",
    _("Above a full time"),
    (
        Column("person", _("Person"), lambda row: row[0].person, 28),
        Column("total", _("Together (%)"), lambda row: row[0].dedication, 12),
        Column("since", _("Since"), lambda row: row[0].since, 14),
        Column("until", _("Until"), lambda row: row[0].until, 14),
        Column("number", _("Number"), lambda row: row[1].project.number, 9),
        Column("project", _("Project"), lambda row: row[1].project.title, 60),
        Column("function", _("Function"), lambda row: row[1].title, 36),
        Column("dedication", _("Dedication (%)"), lambda row: row[1].dedication, 12),
    ),
)


def _title(organization: Any) -> str:
    return organization.title if organization is not None else ""
