"""Who reports, in public: by organization, never by person; and the newest accepted report on a project's page."""

from __future__ import annotations

import datetime
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import LiaisonFactory, OrganizationFactory, ProjectFactory
from factories.monitoring import AssignmentFactory, ProgressReportFactory, ReportingPeriodFactory
from rumbo.monitoring.queries.public_reports import newest_accepted

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

SENT = datetime.datetime(2026, 4, 3, 12, tzinfo=datetime.UTC)


@pytest.fixture
def here(plan):
    return reverse("portal:reports", args=[plan.key])


def test_nobody_was_asked_yet(client, here):
    assert "Todavía no se han pedido informes" in client.get(here).text


def test_organizations_are_named_and_people_are_not(client, plan, here):
    period = ReportingPeriodFactory(plan=plan, title="Primer trimestre", phase="closed")
    ReportingPeriodFactory(plan=plan, title="Todavía en secreto", phase="planned")
    water, roads = OrganizationFactory(title="Aguas"), OrganizationFactory(title="Caminos")
    person = LiaisonFactory(plan=plan, organization=water, title="Iris Prado", email="iris@example.org")
    asked = AssignmentFactory(period=period, organization=water)
    ProgressReportFactory(assignment=asked, state="sent", sent_at=SENT, liaison=person, problem="No hay dinero")
    AssignmentFactory(period=period, organization=roads)
    AssignmentFactory(period=period, organization=roads, excused="Motivo interno")
    text = client.get(here).text
    assert "informaron 1 de 2" in text
    assert "Aguas" in text
    assert "1 más se dispensó" in text
    for private in ("Iris Prado", "iris@example.org", "No hay dinero", "Motivo interno", "Todavía en secreto"):
        assert private not in text
    rows = json.loads(b"".join(client.get(here, {"format": "json"}).streaming_content))
    assert [(row["organization"], row["asked"], row["on_time"], row["not_sent"]) for row in rows] == [
        ("Aguas", 1, 1, 0),
        ("Caminos", 1, 0, 1),
    ]


def test_a_period_is_chosen_by_its_key(client, plan, here):
    old = ReportingPeriodFactory(plan=plan, title="El de antes", phase="closed", starts_on=datetime.date(2025, 1, 1))
    ReportingPeriodFactory(plan=plan, title="El de ahora")
    assert '<h2 id="period">El de antes' in client.get(here, {"periodo": old.key}).text
    assert client.get(here, {"periodo": "nada"}).status_code == 404
    planned = ReportingPeriodFactory(plan=plan, phase="planned")
    assert client.get(here, {"periodo": planned.key}).status_code == 404


def test_a_plan_that_is_not_public_shows_nothing(client, plan, here):
    plan.is_public = False
    plan.save()
    assert client.get(here).status_code == 404


def test_the_page_costs_the_same_for_many(client, plan, here):
    def more(n):
        for _n in range(n):
            period = ReportingPeriodFactory(plan=plan, phase="closed")
            ProgressReportFactory(assignment=AssignmentFactory(period=period), state="sent", sent_at=SENT)
            AssignmentFactory(period=period)

    more(2)
    with CaptureQueriesContext(connection) as few:
        client.get(here)
    more(6)
    with CaptureQueriesContext(connection) as many:
        client.get(here)
    assert len(many) == len(few)


def test_the_newest_accepted_report_is_on_the_page_of_the_project(client, plan):
    project = ProjectFactory(plan=plan)
    water = OrganizationFactory(title="Aguas")

    def report(month, **values):
        period = ReportingPeriodFactory(plan=plan)
        asked = AssignmentFactory(period=period, organization=water, measure=project.measure)
        return ProgressReportFactory(assignment=asked, on=datetime.date(2026, month, 1), sent_at=SENT, **values)

    report(1, state="accepted", text="Lo de enero", progress=10)
    told = report(
        2, state="accepted", text="Lo de <febrero>", progress=35, problem="Falta dinero", help_needed="Ayuda"
    )
    report(3, state="accepted", nothing_changed=True)
    report(4, state="sent", text="Lo de abril")
    told = newest_accepted(project.measure)
    assert (told.organization, told.progress, told.confirmed_on) == (water, 35, datetime.date(2026, 3, 1))
    text = client.get(reverse("portal:project", args=[plan.key, project.key])).text
    assert "Lo de &lt;febrero&gt;" in text
    assert "35 % de avance" in text
    assert "1 de marzo de 2026 dijo que nada había cambiado" in text
    for private in ("Lo de enero", "Lo de abril", "Falta dinero", "Ayuda"):
        assert private not in text


def test_without_an_accepted_report_the_project_says_nothing_of_it(client, plan):
    project = ProjectFactory(plan=plan)
    text = client.get(reverse("portal:project", args=[plan.key, project.key])).text
    assert "Lo último que se informó" not in text
