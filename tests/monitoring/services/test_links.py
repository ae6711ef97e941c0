"""Links of liaisons: one report only, signed, until a day, ended and renewed; and whom they open nothing for."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from factories import LiaisonFactory, OrganizationFactory, ProjectFactory
from factories.monitoring import AssignmentFactory, ProgressReportFactory, ReportingPeriodFactory, ReportLinkFactory
from rumbo.core.errors import Refused
from rumbo.monitoring.models import ReportingRules, ReportLink
from rumbo.monitoring.queries.links import Shut, open_link
from rumbo.monitoring.services import links, periods
from rumbo.monitoring.tokens import read_token, token_of
from rumbo.monitoring.web.links import address_of

BEGAN = datetime.date(2025, 1, 1)
TODAY = datetime.date(2026, 4, 2)


@pytest.fixture
def period(plan):
    return ReportingPeriodFactory(plan=plan)


@pytest.fixture
def asked(period):
    return AssignmentFactory(period=period)


@pytest.fixture
def person(plan, asked):
    return LiaisonFactory(plan=plan, organization=asked.organization, from_day=BEGAN, email="enlace@example.org")


@pytest.fixture
def link(asked, person):
    return links.link_for(asked, person, today=TODAY)


def test_a_link_opens_one_report(link, asked, person, django_assert_num_queries):
    token = token_of(link)
    with django_assert_num_queries(1):
        found = open_link(token, TODAY)
        assert (found, found.assignment, found.liaison) == (link, asked, person)
        assert found.assignment.measure.element.axis_pk
        assert found.assignment.period.plan.key == "plan-2040"


def test_the_address_is_whole(link, settings):
    settings.BASE_URL = ""
    assert address_of(link, "https://plan.example.org/") == f"https://plan.example.org/informe/{token_of(link)}/"
    settings.BASE_URL = "https://rumbo.example.org"
    assert address_of(link) == f"https://rumbo.example.org/informe/{token_of(link)}/"


@pytest.mark.parametrize("change", ["1{}", "{}x", "", "nada", "{}.{}", "7-0"])
def test_a_forged_link_is_unknown(link, change):
    token = change.format(token_of(link), "a")
    assert read_token(token) is None
    assert open_link(token, TODAY) is Shut.UNKNOWN


def test_a_link_of_another_opens_nothing_with_a_changed_number(link, asked):
    other = ReportLinkFactory(assignment__period=asked.period)
    number, rest = token_of(other).split("-", 1)
    assert open_link(f"{link.pk}-{rest}", TODAY) is Shut.UNKNOWN
    assert number == str(other.pk)


def test_a_link_works_until_its_day(link):
    assert link.expires_on == TODAY + datetime.timedelta(120)
    assert open_link(token_of(link), link.expires_on) == link
    assert open_link(token_of(link), link.expires_on + datetime.timedelta(1)) is Shut.EXPIRED


def test_the_days_of_a_link_are_those_of_the_plan(plan, asked, person):
    ReportingRules.objects.create(plan=plan, link_days=30)
    assert links.link_for(asked, person, today=TODAY).expires_on == TODAY + datetime.timedelta(30)


def test_a_person_has_one_link_to_a_report(link, asked, person):
    assert links.link_for(asked, person, today=TODAY) == link
    late = link.expires_on + datetime.timedelta(1)
    other = links.link_for(asked, person, today=late)
    assert (other.pk == link.pk, open_link(token_of(other), late)) == (False, other)
    link.refresh_from_db()
    assert not link.works_on(TODAY)


def test_a_link_that_is_given_out_works_some_days_more(link, asked, person):
    soon = link.expires_on - datetime.timedelta(2)
    again = links.link_for(asked, person, today=soon)
    assert (again.pk, again.expires_on) == (link.pk, soon + datetime.timedelta(120))


def test_who_left_has_no_working_link(link, person):
    person.until_day = datetime.date(2026, 4, 10)
    person.save()
    assert open_link(token_of(link), person.until_day) == link
    assert open_link(token_of(link), datetime.date(2026, 4, 11)) is Shut.LEFT


@pytest.mark.parametrize("change", [{"state": "withdrawn"}, {"from_day": datetime.date(2026, 5, 1)}])
def test_who_was_withdrawn_or_has_not_begun_has_none(link, person, change):
    type(person).objects.filter(pk=person.pk).update(**change)
    assert open_link(token_of(link), TODAY) is Shut.LEFT


def test_who_answers_for_another_organization_now_has_none(link, person):
    person.organization = OrganizationFactory()
    person.save()
    assert open_link(token_of(link), TODAY) is Shut.LEFT


@pytest.mark.parametrize("change", [{"phase": "closed"}, {"phase": "planned"}, {"state": "withdrawn"}])
def test_a_period_that_takes_no_reports_is_closed(link, period, change):
    type(period).objects.filter(pk=period.pk).update(**change)
    assert open_link(token_of(link), TODAY) is Shut.CLOSED


def test_a_question_can_be_answered_after_the_period_is_closed(link, period, asked):
    type(period).objects.filter(pk=period.pk).update(phase="closed")
    report = ProgressReportFactory(assignment=asked, state="observed")
    assert open_link(token_of(link), TODAY) == link
    type(report).objects.update(state="sent")
    assert open_link(token_of(link), TODAY) is Shut.CLOSED


def test_a_list_link_is_a_persons_own(person):
    link = links.list_link_for(person, today=TODAY)
    assert links.list_link_for(person, today=TODAY) == link
    assert open_link(token_of(link), TODAY).assignment is None


def test_a_link_is_revoked_and_renewed(editor, other_editor, manager, plan, axis, person, asked):
    asked.measure.project.program.theme.axis = axis
    asked.measure.project.program.theme.save()
    link = links.link_for(asked, person, today=TODAY)
    for act in (links.revoke, links.renew):
        with pytest.raises(PermissionDenied):
            act(other_editor, link)
    assert open_link(token_of(link), TODAY) == link
    other = links.renew(editor, link, today=TODAY)
    assert open_link(token_of(link), TODAY) is Shut.REVOKED
    assert open_link(token_of(other), TODAY) == other
    links.revoke(manager, other)
    ended = links.revoke(manager, other).revoked_at
    assert open_link(token_of(other), TODAY) is Shut.REVOKED
    assert links.revoke(manager, other).revoked_at == ended


def test_a_list_link_is_renewed_by_who_may_edit_the_person(manager, editor, person):
    link = links.list_link_for(person, today=TODAY)
    with pytest.raises(PermissionDenied):
        links.renew(editor, link, today=TODAY)
    assert links.renew(manager, link, today=TODAY).assignment is None


def test_nobody_gets_a_link_who_does_not_answer(plan, period, asked, person):
    stranger = LiaisonFactory(plan=plan, from_day=BEGAN)
    with pytest.raises(Refused):
        links.link_for(asked, stranger, today=TODAY)
    person.until_day = TODAY - datetime.timedelta(1)
    with pytest.raises(Refused):
        links.link_for(asked, person, today=TODAY)
    with pytest.raises(Refused):
        links.list_link_for(person, today=TODAY)


def test_nobody_gets_a_link_to_a_closed_period(manager, period, asked, person):
    asked.period = periods.close_period(manager, period, today=TODAY)
    with pytest.raises(Refused):
        links.link_for(asked, person, today=TODAY)


def test_links_are_made_for_whom_is_asked_first(plan, period, asked):
    project = asked.measure.project
    deputy = LiaisonFactory(plan=plan, organization=asked.organization, role="deputy", from_day=BEGAN)
    LiaisonFactory(plan=plan, organization=asked.organization, role="head", from_day=BEGAN)
    assert links.make_links(period, today=TODAY) == 1
    assert ReportLink.objects.get().liaison == deputy
    LiaisonFactory(plan=plan, organization=asked.organization, from_day=BEGAN)
    alone = LiaisonFactory(plan=plan, organization=asked.organization, project=project, from_day=BEGAN)
    LiaisonFactory(plan=plan, organization=asked.organization, project=ProjectFactory(plan=plan), from_day=BEGAN)
    assert links.make_links(period, today=TODAY) == 1
    assert ReportLink.objects.last().liaison == alone
    assert links.make_links(period, today=TODAY) == 0


def test_links_are_given_by_who_may_and_in_open_periods(period, asked, person, manager, reader, editor):
    for who in (reader, editor):
        with pytest.raises(PermissionDenied):
            links.give_links(who, period, today=TODAY)
    with pytest.raises(PermissionDenied):
        links.give_link(reader, asked, person, today=TODAY)
    for changed in ({"phase": "closed"}, {"phase": "planned"}, {"state": "withdrawn"}):
        for name, value in {"phase": "open", "state": "current", **changed}.items():
            setattr(period, name, value)
        with pytest.raises(Refused):
            links.give_links(manager, period, today=TODAY)
        asked.period = period
        with pytest.raises(Refused):
            links.give_link(manager, asked, person, today=TODAY)
    assert not ReportLink.objects.exists()
    period.state = "current"
    assert links.give_links(manager, period, today=TODAY) == 1


def test_successors_get_links_for_what_is_still_owed(plan, period, asked, person, link):
    sent = AssignmentFactory(period=period, organization=asked.organization)
    ProgressReportFactory(assignment=sent, state="sent")
    AssignmentFactory(period=period, organization=asked.organization, excused="Sin obra")
    person.until_day = TODAY
    person.save()
    after = TODAY + datetime.timedelta(1)
    heir = LiaisonFactory(plan=plan, organization=asked.organization, from_day=after)
    assert links.make_links(period, today=after) == 1
    made = ReportLink.objects.get(liaison=heir)
    assert made.assignment == asked
    assert open_link(token_of(link), after) is Shut.LEFT
    assert open_link(token_of(made), after) == made


def test_links_that_expired_are_made_anew(period, asked, person, link):
    late = link.expires_on + datetime.timedelta(3)
    assert links.make_links(period, today=late) == 1
    assert links.make_links(period, today=late) == 0


def test_making_links_costs_the_same_for_many(plan, period, asked, person, django_assert_num_queries):
    for _n in range(6):
        other = AssignmentFactory(period=period)
        LiaisonFactory(plan=plan, organization=other.organization, from_day=BEGAN)
    with django_assert_num_queries(8):  # a savepoint and its release among them
        assert links.make_links(period, today=TODAY) == 7
