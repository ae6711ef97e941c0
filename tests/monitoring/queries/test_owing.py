"""What is still owed, by whom, and who is silent."""

from __future__ import annotations

import datetime

import pytest

from factories import LiaisonFactory, OrganizationFactory
from factories.monitoring import AssignmentFactory, ProgressReportFactory, ReportingPeriodFactory, SeriesFactory
from rumbo.monitoring.queries.owing import owing, silent_owners

BEGAN = datetime.date(2025, 1, 1)
BEFORE, DUE, AFTER = (datetime.date(2026, 4, day) for day in (2, 15, 21))
SENT = datetime.datetime(2026, 4, 3, 12, tzinfo=datetime.UTC)


@pytest.fixture
def period(plan):
    return ReportingPeriodFactory(plan=plan)


def test_what_nobody_sent_or_has_a_question_is_owed(plan, period):
    begun, asked, sent, accepted = (AssignmentFactory(period=period) for _n in range(4))
    ProgressReportFactory(assignment=begun)
    ProgressReportFactory(assignment=asked, state="observed", sent_at=SENT)
    ProgressReportFactory(assignment=sent, state="sent", sent_at=SENT)
    ProgressReportFactory(assignment=accepted, state="accepted", sent_at=SENT)
    AssignmentFactory(period=period, excused="Sin obra")
    nothing = AssignmentFactory(period=period)
    found = {one.assignment.pk: one for one in owing(plan, AFTER)}
    assert {pk: one.state for pk, one in found.items()} == {
        begun.pk: "draft",
        asked.pk: "observed",
        nothing.pk: "",
    }
    assert {pk for pk, one in found.items() if one.silent} == {begun.pk, nothing.pk}
    assert {one.days_late for one in found.values()} == {6}
    assert all((one.due_on, one.period) == (DUE, period) for one in found.values())


@pytest.mark.parametrize(("today", "days"), [(BEFORE, 0), (DUE, 0), (AFTER, 6)])
def test_nobody_is_silent_until_the_day_has_passed(plan, period, today, days):
    AssignmentFactory(period=period)
    (found,) = owing(plan, today)
    assert (found.days_late, found.silent) == (days, days > 0)
    assert len(silent_owners(plan, today)) == (days > 0)


@pytest.mark.parametrize("values", [{"phase": "planned"}, {"phase": "closed"}, {"state": "withdrawn"}])
def test_periods_that_are_not_open_owe_nothing(plan, values):
    AssignmentFactory(period=ReportingPeriodFactory(plan=plan, **values))
    AssignmentFactory()  # of another plan
    assert owing(plan, AFTER) == []


def test_what_was_withdrawn_is_owed_no_more(plan, period):
    asked = AssignmentFactory(period=period)
    asked.measure.project.state = "withdrawn"
    asked.measure.project.save()
    assert owing(plan, AFTER) == []


def test_the_people_in_office_are_named_by_role(plan, period):
    asked = AssignmentFactory(period=period)
    own = {"plan": plan, "organization": asked.organization, "from_day": BEGAN}
    person, deputy, head = (LiaisonFactory(role=role, **own) for role in ("liaison", "deputy", "head"))
    LiaisonFactory(**own | {"until_day": datetime.date(2026, 1, 1)})
    LiaisonFactory(state="withdrawn", **own)
    LiaisonFactory(plan=plan, from_day=BEGAN)
    (found,) = owing(plan, AFTER)
    assert (found.liaisons, found.deputies, found.heads) == ((person,), (deputy,), (head,))
    alone = LiaisonFactory(project=asked.measure.project, **own)
    (found,) = owing(plan, AFTER)
    assert found.liaisons == (alone,)


def test_silent_owners_are_named_once_who_is_late_longest_first(plan, period):
    late = ReportingPeriodFactory(plan=plan, due_on=datetime.date(2026, 3, 31))
    quick, slow = OrganizationFactory(title="Ágil"), OrganizationFactory(title="Lenta")
    AssignmentFactory(period=period, organization=quick)
    for of in (period, late):
        AssignmentFactory(period=of, organization=slow)
    found = silent_owners(plan, AFTER)
    assert [(one.organization, one.days_late, len(one.owed)) for one in found] == [(slow, 21, 2), (quick, 6, 1)]


def test_reading_costs_the_same_for_many(plan, period, django_assert_num_queries):
    for _n in range(3):
        AssignmentFactory(period=period)
        AssignmentFactory(period=period, measure=None, series=SeriesFactory(indicator__plan=plan))
    with django_assert_num_queries(2):
        assert len([(one.title, one.organization.title) for one in owing(plan, AFTER)]) == 6
