"""The processes of a plan with their stages, workshops and tables, as its staff sees them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.db.models import Count, F, Q, QuerySet

from rumbo.core.models import State
from rumbo.participation.models import Process, Stage, Table, Workshop
from rumbo.plan.models import Axis

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from rumbo.core.models import Element


@dataclass(frozen=True, slots=True)
class WorkshopRow:
    """A workshop with how many tables, people and places it has."""

    workshop: Workshop
    tables: int
    people: int
    places: int


@dataclass(frozen=True, slots=True)
class StageBranch:
    """A stage with its workshops."""

    stage: Stage
    rows: list[WorkshopRow]


@dataclass(frozen=True, slots=True)
class ProcessBranch:
    """A process with its stages."""

    process: Process
    stages: list[StageBranch]


@dataclass(frozen=True, slots=True)
class OwnTables:
    """The tables of a person: those of today, to come or without a day, and those of the past, the last one first."""

    coming: list[Any]
    past: list[Any]


def processes(plan: Any) -> list[ProcessBranch]:
    """Return the processes of a plan in force with all that stands under them; four queries, whatever its size."""
    tables: dict[int, list[Any]] = defaultdict(list)
    for table in with_people(Table.objects.filter(plan=plan, state=State.CURRENT)):
        tables[table.workshop_id].append(table)
    workshops = _under("stage_id", Workshop.objects.filter(plan=plan, state=State.CURRENT).order_by(*_by_day()))
    stages = _under("process_id", Stage.objects.filter(plan=plan, state=State.CURRENT))
    return [
        ProcessBranch(
            process,
            [
                StageBranch(stage, [_row(workshop, tables[workshop.pk]) for workshop in workshops[stage.pk]])
                for stage in stages[process.pk]
            ],
        )
        for process in Process.objects.filter(plan=plan, state=State.CURRENT)
    ]


def own_tables(user: Any, plan: Any, today: date) -> OwnTables:
    """Return the tables in force that a person facilitates or keeps the minutes of; one query."""
    led = Q(facilitator=user) | Q(secretary=user)
    rows = Table.objects.filter(led, plan=plan, state=State.CURRENT, workshop__state=State.CURRENT)
    rows = rows.order_by(*_by_day("workshop__"), "position", "pk")
    found = list(with_people(rows).select_related("workshop", "axis"))
    past = [table for table in found if table.workshop.date and table.workshop.date < today]
    return OwnTables(coming=[table for table in found if table not in past], past=past[::-1])


def tables_of(workshop: Workshop) -> list[Any]:
    """Return the tables of a workshop, those in force first, with their relatives and people; one query."""
    rows = with_people(Table.objects.filter(workshop=workshop)).select_related("axis", "facilitator", "secretary")
    return sorted(rows, key=lambda table: not table.is_current)


def with_people(tables: Any) -> QuerySet[Any, Any]:
    """Give tables their ``people``: how many are on the list and were not taken off it."""
    counted = tables.annotate(people=Count("participants", filter=Q(participants__left=False)))
    return cast("QuerySet[Any, Any]", counted)


def axes_without_table(workshop: Workshop) -> list[Axis]:
    """Return the axes in force that no table in force of a workshop works on."""
    seated = Table.objects.filter(workshop=workshop, state=State.CURRENT).values("axis")
    return list(Axis.objects.filter(plan=workshop.plan_id, state=State.CURRENT).exclude(pk__in=seated))


def _by_day(path: str = "") -> list[Any]:
    """Return the order of workshops: by day and hour, those without a day last, in the order that was given."""
    days = [F(f"{path}{name}").asc(nulls_last=True) for name in ("date", "starts_at")]
    return [*days, f"{path}position", f"{path}pk"]


def _under(name: str, rows: Iterable[Element]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found


def _row(workshop: Workshop, tables: list[Any]) -> WorkshopRow:
    people, places = sum(table.people for table in tables), sum(table.capacity for table in tables)
    return WorkshopRow(workshop, len(tables), people, places)
