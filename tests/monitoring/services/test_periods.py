"""Reporting periods: the calendar, who is asked for what, opening, closing, reopening, excusing."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from factories import (
    ActionFactory,
    LiaisonFactory,
    ObjectiveFactory,
    OrganizationFactory,
    ProgramFactory,
    ProjectFactory,
    ResponsibilityFactory,
    StrategyFactory,
    ThemeFactory,
)
from factories.monitoring import (
    AssignmentFactory,
    IndicatorFactory,
    ObservationFactory,
    ProgressReportFactory,
    ReportingPeriodFactory,
    SeriesFactory,
)
from rumbo.core.errors import Refused
from rumbo.core.services import records
from rumbo.desk.services.undo import undo
from rumbo.monitoring.models import Assignment, ReportingPeriod, ReportingRules, ReportLink
from rumbo.monitoring.period_calendar import block_of, names_of, next_days
from rumbo.monitoring.services import periods

TODAY = datetime.date(2026, 3, 20)


@pytest.fixture
def water():
    return OrganizationFactory(title="Sistema de aguas")


@pytest.fixture
def project(plan, axis, water):
    """A project of the axis `agua` for which the water board is accountable."""
    found = ProjectFactory(plan=plan, program=ProgramFactory(plan=plan, theme=ThemeFactory(plan=plan, axis=axis)))
    ResponsibilityFactory(measure=found.measure, organization=water, role="accountable")
    return found


@pytest.fixture
def period(plan):
    return ReportingPeriodFactory(plan=plan, phase="planned", opened_on=None)


@pytest.mark.parametrize(
    ("frequency", "first", "last"),
    [
        ("monthly", (2026, 2, 1), (2026, 2, 28)),
        ("bimonthly", (2026, 1, 1), (2026, 2, 28)),
        ("quarterly", (2026, 1, 1), (2026, 3, 31)),
        ("half_yearly", (2026, 1, 1), (2026, 6, 30)),
        ("yearly", (2026, 1, 1), (2026, 12, 31)),
    ],
)
def test_a_day_is_in_one_period_of_the_calendar(frequency, first, last):
    assert block_of(datetime.date(2026, 2, 15), frequency) == (datetime.date(*first), datetime.date(*last))


@pytest.mark.parametrize(
    ("after", "today", "first"),
    [
        (None, (2026, 4, 10), (2026, 1, 1)),  # there is time for the quarter that has just ended
        (None, (2026, 4, 16), (2026, 4, 1)),
        ((2026, 3, 31), (2026, 3, 1), (2026, 4, 1)),
        ((2025, 3, 31), (2026, 5, 20), (2026, 4, 1)),  # what was missed is past
        ((2026, 2, 14), (2026, 2, 20), (2026, 2, 15)),  # the rest of a quarter
    ],
)
def test_the_next_period_follows_the_last_one_and_is_not_past(after, today, first):
    days = next_days(datetime.date(*after) if after else None, datetime.date(*today), "quarterly", 15)
    assert days[0] == datetime.date(*first)
    assert days[1] >= days[0]


@pytest.mark.parametrize(
    ("frequency", "spanish", "english"),
    [
        ("monthly", "Abril de 2026", "April 2026"),
        ("quarterly", "Segundo trimestre de 2026", "Second quarter of 2026"),
        ("yearly", "Año 2026", "Year 2026"),
    ],
)
def test_periods_are_named_in_both_languages(frequency, spanish, english):
    days = block_of(datetime.date(2026, 4, 3), frequency)
    assert names_of(days, frequency) == (spanish, english)


def test_quarters_are_the_default_and_rules_move_the_days(manager, plan):
    found = periods.next_period(plan, TODAY)
    assert (found.pk, found.starts_on, found.ends_on) == (None, datetime.date(2026, 1, 1), datetime.date(2026, 3, 31))
    assert found.due_on == datetime.date(2026, 4, 15)
    periods.set_rules(manager, plan, frequency="monthly", due_days=10, link_days=60)
    found = periods.next_period(plan, TODAY)
    assert (found.starts_on, found.due_on) == (datetime.date(2026, 3, 1), datetime.date(2026, 4, 10))


def test_each_change_of_the_rules_stays_on_record(manager, plan):
    periods.set_rules(manager, plan, frequency="monthly", due_days=10, link_days=60)
    periods.set_rules(manager, plan, frequency="monthly", due_days=10, link_days=60)
    periods.set_rules(manager, plan, frequency="yearly", due_days=30, link_days=60)
    kept = ReportingRules.history.order_by("history_id")
    assert [(one.frequency, one.due_days, one.history_user) for one in kept] == [
        ("monthly", 10, manager),
        ("yearly", 30, manager),
    ]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"frequency": "irregular", "due_days": 15, "link_days": 60}, "frequency"),
        ({"frequency": "quarterly", "due_days": 0, "link_days": 60}, "due_days"),
        ({"frequency": "quarterly", "due_days": 15, "link_days": 3}, "link_days"),
    ],
)
def test_rules_out_of_range_say_which(manager, plan, values, field):
    with pytest.raises(ValidationError) as caught:
        periods.set_rules(manager, plan, **values)
    assert list(caught.value.message_dict) == [field]


def test_editors_do_not_set_rules_open_or_close(editor, plan, period):
    with pytest.raises(PermissionDenied):
        periods.set_rules(editor, plan, frequency="monthly", due_days=10, link_days=60)
    for act in (periods.open_period, periods.close_period):
        with pytest.raises(PermissionDenied):
            act(editor, period, today=TODAY)
    with pytest.raises(PermissionDenied):
        periods.reopen_period(editor, period, reason="Porque sí")


def test_one_period_is_prepared_at_a_time(manager, plan):
    made = periods.prepare_next(manager, plan, today=TODAY)
    assert (made.title, made.phase) == ("Primer trimestre de 2026", "planned")
    with pytest.raises(Refused, match="Primer trimestre de 2026"):
        periods.prepare_next(manager, plan, today=TODAY)


def test_accountable_organizations_report_on_what_is_under_way(plan, axis, project, water, period):
    other = ProjectFactory(plan=plan, program=project.program, suspended=True)
    done = ProjectFactory(plan=plan, program=project.program, stage="closed")
    gone = ProjectFactory(plan=plan, program=project.program, state="withdrawn")
    helped = ProjectFactory(plan=plan, program=project.program)
    step, late = (ActionFactory(plan=plan, strategy=None, project=one) for one in (project, other))
    strategy = StrategyFactory(
        plan=plan, objective=ObjectiveFactory(plan=plan, theme=ThemeFactory(plan=plan, axis=axis))
    )
    for thing in (other, done, gone, step, late, strategy):
        ResponsibilityFactory(measure=thing.measure, organization=water, role="accountable")
    ResponsibilityFactory(measure=helped.measure, organization=water, role="responsible")
    found = periods.propose(period)
    assert {one.thing for one in found} == {project, step, strategy}
    assert {one.organization for one in found} == {water}
    assert {one.axis for one in found} == {axis}


def test_owners_of_indicators_report_values_that_are_due(plan, water, period):
    due = SeriesFactory(indicator=IndicatorFactory(plan=plan, owner=water, frequency="quarterly"))
    ObservationFactory(series=due, on=datetime.date(2025, 12, 28), number=1)
    fresh = SeriesFactory(indicator=IndicatorFactory(plan=plan, owner=water, frequency="yearly"))
    ObservationFactory(series=fresh, on=datetime.date(2025, 12, 31), number=1)
    SeriesFactory(indicator=IndicatorFactory(plan=plan))  # nobody's
    SeriesFactory(indicator=IndicatorFactory(plan=plan, owner=water, computation="sum"))
    assert [one.thing for one in periods.propose(period)] == [due]


def test_opening_asks_whom_the_responsibilities_name_and_gives_liaisons_their_links(manager, project, period, water):
    person = LiaisonFactory(plan=period.plan, organization=water, from_day=datetime.date(2025, 1, 1))
    opened = periods.open_period(manager, period, today=TODAY)
    assert (opened.phase, opened.opened_on) == ("open", TODAY)
    asked = Assignment.objects.get()
    assert (asked.organization, asked.measure) == (water, project.measure)
    assert Assignment.history.get().history_user == manager
    link = ReportLink.objects.get()
    assert (link.liaison, link.assignment, link.expires_on) == (person, asked, datetime.date(2026, 7, 18))


def test_opening_keeps_to_what_was_chosen(manager, plan, project, period, water):
    only = ProjectFactory(plan=plan, program=project.program)
    periods.assign(manager, period, [(water, only), (water, only)])
    periods.open_period(manager, period, today=TODAY)
    assert [one.measure for one in Assignment.objects.all()] == [only.measure]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "Nadie"),
        ({"phase": "open"}, "ya se abrió"),
        ({"starts_on": datetime.date(2026, 3, 21)}, "21 de marzo"),
        ({"ends_on": datetime.date(2026, 3, 1), "due_on": datetime.date(2026, 3, 19)}, "19 de marzo"),
        ({"state": "withdrawn"}, "se retiró"),
    ],
)
def test_a_period_that_cannot_be_opened_says_why(manager, plan, values, said):
    period = ReportingPeriodFactory(plan=plan, **{"phase": "planned", **values})
    with pytest.raises(Refused, match=said):
        periods.open_period(manager, period, today=TODAY)


def test_a_period_is_closed_and_reopened_with_a_reason(manager, plan):
    period = ReportingPeriodFactory(plan=plan)
    closed = periods.close_period(manager, period, today=TODAY)
    assert (closed.phase, closed.closed_on) == ("closed", TODAY)
    with pytest.raises(Refused):
        periods.close_period(manager, period, today=TODAY)
    with pytest.raises(Refused):
        periods.reopen_period(manager, period, reason="  ")
    again = periods.reopen_period(manager, period, reason="Faltaba un informe")
    assert (again.phase, again.closed_on) == ("open", None)
    assert ReportingPeriod.history.first().history_change_reason == "Faltaba un informe"
    with pytest.raises(Refused):
        periods.reopen_period(manager, period, reason="Otra vez")


def test_editors_assign_and_excuse_what_is_of_their_axis_alone(editor, other_editor, plan, project, water):
    period = ReportingPeriodFactory(plan=plan)
    with pytest.raises(PermissionDenied):
        periods.assign(other_editor, period, [(water, project)])
    (made,) = periods.assign(editor, period, [(water, project)])
    with pytest.raises(PermissionDenied):
        periods.excuse(other_editor, made, "Sin obra")
    assert periods.excuse(editor, made, " Sin   obra ").excused == "Sin obra"
    assert Assignment.history.first().history_user == editor
    assert periods.ask_again(editor, made).excused == ""
    with pytest.raises(Refused):
        periods.ask_again(editor, made)


def test_nothing_is_asked_in_a_closed_period(manager, plan, project, water):
    period = ReportingPeriodFactory(plan=plan, phase="closed")
    asked = AssignmentFactory(period=period)
    with pytest.raises(Refused, match="está cerrado"):
        periods.assign(manager, period, [(water, project)])
    with pytest.raises(Refused):
        periods.excuse(manager, asked, "Sin obra")


def test_what_was_reported_is_not_excused(manager, plan):
    report = ProgressReportFactory(
        assignment__period__plan=plan, state="sent", sent_at=datetime.datetime(2026, 4, 1, tzinfo=datetime.UTC)
    )
    with pytest.raises(Refused):
        periods.excuse(manager, report.assignment, "Sin obra")


def test_an_excuse_needs_a_reason_of_some_words_at_most(manager, plan):
    asked = AssignmentFactory(period__plan=plan)
    for reason in ("", " ", "x" * 301):
        with pytest.raises(Refused):
            periods.excuse(manager, asked, reason)


def test_what_is_of_another_plan_or_withdrawn_is_not_asked_for(manager, plan, project, water):
    period = ReportingPeriodFactory(plan=plan)
    for thing in (ProjectFactory(), ProjectFactory(plan=plan, program=project.program, state="withdrawn")):
        with pytest.raises(Refused):
            periods.assign(manager, period, [(water, thing)])
    with pytest.raises(Refused):
        periods.assign(manager, period, [(OrganizationFactory(state="withdrawn"), project)])


def test_what_was_chosen_is_taken_out_before_the_period_opens_only(manager, plan, project, period, water):
    made = periods.assign(manager, period, [(water, project)])
    assert periods.unassign(manager, made) == 1
    assert not Assignment.objects.exists()
    assert Assignment.history.first().history_type == "-"
    asked = AssignmentFactory(period=ReportingPeriodFactory(plan=plan))
    with pytest.raises(Refused):
        periods.unassign(manager, [asked])


def test_proposing_costs_the_same_however_much_there_is(plan, project, water, period, django_assert_num_queries):
    def cost():
        with django_assert_num_queries(4) as counted:
            assert [(one.title, one.axis, one.key) for one in periods.propose(period)]
        return len(counted)

    SeriesFactory(indicator=IndicatorFactory(plan=plan, owner=water))
    few = cost()
    for _n in range(5):
        more = ProjectFactory(plan=plan, program=project.program)
        ResponsibilityFactory(measure=more.measure, organization=OrganizationFactory(), role="accountable")
        SeriesFactory(indicator=IndicatorFactory(plan=plan, owner=water))
    assert cost() == few


@pytest.mark.parametrize(("name", "day"), [("due_on", "9999-12-31"), ("starts_on", "0026-01-01")])
def test_a_period_of_no_year_of_a_plan_is_refused(plan, manager, name, day):
    made = periods.next_period(plan, TODAY)
    setattr(made, name, datetime.date.fromisoformat(day))
    with pytest.raises(ValidationError) as caught:
        records.create(manager, made)
    assert list(caught.value.message_dict) == [name]


def days(first, last):
    return {"starts_on": datetime.date(*first), "ends_on": datetime.date(*last), "due_on": datetime.date(2027, 1, 31)}


@pytest.mark.parametrize(
    ("first", "last", "field", "said"),
    [
        ((2026, 3, 31), (2026, 6, 30), "starts_on", "días después del 31 de marzo de 2026"),
        ((2026, 2, 1), (2026, 2, 28), "starts_on", "días después del 31 de marzo de 2026"),
        ((2025, 10, 1), (2026, 1, 1), "ends_on", "días antes del 1 de enero de 2026"),
        ((2025, 1, 1), (2026, 12, 31), "ends_on", "días antes del 1 de enero de 2026"),
    ],
)
def test_days_of_another_period_are_refused_with_its_name(manager, plan, first, last, field, said):
    ReportingPeriodFactory(plan=plan, title="Primer trimestre")
    with pytest.raises(ValidationError) as refusal:
        records.create(manager, ReportingPeriod(plan=plan, title="Otro", **days(first, last)))
    (sentence,) = refusal.value.message_dict[field]
    assert said in sentence
    assert "Primer trimestre" in sentence
    assert ReportingPeriod.objects.count() == 1


def test_days_beside_another_period_or_of_another_plan_or_out_of_force_are_free(manager, plan):
    ReportingPeriodFactory(plan=plan)
    ReportingPeriodFactory(starts_on=datetime.date(2026, 4, 1), ends_on=datetime.date(2026, 6, 30))
    ReportingPeriodFactory(
        plan=plan, state="withdrawn", starts_on=datetime.date(2026, 4, 1), ends_on=datetime.date(2026, 6, 30)
    )
    made = records.create(manager, ReportingPeriod(plan=plan, title="Abril", **days((2026, 4, 1), (2026, 4, 30))))
    assert made.pk


def test_many_periods_made_at_once_do_not_overlap_either(manager, plan):
    rows = [ReportingPeriod(plan=plan, title=name, **days((2026, 4, 1), (2026, 4, 30))) for name in ("Uno", "Otro")]
    with pytest.raises(ValidationError, match="se enciman con «Uno»"):
        records.create_many(manager, [(row, {}) for row in rows])
    assert not ReportingPeriod.objects.exists()


def test_a_period_is_not_moved_onto_another_but_keeps_the_days_that_it_has(manager, plan):
    first = ReportingPeriodFactory(plan=plan, title="Primer trimestre")
    other = ReportingPeriodFactory(plan=plan, **days((2026, 4, 1), (2026, 6, 30)))
    with pytest.raises(ValidationError, match="Primer trimestre"):
        records.update(manager, other, {"starts_on": datetime.date(2026, 3, 1)})
    assert records.update(manager, other, {"ends_on": datetime.date(2026, 7, 31)}).ends_on.month == 7
    # Days that overlapped before this was refused: the name can be mended, and the days one period at a time.
    ReportingPeriod.objects.filter(pk=other.pk).update(starts_on=first.starts_on)
    assert records.update(manager, other, {"title": "Segundo trimestre"}).title == "Segundo trimestre"
    assert records.update(manager, other, {"starts_on": datetime.date(2026, 4, 1)}).starts_on.month == 4


def test_a_period_comes_back_into_force_where_its_days_are_free(manager, plan):
    first = ReportingPeriodFactory(plan=plan)
    withdrawn = records.withdraw(manager, first, reason="Nos equivocamos")
    other = ReportingPeriodFactory(plan=plan, title="El que vale")
    with pytest.raises(Refused, match="se enciman con «El que vale»"):
        records.reinstate(manager, withdrawn, reason="Sí era")
    with pytest.raises(Refused, match="se enciman"):
        undo(manager, withdrawn, withdrawn.version)
    records.withdraw(manager, other, reason="Era el otro")
    assert records.reinstate(manager, withdrawn, reason="Sí era").is_current


def test_a_period_does_not_go_back_to_days_that_another_has_taken(manager, plan):
    first = records.create(manager, ReportingPeriod(plan=plan, title="Uno", **days((2026, 4, 1), (2026, 6, 30))))
    past = first.history.get().history_id
    records.update(manager, first, {"starts_on": datetime.date(2026, 5, 1)})
    records.create(manager, ReportingPeriod(plan=plan, title="Abril", **days((2026, 4, 1), (2026, 4, 30))))
    with pytest.raises(ValidationError, match="se enciman con «Abril»"):
        records.restore(manager, first, past)


def test_the_calendar_proposes_no_days_of_a_period_that_is_there(manager, plan):
    periods.set_rules(manager, plan, frequency="yearly", due_days=15, link_days=60)
    ReportingPeriodFactory(plan=plan)
    made = periods.prepare_next(manager, plan, today=TODAY)
    assert (made.starts_on, made.ends_on) == (datetime.date(2026, 4, 1), datetime.date(2026, 12, 31))
