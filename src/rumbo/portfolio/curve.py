"""The S-curve of a project as lines to draw: pure geometry in the units of a drawing of `WIDTH` by `HEIGHT`."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

#: The drawing, and the room for the labels of its axes.
WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 720, 320, 56, 34, 14, 20


class Corner(Protocol):
    """A corner of a curve: a share of the whole, from 0 to 1, at the end of a day."""

    @property
    def day(self) -> datetime.date:
        """The day."""

    @property
    def share(self) -> Decimal:
        """The share."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A labelled place of an axis; ``share`` is in per cent."""

    at: float
    share: int


@dataclass(frozen=True, slots=True)
class Curve:
    """The curves as points of polylines, the axes, today and where the work is; None or empty: not drawn."""

    begin: datetime.date
    end: datetime.date
    planned: str
    present: str
    today: float | None
    earned: tuple[float, float] | None
    marks: tuple[Mark, ...]


def curve(
    planned: Sequence[Corner], present: Sequence[Corner], today: datetime.date, done: Decimal | None
) -> Curve | None:
    """Return what to draw of a schedule as agreed and as it is now; None where nothing was planned."""
    if not planned:
        return None
    days = [corner.day for corner in (*planned, *present)]
    begin, end = min(days), max(days)
    length = max(1, (end - begin).days)

    def across(day: datetime.date) -> float:
        share = min(1.0, max(0.0, (day - begin).days / length))
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def up(share: Decimal | float) -> float:
        return round(HEIGHT - BOTTOM - float(share) * (HEIGHT - BOTTOM - TOP), 1)

    def line(corners: Sequence[Corner]) -> str:
        return " ".join(f"{across(corner.day)},{up(corner.share)}" for corner in corners)

    return Curve(
        begin=begin,
        end=end,
        planned=line(planned),
        present=line(present),
        today=across(today) if begin <= today <= end else None,
        earned=(across(today), up(done)) if done is not None else None,
        marks=tuple(Mark(up(share / 100), share) for share in (0, 25, 50, 75, 100)),
    )
