"""What is known of the months of an evaluation: reports, targets, money, promises and statuses, of what it is of."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import FundingFactory, ProjectFactory
from factories.monitoring import (
    AssignmentFactory,
    EvaluationFactory,
    FindingFactory,
    ImprovementFactory,
    IndicatorFactory,
    ObservationFactory,
    ProgressReportFactory,
    RecommendationFactory,
    ReportingPeriodFactory,
    SeriesFactory,
    StatusRulesFactory,
    TargetFactory,
)
from rumbo.monitoring.models import StatusRecord
from rumbo.monitoring.queries.evaluation_facts import facts_of

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 5, 4)
END = datetime.date(2025, 12, 31)


def at(month, day):
    return datetime.datetime(2025, month, day, 12, tzinfo=datetime.UTC)


@pytest.fixture
def evaluation(plan):
    return EvaluationFactory(plan=plan)


@pytest.fixture
def project(axis):
    return ProjectFactory(program__theme__axis=axis)


@pytest.fixture
def elsewhere(other_axis):
    return ProjectFactory(program__theme__axis=other_axis)


def test_of_an_empty_plan_nothing_is_known(evaluation):
    facts = facts_of(evaluation, TODAY)
    assert not facts.anything
    assert facts.on == END
    assert facts_of(evaluation, datetime.date(2025, 3, 1)).on == datetime.date(2025, 3, 1)


def test_reports_are_in_time_late_or_missing(evaluation, plan, axis, project, elsewhere):
    period = ReportingPeriodFactory(plan=plan, due_on=datetime.date(2025, 4, 15))
    for measure, sent in ((project, at(4, 15)), (elsewhere, at(4, 17))):
        ProgressReportFactory(
            assignment=AssignmentFactory(period=period, measure=measure.measure), sent_at=sent, state="sent"
        )
    AssignmentFactory(period=period)
    AssignmentFactory(period=period, excused="La obra empieza en 2027")
    AssignmentFactory(period=ReportingPeriodFactory(plan=plan, due_on=datetime.date(2026, 4, 15)))
    AssignmentFactory(period=ReportingPeriodFactory(due_on=datetime.date(2025, 4, 15)))
    found = facts_of(evaluation, TODAY).reports
    assert (found.due, found.in_time, found.late, found.missing) == (3, 1, 1, 1)
    evaluation.axis = axis
    assert facts_of(evaluation, TODAY).reports.due == 1
    evaluation.axis, evaluation.measure = None, elsewhere.measure
    assert (facts_of(evaluation, TODAY).reports.due, facts_of(evaluation, TODAY).reports.late) == (1, 1)


@pytest.mark.parametrize(
    ("direction", "value", "on", "reached"),
    [
        ("rising", 80, END, True),
        ("rising", 79.9, END, False),
        ("falling", 80, END, True),
        ("falling", 80.1, END, False),
        ("rising", 90, datetime.date(2026, 1, 1), None),
        ("rising", 90, datetime.date(2024, 6, 30), None),
        ("rising", 90, datetime.date(2024, 12, 31), True),
    ],
)
def test_a_target_is_reached_missed_or_nobody_knows(evaluation, plan, direction, value, on, reached):
    series = SeriesFactory(indicator=IndicatorFactory(plan=plan, direction=direction))
    TargetFactory(series=series, value=80, on=END)
    TargetFactory(series=series, value=80, on=datetime.date(2026, 12, 31))
    TargetFactory(series=series, value=10, on=END, dropped=True)
    ObservationFactory(series=series, on=on, number=float(value))
    facts = facts_of(evaluation, TODAY)
    assert [one.reached for one in facts.targets] == [reached]
    assert (facts.reached, facts.missed, facts.unknown) == (
        int(reached is True),
        int(reached is False),
        int(reached is None),
    )


def test_targets_of_an_axis_are_its_indicators(evaluation, plan, axis):
    TargetFactory(series__indicator__plan=plan, series__indicator__axis=axis, on=END)
    TargetFactory(series__indicator__plan=plan, on=END)
    assert len(facts_of(evaluation, TODAY).targets) == 2
    evaluation.axis = axis
    assert len(facts_of(evaluation, TODAY).targets) == 1


def test_money_of_the_years_looked_at(evaluation, axis, project, elsewhere):
    FundingFactory(project=project, year=2025, amount=Decimal("100.50"), spent=Decimal("40.25"))
    FundingFactory(project=elsewhere, year=2025, amount=Decimal(10))
    FundingFactory(project=project, year=2026, amount=Decimal(7))
    money = facts_of(evaluation, TODAY).money
    assert (money.planned, money.spent) == (Decimal("110.50"), Decimal("40.25"))
    evaluation.axis = axis
    assert facts_of(evaluation, TODAY).money.planned == Decimal("100.50")
    evaluation.axis, evaluation.measure = None, elsewhere.measure
    assert facts_of(evaluation, TODAY).money.planned == 10


def test_promises_are_kept_in_time_later_given_up_or_open(evaluation, plan, axis, project):
    advice = RecommendationFactory(finding=FindingFactory(evaluation=evaluation, measure=project.measure))
    due = {"recommendation": advice, "due_on": datetime.date(2025, 6, 30)}
    ImprovementFactory(progress="done", done_on=datetime.date(2025, 6, 30), **due)
    ImprovementFactory(progress="done", done_on=datetime.date(2025, 7, 1), **due)
    ImprovementFactory(progress="dropped", **due)
    ImprovementFactory(recommendation=RecommendationFactory(finding__evaluation=evaluation), due_on=due["due_on"])
    ImprovementFactory(recommendation=advice, due_on=datetime.date(2026, 6, 30))
    found = facts_of(evaluation, TODAY).promises
    assert (found.kept, found.late, found.dropped, found.still_open, found.due) == (1, 1, 1, 1, 4)
    evaluation.axis = axis
    assert facts_of(evaluation, TODAY).promises.due == 3
    evaluation.axis, evaluation.measure = None, project.measure
    assert facts_of(evaluation, TODAY).promises.due == 3


def test_statuses_are_those_of_the_last_day(evaluation, plan, axis, project, elsewhere):
    rules = StatusRulesFactory(plan=plan)

    def judged(thing, on, status, current=True):
        StatusRecord.objects.create(
            plan=plan,
            kind="project",
            thing=thing.pk,
            on=on,
            status=status,
            rule="x",
            rules=rules,
            is_current=current,
        )

    judged(project, datetime.date(2025, 3, 1), "at_risk", current=False)
    judged(project, datetime.date(2025, 9, 1), "on_course", current=False)
    judged(project, datetime.date(2026, 2, 1), "off_course")
    judged(elsewhere, datetime.date(2026, 2, 1), "done")

    def told(day):
        facts = facts_of(evaluation, day)
        return [(one.status, one.count) for _label, counts in facts.statuses for one in counts], facts.judged_on

    assert told(TODAY) == ([("on_course", 1)], END)
    assert told(datetime.date(2025, 4, 1)) == ([("at_risk", 1)], datetime.date(2025, 4, 1))
    evaluation.axis = elsewhere.program.theme.axis
    assert told(TODAY) == ([("done", 1)], TODAY)
    evaluation.axis, evaluation.measure = None, project.measure
    assert told(TODAY)[0] == [("on_course", 1)]


def test_it_costs_the_same_however_much_there_is(evaluation, plan, axis):
    def fill(count):
        for _number in range(count):
            project = ProjectFactory(program__theme__axis=axis)
            FundingFactory(project=project, year=2025, amount=Decimal(1))
            period = ReportingPeriodFactory(plan=plan, due_on=datetime.date(2025, 4, 15))
            AssignmentFactory(period=period, measure=project.measure)
            series = SeriesFactory(indicator__plan=plan)
            TargetFactory(series=series, on=END)
            ObservationFactory(series=series, on=END)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert facts_of(evaluation, TODAY).anything
        return len(queries)

    fill(2)
    few = cost()
    fill(5)
    assert cost() == few
