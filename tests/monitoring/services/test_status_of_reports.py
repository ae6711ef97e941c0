"""What reports do to statuses: accepted ones say how far things are; of what nobody reports, the owner is silent."""

import datetime

import pytest
from django.utils import timezone

from factories import (
    ActionFactory,
    AssignmentFactory,
    MilestoneFactory,
    ObservationFactory,
    OrganizationFactory,
    ProgramFactory,
    ProgressReportFactory,
    ProjectFactory,
    ReportingPeriodFactory,
    SeriesFactory,
    StrategyFactory,
    TargetFactory,
)
from rumbo.monitoring.models import ReportedMilestone, StatusRecord
from rumbo.monitoring.services import status

pytestmark = pytest.mark.django_db
DAY = datetime.date
TODAY = DAY(2030, 7, 20)
LAST = DAY(2030, 6, 30)
SENT = datetime.datetime(2030, 7, 10, 12, tzinfo=datetime.UTC)


@pytest.fixture
def project(plan, axis):
    return ProjectFactory(plan=plan, program=ProgramFactory(plan=plan, theme__axis=axis, theme__plan=plan))


@pytest.fixture
def organization(plan):
    return OrganizationFactory()


@pytest.fixture
def period(plan):
    return quarter(plan, DAY(2030, 6, 30))


def quarter(plan, ends_on, **given):
    begins = ends_on - datetime.timedelta(days=90)
    due = ends_on + datetime.timedelta(days=15)
    return ReportingPeriodFactory(plan=plan, starts_on=begins, ends_on=ends_on, due_on=due, **given)


def step(project, progress=0, reported=None):
    """A step from January to December; somebody changed its progress on a day, or never."""
    made = MilestoneFactory(project=project, starts_on=DAY(2030, 1, 1), ends_on=DAY(2030, 12, 31), progress=progress)
    at = datetime.datetime.combine(reported or DAY(2030, 1, 1), datetime.time(18), datetime.UTC)
    made.history.update(history_date=at)
    return made


def report(period, organization, thing, on=LAST, state="accepted", **given):
    """A report on a project, action or strategy."""
    assignment = AssignmentFactory(period=period, organization=organization, measure=thing.measure)
    return ProgressReportFactory(assignment=assignment, state=state, on=on, sent_at=SENT, **given)


def now(kind, thing):
    return StatusRecord.objects.get(kind=kind, thing=thing.pk, is_current=True)


def test_an_accepted_report_says_how_far_a_step_is_and_of_which_day(plan, project, period, organization):
    one, other = step(project), step(project)
    made = report(period, organization, project)
    ReportedMilestone.objects.create(report=made, milestone=one, progress=48)
    status.evaluate(plan, TODAY)
    assert (now("milestone", one).rule, now("milestone", one).datum_on) == ("as_planned", DAY(2030, 6, 30))
    assert now("milestone", other).rule == "never_reported"


def test_a_report_that_was_written_into_the_plan_speaks_of_its_own_day(plan, project, period, organization):
    one = step(project, 48, DAY(2030, 7, 18))
    made = report(period, organization, project)
    ReportedMilestone.objects.create(report=made, milestone=one, progress=48)
    status.evaluate(plan, TODAY)
    assert now("milestone", one).datum_on == DAY(2030, 6, 30)


def test_what_was_changed_after_the_report_counts(plan, project, period, organization):
    one = step(project, 55, DAY(2030, 7, 18))
    made = report(period, organization, project)
    ReportedMilestone.objects.create(report=made, milestone=one, progress=48)
    status.evaluate(plan, TODAY)
    assert (now("milestone", one).datum_on, now("milestone", one).params["progress"]) == (DAY(2030, 7, 18), 55)


@pytest.mark.parametrize("state", ["draft", "sent", "observed"])
def test_what_is_not_accepted_says_nothing_yet(plan, project, period, organization, state):
    one = step(project)
    made = report(period, organization, project, state=state, progress=48)
    ReportedMilestone.objects.create(report=made, milestone=one, progress=48)
    status.evaluate(plan, TODAY)
    assert now("milestone", one).rule == now("project", project).rule == "never_reported"


def test_a_report_of_a_day_to_come_says_nothing_yet(plan, project, period, organization):
    report(period, organization, project, on=DAY(2030, 8, 1), progress=48)
    status.evaluate(plan, TODAY)
    assert now("project", project).datum_on is None


def test_that_nothing_changed_is_news_too(plan, project, period, organization):
    known, unknown = step(project, 20, DAY(2030, 2, 1)), step(project)
    report(period, organization, project, nothing_changed=True)
    status.evaluate(plan, TODAY)
    assert (now("milestone", known).rule, now("milestone", known).params["progress"]) == ("far_behind", 20)
    assert (now("milestone", unknown).rule, now("milestone", unknown).params["progress"]) == ("far_behind", 0)
    assert now("project", project).datum_on == DAY(2030, 6, 30)


def test_a_report_on_the_whole_of_a_project(plan, project, period, organization):
    bare = ProjectFactory(plan=plan, program=project.program)
    step(project, 40, DAY(2030, 5, 1))
    report(period, organization, project, progress=20)
    report(period, organization, bare, progress=20)
    status.evaluate(plan, TODAY)
    assert (now("project", project).rule, now("project", project).params["progress"]) == ("far_behind", 20)
    assert (now("project", bare).rule, now("project", bare).datum_on) == ("under_way", DAY(2030, 6, 30))


