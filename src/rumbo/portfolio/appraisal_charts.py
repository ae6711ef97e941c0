"""The drawings of an appraisal: its flows year by year, and the tornado. Pure geometry, in units of a drawing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

#: The drawing of the flows, and the room for the labels of its axes.
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 480, 300, 62, 8, 12, 28
#: A row of the tornado, and the room at its sides.
ROW, EDGE = 58, 10
#: Labels of years that fit under the flows.
LABELS = 6


class Flow(Protocol):
    """A year with its flows, and the present value of all years until then."""

    @property
    def year(self) -> int:
        """The year."""

    @property
    def costs(self) -> float:
        """What it costs."""

    @property
    def gains(self) -> float:
        """What it gives."""

    @property
    def together(self) -> float:
        """The present value so far."""


@dataclass(frozen=True, slots=True)
class Corner:
    """A year to draw."""

    year: int
    costs: float
    gains: float
    together: float


@dataclass(frozen=True, slots=True)
class Box:
    """A bar of the drawing, and which of two sorts it is."""

    x: float
    y: float
    width: float
    height: float
    kind: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A labelled place of an axis: an amount in millions, or a year."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class FlowChart:
    """The bars of costs (downwards) and benefits, the line of the present value so far, and the axes."""

    boxes: tuple[Box, ...]
    line: str
    amounts: tuple[Mark, ...]
    years: tuple[Mark, ...]
    zero: float


@dataclass(frozen=True, slots=True)
class Swing:
    """A row of the tornado: its name, the bar of the lower and of the higher value, and where the row begins."""

    name: str
    low: Box
    high: Box
    y: int
    low_amount: float
    high_amount: float


@dataclass(frozen=True, slots=True)
class Tornado:
    """The rows of a tornado, where the present value stands, and where zero is if the drawing reaches it."""

    rows: tuple[Swing, ...]
    height: int
    middle: float
    zero: float | None


class Moves(Protocol):
    """What moves the present value."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def low(self) -> float:
        """The present value with less of it."""

    @property
    def high(self) -> float:
        """The present value with more of it."""


def flow_chart(years: Sequence[Flow]) -> FlowChart | None:
    """Return the drawing of the flows of some years; None where all are zero."""
    values = [value for one in years for value in (one.gains, -one.costs, one.together)]
    top, bottom = max([0.0, *values]), min([0.0, *values])
    if top == bottom:
        return None
    step = _step(top - bottom)
    top, bottom = math.ceil(top / step) * step, math.floor(bottom / step) * step
    across = (WIDTH - LEFT - RIGHT) / len(years)

    def up(value: float) -> float:
        return round(TOP + (top - value) / (top - bottom) * (HEIGHT - TOP - BOTTOM), 1)

    boxes, line = [], []
    width = round(across * 0.36, 2)
    for place, one in enumerate(years):
        x = LEFT + across * (place + 0.5)
        boxes.append(Box(round(x - width, 1), up(0), width, round(up(-one.costs) - up(0), 1), "cost"))
        boxes.append(Box(round(x, 1), up(one.gains), width, round(up(0) - up(one.gains), 1), "gain"))
        line.append(f"{round(x, 1)},{up(one.together)}")
    every = math.ceil(len(years) / LABELS)
    count = round((top - bottom) / step)
    return FlowChart(
        boxes=tuple(box for box in boxes if box.height > 0),
        line=" ".join(line),
        amounts=tuple(Mark(up(bottom + step * n), _millions(bottom + step * n)) for n in range(count + 1)),
        years=tuple(
            Mark(round(LEFT + across * (place + 0.5), 1), str(one.year))
            for place, one in enumerate(years)
            if place % every == 0
        ),
        zero=up(0),
    )


def tornado(items: Sequence[Moves], worth: float) -> Tornado | None:
    """Return the drawing of what moves the present value ``worth``; None where nothing does."""
    values = [worth, *(value for item in items for value in (item.low, item.high))]
    low, high = min(values), max(values)
    if not items or low == high:
        return None

    def at(value: float) -> float:
        return round(EDGE + (value - low) / (high - low) * (WIDTH - 2 * EDGE), 1)

    rows = []
    for place, item in enumerate(items):
        y = place * ROW
        low_box, high_box = (
            Box(min(at(value), at(worth)), y + 24, round(abs(at(value) - at(worth)), 1), 16, kind)
            for value, kind in ((item.low, "less"), (item.high, "more"))
        )
        rows.append(Swing(item.name, low_box, high_box, y, item.low, item.high))
    return Tornado(tuple(rows), ROW * len(rows), at(worth), at(0) if low <= 0 <= high else None)


def _step(span: float) -> float:
    """Return a round step that gives an axis four to eight marks."""
    size = 10 ** math.floor(math.log10(span / 4))
    return float(next(size * factor for factor in (1, 2, 5, 10) if span / (size * factor) <= 6))


def _millions(value: float) -> str:
    shown = value / 1_000_000
    places = 0 if abs(shown) >= 100 else 1 if abs(shown) >= 1 else 3
    text = f"{abs(shown):,.{places}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"−{text}" if value < 0 and text != "0" else text
