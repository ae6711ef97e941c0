"""What came of scenarios, as a page shows it: variants, what is always, sometimes or never in, the frontier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from rumbo.core.tables.table import Column, Table
from rumbo.priority.method_words.selecting import gap_sentence
from rumbo.priority.models import Run

#: The chart: its size, and the room around it for words.
WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 700, 320, 70, 46, 16, 20


@dataclass(frozen=True, slots=True)
class Variant:
    """A variant with what its selection came to."""

    name: str
    money: float
    cost: float
    chosen: int
    worth: float
    gap: str
    is_allowed: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A project with its start year in each variant, None where it is out, and in how many it is."""

    key: str
    name: str
    starts: tuple[int | None, ...]
    count: int

    @property
    def years(self) -> str:
        """The start years in one text."""
        return ", ".join("–" if year is None else str(year) for year in self.starts)


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the frontier: so much money gives so much worth; ``x`` and ``y`` are its place in the chart."""

    percent: str
    money: float
    cost: float
    chosen: int
    worth: float
    more: float | None
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class ScenarioResult:
    """What the page of scenarios shows."""

    variants: tuple[Variant, ...]
    always: tuple[Row, ...]
    sometimes: tuple[Row, ...]
    never: tuple[Row, ...]
    points: tuple[Point, ...]
    line: str

    @property
    def ends(self) -> tuple[Point, Point] | None:
        """The first and the last point of the frontier."""
        return (self.points[0], self.points[-1]) if self.points else None


def scenario_result(run: Run) -> ScenarioResult:
    """Return what came of finished scenarios. No query: all of it is in the run."""
    found = run.result
    names = {
        project["id"]: project.get("name") or project["id"]
        for variant in run.inputs["variants"]
        for project in variant["problem"]["projects"]
    }
    starts = [{one["id"]: one["start"] for one in variant["selected"]} for variant in found["variants"]]

    def rows(keys: Sequence[str]) -> tuple[Row, ...]:
        made = []
        for key in keys:
            years = tuple(some.get(key) for some in starts)
            made.append(Row(key, names.get(key, key), years, sum(year is not None for year in years)))
        return tuple(made)

    points = _points(found["frontier"])
    return ScenarioResult(
        variants=tuple(_variant(one) for one in found["variants"]),
        always=rows(found["always"]),
        sometimes=rows([one["id"] for one in found["sometimes"]]),
        never=rows(found["never"]),
        points=points,
        line=" ".join(f"{point.x:.1f},{point.y:.1f}" for point in points),
    )


#: One row a project, as it is kept in a spreadsheet.
SCENARIOS = Table(
    "scenarios",
    _("Scenarios"),
    (
        Column("key", _("Key"), lambda row: row.key, 12),
        Column("project", _("Project"), lambda row: row.name, 60),
        Column("count", _("In how many"), lambda row: row.count, 12),
        Column("starts", _("Begins"), lambda row: row.years, 30),
    ),
)


def _variant(one: Mapping[str, Any]) -> Variant:
    return Variant(
        name=one["id"],
        money=one["money"],
        cost=one["cost"],
        chosen=len(one["selected"]),
        worth=one["objective"],
        gap=gap_sentence(one["gap"]),
        is_allowed=one["allowed"],
    )


def _points(found: Sequence[Mapping[str, Any]]) -> tuple[Point, ...]:
    """Return the points of the frontier that have a selection, with their places in the chart."""
    allowed = [one for one in found if one["allowed"]]
    most = max((one["money"] for one in allowed), default=0) or 1
    best = max((one["objective"] for one in allowed), default=0) or 1
    made = []
    before: float | None = None
    for one in allowed:
        made.append(
            Point(
                percent=f"{100 * one['factor']:g}",
                money=one["money"],
                cost=one["cost"],
                chosen=len(one["selected"]),
                worth=one["objective"],
                more=None if before is None else one["objective"] - before,
                x=LEFT + (WIDTH - LEFT - RIGHT) * one["money"] / most,
                y=HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * max(0.0, one["objective"]) / best,
            )
        )
        before = one["objective"]
    return tuple(made)
