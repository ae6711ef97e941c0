"""Whom a plan asks for what on a day, and whom one has to telephone."""

from __future__ import annotations

import datetime

import pytest

from factories.accounts import OrganizationFactory
from factories.communication import NoticeFactory
from factories.monitoring import (
    AssignmentFactory,
    ImprovementFactory,
    ProgressReportFactory,
    RecommendationFactory,
    ReportingPeriodFactory,
)
from factories.portfolio import LiaisonFactory
from rumbo.communication.models import CommunicationRules, Preference
from rumbo.communication.queries.reminding import (
    NO_EMAIL,
    NO_LIAISON,
    NOT_DELIVERED,
    asking,
    reminder_key,
    rules_of,
)

DUE = datetime.date(2026, 4, 15)


def on(days: int) -> datetime.date:
    """So many days after the reports are due."""
    return DUE + datetime.timedelta(days=days)


@pytest.fixture
def period(plan):
    return ReportingPeriodFactory(plan=plan)


@pytest.fixture
def office(db):
    return OrganizationFactory(title="Obras Públicas")


@pytest.fixture
def name_liaison(plan, office):
    """Names somebody who answers for the office since long ago."""

    def name(email, **values):
        values = {"organization": office, "from_day": datetime.date(2020, 1, 1)} | values
        return LiaisonFactory(plan=plan, email=email, **values)

    return name


@pytest.fixture
def assigned(period, office):
    return AssignmentFactory(period=period, organization=office)


def test_the_liaison_is_asked_first(plan, assigned, name_liaison):
    name_liaison("Enlace@obras.example")
    name_liaison("suplente@obras.example", role="deputy")

    (person,) = asking(plan, on(-7)).people

    assert person.email == "enlace@obras.example"
    assert [one.item.name for one in person.today(on(-7))] == [("assignment", assigned.pk)]
    assert not person.asked[0].is_escalated


@pytest.mark.parametrize(
    ("days", "asked"),
    [
        (12, ["enlace@obras.example"]),
        (13, ["enlace@obras.example", "suplente@obras.example"]),
        (42, ["enlace@obras.example", "suplente@obras.example"]),
        (43, ["direccion@obras.example", "enlace@obras.example", "suplente@obras.example"]),
    ],
)
def test_deputy_and_head_are_asked_when_the_liaison_is_silent(plan, assigned, name_liaison, days, asked):
    name_liaison("enlace@obras.example")
    name_liaison("suplente@obras.example", role="deputy")
    name_liaison("direccion@obras.example", role="head")

    people = asking(plan, on(days)).people

    assert [one.email for one in people] == asked
    assert [one.email for one in people if one.asked[0].is_escalated] == [
        one for one in asked if one != "enlace@obras.example"
    ]


def test_the_days_of_the_plan_count(plan, assigned, name_liaison):
    CommunicationRules.objects.create(plan=plan, deputy_after=3, head_after=5)
    name_liaison("enlace@obras.example")
    name_liaison("suplente@obras.example", role="deputy")
    name_liaison("direccion@obras.example", role="head")

    assert len(asking(plan, on(2)).people) == 1
    assert len(asking(plan, on(3)).people) == 2
    assert len(asking(plan, on(5)).people) == 3


def test_nobody_else_is_asked_about_a_report_that_came_and_has_a_question(plan, assigned, name_liaison):
    name_liaison("enlace@obras.example")
    name_liaison("suplente@obras.example", role="deputy")
    ProgressReportFactory(
        assignment=assigned, state="observed", sent_at=datetime.datetime(2026, 4, 1, tzinfo=datetime.UTC)
    )

    (person,) = asking(plan, on(60)).people

    assert person.email == "enlace@obras.example"
    assert person.asked[0].item.has_question


@pytest.mark.parametrize("state", ["sent", "accepted"])
def test_who_reported_is_asked_no_more(plan, assigned, name_liaison, state):
    name_liaison("enlace@obras.example")
    ProgressReportFactory(assignment=assigned, state=state)

    assert asking(plan, on(6)).people == []


def test_who_is_excused_is_asked_no_more(plan, assigned, name_liaison):
    name_liaison("enlace@obras.example")
    assigned.excused = "La obra se canceló."
    assigned.save()

    assert asking(plan, on(6)).people == []


def test_a_closed_period_asks_nobody(plan, period, assigned, name_liaison):
    name_liaison("enlace@obras.example")
    period.phase = "closed"
    period.save()

    found = asking(plan, on(6))

    assert (found.people, found.unreached) == ([], [])


def test_who_left_is_not_written_to_and_who_came_is(plan, assigned, name_liaison):
    name_liaison("antes@obras.example", until_day=on(2))
    name_liaison("ahora@obras.example", from_day=on(3))
    NoticeFactory(
        plan=plan,
        key=reminder_key(plan, "antes@obras.example", on(-1)),
        covers=[["assignment", assigned.pk]],
        kind="reminder",
    )

    assert [one.email for one in asking(plan, on(2)).people] == ["antes@obras.example"]
    (person,) = asking(plan, on(3)).people
    assert person.email == "ahora@obras.example"
    assert person.today(on(3))


def test_one_person_of_two_organizations_is_one(plan, period, assigned, name_liaison):
    other = AssignmentFactory(period=period)
    name_liaison("enlace@obras.example")
    name_liaison("ENLACE@obras.example", organization=other.organization)

    (person,) = asking(plan, on(-7)).people

    assert {one.item.name for one in person.today(on(-7))} == {
        ("assignment", assigned.pk),
        ("assignment", other.pk),
    }