def test_actions_and_strategies(plan, project, period, organization):
    theme = project.program.theme
    strategy = StrategyFactory(plan=plan, objective__theme=theme, objective__plan=plan)
    action = ActionFactory(plan=plan, strategy=strategy, project=None, term="")
    report(period, organization, action, progress=30)
    report(period, organization, strategy, progress=35)
    before = quarter(plan, DAY(2030, 3, 31))
    report(before, organization, action, on=DAY(2030, 3, 31), progress=10)
    status.evaluate(plan, TODAY)
    assert (now("action", action).status, now("action", action).params["progress"]) == ("on_course", 30)
    assert (now("strategy", strategy).rule, now("strategy", strategy).inputs["of"]) == ("under_way", "project")


def test_that_nothing_changed_on_an_action_says_again_what_is_known(plan, project, period, organization):
    action = ActionFactory(plan=plan, strategy=None, project=project, term="")
    before = quarter(plan, DAY(2030, 3, 31))
    report(before, organization, action, on=DAY(2030, 3, 31), progress=10)
    report(period, organization, action, nothing_changed=True)
    status.evaluate(plan, TODAY)
    assert (now("action", action).params["progress"], now("action", action).datum_on) == (10, DAY(2030, 6, 30))


class TestSilence:
    def test_of_each_kind(self, plan, project, period, organization):
        strategy = StrategyFactory(plan=plan, objective__theme=project.program.theme, objective__plan=plan)
        action = ActionFactory(plan=plan, strategy=strategy, project=None, term="")
        series = SeriesFactory(indicator__plan=plan, baseline_value=50, baseline_on=DAY(2020, 12, 31))
        TargetFactory(series=series, value=90, on=DAY(2040, 12, 31))
        ObservationFactory(series=series, on=DAY(2029, 12, 31), number=90)
        for thing in (project, strategy, action):
            AssignmentFactory(period=period, organization=organization, measure=thing.measure)
        AssignmentFactory(period=period, organization=organization, measure=None, series=series)
        status.evaluate(plan, TODAY)
        for kind, thing in (("project", project), ("strategy", strategy), ("action", action), ("series", series)):
            assert "silent" in now(kind, thing).flags
            assert "silent" in [flag.value for flag in status.recompute(now(kind, thing)).flags]
        assert "silent" in now("plan", plan).flags

    @pytest.mark.parametrize("state", ["sent", "observed", "accepted"])
    def test_not_of_who_sent_a_report(self, plan, project, period, organization, state):
        report(period, organization, project, state=state, progress=50)
        status.evaluate(plan, TODAY)
        assert "silent" not in now("project", project).flags

    def test_a_draft_is_none(self, plan, project, period, organization):
        assignment = AssignmentFactory(period=period, organization=organization, measure=project.measure)
        ProgressReportFactory(assignment=assignment, draft={"progress": "50"})
        status.evaluate(plan, TODAY)
        assert "silent" in now("project", project).flags

    def test_not_before_the_last_day_has_passed_nor_of_who_is_excused_nor_of_a_planned_period(
        self, plan, project, organization
    ):
        soon, later = quarter(plan, DAY(2030, 7, 5)), quarter(plan, DAY(2030, 3, 31), phase="planned")
        AssignmentFactory(period=soon, organization=organization, measure=project.measure)
        AssignmentFactory(period=later, organization=organization, measure=project.measure)
        past = quarter(plan, DAY(2029, 12, 31))
        AssignmentFactory(period=past, organization=organization, measure=project.measure, excused="Se creó después")
        status.evaluate(plan, TODAY)
        assert soon.due_on == TODAY
        assert "silent" not in now("project", project).flags
        status.evaluate(plan, DAY(2030, 7, 21))
        assert "silent" in now("project", project).flags

    def test_who_reported_since_is_not_silent_any_more(self, plan, project, period, organization):
        missed = quarter(plan, DAY(2030, 3, 31))
        AssignmentFactory(period=missed, organization=organization, measure=project.measure)
        status.evaluate(plan, DAY(2030, 7, 1))
        assert now("project", project).inputs["asked_on"] == "2030-04-15"
        report(period, organization, project, progress=50)
        status.evaluate(plan, TODAY)
        assert "asked_on" not in now("project", project).inputs

    def test_of_two_owners_one_is_silent(self, plan, project, period, organization):
        report(period, organization, project, progress=50)
        AssignmentFactory(period=period, organization=OrganizationFactory(), measure=project.measure)
        status.evaluate(plan, TODAY)
        assert "silent" in now("project", project).flags


@pytest.mark.parametrize("many", [3, 20])
def test_queries_do_not_grow(plan, project, period, many, django_assert_max_num_queries):
    for _number in range(many):
        one = ProjectFactory(plan=plan, program=project.program)
        made = report(period, OrganizationFactory(), one, progress=40)
        ReportedMilestone.objects.create(report=made, milestone=step(one), progress=40)
    with django_assert_max_num_queries(33):
        status.evaluate(plan, timezone.localdate() if timezone.localdate() > TODAY else TODAY)
