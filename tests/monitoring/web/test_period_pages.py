"""Pages of reporting periods: what is next, who is asked, who reported, links, and what changed."""

from __future__ import annotations

import csv
import datetime
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from factories import (
    AxisFactory,
    LiaisonFactory,
    OrganizationFactory,
    ProgramFactory,
    ProjectFactory,
    ResponsibilityFactory,
    ThemeFactory,
)
from factories.monitoring import AssignmentFactory, ProgressReportFactory, ReportingPeriodFactory, ReportLinkFactory
from rumbo.communication.models import Notice
from rumbo.monitoring.models import Assignment, ReportingPeriod, ReportingRules, ReportLink
from rumbo.monitoring.services.links import link_for
from rumbo.monitoring.tokens import token_of

BEGAN = datetime.date(2025, 1, 1)
TODAY = datetime.date(2026, 4, 2)


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    """It is 2 April 2026 on every page."""
    for module in ("periods", "period_steps", "period_links", "assignments"):
        monkeypatch.setattr(f"rumbo.monitoring.web.{module}.localdate", lambda: TODAY)


@pytest.fixture
def period(plan):
    return ReportingPeriodFactory(plan=plan, title="Primer trimestre")


@pytest.fixture
def water():
    return OrganizationFactory(title="Sistema de aguas")


@pytest.fixture
def project(plan, axis, water):
    found = ProjectFactory(
        plan=plan, title="Colector", program=ProgramFactory(plan=plan, theme=ThemeFactory(plan=plan, axis=axis))
    )
    ResponsibilityFactory(measure=found.measure, organization=water, role="accountable")
    return found


@pytest.fixture
def asked(period, project, water):
    return AssignmentFactory(period=period, organization=water, measure=project.measure)


@pytest.fixture
def person(plan, water):
    return LiaisonFactory(plan=plan, organization=water, title="Iris Prado", email="iris@example.org", from_day=BEGAN)


def url(name, plan, *rest):
    return reverse(f"monitoring:{name}", args=[plan.key, *rest])


def test_the_first_period_is_prepared_from_an_empty_list(client, plan, manager):
    client.force_login(manager)
    text = client.get(url("periods", plan)).text
    assert "Todavía no se ha pedido ningún informe" in text
    assert "Primer trimestre de 2026" in text
    assert "Nombrar a los enlaces" in text
    answer = client.post(url("prepare_period", plan), follow=True)
    assert "Todavía no se ha pedido nada" in answer.text
    assert ReportingPeriod.objects.get().phase == "planned"
    answer = client.post(url("prepare_period", plan), follow=True)
    assert "se está preparando" in answer.text


def test_who_will_be_asked_is_shown_before_the_period_opens(client, plan, manager, project, person):
    period = ReportingPeriodFactory(plan=plan, phase="planned", opened_on=None)
    client.force_login(manager)
    assert "Mirar y abrir" in client.get(url("period", plan, period.pk)).text
    text = client.get(url("open_period", plan, period.pk)).text
    assert "Sistema de aguas" in text
    assert not Assignment.objects.exists()
    assert "se pide 1 informe" in client.post(url("open_period", plan, period.pk), follow=True).text
    assert ReportLink.objects.get().liaison == person


def test_who_has_nobody_to_ask_is_named_before_the_period_opens(client, plan, manager, project):
    period = ReportingPeriodFactory(plan=plan, phase="planned", opened_on=None)
    client.force_login(manager)
    text = client.get(url("open_period", plan, period.pk)).text
    assert "no tienen a quién preguntar" in text
    client.post(url("open_period", plan, period.pk))
    assert "no recibe liga ni recordatorio" in client.get(url("period", plan, period.pk)).text


def test_a_plan_that_asks_nobody_says_how_to_mend_it(client, plan, manager):
    period = ReportingPeriodFactory(plan=plan, phase="planned", opened_on=None)
    client.force_login(manager)
    assert "Decir quién responde de qué" in client.get(url("open_period", plan, period.pk)).text
    assert "Nadie tendría que informar" in client.post(url("open_period", plan, period.pk), follow=True).text