def test_commitments_are_asked_for_like_reports(plan, office, name_liaison):
    commitment = ImprovementFactory(
        recommendation=RecommendationFactory(plan=plan), organization=office, due_on=DUE, title="Publicar el padrón"
    )
    name_liaison("enlace@obras.example")
    name_liaison("suplente@obras.example", role="deputy")

    (person,) = asking(plan, on(-7)).people
    late = asking(plan, on(13)).people

    assert person.today(on(-7))[0].item.name == ("improvement", commitment.pk)
    assert [one.email for one in late] == ["enlace@obras.example", "suplente@obras.example"]


def test_the_person_named_in_a_commitment_is_asked_while_in_office(plan, office, name_liaison):
    name_liaison("enlace@obras.example")
    named = name_liaison("otra@obras.example", until_day=on(-20))
    ImprovementFactory(
        recommendation=RecommendationFactory(plan=plan), organization=office, due_on=DUE, liaison=named
    )

    assert [one.email for one in asking(plan, on(-20)).people] == ["otra@obras.example"]
    assert [one.email for one in asking(plan, on(-19)).people] == ["enlace@obras.example"]


@pytest.mark.parametrize("progress", ["done", "dropped"])
def test_a_commitment_that_ended_is_asked_for_no_more(plan, office, name_liaison, progress):
    name_liaison("enlace@obras.example")
    ImprovementFactory(
        recommendation=RecommendationFactory(plan=plan), organization=office, due_on=DUE, progress=progress
    )

    assert asking(plan, on(6)).people == []


def test_an_organization_without_anybody_is_to_be_telephoned(plan, assigned, office):
    found = asking(plan, on(6))

    (row,) = found.unreached
    assert (row.organization, row.why, row.days_late) == (office, NO_LIAISON, 6)
    assert found.people == []


def test_nobody_is_telephoned_before_the_first_reminder_would_go(plan, assigned):
    assert asking(plan, on(-31)).unreached == []
    assert len(asking(plan, on(-30)).unreached) == 1


def test_without_a_liaison_the_deputy_is_asked_and_the_staff_sees_it(plan, assigned, name_liaison):
    name_liaison("suplente@obras.example", role="deputy")

    found = asking(plan, on(-7))

    assert [one.email for one in found.people] == ["suplente@obras.example"]
    assert not found.people[0].asked[0].is_escalated
    assert [one.why for one in found.unreached] == [NO_LIAISON]


def test_a_liaison_without_an_e_mail_is_to_be_telephoned(plan, assigned, name_liaison):
    liaison = name_liaison("", phone="871 555 0101")

    found = asking(plan, on(-7))

    assert found.people == []
    assert [(one.why, one.people) for one in found.unreached] == [(NO_EMAIL, (liaison,))]


@pytest.mark.parametrize(
    ("state", "why"), [("failed", [NOT_DELIVERED]), ("uncertain", [NOT_DELIVERED]), ("sent", []), ("waiting", [])]
)
def test_whose_last_mail_did_not_arrive_is_to_be_telephoned(plan, assigned, name_liaison, state, why):
    name_liaison("enlace@obras.example")
    for day, became in ((on(-30), "failed"), (on(-7), state)):
        NoticeFactory(
            plan=plan,
            key=reminder_key(plan, "enlace@obras.example", day),
            covers=[["assignment", assigned.pk]],
            kind="reminder",
            to="enlace@obras.example",
            state=became,
        )

    assert [one.why for one in asking(plan, on(-6)).unreached] == why


def test_mails_of_other_plans_and_people_do_not_count(plan, assigned, name_liaison):
    name_liaison("enlace@obras.example")
    covers = [["assignment", assigned.pk]]
    other = NoticeFactory().plan
    NoticeFactory(plan=other, key=reminder_key(other, "enlace@obras.example", on(-7)), covers=covers)
    NoticeFactory(plan=plan, key=reminder_key(plan, "otra@obras.example", on(-7)), covers=covers)

    (person,) = asking(plan, on(-7)).people

    assert person.today(on(-7))


def test_the_language_is_the_one_that_the_address_chose(plan, assigned, name_liaison):
    name_liaison("Enlace@obras.example")
    assert asking(plan, on(-7)).people[0].language == "es"

    Preference.objects.create(plan=plan, email="enlace@obras.example", language="en")

    assert asking(plan, on(-7)).people[0].language == "en"


def test_a_plan_without_rules_has_the_usual_ones(plan):
    rules = rules_of(plan)

    assert (rules.reminds, rules.deputy_after, rules.head_after, rules.digest_day) == (True, 13, 43, 0)
    assert rules.pk is None


def test_the_queries_do_not_grow(plan, period, django_assert_num_queries, django_assert_max_num_queries):
    def grow(count):
        for _number in range(count):
            one = AssignmentFactory(period=period)
            for role in ("liaison", "deputy", "head"):
                LiaisonFactory(
                    plan=plan,
                    organization=one.organization,
                    role=role,
                    email=f"{role}{one.pk}@obras.example",
                    from_day=datetime.date(2020, 1, 1),
                )

    grow(2)
    with django_assert_max_num_queries(20) as captured:
        asking(plan, on(50))
    grow(15)
    with django_assert_num_queries(len(captured)):
        assert len(asking(plan, on(50)).people) == 17 * 3
