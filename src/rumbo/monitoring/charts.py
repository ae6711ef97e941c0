"""The drawings of series: a line with its targets and forecast, and small ones of one scale. Pure geometry.

Nothing is said by colour alone: values are circles, those to confirm squares, targets diamonds; the path to the
targets is dotted, the forecast dashed within its band.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

#: The large drawing, and the room for the labels of its axes.
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 352, 104, 18, 16, 46
#: A small one.
SMALL_WIDTH, SMALL_HEIGHT, SMALL_EDGE = 240, 96, 8
#: From so many values on only the last ones and those to confirm are marked, and so many labels fit below.
CROWDED, LABELS = 60, 8
#: A line is broken where values are further apart than so many of their periods.
GAP = 1.6
_MILLIONS = 100_000


class Point(Protocol):
    """The number of a day."""

    @property
    def on(self) -> datetime.date:
        """The day."""

    @property
    def number(self) -> float:
        """The number."""

    @property
    def to_confirm(self) -> bool:
        """Whether it waits to be confirmed."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a forecast says of a day."""

    on: datetime.date
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Aims:
    """A baseline and dated targets, each a day and a number; ``stepped``: the earlier one holds until the next.

    ``points`` are those that the way between them goes through, where it has its own.
    """

    baseline: tuple[datetime.date, float] | None = None
    targets: tuple[tuple[datetime.date, float], ...] = ()
    stepped: bool = False
    points: tuple[tuple[datetime.date, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A labelled place of an axis."""

    at: float
    label: str

    @property
    def anchor(self) -> str:
        """How a label under the axis of days lies, so that none is cut at the right edge."""
        return "end" if self.at > WIDTH - 2 * RIGHT else "middle"


@dataclass(frozen=True, slots=True)
class Dot:
    """A marked value: where, and what it is of (``plain``, ``confirm``, ``target``)."""

    x: float
    y: float
    kind: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines and marks in the units of the drawing; empty where there is nothing of the sort."""

    lines: tuple[str, ...]
    dots: tuple[Dot, ...]
    path: str
    baseline: tuple[float, float] | None
    forecast: str
    band: str
    amounts: tuple[Mark, ...]
    years: tuple[Mark, ...]
    begin: datetime.date
    end: datetime.date


@dataclass(frozen=True, slots=True)
class Small:
    """A small drawing: its lines, its last value, and where the others of its scale begin and end."""

    lines: tuple[str, ...]
    last: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Scale:
    """The days and numbers that drawings share."""

    begin: datetime.date
    end: datetime.date
    low: float
    high: float


def chart(
    values: Sequence[Point], period_days: int | None, aims: Aims | None = None, expected: Sequence[Expected] = ()
) -> Chart | None:
    """Return the drawing of a series; None where there is nothing to draw.

    ``period_days`` is how often a value is due: where more than `GAP` times that are missing the line is broken.
    None: it is irregular, and never broken.
    """
    aims = aims or Aims()
    ends = sorted(pair for pair in (aims.baseline, *aims.targets, *aims.points) if pair is not None)
    days = [one.on for one in values] + [one.on for one in expected] + [day for day, _ in ends]
    numbers = [one.number for one in values] + [number for _, number in ends]
    numbers += [number for one in expected for number in (one.low, one.high)]
    if not numbers:
        return None
    begin, end = min(days), max(days)
    low, high, step = nice(min(numbers), max(numbers))
    plane = _Plane(Scale(begin, end, low, high), (WIDTH, HEIGHT), (LEFT, TOP, RIGHT, BOTTOM))
    return Chart(
        lines=tuple(plane.line([(one.on, one.number) for one in part]) for part in parts(values, period_days)),
        dots=_dots(plane, values, aims),
        path=_path(plane, ends, stepped=aims.stepped),
        baseline=plane.at(*aims.baseline) if aims.baseline else None,
        forecast=_forecast_line(plane, values, expected),
        band=_band(plane, values, expected),
        amounts=tuple(
            Mark(plane.up(low + step * place), said(low + step * place, step, max(abs(low), abs(high))))
            for place in range(round((high - low) / step) + 1)
        ),
        years=_years(plane),
        begin=begin,
        end=end,
    )


def scale_of(many: Sequence[Sequence[Point]]) -> Scale | None:
    """Return the scale in which all of some series fit; None without values."""
    values = [one for values in many for one in values]
    if not values:
        return None
    low, high, _step = nice(min(one.number for one in values), max(one.number for one in values))
    return Scale(min(one.on for one in values), max(one.on for one in values), low, high)


def small(values: Sequence[Point], scale: Scale, period_days: int | None) -> Small:
    """Return the small drawing of a series in a scale."""
    edges = (SMALL_EDGE, SMALL_EDGE, SMALL_EDGE, SMALL_EDGE)
    plane = _Plane(scale, (SMALL_WIDTH, SMALL_HEIGHT), edges)
    lines = [plane.line([(one.on, one.number) for one in part]) for part in parts(values, period_days)]
    return Small(tuple(lines), plane.at(values[-1].on, values[-1].number) if values else None)


def parts(values: Sequence[Point], period_days: int | None) -> list[list[Point]]:
    """Return the stretches of values by date between which values are missing."""
    found = [[one] for one in values[:1]]
    for before, one in pairwise(values):
        if period_days is not None and (one.on - before.on).days > period_days * GAP:
            found.append([])
        found[-1].append(one)
    return found


def nice(low: float, high: float) -> tuple[float, float, float]:
    """Return round ends that hold two numbers and the step between the labels; zero is an end where it is near."""
    if 0 < low <= high - low:
        low = 0.0
    if 0 < -high <= high - low:
        high = 0.0
    if high - low <= abs(high) * 1e-9:
        room = abs(high) * 0.1 or 1.0
        low, high = low - room, high + room
    rough = (high - low) / 5
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(one for one in (size, 2 * size, 2.5 * size, 5 * size, 10 * size) if one >= rough * 0.999)
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step, step


def said(number: float, step: float, largest: float = 0.0) -> str:
    """Return a number with the decimals that tell one step from the next; in millions (M) where numbers are large."""
    if abs(step) >= _MILLIONS:
        return f"{number / 1e6 + 0.0:,.1f}".removesuffix(".0") + " M"
    if largest >= 10 * _MILLIONS and step >= _MILLIONS / 100:
        return f"{number / 1e6 + 0.0:,.{2 if step >= _MILLIONS / 10 else 3}f} M"
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    if round(step, decimals) != step:  # such as 2.5 or 0.25
        decimals += 1
    return f"{number + 0.0:,.{min(decimals, 10)}f}"


@dataclass(frozen=True, slots=True)
class _Plane:
    """Places of days and numbers on a drawing; edges: left, top, right, bottom."""

    scale: Scale
    size: tuple[int, int]
    edges: tuple[int, int, int, int]

    def across(self, day: datetime.date) -> float:
        length = (self.scale.end - self.scale.begin).days
        share = (day - self.scale.begin).days / length if length else 0.5
        return round(self.edges[0] + share * (self.size[0] - self.edges[0] - self.edges[2]), 1)

    def up(self, number: float) -> float:
        share = (number - self.scale.low) / (self.scale.high - self.scale.low)
        return round(self.size[1] - self.edges[3] - share * (self.size[1] - self.edges[1] - self.edges[3]), 1)

    def at(self, day: datetime.date, number: float) -> tuple[float, float]:
        return self.across(day), self.up(number)

    def line(self, corners: Sequence[tuple[datetime.date, float]]) -> str:
        return " ".join(f"{self.across(day)},{self.up(number)}" for day, number in corners)


def _dots(plane: _Plane, values: Sequence[Point], aims: Aims) -> tuple[Dot, ...]:
    shown = [one for one in values if one.to_confirm or len(values) < CROWDED or one is values[-1]]
    dots = [Dot(*plane.at(one.on, one.number), "confirm" if one.to_confirm else "plain") for one in shown]
    return (*dots, *(Dot(*plane.at(day, number), "target") for day, number in aims.targets))


def _path(plane: _Plane, ends: Sequence[tuple[datetime.date, float]], *, stepped: bool) -> str:
    if len(ends) < 2:
        return ""
    if not stepped:
        return plane.line(ends)
    corners = [ends[0]]
    for (_day, before), (day, number) in pairwise(ends):
        corners += [(day, before), (day, number)]
    return plane.line(corners)


def _forecast_line(plane: _Plane, values: Sequence[Point], expected: Sequence[Expected]) -> str:
    start = [(values[-1].on, values[-1].number)] if values else []
    return plane.line([*start, *((one.on, one.value) for one in expected)]) if expected else ""


def _band(plane: _Plane, values: Sequence[Point], expected: Sequence[Expected]) -> str:
    """Return the outline of the band, from the last value there and back."""
    start = [(values[-1].on, values[-1].number)] if values else []
    there = [(one.on, one.high) for one in expected]
    back = [(one.on, one.low) for one in reversed(expected)]
    return plane.line([*start, *there, *back]) if expected else ""


def _years(plane: _Plane) -> tuple[Mark, ...]:
    """Return the labels of the axis of days: firsts of years, or the ends where it is of one year."""
    begin, end = plane.scale.begin, plane.scale.end
    firsts = [datetime.date(year, 1, 1) for year in range(begin.year, end.year + 1)]
    known = [day for day in firsts if begin <= day <= end]
    if len(known) < 2:
        days = [begin] if begin == end else [begin, end]
        return tuple(Mark(plane.across(day), f"{day:%m/%Y}") for day in days)
    every = next(n for n in (1, 2, 5, 10, 20, 50, 100, 1000) if len(known) / n <= LABELS)
    wanted = [day for day in known if day.year % every == 0] or known[:1]
    return tuple(Mark(plane.across(day), str(day.year)) for day in wanted)