def test_reports_are_chosen_and_taken_out_before_the_period_opens(client, plan, manager, project, water):
    other = ProjectFactory(plan=plan, program=project.program)
    ResponsibilityFactory(measure=other.measure, organization=water, role="accountable")
    period = ReportingPeriodFactory(plan=plan, phase="planned", opened_on=None)
    client.force_login(manager)
    here = url("period_people", plan, period.pk)
    key = f"{water.pk}-m{project.measure_id}"
    assert key in client.get(here).text
    client.post(here, {"do": "marked", "pair": [key, "0-m0", "x"]})
    assert [one.measure for one in Assignment.objects.all()] == [project.measure]
    client.post(here, {"do": "all"})
    assert Assignment.objects.count() == 2
    client.post(f"{here}?ver=elegidos", {"do": "marked", "pair": [key]})
    assert [one.measure for one in Assignment.objects.all()] == [other.measure]
    assert "No se marcó nada" in client.post(here, {"do": "marked"}, follow=True).text


def test_many_are_chosen_by_axis_and_organization(client, plan, manager, project, other_axis):
    other = ProjectFactory(
        plan=plan, program=ProgramFactory(plan=plan, theme=ThemeFactory(plan=plan, axis=other_axis))
    )
    ResponsibilityFactory(measure=other.measure, organization=OrganizationFactory(), role="accountable")
    period = ReportingPeriodFactory(plan=plan, phase="planned", opened_on=None)
    client.force_login(manager)
    client.post(f"{url('period_people', plan, period.pk)}?eje={other_axis.pk}", {"do": "all"})
    assert [one.measure for one in Assignment.objects.all()] == [other.measure]


def test_editors_choose_what_is_of_their_axis(client, plan, editor, project, water, other_axis):
    other = ProjectFactory(
        plan=plan, program=ProgramFactory(plan=plan, theme=ThemeFactory(plan=plan, axis=other_axis))
    )
    ResponsibilityFactory(measure=other.measure, organization=water, role="accountable")
    period = ReportingPeriodFactory(plan=plan, phase="planned", opened_on=None)
    client.force_login(editor)
    client.post(url("period_people", plan, period.pk), {"do": "all"})
    assert [one.measure for one in Assignment.objects.all()] == [project.measure]


def test_somebody_is_asked_by_hand(client, plan, editor, period, project):
    gardens = OrganizationFactory(title="Parques")
    client.force_login(editor)
    here = url("period_by_hand", plan, period.pk)
    anchor = f"m{project.measure_id}"
    assert anchor in client.get(here, {"q": "colector"}).text
    assert "No se encontró nada" in client.get(here, {"q": "zzz"}).text
    for wrong in ({}, {"thing": anchor}, {"organization": gardens.pk}, {"organization": "x", "thing": ["m", "q1"]}):
        assert "Elige la organización" in client.post(f"{here}?q=colector", wrong, follow=True).text
    client.post(here, {"organization": gardens.pk, "thing": anchor})
    made = Assignment.objects.get()
    assert (made.organization, made.measure) == (gardens, project.measure)


