import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from factories import AxisFactory, CallFactory, ProposalFactory
from rumbo.core.errors import Refused
from rumbo.core.services import records
from rumbo.participation.enums import CallTime, ProposalState
from rumbo.participation.models import Call
from rumbo.participation.queries.calls import axes_of_call, public_calls, staff_calls
from rumbo.participation.services.proposals import check_open

TODAY = datetime.date(2026, 6, 15)


def days(number):
    return timezone.localdate() + datetime.timedelta(days=number)


@pytest.mark.parametrize(
    ("opens", "closes", "time"),
    [
        (TODAY, TODAY, CallTime.OPEN),
        (TODAY - datetime.timedelta(days=9), TODAY - datetime.timedelta(days=1), CallTime.CLOSED),
        (TODAY + datetime.timedelta(days=1), TODAY + datetime.timedelta(days=9), CallTime.COMING),
    ],
)
def test_first_and_last_day_belong_to_a_call(opens, closes, time):
    assert Call(opens_on=opens, closes_on=closes).time(TODAY) == time


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"opens_on": days(1)}, "todavía no abre"),
        ({"opens_on": days(-3), "closes_on": days(-1)}, "ya cerró"),
        ({"is_published": False}, "ya cerró"),
        ({"state": "withdrawn"}, "ya cerró"),
    ],
)
def test_a_call_that_takes_nothing_says_so(plan, changes, words):
    with pytest.raises(Refused, match=words):
        check_open(CallFactory(plan=plan, **changes))


def test_a_call_is_written_by_managers_with_its_axes_and_history(manager, editor, plan, axis):
    new = {"plan": plan, "title": "Ideas para el río", "opens_on": days(0), "closes_on": days(9)}
    with pytest.raises(PermissionDenied):
        records.create(editor, Call(**new))
    call = records.create(manager, Call(**new), links={"axes": [axis]}, reason="Lo pidió el consejo")
    assert (call.key, call.is_published) == ("ideas-para-el-rio", False)
    assert list(call.axes.all()) == [axis]
    call = records.update(manager, call, {"is_published": True, "axes": []}, reason="Para todos los ejes")
    records.withdraw(manager, call, reason="Se pospone")
    assert [entry.history_change_reason for entry in call.history.all()] == [
        "Se pospone",
        "Para todos los ejes",
        "Lo pidió el consejo",
    ]


def test_a_call_does_not_close_before_it_opens(manager, plan):
    with pytest.raises(ValidationError) as wrong:
        records.create(manager, Call(plan=plan, title="Al revés", opens_on=days(2), closes_on=days(1)))
    assert "closes_on" in wrong.value.message_dict


def test_a_call_without_axes_is_about_all_in_force(plan, axis, other_axis):
    gone = AxisFactory(plan=plan, state="withdrawn")
    call = CallFactory(plan=plan)
    assert list(axes_of_call(call)) == [axis, other_axis]
    call.axes.set([other_axis, gone])
    assert list(axes_of_call(call)) == [other_axis]


def test_calls_are_counted_in_one_query(plan, django_assert_num_queries):
    for _number in range(3):
        call = CallFactory(plan=plan)
        for state in ProposalState:
            ProposalFactory(call=call, state=state)
    CallFactory(plan=plan, is_published=False)
    CallFactory()
    with django_assert_num_queries(1):
        assert [call.public_count for call in public_calls(plan)] == [4, 4, 4]
    with django_assert_num_queries(1):
        counted = [(call.sent_count, call.received_count, call.published_count) for call in staff_calls(plan)]
    assert counted == [(0, 0, 0), (6, 1, 1), (6, 1, 1), (6, 1, 1)]
