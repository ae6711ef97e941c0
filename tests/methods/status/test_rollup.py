"""A whole from its parts: nothing bad is hidden, and no news is never good."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rumbo.methods.status import Flag, Status, Verdict, roll_up

DONE, ON, RISK, OFF = Status.DONE, Status.ON_COURSE, Status.AT_RISK, Status.OFF_COURSE
WAS_OFF, WAS_RISK = (Status.NO_NEWS, OFF), (Status.NO_NEWS, RISK)
SILENT, LATER, STOPPED = Status.NO_NEWS, Status.NOT_DUE, Status.SUSPENDED


def verdict(part):
    """A part: a status, or one without news and how it was last known."""
    status, known = part if isinstance(part, tuple) else (part, None)
    return Verdict(status, "x", last_known=known)


def whole(*parts):
    return roll_up({number: verdict(part) for number, part in enumerate(parts)})


RULES = [
    ((), LATER, "no_parts"),
    ((LATER, LATER), LATER, "all_not_due"),
    ((LATER, STOPPED), LATER, "all_not_due"),
    ((STOPPED, STOPPED), STOPPED, "all_suspended"),
    ((OFF, ON, ON, ON), OFF, "many_off"),
    ((OFF, ON, ON, ON, ON), RISK, "some_off"),
    ((OFF, SILENT, SILENT, SILENT, SILENT), RISK, "some_off"),
    ((SILENT, SILENT, ON, RISK), RISK, "many_at_risk"),
    ((SILENT, SILENT, SILENT, ON, RISK), SILENT, "many_silent"),
    ((SILENT, SILENT, ON, ON), SILENT, "many_silent"),
    ((WAS_OFF, ON, ON, ON), OFF, "many_off"),
    ((WAS_OFF, ON, ON, ON, ON), RISK, "some_off"),
    ((WAS_OFF, WAS_OFF), OFF, "many_off"),
    ((WAS_OFF, *[ON] * 6, OFF), OFF, "many_off"),
    ((WAS_RISK, ON, ON, DONE), RISK, "many_at_risk"),
    ((WAS_RISK, WAS_RISK), RISK, "many_at_risk"),
    ((WAS_RISK, ON, ON, ON, ON), ON, "none_bad"),
    (((SILENT, ON), (SILENT, DONE)), SILENT, "many_silent"),
    ((RISK, ON, ON, DONE), RISK, "many_at_risk"),
    ((DONE, DONE), DONE, "all_done"),
    ((DONE, DONE, LATER), ON, "none_bad"),
    ((DONE, SILENT, DONE), ON, "none_bad"),
    ((RISK, ON, ON, ON, ON), ON, "none_bad"),
]


@pytest.mark.parametrize(("parts", "status", "rule"), RULES)
def test_the_rule_that_fits(parts, status, rule):
    found = whole(*parts).verdict
    assert (found.status, found.rule) == (status, rule)


def test_the_worst_are_named_however_good_the_rest_is():
    found = whole(*[DONE] * 50, OFF, RISK, OFF)
    assert found.worst == (50, 52)
    assert found.verdict.status is RISK
    assert found.counts[DONE] == 50


def test_silence_is_named_where_nothing_is_worse():
    assert whole(ON, SILENT, ON, ON).worst == (1,)


def test_who_fell_silent_off_course_is_among_the_worst_and_counted_as_silent():
    found = whole(ON, WAS_OFF, OFF, RISK)
    assert found.worst == (1, 2)
    assert (found.counts[SILENT], found.counts[OFF]) == (1, 1)
    assert (found.verdict.params["silent_off"], found.verdict.params["silent_risk"]) == (1, 0)


def test_flags_of_the_parts_are_those_of_the_whole():
    found = roll_up({"a": Verdict(ON, "x", flags=frozenset({Flag.OVERDUE})), "b": Verdict(ON, "x")})
    assert found.verdict.flags == {Flag.OVERDUE}


statuses = st.lists(
    st.sampled_from(Status) | st.sampled_from([(SILENT, one) for one in (DONE, ON, RISK, OFF)]),
    min_size=1,
    max_size=12,
)


@given(statuses, st.randoms())
def test_the_order_of_the_parts_changes_nothing(parts, chance):
    shuffled = parts[:]
    chance.shuffle(shuffled)
    assert whole(*shuffled).verdict == whole(*parts).verdict
    assert whole(*shuffled).counts == whole(*parts).counts


@given(statuses, st.data())
def test_a_part_that_gets_worse_never_makes_the_whole_better(parts, data):
    place = data.draw(st.integers(0, len(parts) - 1))
    order = [DONE, ON, RISK, OFF]
    if parts[place] not in order:
        return
    worse = parts[:]
    worse[place] = data.draw(st.sampled_from(order[order.index(parts[place]) :]))
    before, after = whole(*parts).verdict.status.rank, whole(*worse).verdict.status.rank
    assert before is None or after is None or after >= before


@given(statuses, st.data())
def test_silence_never_makes_the_whole_better(parts, data):
    place = data.draw(st.integers(0, len(parts) - 1))
    if parts[place] not in (DONE, ON):
        return
    silent = parts[:]
    silent[place] = SILENT
    before, after = whole(*parts).verdict.status.rank, whole(*silent).verdict.status.rank
    assert before is None or after is None or after >= before


@given(statuses, st.data())
def test_who_falls_silent_never_makes_a_bad_whole_better(parts, data):
    """Each part may fall silent, and is then remembered as it was."""
    silent = [
        (SILENT, part) if part in (DONE, ON, RISK, OFF) and data.draw(st.booleans()) else part for part in parts
    ]
    before, after = whole(*parts).verdict.status, whole(*silent).verdict.status
    if before.is_bad:
        assert after.rank >= before.rank
    assert before is SILENT or after in (before, SILENT, ON)


@given(statuses)
def test_a_good_whole_has_no_part_off_course_and_not_mostly_silence(parts):
    found = whole(*parts)
    if found.verdict.status in (DONE, ON):
        assert OFF not in parts
        assert WAS_OFF not in parts
        assert sum(verdict(part).status is SILENT for part in parts) < len(parts) / 2
    assert sum(found.counts.values()) == len(parts)
