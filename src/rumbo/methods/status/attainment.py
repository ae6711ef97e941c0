"""Indicators and goals: the newest value beside what the way from the baseline to the target asks for by then."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise
from typing import Any

from rumbo.methods.status.states import USUAL, Age, Flag, Status, Thresholds, Verdict, age_of

#: Differences of values, beside their size, that come from rounding alone.
_SAME = 1e-9


class Path(Enum):
    """What is expected between two dated targets."""

    LINEAR = "linear"  # a straight line from one to the next
    STEPPED = "stepped"  # the earlier one, until the day of the next
    OWN = "own"  # straight lines through points between them, which are no targets


@dataclass(frozen=True, slots=True)
class Dated:
    """A value of a day."""

    on: datetime.date
    value: float


@dataclass(frozen=True, slots=True)
class Aim:
    """An indicator with its baseline and dated targets.

    ``rising``: more is better. ``observations`` may come in any order; of several of one day the first counts.
    ``period_days`` is how often a value is due. ``points`` are those of a path of one's own, and count for no other.

    Raises:
        ValueError: a target is not after the baseline, two are of one day, a value is no number, or a point is not
            between the baseline and the last target or is of the day of a target.
    """

    baseline: Dated
    targets: Sequence[Dated]
    observations: Sequence[Dated] = field(default_factory=tuple)
    rising: bool = True
    period_days: int = 365
    path: Path = Path.LINEAR
    asked_on: datetime.date | None = None
    points: Sequence[Dated] = field(default_factory=tuple)

    def __post_init__(self) -> None:
        if not self.targets:
            raise ValueError("there is no target")
        given = (self.baseline, *self.targets, *self.points, *self.observations)
        if not all(math.isfinite(one.value) for one in given):
            raise ValueError("a value is no number")
        days = [self.baseline.on, *sorted(one.on for one in self.targets)]
        if any(later <= earlier for earlier, later in pairwise(days)):
            raise ValueError("targets are of different days after the baseline")
        inner = [one.on for one in self.points]
        if not all(days[0] < day < days[-1] for day in inner) or len({*days, *inner}) < len(days) + len(inner):
            raise ValueError("points are of different days between the baseline and the last target")
        if self.period_days < 1:
            raise ValueError("a period has at least one day")

    @property
    def final(self) -> Dated:
        """The last target."""
        return max(self.targets, key=lambda one: one.on)

    def newest(self, today: datetime.date) -> list[Dated]:
        """Return the observations until a day, the newest first, one a day."""
        known: dict[datetime.date, Dated] = {}
        for one in self.observations:
            if one.on <= today:
                known.setdefault(one.on, one)
        return sorted(known.values(), key=lambda one: one.on, reverse=True)

    def expected_on(self, day: datetime.date) -> float:
        """Return what is expected of a day: the baseline until its own day, the last target from its day on."""
        own = self.points if self.path is Path.OWN else ()
        points = sorted((self.baseline, *self.targets, *own), key=lambda one: one.on)
        before = [one for one in points if one.on <= day]
        after = [one for one in points if one.on > day]
        if not before or not after:
            return (before or after)[-1 if before else 0].value
        start, end = before[-1], after[0]
        if self.path is Path.STEPPED:
            return start.value
        return start.value + (end.value - start.value) * (day - start.on).days / (end.on - start.on).days

    def reaches(self, value: float, target: float) -> bool:
        """Return whether a value is at a target or beyond."""
        slack = _SAME * max(abs(value), abs(target), 1.0)
        return value >= target - slack if self.rising else value <= target + slack


def judge_aim(aim: Aim, today: datetime.date, thresholds: Thresholds = USUAL) -> Verdict:
    """Return how an indicator stands beside its targets on a day.

    The rules, of which the first that fits counts: ``never_observed`` (not due before the baseline has aged a period,
    else no news), ``target_reached`` (the last target), ``stale_value`` (no news), ``target_missed`` (the last
    target's day passed), ``below_baseline``, ``on_the_way``, ``somewhat_short``, ``far_short``. A stale value says
    beside it what the later rules give by that value.
    """
    newest = aim.newest(today)
    if not newest:
        waiting = (today - aim.baseline.on).days <= aim.period_days * thresholds.late_periods
        status = Status.NOT_DUE if waiting else Status.NO_NEWS
        rule = "not_observed_yet" if waiting else "never_observed"
        return Verdict(status, rule, {"baseline": aim.baseline.value}, flags=_flags(aim, today, status, newest, None))
    last = newest[0]
    days = (today - last.on).days
    age = age_of(days, aim.period_days * thresholds.late_periods, thresholds)
    known, rule = _place(aim, last, today, thresholds)
    status, rule = (Status.NO_NEWS, "stale_value") if age is Age.STALE else (known, rule)
    params: dict[str, Any] = {"value": last.value, "expected": aim.expected_on(last.on)}
    params |= {"baseline": aim.baseline.value, "target": aim.final.value, "target_on": aim.final.on}
    flags = _flags(aim, today, status, newest, age)
    return Verdict(status, rule, params, last.on, days, age, flags, known if age is Age.STALE else None)


def _place(aim: Aim, last: Dated, today: datetime.date, thresholds: Thresholds) -> tuple[Status, str]:
    """Return how a value stands, however old it is."""
    if aim.reaches(last.value, aim.final.value):
        return Status.DONE, "target_reached"
    if today > aim.final.on:
        return Status.OFF_COURSE, "target_missed"
    if not aim.reaches(last.value, aim.baseline.value):
        return Status.OFF_COURSE, "below_baseline"
    share = _share(aim, last)
    if share >= thresholds.on_share:
        return Status.ON_COURSE, "on_the_way"
    return (Status.AT_RISK, "somewhat_short") if share >= thresholds.risk_share else (Status.OFF_COURSE, "far_short")


def _share(aim: Aim, last: Dated) -> float:
    """Return how much of the way that was expected by the day of a value it has come; 1 where none was."""
    expected = aim.expected_on(last.on)
    if aim.reaches(last.value, expected):
        return 1.0
    return (last.value - aim.baseline.value) / (expected - aim.baseline.value)


def _flags(
    aim: Aim, today: datetime.date, status: Status, newest: Sequence[Dated], age: Age | None
) -> frozenset[Flag]:
    found = {
        Flag.OVERDUE: today > aim.final.on and status is not Status.DONE,
        Flag.REGRESSING: len(newest) > 1 and not aim.reaches(newest[0].value, newest[1].value),
        Flag.STALE: age is Age.STALE,
        Flag.SILENT: aim.asked_on is not None and aim.asked_on < today,
    }
    return frozenset(flag for flag, is_so in found.items() if is_so)
