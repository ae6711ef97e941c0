"""The status of a whole from its parts: its distribution and the worst of them, never a mean that hides one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from rumbo.methods.status.states import USUAL, Status, Thresholds, Verdict

Key = TypeVar("Key", bound=str | int)

#: From the worst on: what is named first of the parts.
_WORST_FIRST = (
    Status.OFF_COURSE,
    Status.AT_RISK,
    Status.NO_NEWS,
    Status.SUSPENDED,
    Status.ON_COURSE,
    Status.NOT_DUE,
    Status.DONE,
)
#: Parts that say nothing of how the whole stands now.
_APART = (Status.NOT_DUE, Status.SUSPENDED)


@dataclass(frozen=True, slots=True)
class Whole:
    """The ``verdict`` of a whole, how many parts have each status, and the keys of the ``worst``."""

    verdict: Verdict
    counts: Mapping[Status, int]
    worst: tuple[str | int, ...]


def roll_up(parts: Mapping[Key, Verdict], thresholds: Thresholds = USUAL) -> Whole:
    """Return the status of a whole: a programme, goal, axis or plan, from those of its parts by key.

    Parts that are not due or suspended are left out of the shares, unless there are no others. The rules, of which
    the first that fits counts: ``no_parts`` and ``all_not_due`` (not due), ``all_suspended``, ``many_off`` (a share
    of ``off_parts`` is off course), ``some_off`` (at risk), ``many_at_risk``, ``many_silent`` (no news),
    ``all_done``, ``none_bad`` (on course). No news never counts as good: it stays in the share's denominator. A part
    without news that was at risk or off course when it was last known counts as that still, so that silence never
    makes a bad whole better; ``silent_off`` and ``silent_risk`` of the params are how many such there are.
    """
    counts = Counter(verdict.status for verdict in parts.values())
    silent = Counter(verdict.counts_as for verdict in parts.values() if verdict.status is Status.NO_NEWS)
    due = sum(count for status, count in counts.items() if status not in _APART)
    status, rule = _judge(counts, silent, due, thresholds)
    params = {"parts": len(parts), "due": due, **{one.value: counts[one] for one in Status}}
    params |= {"silent_off": silent[Status.OFF_COURSE], "silent_risk": silent[Status.AT_RISK]}
    days = [verdict.days for verdict in parts.values() if verdict.days is not None]
    oldest = max(days, default=None)
    dated = min((verdict.datum_on for verdict in parts.values() if verdict.datum_on is not None), default=None)
    flags = frozenset(flag for verdict in parts.values() for flag in verdict.flags)
    return Whole(Verdict(status, rule, params, dated, oldest, None, flags), dict(counts), _worst(parts))


def _judge(
    counts: Mapping[Status, int], bad_silent: Mapping[Status, int], due: int, thresholds: Thresholds
) -> tuple[Status, str]:
    if not due:
        if counts[Status.SUSPENDED] and not counts[Status.NOT_DUE]:
            return Status.SUSPENDED, "all_suspended"
        return Status.NOT_DUE, "all_not_due" if counts else "no_parts"
    off, risk = ((counts[one] + bad_silent[one]) / due for one in (Status.OFF_COURSE, Status.AT_RISK))
    if off >= thresholds.off_parts:
        return Status.OFF_COURSE, "many_off"
    if off:
        return Status.AT_RISK, "some_off"
    if risk >= thresholds.risk_parts:
        return Status.AT_RISK, "many_at_risk"
    if counts[Status.NO_NEWS] / due >= thresholds.silent_parts:
        return Status.NO_NEWS, "many_silent"
    if counts[Status.DONE] == due and not (counts[Status.NOT_DUE] or counts[Status.SUSPENDED]):
        return Status.DONE, "all_done"
    return Status.ON_COURSE, "none_bad"


def _worst(parts: Mapping[Key, Verdict]) -> tuple[str | int, ...]:
    """Return the keys of the worst parts; those without news among them that were so when last known."""
    there = {one.counts_as for one in parts.values()}
    worst = next((status for status in _WORST_FIRST if status in there), None)
    if worst is None or worst in (Status.ON_COURSE, Status.NOT_DUE, Status.DONE):
        return ()
    return tuple(sorted((key for key, one in parts.items() if one.counts_as is worst), key=str))
