"""When somebody who owes something is written to: pure functions of days.

The rule: 30, 7 and 1 days before the day that something is due, 6 and 13 days after it, then every 30 (43, 73 ...).
Read exactly, it is this, and ``docs/decisions/reminders.md`` says why:

- A *step* of something is one of those days. Whoever is asked because another is silent has steps of their own: the
  day that it comes to them, and then those of the rule that are later.
- A step is *covered* by a mail that speaks of the thing, on the step's day or later. A mail speaks of all that the
  person owes on its day.
- A mail is written on a day where something that is still owed has a step that is not covered, unless the person was
  written to on that day or one of the 5 before: then it waits for the first day allowed, the sixth, and what comes up
  meanwhile goes into the same mail. So two mails are never within 5 days, and no step is dropped.
- Only the last step counts: who was not written to for weeks, because the program stood still or the thing was given
  to them late, gets one mail, not one for each step that went by.
- What was reported, excused or closed is owed no more: nothing is written about it, whether its steps are covered or
  not.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass

#: Days before (negative) and after the day that something is due; after the last of them, one every `AGAIN` days.
STEPS = (-30, -7, -1, 6, 13)
AGAIN = 30
#: For so many days after a mail to a person there is none.
QUIET = 5


@dataclass(frozen=True, slots=True)
class Due:
    """Something that a person owes: ``name`` tells it apart, ``on`` is the last day for it.

    ``from_day`` is the day that it comes to somebody who is asked because another is silent; None for who is asked
    first.
    """

    name: Hashable
    on: datetime.date
    from_day: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A mail to the person: its day, and the names of what it spoke of."""

    day: datetime.date
    covers: frozenset[Hashable]


def last_step(due: Due, today: datetime.date) -> datetime.date | None:
    """Return the last step of something until today, today included; None before the first."""
    if due.from_day is not None and today < due.from_day:
        return None
    step = _last_of_rule(due.on, today)
    if due.from_day is None:
        return step
    return due.from_day if step is None else max(step, due.from_day)


def is_covered(due: Due, written: Iterable[Written], today: datetime.date) -> bool:
    """Whether nothing has to be written about something until today."""
    step = last_step(due, today)
    return step is None or any(step <= mail.day <= today and due.name in mail.covers for mail in written)


def is_quiet(written: Iterable[Written], today: datetime.date) -> bool:
    """Whether a mail today would be within `QUIET` days of another one."""
    return any(abs((today - mail.day).days) <= QUIET for mail in written)


def to_write(owed: Iterable[Due], written: Collection[Written], today: datetime.date) -> tuple[Due, ...]:
    """Return what a mail to a person has to speak of today; nothing where none has to be written today.

    ``owed`` is all that the person owes today, in any order; ``written`` are the mails they got, in any order: those
    of the last `AGAIN` + `QUIET` days are enough.
    """
    mine = tuple(due for due in owed if due.from_day is None or due.from_day <= today)
    if is_quiet(written, today) or all(is_covered(due, written, today) for due in mine):
        return ()
    return mine


def ahead(
    owed: Collection[Due], written: Iterable[Written], first: datetime.date, days: int
) -> list[tuple[datetime.date, tuple[Due, ...]]]:
    """Return the mails of the coming days, from ``first`` on, as they will be if nothing is reported meanwhile."""
    so_far, mails = list(written), []
    for number in range(days):
        day = first + datetime.timedelta(days=number)
        if found := to_write(owed, so_far, day):
            mails.append((day, found))
            so_far.append(Written(day, frozenset(due.name for due in found)))
    return mails


def _last_of_rule(due_on: datetime.date, today: datetime.date) -> datetime.date | None:
    late = (today - due_on).days
    if late < STEPS[0]:
        return None
    after = STEPS[-1]
    reached = after + (late - after) // AGAIN * AGAIN if late >= after else max(one for one in STEPS if one <= late)
    return due_on + datetime.timedelta(days=reached)
