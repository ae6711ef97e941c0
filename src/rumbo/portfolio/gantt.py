"""Where the bars of a Gantt chart stand: pure geometry, in per cent of the width; a template draws it.

The chart runs over whole quarters (up to three years), whole years, or steps of more years, so that the labels of its
axis never touch. What lies outside of a given range is cut at its edge.
"""

from __future__ import annotations

import datetime
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

#: Labels that the narrowest chart has room for.
LABELS = 13
_QUARTERS = (1, 4, 7, 10)


class Days(Protocol):
    """From a day to a day, both counted."""

    @property
    def begin(self) -> datetime.date:
        """The first day."""

    @property
    def end(self) -> datetime.date:
        """The last day."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: ``x`` and ``width`` in per cent; ``done`` the width of its part that is done.

    ``is_day``: it stands for one day and is drawn as a diamond around ``middle``.
    """

    x: float
    width: float
    done: float = 0
    is_day: bool = False

    @property
    def middle(self) -> float:
        """The middle, in per cent."""
        return round(self.x + self.width / 2, 3)

    @property
    def right(self) -> float:
        """Its right end, in per cent."""
        return round(self.x + self.width, 3)


@dataclass(frozen=True, slots=True)
class Line:
    """A row to draw: its name, its present dates and those agreed, and what it is like; ``lines`` fold under it."""

    name: str
    span: Days
    agreed: Days | None = None
    progress: int = 0
    critical: bool = False
    overdue: bool = False
    done: bool = False
    lang: str = ""
    note: str = ""
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """A row with its bars; None where it has none within the range."""

    line: Line
    bar: Bar | None
    agreed: Bar | None
    rows: tuple[Drawn, ...] = ()


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the axis at ``x`` per cent, with its label (none on lesser lines); ``quarter`` 1 to 4 or 0."""

    x: float
    year: int
    quarter: int = 0
    labelled: bool = True


@dataclass(frozen=True, slots=True)
class Chart:
    """All that a template draws: axis, rows, and today in per cent where it is within the range."""

    begin: datetime.date
    end: datetime.date
    ticks: tuple[Tick, ...]
    rows: tuple[Drawn, ...]
    today: float | None
    has_agreed: bool = False

    @property
    def is_folded(self) -> bool:
        """Whether rows fold."""
        return any(row.rows for row in self.rows)


def chart(
    lines: Iterable[Line],
    today: datetime.date,
    *,
    within: tuple[datetime.date, datetime.date] | None = None,
) -> Chart | None:
    """Return the chart of some lines, over all their days or those of ``within``; None without lines.

    Raises:
        ValueError: ``within`` ends before it begins.
    """
    drawn = tuple(lines)
    if not drawn:
        return None
    begin, end = within or _range(drawn)
    if end < begin:
        raise ValueError("The range ends before it begins")
    if within is None:
        begin, end = rounded(begin, end)
    scale = _Scale(begin, end)
    return Chart(
        begin=begin,
        end=end,
        ticks=_ticks(scale),
        rows=tuple(_draw(line, scale) for line in drawn),
        today=scale.at(today) if begin <= today <= end else None,
        has_agreed=any(one.agreed is not None for line in drawn for one in (line, *line.lines)),
    )


def rounded(begin: datetime.date, end: datetime.date) -> tuple[datetime.date, datetime.date]:
    """Return the whole quarters around a range, or the whole years where quarters would be too many."""
    if (end.year - begin.year + 1) * 4 > LABELS:
        return begin.replace(month=1, day=1), end.replace(month=12, day=31)
    first, last = begin.month - (begin.month - 1) % 3, end.month - (end.month - 1) % 3 + 2
    return begin.replace(month=first, day=1), end.replace(month=last, day=monthrange(end.year, last)[1])


@dataclass(frozen=True, slots=True)
class _Scale:
    begin: datetime.date
    end: datetime.date

    @property
    def days(self) -> int:
        return (self.end - self.begin).days + 1

    def at(self, day: datetime.date, *, after: int = 0) -> float:
        """Return the place of the beginning of a day, ``after`` days on, in per cent, within the chart."""
        share = ((day - self.begin).days + after) / self.days
        return round(100 * min(1.0, max(0.0, share)), 3)

    def bar(self, span: Days, progress: int = 0) -> Bar | None:
        if span.end < self.begin or span.begin > self.end:
            return None
        x, right = self.at(span.begin), self.at(span.end, after=1)
        whole = (span.end - span.begin).days + 1
        reached = span.begin.toordinal() + whole * min(100, max(0, progress)) / 100 - self.begin.toordinal()
        done = round(min(right, max(x, 100 * reached / self.days)) - x, 3)
        return Bar(x, round(right - x, 3), done, is_day=whole == 1)


def _range(lines: tuple[Line, ...]) -> tuple[datetime.date, datetime.date]:
    spans = [span for line in lines for one in (line, *line.lines) for span in (one.span, one.agreed) if span]
    return min(span.begin for span in spans), max(span.end for span in spans)


def _ticks(scale: _Scale) -> tuple[Tick, ...]:
    years = range(scale.begin.year, scale.end.year + 1)
    if len(years) * 4 <= LABELS:
        days = [
            (datetime.date(year, month, 1), number) for year in years for number, month in enumerate(_QUARTERS, 1)
        ]
        return tuple(Tick(scale.at(day), day.year, number) for day, number in days if _inside(day, scale))
    step = next(size for size in (1, 2, 5, 10, 25, 100, 1000) if len(years) / size <= LABELS)
    firsts = [datetime.date(year, 1, 1) for year in years]
    labelled = [day for day in firsts if _inside(day, scale)]
    return tuple(Tick(scale.at(day), day.year, 0, n % step == 0) for n, day in enumerate(labelled))


def _inside(day: datetime.date, scale: _Scale) -> bool:
    return scale.begin <= day <= scale.end


def _draw(line: Line, scale: _Scale) -> Drawn:
    return Drawn(
        line=line,
        bar=scale.bar(line.span, line.progress),
        agreed=scale.bar(line.agreed) if line.agreed is not None else None,
        rows=tuple(_draw(one, scale) for one in line.lines),
    )
