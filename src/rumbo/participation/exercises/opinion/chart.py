"""The opinion map as shapes to draw: where people stand, a mark for each, an outline and a letter for each group."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rumbo.participation.queries.opinions import OpinionGroup

WIDTH, HEIGHT, EDGE = 720, 420, 46
#: A mark for each group, drawn around 0: circle, triangle, square, diamond, cross.
MARKS = {
    "A": "M-7 0a7 7 0 1 0 14 0a7 7 0 1 0 -14 0z",
    "B": "M0 -8.5L8 6H-8z",
    "C": "M-6.5 -6.5H6.5V6.5H-6.5z",
    "D": "M0 -9L9 0L0 9L-9 0z",
    "E": "M-3 -8H3V-3H8V3H3V8H-3V3H-8V-3H-3z",
}
_CELL, _APART, _TURN = 8, 9.0, 2.4  # people in one place are laid around it as the seeds of a sunflower
_ROOM = 34.0  # what the letter of a group needs around it
Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cloud:
    """A group on the map: its marks, the outline around them, and where its letter goes."""

    name: str
    mark: str
    places: tuple[Point, ...]
    outline: str
    label: Point


def clouds(groups: Sequence[OpinionGroup]) -> list[Cloud]:
    """Return the groups as shapes in a field of ``WIDTH`` × ``HEIGHT``; each axis is stretched to fill it."""
    points = [point for group in groups for point in group.points]
    if not points:
        return []
    spans = [(min(axis), max(axis)) for axis in zip(*points, strict=True)]
    taken: Counter[Point] = Counter()
    return [_cloud(group, spans, taken) for group in groups]


def _cloud(group: OpinionGroup, spans: Sequence[tuple[float, float]], taken: Counter[Point]) -> Cloud:
    places = []
    for x, y in group.points:
        place = _scaled(x, spans[0], WIDTH), HEIGHT - _scaled(y, spans[1], HEIGHT)
        cell = place[0] // _CELL, place[1] // _CELL
        turn, away = taken[cell] * _TURN, _APART * math.sqrt(taken[cell])
        taken[cell] += 1
        places.append(
            (_inside(place[0] + away * math.cos(turn), WIDTH), _inside(place[1] + away * math.sin(turn), HEIGHT))
        )
    corners = _hull(places)
    outline = " ".join(f"{x},{y}" for x, y in corners)
    return Cloud(group.name, MARKS[group.name], tuple(places), outline, _free_place(places))


def _free_place(places: Sequence[Point]) -> Point:
    """Return a place for the letter near the middle of a group, where it covers few marks."""
    x, y = (round(sum(axis) / len(places)) for axis in zip(*places, strict=True))

    def worth(shift: Point) -> float:
        nearest = min(math.hypot(x + shift[0] - one, y + shift[1] - other) for one, other in places)
        return min(nearest, _ROOM) - math.hypot(*shift) / 4

    steps = range(-72, 73, 12)
    best = max(((across, down) for across in steps for down in steps), key=worth)
    return _inside(x + best[0], WIDTH), _inside(y + best[1], HEIGHT)


def _scaled(value: float, span: tuple[float, float], size: int) -> int:
    low, high = span
    share = (value - low) / (high - low) if high > low else 0.5
    return round(EDGE + share * (size - 2 * EDGE))


def _inside(value: float, size: int) -> int:
    return round(min(max(value, EDGE / 2), size - EDGE / 2))


def _hull(points: Iterable[Point]) -> list[Point]:
    """Return the corners of the smallest convex outline around points."""
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return ordered
    return [*_half(ordered), *_half(ordered[::-1])]


def _half(ordered: Iterable[Point]) -> list[Point]:
    half: list[Point] = []
    for point in ordered:
        while len(half) > 1 and _turn(half[-2], half[-1], point) <= 0:
            half.pop()
        half.append(point)
    return half[:-1]


def _turn(one: Point, other: Point, third: Point) -> int:
    return (other[0] - one[0]) * (third[1] - one[1]) - (other[1] - one[1]) * (third[0] - one[0])
