"""What a status is: one of seven states with the rule, the datum and the datum's age that gave it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class Status(Enum):
    """How something stands. The first four are an order, the best first; the others stand outside of it."""

    DONE = "done"
    ON_COURSE = "on_course"
    AT_RISK = "at_risk"
    OFF_COURSE = "off_course"
    NO_NEWS = "no_news"
    NOT_DUE = "not_due"
    SUSPENDED = "suspended"

    @property
    def rank(self) -> int | None:
        """The place in the order, 0 the best; None outside of it."""
        return _ORDER.index(self) if self in _ORDER else None

    @property
    def is_bad(self) -> bool:
        """Whether it is at risk or off course."""
        return self in (Status.AT_RISK, Status.OFF_COURSE)


_ORDER = (Status.DONE, Status.ON_COURSE, Status.AT_RISK, Status.OFF_COURSE)


class Flag(Enum):
    """What is said beside a status, since no state alone says it."""

    OVERDUE = "overdue"  # a last day that passed
    REGRESSING = "regressing"  # a value worse than the one before it
    STALE = "stale"  # a datum older than it should be
    SILENT = "silent"  # an owner who was asked and did not answer


class Age(Enum):
    """How old a datum is beside what is usual for it."""

    FRESH = "fresh"
    AGING = "aging"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A status, the code of its ``rule`` and the ``params`` of its sentence.

    ``datum_on`` is the day of the datum that gave it, ``days`` its age on the day it was judged; None without one.
    ``flags`` are said beside it. ``last_known``, of no news only: how it stands by its last datum and by the days
    that passed since; None where nothing is known.
    """

    status: Status
    rule: str
    params: Mapping[str, Any] = field(default_factory=dict)
    datum_on: datetime.date | None = None
    days: int | None = None
    age: Age | None = None
    flags: frozenset[Flag] = frozenset()
    last_known: Status | None = None

    @property
    def counts_as(self) -> Status:
        """What a whole counts it as: who goes silent when something is bad does not make it better by that."""
        if self.status is Status.NO_NEWS and self.last_known is not None and self.last_known.is_bad:
            return self.last_known
        return self.status


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where the rules draw their lines; a plan may set its own, and each version is kept.

    Points of progress behind the schedule: at risk from ``risk_points`` on, off course from ``off_points`` on. Days:
    an end that is passed is at risk until ``grace_days`` later; a report is stale after ``stale_days``, aging after
    ``aging_share`` of that. Shares of the way to a target: on course from ``on_share`` on, at risk from
    ``risk_share`` on. An observation is stale after ``late_periods`` of its own periods. Of parts: off course from
    ``off_parts`` on, at risk from ``risk_parts`` on, no news from ``silent_parts`` on.

    Raises:
        ValueError: two lines are the wrong way round, or one is out of its range.
    """

    risk_points: float = 10.0
    off_points: float = 25.0
    grace_days: int = 30
    stale_days: int = 120
    aging_share: float = 0.5
    on_share: float = 0.95
    risk_share: float = 0.70
    late_periods: float = 2.0
    off_parts: float = 0.25
    risk_parts: float = 0.25
    silent_parts: float = 0.5

    def __post_init__(self) -> None:
        if not 0 < self.risk_points <= self.off_points <= 100:
            raise ValueError("the points of progress have to be above 0, the first at most the second")
        if self.grace_days < 0 or self.stale_days < 1 or self.late_periods < 1:
            raise ValueError("days and periods cannot be below zero")
        if not 0 <= self.risk_share <= self.on_share <= 1:
            raise ValueError("shares of the way are between 0 and 1, that of risk at most the other")
        parts = (self.aging_share, self.off_parts, self.risk_parts, self.silent_parts)
        if not all(0 < share <= 1 for share in parts):
            raise ValueError("shares of parts are above 0 and at most 1")


#: The codes of the rules of work, of aims and of wholes: every one has its sentence.
WORK_RULES = frozenset(
    (
        "suspended",
        "done",
        "not_begun_due",
        "unscheduled",
        "never_reported",
        "stale_report",
        "late_end",
        "just_late",
        "far_behind",
        "behind",
        "as_planned",
        "under_way",
    )
)
AIM_RULES = frozenset(
    (
        "not_observed_yet",
        "never_observed",
        "stale_value",
        "target_reached",
        "target_missed",
        "below_baseline",
        "somewhat_short",
        "far_short",
        "on_the_way",
    )
)
WHOLE_RULES = frozenset(
    (
        "no_parts",
        "all_not_due",
        "all_suspended",
        "many_off",
        "some_off",
        "many_silent",
        "many_at_risk",
        "all_done",
        "none_bad",
    )
)
RULES = WORK_RULES | AIM_RULES | WHOLE_RULES

#: The thresholds of a plan that has set none.
USUAL = Thresholds()


def age_of(days: int, stale_after: float, thresholds: Thresholds) -> Age:
    """Return how old a datum is that goes stale after so many days."""
    if days > stale_after:
        return Age.STALE
    return Age.AGING if days > stale_after * thresholds.aging_share else Age.FRESH
