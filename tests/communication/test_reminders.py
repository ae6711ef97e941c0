"""When who owes something is written to, over two simulated years."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rumbo.communication.reminders import AGAIN, QUIET, STEPS, Due, Written, ahead, is_covered, last_step, to_write

FIRST = datetime.date(2026, 1, 1)
YEARS = 731


def day(number: int) -> datetime.date:
    return FIRST + datetime.timedelta(days=number)


def rule(due_on: datetime.date, until: datetime.date) -> list[datetime.date]:
    """The days of the rule, written down as the rule says them."""
    days = [due_on + datetime.timedelta(days=number) for number in (-30, -7, -1, 6, 13)]
    while days[-1] <= until:
        days.append(days[-1] + datetime.timedelta(days=30))
    return [one for one in days if one <= until]


@dataclass
class Thing:
    """Something owed from the day ``asked`` until the day ``settled``, on which it is owed no more."""

    name: int
    asked: int
    due: int
    settled: int
    comes: int | None = None
    steps: list[datetime.date] = field(init=False)

    def __post_init__(self):
        on, start = day(self.due), day(self.asked)
        came = day(self.due + self.comes) if self.comes is not None else None
        days = rule(on, day(YEARS + 40))
        if came is not None:
            days = sorted({came, *(one for one in days if one > came)})
        #: Steps that went by before it was asked for are one, on the day that it is.
        self.steps = sorted({max(one, start) for one in days})

    def as_due(self) -> Due:
        from_day = day(self.due + self.comes) if self.comes is not None else None
        return Due(self.name, day(self.due), from_day)

    def is_owed(self, number: int) -> bool:
        return self.asked <= number < self.settled


def simulate(things: list[Thing], down: set[int] = frozenset()) -> list[Written]:
    """Two years of mornings; on some the program stands still."""
    written: list[Written] = []
    for number in range(YEARS):
        if number in down:
            continue
        found = to_write([one.as_due() for one in things if one.is_owed(number)], written, day(number))
        if found:
            written.append(Written(day(number), frozenset(one.name for one in found)))
    return written


@st.composite
def worlds(draw):
    things = []
    for name in range(draw(st.integers(1, 6))):
        asked = draw(st.integers(0, 500))
        due = asked + draw(st.integers(-20, 120))
        settled = asked + draw(st.integers(1, 400))
        comes = draw(st.sampled_from([None, None, 13, 20, 43]))
        things.append(Thing(name, asked, due, settled, comes))
    return things


downs = st.lists(st.tuples(st.integers(0, YEARS), st.integers(1, 25)), max_size=3).map(
    lambda spans: {number for start, length in spans for number in range(start, start + length)}
)


def first_allowed(step: datetime.date, written: list[Written], down: set[int]) -> datetime.date:
    """The first day from a step on when the program runs and no mail was written within the days before."""
    at = step
    while (at - FIRST).days in down or any(
        mail.day < at and (at - mail.day).days <= QUIET and mail.day != step for mail in written
    ):
        at += datetime.timedelta(days=1)
    return at


@given(worlds(), downs)
def test_no_reminder_is_missed(things, down):
    written = simulate(things, down)

    for thing in things:
        for step in thing.steps:
            number = (step - FIRST).days
            if not 0 <= number < YEARS:
                continue
            by = first_allowed(step, written, down)
            if (by - FIRST).days >= min(thing.settled, YEARS):
                continue
            assert any(step <= mail.day <= by and thing.name in mail.covers for mail in written), (thing, step, by)


@given(worlds(), downs)
def test_none_is_too_many(things, down):
    written = simulate(things, down)
    by_name = {thing.name: thing for thing in things}

    for before, after in pairwise(written):
        assert (after.day - before.day).days > QUIET
    for place, mail in enumerate(written):
        number = (mail.day - FIRST).days
        assert all(by_name[name].is_owed(number) for name in mail.covers)
        # It was written for a step that no mail before it covered.
        assert any(
            step <= mail.day and not any(step <= old.day and name in old.covers for old in written[:place])
            for name in mail.covers
            for step in by_name[name].steps
        )


@given(worlds())
def test_one_mail_speaks_of_all_that_a_person_owes(things):
    for mail in simulate(things):
        number = (mail.day - FIRST).days
        owed = {one.name for one in things if one.is_owed(number)}
        assert mail.covers == {
            one.name for one in things if one.name in owed and (one.comes is None or one.due + one.comes <= number)
        }


@given(worlds())
def test_the_order_of_things_and_mails_changes_nothing(things):
    written = simulate(things)
    for number in range(0, YEARS, 7):
        owed = [one.as_due() for one in things if one.is_owed(number)]
        so_far = [mail for mail in written if mail.day < day(number)]
        there = to_write(owed, so_far, day(number))
        assert set(to_write(owed[::-1], so_far[::-1], day(number))) == set(there)


@given(worlds())
def test_mails_older_than_a_month_need_not_be_known(things):
    written: list[Written] = []
    for number in range(YEARS):
        owed = [one.as_due() for one in things if one.is_owed(number)]
        recent = [mail for mail in written if (day(number) - mail.day).days <= AGAIN + QUIET]
        found = to_write(owed, written, day(number))
        assert to_write(owed, recent, day(number)) == found
        if found:
            written.append(Written(day(number), frozenset(one.name for one in found)))


def test_one_report_that_never_comes():
    due = 100
    written = simulate([Thing(1, 0, due, 10_000)])

    late = [(mail.day - day(due)).days for mail in written]
    assert late[:8] == [-30, -7, -1, 6, 13, 43, 73, 103]
    assert late == [*STEPS, *range(43, YEARS - due, 30)]


@pytest.mark.parametrize(
    ("settled", "late"),
    [
        (70, []),
        (71, [-30]),
        (99, [-30, -7]),
        (100, [-30, -7, -1]),
        (113, [-30, -7, -1, 6]),
        (114, [-30, -7, -1, 6, 13]),
    ],
)
def test_nothing_is_written_from_the_day_on_that_it_is_settled(settled, late):
    written = simulate([Thing(1, 0, 100, settled)])

    assert [(mail.day - day(100)).days for mail in written] == late


def test_two_things_four_days_apart_are_one_mail_on_the_first_day_allowed():
    first, second = Thing(1, 0, 100, 10_000), Thing(2, 0, 104, 10_000)

    written = simulate([first, second])

    days = [(mail.day - FIRST).days for mail in written]
    # 70 for the first; 74 of the second waits until 76. 93 and 97 → 93, 99 (with 99 of the first); 103 → 105; …
    assert days[:6] == [70, 76, 93, 99, 105, 111]
    assert all(mail.covers == {1, 2} for mail in written)


def test_a_program_that_stood_still_catches_up_with_one_mail():
    thing = Thing(1, 0, 100, 10_000)

    written = simulate([thing], down=set(range(69, 110)))

    assert [(mail.day - day(100)).days for mail in written][:3] == [10, 16, 43]


def test_what_is_asked_late_is_written_about_at_once():
    written = simulate([Thing(1, 80, 100, 10_000)])

    assert [(mail.day - FIRST).days for mail in written][:3] == [80, 93, 99]


def test_who_is_asked_for_another_hears_when_it_comes_to_them_and_with_the_later_steps():
    written = simulate([Thing(1, 0, 100, 10_000, comes=20)])

    assert [(mail.day - day(100)).days for mail in written][:4] == [20, 43, 73, 103]


def test_the_same_day_twice_writes_once():
    owed = [Due("a", day(100))]
    once = [Written(day(70), frozenset({"a"}))]

    assert to_write(owed, [], day(70)) == tuple(owed)
    assert to_write(owed, once, day(70)) == ()


def test_five_days_are_quiet_and_the_sixth_is_not():
    owed = [Due("b", day(100))]
    other = [Written(day(69), frozenset({"a"}))]

    assert [to_write(owed, other, day(number)) != () for number in range(70, 76)] == [False] * 5 + [True]


def test_a_clock_that_was_put_back_writes_nothing_again():
    owed = [Due("a", day(100))]

    assert to_write(owed, [Written(day(72), frozenset({"a"}))], day(70)) == ()


def test_before_the_first_step_there_is_nothing_to_cover():
    due = Due("a", day(100))

    assert last_step(due, day(69)) is None
    assert last_step(due, day(70)) == day(70)
    assert is_covered(due, [], day(69))
    assert not is_covered(due, [], day(70))


def test_what_is_ahead_is_what_will_be_written():
    things = [Thing(1, 0, 100, 10_000), Thing(2, 0, 104, 10_000)]
    written = simulate(things)
    before = [mail for mail in written if mail.day < day(90)]

    found = ahead([one.as_due() for one in things], before, day(90), 30)

    assert [at for at, _ in found] == [mail.day for mail in written if day(90) <= mail.day < day(120)]
