"""Logframes, to read: their rows in the order of the matrix, each with its indicators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from rumbo.core.models import State
from rumbo.monitoring.enums import Purpose
from rumbo.monitoring.logframe_checks import Doubt, doubts_of
from rumbo.monitoring.models import Indicator, Logframe, LogframeRow

#: The way from a logframe to what it is of, for select_related.
RELATED = ("program__theme__axis", "project__program__theme__axis")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the matrix with its number ("C1", "A1.2"; empty for fin and propósito), and its own doubts."""

    row: LogframeRow
    number: str
    indicators: tuple[Indicator, ...]
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """A logframe in the order of the guide: fin, propósito, each component with its activities.

    ``doubts`` are of the whole; those of a row stand with it.
    """

    logframe: Logframe
    lines: tuple[Line, ...]
    doubts: tuple[Doubt, ...]

    @property
    def doubt_count(self) -> int:
        """How many there are, of the whole and of rows."""
        return len(self.doubts) + sum(len(line.doubts) for line in self.lines)


def matrix_of(logframe: Logframe) -> Matrix:
    """Return the matrix of a logframe. Two queries."""
    in_force = Prefetch("indicators", Indicator.objects.current().order_by("position", "pk"), to_attr="listed")
    rows = list(
        LogframeRow.objects.current().filter(logframe=logframe).order_by("position", "pk").prefetch_related(in_force)
    )
    ordered = list(_numbered(rows))
    found = doubts_of([(row, row.listed) for row, _number in ordered])  # type: ignore[attr-defined]
    lines = tuple(
        Line(row, number, tuple(row.listed), tuple(one for one in found if one.row == row.pk))  # type: ignore[attr-defined]
        for row, number in ordered
    )
    return Matrix(logframe, lines, tuple(one for one in found if one.row is None))


def find_logframe(plan: Any, key: str) -> Logframe | None:
    """Return the logframe of a plan with a key, in force or not."""
    found: Logframe | None = Logframe.objects.filter(plan=plan, key=key).select_related(*RELATED).first()
    if found is not None:
        found.plan = plan
    return found


def logframes_of(plan: Any) -> QuerySet[Any]:
    """Return the logframes in force of a plan, by axis, with how many ``lines`` each has. One query."""
    counted = Count("rows", filter=Q(rows__state=State.CURRENT))
    rows = Logframe.objects.current().filter(plan=plan).select_related(*RELATED).annotate(lines=counted)
    listed: QuerySet[Any] = rows.order_by("title", "pk")
    return listed


def logframe_of(owner: Any) -> Logframe | None:
    """Return the logframe in force of a programme or project."""
    name = "program" if owner.KIND == "program" else "project"
    found: Logframe | None = Logframe.objects.current().filter(**{name: owner}).first()
    return found


def _numbered(rows: list[LogframeRow]) -> list[tuple[LogframeRow, str]]:
    """Return the rows in the order of the guide with their numbers; activities whose component is gone come last."""
    of: dict[str, list[LogframeRow]] = {level.value: [] for level in Purpose}
    for row in rows:
        of[row.level].append(row)
    found = [(row, "") for level in (Purpose.GOAL, Purpose.PURPOSE) for row in of[level]]
    placed: set[int] = set()
    for place, component in enumerate(of[Purpose.COMPONENT], start=1):
        found.append((component, f"C{place}"))
        own = [row for row in of[Purpose.ACTIVITY] if row.under_id == component.pk]
        found += [(row, f"A{place}.{number}") for number, row in enumerate(own, start=1)]
        placed |= {row.pk for row in own}
    found += [(row, "") for row in of[Purpose.ACTIVITY] if row.pk not in placed]
    return found
