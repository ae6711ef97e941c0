"""Milestones, actions, strategies and projects: progress beside what was planned until then."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from rumbo.methods.status.states import USUAL, Age, Flag, Status, Thresholds, Verdict, age_of

WHOLE = 100.0


@dataclass(frozen=True, slots=True)
class Work:
    """Something with a schedule and a progress.

    ``progress`` is per cent, as it was on the day ``reported_on`` (None: nobody ever reported); ``planned`` is what
    was planned for that day where a schedule says so, else it follows from the days: evenly from ``starts_on`` to
    ``ends_on``. ``asked_on`` is the oldest request for a report that has no answer.

    Raises:
        ValueError: the end is before the beginning, or a percentage is out of its range.
    """

    starts_on: datetime.date | None = None
    ends_on: datetime.date | None = None
    progress: float | None = None
    reported_on: datetime.date | None = None
    planned: float | None = None
    done_on: datetime.date | None = None
    suspended_on: datetime.date | None = None
    asked_on: datetime.date | None = None

    def __post_init__(self) -> None:
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValueError("it ends before it begins")
        for share in (self.progress, self.planned):
            if share is not None and not 0 <= share <= WHOLE:
                raise ValueError("progress is between 0 and 100")

    def planned_on(self, day: datetime.date) -> float | None:
        """Return the progress that was planned for the end of a day, per cent; None without a schedule."""
        if self.planned is not None:
            return self.planned
        if self.starts_on is None or self.ends_on is None:
            return None
        length = (self.ends_on - self.starts_on).days + 1
        return min(max(((day - self.starts_on).days + 1) / length, 0.0), 1.0) * WHOLE


def judge_work(work: Work, today: datetime.date, thresholds: Thresholds = USUAL) -> Verdict:
    """Return how a milestone, action, strategy or project stands on a day.

    The rules, of which the first that fits counts: ``suspended``, ``done``, ``not_begun_due`` or ``unscheduled``
    (not due), ``never_reported`` and ``stale_report`` (no news), ``late_end`` and ``just_late`` (the last day
    passed), ``far_behind``, ``behind``, ``as_planned``. No news of a stale report says beside it what the later rules
    give by that report; of what nobody ever reported on only a last day that passed is known.
    """
    if work.suspended_on is not None and work.suspended_on <= today:
        return _of(work, today, thresholds, Status.SUSPENDED, "suspended", since=work.suspended_on)
    if work.done_on is not None or work.progress == WHOLE:
        return _of(work, today, thresholds, Status.DONE, "done", on=work.done_on or work.reported_on)
    if work.starts_on is not None and today < work.starts_on and not work.progress:
        return _of(work, today, thresholds, Status.NOT_DUE, "not_begun_due", starts_on=work.starts_on)
    return _without_news(work, today, thresholds) or _beside_schedule(work, today, thresholds)


def _without_news(work: Work, today: datetime.date, thresholds: Thresholds) -> Verdict | None:
    if work.progress is None or work.reported_on is None:
        if work.starts_on is None and work.ends_on is None and work.asked_on is None:
            return _of(work, today, thresholds, Status.NOT_DUE, "unscheduled")
        late = _lateness(work, today, thresholds)
        days = {"starts_on": work.starts_on} | ({"ends_on": work.ends_on} if late is not None else {})
        found = _of(work, today, thresholds, Status.NO_NEWS, "never_reported", **days)
        return replace(found, last_known=late[0] if late is not None else None)
    age = age_of((today - work.reported_on).days, thresholds.stale_days, thresholds)
    if age is not Age.STALE:
        return None
    found = _of(work, today, thresholds, Status.NO_NEWS, "stale_report", progress=work.progress)
    return replace(found, last_known=_beside_schedule(work, today, thresholds).status)


def _beside_schedule(work: Work, today: datetime.date, thresholds: Thresholds) -> Verdict:
    if work.reported_on is None or work.progress is None:  # pragma: no cover - `_without_news` saw to it
        raise ValueError("there is no report")
    if work.ends_on is not None and (late := _lateness(work, today, thresholds)) is not None:
        status, rule = late
        passed = (today - work.ends_on).days
        found = _of(work, today, thresholds, status, rule, progress=work.progress, ends_on=work.ends_on, late=passed)
        behind = _behind(work, today, thresholds)
        return behind if behind is not None and behind.status is Status.OFF_COURSE and rule == "just_late" else found
    return _behind(work, today, thresholds) or _of(
        work,
        today,
        thresholds,
        Status.ON_COURSE,
        "as_planned" if work.planned_on(work.reported_on) is not None else "under_way",
        progress=work.progress,
        planned=work.planned_on(work.reported_on),
    )


def _lateness(work: Work, today: datetime.date, thresholds: Thresholds) -> tuple[Status, str] | None:
    """Return the status and rule of what is not done on a day after its last; None before."""
    if work.ends_on is None or today <= work.ends_on:
        return None
    just = (today - work.ends_on).days <= thresholds.grace_days
    return (Status.AT_RISK, "just_late") if just else (Status.OFF_COURSE, "late_end")


def _behind(work: Work, today: datetime.date, thresholds: Thresholds) -> Verdict | None:
    """Say that less was done on the day of the report than was planned for it; None where it was not."""
    planned = work.planned_on(work.reported_on) if work.reported_on is not None else None
    if planned is None or work.progress is None:
        return None
    lack = planned - work.progress
    if lack < thresholds.risk_points:
        return None
    far = lack >= thresholds.off_points
    status, rule = (Status.OFF_COURSE, "far_behind") if far else (Status.AT_RISK, "behind")
    return _of(work, today, thresholds, status, rule, progress=work.progress, planned=planned)


def _of(
    work: Work, today: datetime.date, thresholds: Thresholds, status: Status, rule: str, **params: object
) -> Verdict:
    days = (today - work.reported_on).days if work.reported_on is not None else None
    age = age_of(days, thresholds.stale_days, thresholds) if days is not None else None
    return Verdict(status, rule, params, work.reported_on, days, age, _flags(work, today, status, age))


def _flags(work: Work, today: datetime.date, status: Status, age: Age | None) -> frozenset[Flag]:
    if status in (Status.DONE, Status.SUSPENDED):
        return frozenset()
    found = {
        Flag.OVERDUE: work.ends_on is not None and today > work.ends_on,
        Flag.STALE: age is Age.STALE,
        Flag.SILENT: work.asked_on is not None and work.asked_on < today,
    }
    return frozenset(flag for flag, is_so in found.items() if is_so)
