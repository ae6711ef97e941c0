"""The page of a council and the week of a team: what each shows, to whom, and in how many queries."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from factories import (
    AssignmentFactory,
    FundingFactory,
    ImprovementFactory,
    LiaisonFactory,
    MilestoneFactory,
    ProgramFactory,
    ProgressReportFactory,
    ProjectFactory,
    RecommendationFactory,
    ReportingPeriodFactory,
    ResponsibilityFactory,
)
from reading import main_text
from rumbo.monitoring.services.status import evaluate

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def project(plan, axis):
    program = ProgramFactory(plan=plan, theme__axis=axis, theme__plan=plan)
    return ProjectFactory(plan=plan, program=program, title="Parque lineal")


def late(project, today, **values):
    """Make a milestone that was to end two months ago, reported on lately, and far from done."""
    days = {"starts_on": today - datetime.timedelta(days=200), "ends_on": today - datetime.timedelta(days=60)}
    return MilestoneFactory(project=project, plan=project.plan, **{**days, "progress": 10, **values})


def council(client, plan):
    return main_text(client.get(reverse("desk:council", args=[plan.key])))


def week(client, plan, **query):
    return main_text(client.get(reverse("desk:week", args=[plan.key]), query))


@pytest.fixture
def staff(client, manager):
    client.force_login(manager)
    return client


def test_an_empty_plan_says_what_is_missing(staff, plan):
    text = council(staff, plan)
    assert "Todavía no se ha calculado nada" in text
    assert "Nada espera una decisión." in text
    assert "Nada te espera" in week(staff, plan)


def test_what_is_late_says_why_and_who_answers(staff, plan, project, today):
    late(project, today)
    ResponsibilityFactory(measure=project.measure, organization__title="Obras Públicas", role="accountable")
    ProjectFactory(plan=plan, program=project.program, title="Sin hitos")
    evaluate(plan, today)
    text = council(staff, plan)
    assert "Parque lineal" in text
    assert "Obras Públicas" in text
    assert "Sin hitos" not in text
    assert "1 fuera de curso" in text


def test_money_is_needed_authorised_and_spent(staff, plan, project, today):
    FundingFactory(project=project, plan=plan, amount=1_000_000, status="authorized", spent=250_000)
    evaluate(plan, today)
    text = council(staff, plan)
    assert "1.00" in text
    assert "0.25" in text


def test_who_is_silent_is_named_with_the_days(staff, plan, project, today):
    period = ReportingPeriodFactory(
        plan=plan,
        starts_on=today - datetime.timedelta(days=120),
        ends_on=today - datetime.timedelta(days=30),
        due_on=today - datetime.timedelta(days=20),
    )
    silent = AssignmentFactory(period=period, measure=project.measure, organization__title="Agua y Drenaje")
    assert "Agua y Drenaje" in council(staff, plan)
    assert "20 días de retraso" in week(staff, plan)
    LiaisonFactory(plan=plan, organization=silent.organization)
    ProgressReportFactory(assignment=silent, state="sent", sent_at=timezone.now())
    assert "Agua y Drenaje" not in council(staff, plan)
    assert "días de retraso" not in week(staff, plan)


def test_decisions_wanted_are_help_recommendations_and_late_commitments(staff, plan, project, today):
    recommendation = RecommendationFactory(plan=plan, finding__plan=plan, title="Contratar supervisión")
    ImprovementFactory(
        plan=plan,
        recommendation=recommendation,
        title="Publicar el padrón",
        due_on=today - datetime.timedelta(days=3),
    )
    assignment = AssignmentFactory(period__plan=plan, measure=project.measure)
    ProgressReportFactory(
        assignment=assignment, state="sent", sent_at=timezone.now(), help_needed="Falta el permiso de la comisión"
    )
    text = council(staff, plan)
    for words in ("Contratar supervisión", "Publicar el padrón", "Falta el permiso de la comisión"):
        assert words in text
    recommendation.answer = "rejected"
    recommendation.save()
    assert "Contratar supervisión" not in council(staff, plan)


def test_what_was_reached_lately_is_told(staff, plan, project, today):
    evaluate(plan, today)
    assert "No se informó de ningún hito cumplido." in council(staff, plan)
    late(project, today, title="Proyecto ejecutivo", done_on=today - datetime.timedelta(days=5), progress=100)
    late(project, today, title="Hito de antes", done_on=today - datetime.timedelta(days=100), progress=100)
    text = council(staff, plan)
    assert "Proyecto ejecutivo" in text
    assert "Hito de antes" not in text


def test_an_editor_sees_the_week_of_their_axis_and_may_look_at_another(client, editor, plan, axis, project, today):
    client.force_login(editor)
    other = ProjectFactory(plan=plan, program=ProgramFactory(plan=plan, theme__plan=plan, theme__axis__plan=plan))
    late(project, today, title="Del propio eje")
    late(other, today, title="De otro eje")
    assert "Del propio eje" in week(client, plan)
    assert "De otro eje" not in week(client, plan)
    assert "De otro eje" in week(client, plan, axis=other.program.theme.axis.key)


def test_what_got_worse_this_week_is_told_once_it_is_worse(staff, plan, project, today):
    milestone = MilestoneFactory(
        project=project,
        plan=plan,
        starts_on=today - datetime.timedelta(days=30),
        ends_on=today + datetime.timedelta(days=300),
        progress=10,
    )
    evaluate(plan, today - datetime.timedelta(days=20))
    assert "Peor que hace una semana" not in week(staff, plan)
    milestone.ends_on = today - datetime.timedelta(days=40)
    milestone.save()
    evaluate(plan, today)
    assert "Peor que hace una semana" in week(staff, plan)


def test_both_take_the_same_queries_however_much_there_is(staff, plan, project, today):
    def counted():
        found = []
        for name in ("desk:council", "desk:week"):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                staff.get(reverse(name, args=[plan.key]))
            found.append(len(queries))
        return found

    def fill(number):
        period = ReportingPeriodFactory(plan=plan, due_on=today - datetime.timedelta(days=9))
        for _one in range(number):
            own = ProjectFactory(plan=plan, program=project.program)
            late(own, today)
            ResponsibilityFactory(measure=own.measure, role="accountable")
            report = ProgressReportFactory(
                assignment=AssignmentFactory(period=period, measure=own.measure),
                state="sent", sent_at=timezone.now(), help_needed="Ayuda",
            )  # fmt: skip
            AssignmentFactory(period=period, measure=own.measure)
            ImprovementFactory(
                plan=plan, recommendation=RecommendationFactory(plan=plan, finding__plan=plan), due_on=today
            )
            assert report.pk
        evaluate(plan, today)

    fill(2)
    counted()
    few = counted()
    fill(12)
    assert counted() == few


def test_outsiders_find_neither(client, plan, outsider):
    client.force_login(outsider)
    for name in ("desk:council", "desk:week"):
        assert client.get(reverse(name, args=[plan.key])).status_code == 404