def test_the_page_says_who_reported_in_time_late_and_who_is_silent(client, plan, reader, period, monkeypatch):
    monkeypatch.setattr("rumbo.monitoring.web.periods.localdate", lambda: datetime.date(2026, 4, 20))
    zone = timezone.get_current_timezone()
    names = {"Ágil": (2026, 4, 15, 23, 50), "Tardía": (2026, 4, 16, 0, 10), "Callada": None}
    for name, when in names.items():
        asked = AssignmentFactory(period=period, organization__title=name)
        if when:
            ProgressReportFactory(
                assignment=asked, state="accepted", sent_at=datetime.datetime(*when, tzinfo=zone), progress=40
            )
    AssignmentFactory(period=period, organization__title="Dispensada", excused="Sin obra")
    client.force_login(reader)
    here = url("period", plan, period.pk)
    text = client.get(here).text
    assert "Informaron 2 de 3: 1 a tiempo, 1 tarde; 1 en silencio." in text
    assert "15/04/2026, a tiempo" in text
    assert "16/04/2026, 1 día tarde" in text
    assert "5 días de atraso" in text
    for state, name in (
        ("a-tiempo", "Ágil"),
        ("tarde", "Tardía"),
        ("silencio", "Callada"),
        ("dispensado", "Dispensada"),
    ):
        rows = csv.DictReader(io.StringIO(_file(client.get(here, {"estado": state, "format": "csv"}))))
        assert [row["organization"] for row in rows] == [name]


def _file(answer):
    return b"".join(answer.streaming_content).decode("utf-8-sig")


@pytest.mark.parametrize("format", ["csv", "xlsx", "json"])
def test_the_list_is_downloaded(client, plan, reader, period, asked, format):  # noqa: A002
    client.force_login(reader)
    answer = client.get(url("period", plan, period.pk), {"format": format})
    assert answer.headers["Content-Disposition"].endswith(f'.{format}"')
    assert b"".join(answer.streaming_content)


def test_the_list_is_narrowed_to_an_axis_and_an_organization(client, plan, reader, period, asked, axis, water):
    other = AssignmentFactory(period=period, organization__title="Otra", measure=ProjectFactory(plan=plan).measure)
    client.force_login(reader)
    here = url("period", plan, period.pk)
    for query in ({"eje": axis.pk}, {"organizacion": water.pk}):
        rows = csv.DictReader(io.StringIO(_file(client.get(here, query | {"format": "csv"}))))
        assert [row["title"] for row in rows] == [str(asked.measure.element)]
    for nonsense in ({"eje": "x"}, {"organizacion": "9" * 40}, {"estado": "nada"}, {"page": "-4"}):
        assert other.organization.title in client.get(here, nonsense).text


def test_a_period_is_closed_after_what_is_owed_was_said_and_reopened(client, plan, manager, period, asked):
    client.force_login(manager)
    assert "Todavía se debe 1 informe" in client.get(url("close_period", plan, period.pk)).text
    assert "ya no recibe informes" in client.post(url("close_period", plan, period.pk), follow=True).text
    answer = client.post(url("reopen_period", plan, period.pk), {"reason": ""})
    assert (answer.status_code, "queda registrado" in answer.text) == (422, True)
    client.post(url("reopen_period", plan, period.pk), {"reason": "Faltaba uno"})
    period.refresh_from_db()
    assert period.phase == "open"
    assert client.post(url("reopen_period", plan, period.pk), {"reason": "Otra"}).status_code == 422


def test_rules_are_changed_by_managers_and_read_by_all(client, plan, manager, reader):
    here = url("reporting_rules", plan)
    client.force_login(reader)
    assert "Trimestral" in client.get(here).text
    assert client.post(here, {"frequency": "monthly", "due_days": 10, "link_days": 60}).status_code == 403
    client.force_login(manager)
    assert client.post(here, {"frequency": "irregular", "due_days": 0, "link_days": "x"}).status_code == 422
    client.post(here, {"frequency": "monthly", "due_days": 10, "link_days": 60})
    assert ReportingRules.objects.get().frequency == "monthly"
    assert "10 días para informar" in client.get(here).text


def test_a_link_is_copied_revoked_renewed_and_made(client, plan, editor, asked, person):
    link = link_for(asked, person, today=TODAY)
    client.force_login(editor)
    here = url("assignment", plan, asked.pk)
    assert f"/informe/{token_of(link)}/" in client.get(here).text
    client.post(here, {"do": "renew", "link": link.pk})
    assert token_of(link) not in client.get(here).text
    (other,) = ReportLink.objects.filter(revoked_at=None)
    assert token_of(other) in client.get(here).text
    client.post(here, {"do": "revoke", "link": other.pk})
    assert token_of(other) not in client.get(here).text
    assert "Hacer una liga para Iris Prado" in client.get(here).text
    client.post(here, {"do": "make", "liaison": person.pk})
    assert ReportLink.objects.filter(revoked_at=None).count() == 1


