"""Reports in the demonstration: periods that are over and one that is late, as somebody would meet them."""

from __future__ import annotations

import datetime
from itertools import pairwise

import pytest
from django.utils import timezone

from factories import (
    ActionFactory,
    LiaisonFactory,
    OrganizationFactory,
    ProgramFactory,
    ProjectFactory,
    ResponsibilityFactory,
    ThemeFactory,
)
from factories.monitoring import IndicatorFactory, ObservationFactory, SeriesFactory
from rumbo.cli import demo_reports
from rumbo.monitoring.models import Assignment, ProgressReport, ReportingPeriod
from rumbo.monitoring.queries.owing import silent_owners
from rumbo.monitoring.queries.period_progress import counts_of

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def asked(plan, axis):
    """The organizations of the demonstration, each accountable for something; all but the last with a liaison."""
    program = ProgramFactory(plan=plan, theme=ThemeFactory(plan=plan, axis=axis))
    for key, most in demo_reports.ASKED:
        organization = OrganizationFactory(key=key, title=key)
        for number in range(most):
            thing = ProjectFactory(plan=plan, program=program)
            if number % 2:
                thing = ActionFactory(plan=plan, strategy=None, project=thing)
            ResponsibilityFactory(measure=thing.measure, organization=organization, role="accountable")
        series = SeriesFactory(indicator=IndicatorFactory(plan=plan, owner=organization, frequency="quarterly"))
        ObservationFactory(series=series, on=datetime.date(2020, 1, 1), number=4.5)
        if key != demo_reports.ASKED[-1][0]:
            LiaisonFactory(
                plan=plan, organization=organization, from_day=datetime.date(2020, 1, 1), email="x@y.example"
            )


def test_three_periods_are_over_and_one_is_late(plan, manager, asked):
    demo_reports.add_reports(plan, manager)
    today = timezone.localdate()
    periods = list(ReportingPeriod.objects.filter(plan=plan).order_by("starts_on"))
    assert [one.phase for one in periods] == ["closed"] * 3 + ["open"]
    assert all(one.ends_on + datetime.timedelta(1) == two.starts_on for one, two in pairwise(periods))
    assert periods[-1].due_on == today - datetime.timedelta(demo_reports.LATE)
    for period in periods:
        counts = counts_of(period, today)
        assert min(counts.on_time, counts.late, counts.silent, counts.unchanged, counts.accepted) > 0, period
    assert demo_reports.report_path(plan.key).startswith("/informe/")
    last = counts_of(periods[-1], today)
    assert min(last.review, last.observed, last.excused) > 0
    assert ProgressReport.objects.filter(state="draft").exclude(draft={}).exists()
    assert demo_reports.NEVER in {one.organization.key for one in silent_owners(plan, today)}
    assert not ProgressReport.objects.filter(sent_at__gt=timezone.now()).exists()
    assert not ProgressReport.objects.filter(accepted_at__gt=timezone.now()).exists()


def test_it_is_made_once(plan, manager, asked):
    demo_reports.add_reports(plan, manager)
    made = Assignment.objects.count()
    demo_reports.add_reports(plan, manager)
    assert Assignment.objects.count() == made


@pytest.mark.parametrize(
    "day", [(2026, 1, 3), (2026, 3, 31), (2026, 4, 25), (2026, 7, 1), (2026, 11, 26), (2027, 12, 31)]
)
def test_the_last_quarter_ended_long_enough_ago(day):
    today = datetime.date(*day)
    quarters = demo_reports._quarters(today)
    assert len(quarters) == 4
    late = datetime.timedelta(demo_reports.LATE + demo_reports.TIME)
    assert quarters[-1][1] <= today - late
    assert all(one[1] + datetime.timedelta(1) == two[0] for one, two in pairwise(quarters))


def test_the_plan_of_the_demonstration_has_them(built):
    assert ReportingPeriod.objects.filter(phase="closed").count() == 3
    assert Assignment.objects.filter(period__phase="open", series__isnull=False).exists()
    for kind in ("project", "action", "strategy"):
        assert Assignment.objects.filter(measure__kind=kind).exists(), kind
