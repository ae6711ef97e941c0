"""When everything can begin at the earliest and must end at the latest, and which path decides the end.

The critical path method of Kelley and Walker (1959): dependencies are finish to start, with a lag where one is given.
Times are whole numbers of days from the start of the schedule.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


class Cycle(ValueError):
    """Some tasks wait for each other; ``keys`` goes once around, each waiting for the one before it."""

    def __init__(self, keys: tuple[Hashable, ...]) -> None:
        super().__init__(" → ".join(str(key) for key in keys))
        self.keys = keys


@dataclass(frozen=True, slots=True)
class Task(Generic[Key]):
    """Something that takes ``days`` (0 for a milestone) and begins after others have ended.

    ``after`` gives the days to wait after each of them (0 for none); ``not_before`` is the first day it can begin.
    """

    key: Key
    days: int
    after: Mapping[Key, int] = field(default_factory=dict)
    not_before: int = 0


@dataclass(frozen=True, slots=True)
class Times:
    """First and last possible begin and end of a task, in days; ``slack`` is how long it can be late for nothing."""

    early_start: int
    early_end: int
    late_start: int
    late_end: int

    @property
    def slack(self) -> int:
        """Days that the task can be late without making the end late."""
        return self.late_start - self.early_start

    @property
    def is_critical(self) -> bool:
        """Whether a day lost here is a day lost at the end."""
        return self.slack == 0


@dataclass(frozen=True, slots=True)
class CriticalPath(Generic[Key]):
    """The times of each task, the last day, and one critical path from its first task to its last."""

    times: dict[Key, Times]
    end: int
    path: tuple[Key, ...]


def critical_path(tasks: Iterable[Task[Key]]) -> CriticalPath[Key]:
    """Return when each task can and must take place.

    Raises:
        Cycle: some tasks wait for each other.
        ValueError: a key is given twice, a task waits for one that is not there, or takes less than no time.
    """
    known = _known(tasks)
    order = _order(known)
    starts: dict[Key, int] = {}
    for key in order:
        task = known[key]
        ends = [starts[other] + known[other].days + lag for other, lag in task.after.items()]
        starts[key] = max([task.not_before, *ends])
    end = max((starts[key] + known[key].days for key in order), default=0)
    late = _late_ends(known, order, end)
    times = {}
    for key, task in known.items():
        times[key] = Times(starts[key], starts[key] + task.days, late[key] - task.days, late[key])
    return CriticalPath(times, end, _path(known, order, times))


def _known(tasks: Iterable[Task[Key]]) -> dict[Key, Task[Key]]:
    known: dict[Key, Task[Key]] = {}
    for task in tasks:
        if task.key in known:
            raise ValueError(f"{task.key} is there twice")
        if task.days < 0:
            raise ValueError(f"{task.key} takes less than no time")
        known[task.key] = task
    for task in known.values():
        if missing := [other for other in task.after if other not in known]:
            raise ValueError(f"{task.key} waits for {missing[0]}, which is not there")
    return known


def _order(known: Mapping[Key, Task[Key]]) -> list[Key]:
    try:
        return list(TopologicalSorter({key: list(task.after) for key, task in known.items()}).static_order())
    except CycleError as error:
        raise Cycle(tuple(error.args[1])) from error


def _late_ends(known: Mapping[Key, Task[Key]], order: list[Key], end: int) -> dict[Key, int]:
    late = dict.fromkeys(known, end)
    for key in reversed(order):
        start = late[key] - known[key].days
        for other, lag in known[key].after.items():
            late[other] = min(late[other], start - lag)
    return late


def _path(known: Mapping[Key, Task[Key]], order: list[Key], times: Mapping[Key, Times]) -> tuple[Key, ...]:
    """Walk back from the first task that ends last, each time to the one that it really waited for."""
    path: list[Key] = []
    last = max((times[key].early_end for key in order), default=0)
    step = next((key for key in order if times[key].early_end == last), None)
    while step is not None:
        path.append(step)
        begun = times[step].early_start
        waited = known[step].after.items()
        step = next((other for other, lag in waited if times[other].early_end + lag == begun), None)
    return tuple(reversed(path))
