from __future__ import annotations

import datetime
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from rumbo.methods.earned_value import Accrual, Step, Why, earned_value, planned_share, s_curve


def day(number):
    return datetime.date(2027, 1, 1) + datetime.timedelta(days=number - 1)


def fence():
    """Four sides of one day and 1,000 each, the third half done."""
    done = ("1", "1", "0.5", "0")
    return [Step(day(n), day(n), 1, Decimal(progress)) for n, progress in enumerate(done, 1)]


def test_the_published_example():
    """The fence of PMP Exam Prep, as "Earned Value Exercise", https://studylib.net/doc/5898152.

    It gives EAC, ETC and VAC (4,479, 1,679 and −479) from a CPI rounded to 0.893; unrounded they are one unit off.
    """
    found = earned_value(fence(), day(3), Decimal(4000), Decimal(1000 + 1200 + 600))
    assert (found.bac, found.pv, found.ev, found.ac, found.sv, found.cv) == (4000, 3000, 2500, 2800, -500, -300)
    assert (round(found.spi, 3), round(found.cpi, 3)) == (Decimal("0.833"), Decimal("0.893"))
    assert (round(found.eac), round(found.etc), round(found.vac)) == (4480, 1680, -480)
    rounded = Decimal(4000) / round(found.cpi, 3)
    assert (round(rounded), round(rounded - found.ac), round(4000 - rounded)) == (4479, 1679, -479)


def test_weights_and_days_by_hand():
    """10 days with weight 3 begun 4 days ago, 20 % done; and a step that counts at its end, not yet reached."""
    steps = [Step(day(1), day(10), 3, Decimal("0.2")), Step(day(1), day(10), 1, accrual=Accrual.AT_END)]
    found = earned_value(steps, day(4), Decimal(400), Decimal(100))
    assert (found.pv, found.ev, found.sv, found.cv) == (120, 60, -60, -40)
    assert (found.spi, found.cpi) == (Decimal("0.5"), Decimal("0.6"))
    assert round(found.eac, 2) == Decimal("666.67")
    assert planned_share(steps, day(10)) == 1
    assert planned_share(steps, day(0)) == 0


def test_what_is_undefined_says_why():
    nothing_done = [Step(day(5), day(6))]
    early = earned_value(nothing_done, day(1), Decimal(100), Decimal(10))
    assert (early.spi, early.cpi, early.eac, early.etc, early.vac) == (
        Why.NOTHING_PLANNED,
        0,
        *[Why.NOTHING_EARNED] * 3,
    )
    free = earned_value(fence(), day(3), Decimal(100), Decimal(0))
    assert (free.ac, free.cv, free.cpi, free.eac) == (0, Decimal("62.5"), Why.NOTHING_SPENT, Why.NOTHING_SPENT)
    unknown = earned_value(fence(), day(3), Decimal(100), None)
    assert unknown.sv == Decimal("-12.5")
    assert {unknown.ac, unknown.cv, unknown.cpi, unknown.eac, unknown.etc, unknown.vac} == {Why.UNKNOWN_COST}
    poor = earned_value(fence(), day(3), Decimal(0), Decimal(5))
    assert (poor.bac, poor.pv, poor.ev, poor.spi, poor.eac, poor.ac) == (*[Why.NO_BUDGET] * 5, 5)
    empty = earned_value([], day(3), Decimal(100), Decimal(5))
    assert (empty.bac, empty.pv, empty.ev, empty.cpi) == (100, *[Why.NO_STEPS] * 3)


@pytest.mark.parametrize(
    "wrong", [{"end": day(0)}, {"weight": 0}, {"progress": Decimal("1.1")}, {"progress": Decimal("-0.1")}]
)
def test_senseless_steps_are_refused(wrong):
    with pytest.raises(ValueError, match="step"):
        Step(**{"begin": day(1), "end": day(2), **wrong})


@pytest.mark.parametrize("wrong", [(Decimal(-1), None), (Decimal(1), Decimal(-1))])
def test_negative_money_is_refused(wrong):
    with pytest.raises(ValueError, match="negative"):
        earned_value(fence(), day(1), *wrong)


def test_the_curve_of_one_step_and_of_none():
    points = s_curve([Step(day(2), day(4))])
    assert [(point.day, point.share) for point in points] == [(day(1), 0), (day(4), 1)]
    jump = s_curve([Step(day(2), day(4), accrual=Accrual.AT_END)])
    assert [(point.day, point.share) for point in jump] == [(day(1), 0), (day(3), 0), (day(4), 1)]
    assert s_curve([]) == []


spans = some.tuples(some.integers(1, 30), some.integers(0, 30), some.integers(1, 9), some.sampled_from(Accrual))


@given(some.lists(spans, min_size=1, max_size=6), some.integers(0, 70))
def test_the_curve_is_straight_between_its_corners(drawn, number):
    steps = [Step(day(begin), day(begin + days), weight, accrual=how) for begin, days, weight, how in drawn]
    points = s_curve(steps)
    shares = [point.share for point in points]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)
    for before, after in pairwise(points):
        if before.day <= day(number) <= after.day:
            part = Decimal((day(number) - before.day).days) / (after.day - before.day).days
            expected = before.share + part * (after.share - before.share)
            assert abs(planned_share(steps, day(number)) - expected) < Decimal("1e-20")