@pytest.mark.parametrize("values", [{}, {"do": "revoke"}, {"do": "revoke", "link": "x"}, {"do": "make"}, {"do": "x"}])
def test_what_makes_no_sense_is_not_found(client, plan, manager, asked, values):
    client.force_login(manager)
    assert client.post(url("assignment", plan, asked.pk), values).status_code == 404


def test_a_link_of_another_report_is_not_revoked_here(client, plan, manager, asked):
    other = ReportLinkFactory()
    client.force_login(manager)
    assert client.post(url("assignment", plan, asked.pk), {"do": "revoke", "link": other.pk}).status_code == 404
    other.refresh_from_db()
    assert other.revoked_at is None


def test_readers_and_other_editors_see_no_link(client, plan, reader, other_editor, asked, person):
    link = link_for(asked, person, today=TODAY)
    for who in (reader, other_editor):
        client.force_login(who)
        here = url("assignment", plan, asked.pk)
        assert token_of(link) not in client.get(here).text
        assert client.post(here, {"do": "revoke", "link": link.pk}).status_code == 403
        for name in ("period_links", "period_link_sheet"):
            assert client.get(url(name, plan, asked.period_id)).status_code == 403


def test_a_report_is_excused_with_a_reason_and_asked_for_again(client, plan, editor, asked):
    client.force_login(editor)
    here = url("assignment", plan, asked.pk)
    assert client.post(here, {"do": "excuse", "reason": " "}).status_code == 422
    client.post(here, {"do": "excuse", "reason": "<b>Sin obra</b>"})
    assert "&lt;b&gt;Sin obra&lt;/b&gt;" in client.get(here).text
    client.post(here, {"do": "ask"})
    asked.refresh_from_db()
    assert asked.excused == ""


def test_links_are_listed_printed_and_made_for_successors(client, plan, manager, period, asked, person):
    client.force_login(manager)
    here = url("period_links", plan, period.pk)
    assert "no tiene liga que funcione" in client.get(here).text
    client.post(here, {"do": "make"})
    link = ReportLink.objects.get()
    answer = client.get(here)
    assert token_of(link) in answer.text
    assert "no-store" in answer.headers["Cache-Control"]
    sheet = client.get(url("period_link_sheet", plan, period.pk)).text
    assert token_of(link) in sheet
    assert "<path d=" in sheet


def test_links_are_mailed(client, plan, manager, period, asked, person, mailoutbox, monkeypatch):
    monkeypatch.setattr("rumbo.monitoring.web.period_links.has_mail_server", lambda: True)
    other = AssignmentFactory(period=period, organization=asked.organization)
    silent = LiaisonFactory(plan=plan, organization=OrganizationFactory(), phone="55", from_day=BEGAN)
    link = link_for(asked, person, today=TODAY)
    link_for(AssignmentFactory(period=period, organization=silent.organization), silent, today=TODAY)
    client.force_login(manager)
    here = url("period_links", plan, period.pk)
    assert "No se marcó a nadie" in client.post(here, {"do": "marked"}, follow=True).text
    answer = client.post(here, {"do": "everybody"}, follow=True)
    assert "Sin correo" in answer.text
    texts = [one.body for one in mailoutbox] + [one.text for one in Notice.objects.all()]
    assert len(texts) == 1
    assert str(other.measure.element) in texts[0]
    assert token_of(link) not in texts[0]  # several: one link to the list
    assert token_of(ReportLink.objects.get(assignment=None, liaison=person)) in texts[0]


def test_what_changed_since_the_period_before_is_told(client, plan, reader, period, asked, water):
    before = ReportingPeriodFactory(
        plan=plan, title="El de antes", starts_on=datetime.date(2025, 10, 1), ends_on=datetime.date(2025, 12, 31)
    )
    sent = datetime.datetime(2026, 1, 5, tzinfo=datetime.UTC)
    old = AssignmentFactory(period=before, organization=water, measure=asked.measure)
    ProgressReportFactory(
        assignment=old, state="accepted", sent_at=sent, progress=20, spent=1000, problem="Sin permiso"
    )
    ProgressReportFactory(
        assignment=asked, state="sent", sent_at=sent, progress=35, spent=2500, help_needed="Gestoría"
    )
    ProgressReportFactory(
        assignment=AssignmentFactory(period=period), state="sent", sent_at=sent, nothing_changed=True
    )
    client.force_login(reader)
    text = client.get(url("period_changes", plan, period.pk)).text
    assert "20 %" in text
    assert "35 %" in text
    assert "Sin permiso" in text
    assert "No hay un periodo antes" in client.get(url("period_changes", plan, before.pk)).text


@pytest.mark.parametrize(
    "name", ["open_period", "close_period", "reopen_period", "period_links", "period_link_sheet", "period_by_hand"]
)
def test_readers_are_kept_out(client, plan, reader, period, name):
    client.force_login(reader)
    assert client.get(url(name, plan, period.pk)).status_code == 403


@pytest.mark.parametrize(
    "name",
    ["period", "period_changes", "period_people", "open_period", "close_period", "reopen_period", "period_links"],
)
def test_periods_of_another_plan_are_not_found(client, plan, manager, name):
    client.force_login(manager)
    assert client.get(url(name, plan, ReportingPeriodFactory().pk)).status_code == 404
    assert client.get(url("assignment", plan, AssignmentFactory().pk)).status_code == 404


@pytest.mark.parametrize(
    "name", ["period", "period_people", "open_period", "period_links", "period_changes", "periods"]
)
def test_pages_cost_the_same_for_many(client, plan, manager, period, name):
    def more(n):
        for _n in range(n):
            theme = ThemeFactory(plan=plan, axis=AxisFactory(plan=plan))
            project = ProjectFactory(plan=plan, program=ProgramFactory(plan=plan, theme=theme))
            who = OrganizationFactory()
            ResponsibilityFactory(measure=project.measure, organization=who, role="accountable")
            person = LiaisonFactory(plan=plan, organization=who, from_day=BEGAN)
            asked = AssignmentFactory(period=period, organization=who, measure=project.measure)
            link_for(asked, person, today=TODAY)
            ProgressReportFactory(assignment=AssignmentFactory(period=period), sent_at=timezone.now(), state="sent")
            ReportingPeriodFactory(plan=plan, phase="closed")

    client.force_login(manager)
    here = url(name, plan, *([] if name == "periods" else [period.pk]))
    more(2)
    client.get(here)
    with CaptureQueriesContext(connection) as few:
        client.get(here)
    more(5)
    with CaptureQueriesContext(connection) as many:
        client.get(here)
    assert len(many) == len(few)


def test_the_form_refuses_days_of_another_period_beside_the_field(client, plan, manager, period):
    client.force_login(manager)
    given = {"title": "Marzo", "starts_on": "2026-03-01", "ends_on": "2026-04-30", "due_on": "2026-05-15"}
    address = reverse("desk:create", args=[plan.key, "reporting_period"])
    answer = client.post(address, given)
    assert "se enciman con «Primer trimestre»" in answer.text
    assert "starts_on" in answer.context["form"].errors
    assert client.post(address, given | {"starts_on": "2026-04-01"}).status_code == 302
    period.state = "withdrawn"
    period.save()
    again = ReportingPeriodFactory(plan=plan, title="El de ahora")
    answer = client.post(
        reverse("desk:reinstate", args=[plan.key, "reporting_period", period.pk]), {"reason": "Sí era"}
    )
    assert "se enciman con «El de ahora»" in answer.text
    assert again.is_current
