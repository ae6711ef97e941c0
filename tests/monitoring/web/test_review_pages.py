"""Reviewing on the desk: the list, a report beside the last, accept, ask, open again, note, and typing in."""

import datetime
from io import BytesIO

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from factories import (
    AssignmentFactory,
    FundingFactory,
    MilestoneFactory,
    ProgressReportFactory,
    ReportingPeriodFactory,
    ReportMessageFactory,
)
from filemaking import picture
from monitoring.services.test_reports import earlier, link, link_to, period, project, values  # noqa: F401 (fixtures)
from reading import main_text
from rumbo.monitoring.models import ProgressReport
from rumbo.monitoring.services import reports

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 4, 10)


@pytest.fixture(autouse=True)
def _april(monkeypatch):
    """It is 10 April 2026 for all pages."""
    monkeypatch.setattr(timezone, "localdate", lambda value=None, timezone=None: value.date() if value else TODAY)


@pytest.fixture
def as_editor(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def sent(link):  # noqa: F811
    return reports.send(
        link, {"text": "Se colocó la señal.", "problem": "Falta un permiso"}, version=None, today=TODAY
    )


def at(name, *args):
    return reverse(f"monitoring:{name}", args=["plan-2040", *args])


WRITES = ("accept_report", "observe_report", "reopen_report", "note_report")


def test_readers_read_and_only_editors_of_the_axis_decide(client, sent, reader, other_editor, outsider):
    data = {"question": "¿?", "reason": "x", "note": "x"}
    for person, reads, writes in ((outsider, 404, 404), (reader, 200, 403), (other_editor, 200, 403)):
        client.force_login(person)
        assert client.get(at("report", sent.pk)).status_code == reads
        assert client.get(at("reports")).status_code == reads
        assert {client.post(at(name, sent.pk), data).status_code for name in WRITES} == {writes}
        assert client.post(at("type_in", sent.assignment.pk), {"told_by": "x", "text": "x"}).status_code == writes
        assert "Aceptar el informe" not in client.get(at("report", sent.pk)).content.decode()
    sent.refresh_from_db()
    assert (sent.state, sent.messages.count()) == ("sent", 1)


def test_a_report_of_another_plan_is_not_there(as_editor):
    other = ProgressReportFactory(sent_at=timezone.now(), state="sent")
    assert as_editor.get(at("report", other.pk)).status_code == 404
    assert as_editor.post(at("accept_report", other.pk)).status_code == 404


def test_the_list_parts_what_waits_from_what_is_done(as_editor, sent, link, values):  # noqa: F811
    reports.nothing_changed(values, today=TODAY)
    text = main_text(as_editor.get(at("reports")))
    assert "Red ciclista" in text
    assert "Problema" in text
    assert "Aceptar los marcados" in text
    assert "Ninguna pregunta espera respuesta" in main_text(as_editor.get(at("reports") + "?ver=pregunta"))
    assert "Todavía no se acepta" in main_text(as_editor.get(at("reports") + "?ver=aceptados"))
    ProgressReport.objects.update(state="accepted", accepted_at=timezone.now())
    assert "No hay nada que revisar" in main_text(as_editor.get(at("reports") + "?page=x&ver=zz"))


def test_a_report_stands_beside_what_was_known(as_editor, link, project):  # noqa: F811
    milestone = MilestoneFactory(project=project, title="Primer tramo", progress=31)
    FundingFactory(project=project, amount=10_000_000)
    earlier(link, spent=900_000, text="Informe de antes")
    fields = {f"m-{milestone.pk}": "45", "spent": "900000", "text": "Avanza"}
    report = reports.send(link, fields, version=None, today=TODAY)
    text = main_text(as_editor.get(at("report", report.pk)))
    assert "Primer tramo 31 % 45 % Cambió" in text
    assert "Igual que antes: Ejercido hasta hoy ($900,000.00)." in text
    assert "Informe de antes" in text


def test_what_is_not_sent_is_not_shown(as_editor, link):  # noqa: F811
    report = reports.save_draft(link, {"text": "Secreto todavía"}, version=None, today=TODAY)
    page = as_editor.get(at("report", report.pk))
    assert "Secreto" not in page.content.decode()
    assert "Todavía no se envía nada" in main_text(page)


def test_accepting_leads_to_the_next_and_publishes_what_is_ticked(as_editor, sent, link, project):  # noqa: F811
    one = reports.add_evidence(link, BytesIO(picture()), "ribera.jpg", today=TODAY)
    page = as_editor.get(at("report", sent.pk))
    assert f'name="publish" value="{one.pk}"' in page.content.decode()
    data = {"version": sent.version, "publish": [one.pk], "text": "¡Gracias!"}
    answer = as_editor.post(at("accept_report", sent.pk), data, follow=True)
    assert "sus cifras están en el plan" in answer.content.decode()
    assert "¡Gracias!" in mail.outbox[0].body
    assert project.documents.get().public


def test_what_changed_meanwhile_is_shown_not_accepted(as_editor, sent):
    answer = as_editor.post(at("accept_report", sent.pk), {"version": sent.version - 1, "text": "Gracias"})
    assert answer.status_code == 422
    assert "mientras lo leías" in main_text(answer)
    assert "Gracias" in answer.content.decode()


def test_a_question_is_asked_and_an_empty_one_is_not(as_editor, sent):
    assert as_editor.post(at("observe_report", sent.pk), {"question": " "}).status_code == 422
    as_editor.post(at("observe_report", sent.pk), {"question": "¿Cuántos metros?", "version": sent.version})
    sent.refresh_from_db()
    assert sent.state == "observed"
    assert "testserver/informe/" in mail.outbox[0].body


def test_opening_again_needs_a_reason(as_editor, sent):
    as_editor.post(at("accept_report", sent.pk))
    assert as_editor.post(at("reopen_report", sent.pk), {"reason": ""}).status_code == 422
    as_editor.post(at("reopen_report", sent.pk), {"reason": "Falta el gasto"})
    assert "Falta el gasto" in main_text(as_editor.get(at("report", sent.pk)))


def test_notes_are_kept_and_nobody_is_warned_about_mail(as_editor, sent):
    answer = as_editor.post(at("note_report", sent.pk), {"note": "Llamar a la obra"}, follow=True)
    assert "Llamar a la obra" in main_text(answer)
    assert not mail.outbox


def test_without_an_e_mail_the_desk_says_to_telephone(as_editor, sent):
    liaison = sent.liaison
    liaison.email, liaison.phone = "", "871"
    liaison.save()
    answer = as_editor.post(at("observe_report", sent.pk), {"question": "¿?"}, follow=True)
    assert "avísales por teléfono" in answer.content.decode()


def test_several_that_nothing_changed_are_accepted_at_once(client, values, link, editor, other_editor):  # noqa: F811
    first, second = (reports.nothing_changed(one, today=TODAY) for one in (values, link))
    client.force_login(other_editor)
    assert client.post(at("accept_reports"), {"report": [first.pk]}).status_code == 403
    client.force_login(editor)
    answer = client.post(at("accept_reports"), {"report": [first.pk, second.pk, "x", "9" * 30]}, follow=True)
    assert "Se aceptaron 2 informes" in answer.content.decode()
    again = client.post(at("accept_reports"), {"report": [first.pk]}, follow=True)
    assert "No se marcó nada" in again.content.decode()


def test_evidence_is_given_to_the_staff_safely(as_editor, sent, link, values):  # noqa: F811
    one = reports.add_evidence(link, BytesIO(picture()), "ribera.jpg", today=TODAY)
    shown = as_editor.get(at("report_file", sent.pk, one.pk))
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert as_editor.get(at("report_thumbnail", sent.pk, one.pk)).status_code == 200
    other = reports.nothing_changed(values, today=TODAY)
    assert as_editor.get(at("report_file", other.pk, one.pk)).status_code == 404


def test_a_report_is_typed_in_for_somebody(as_editor, link, project):  # noqa: F811
    milestone = MilestoneFactory(project=project, title="Primer tramo")
    url = at("type_in", link.assignment.pk)
    assert "¿Quién lo dijo, y cómo?" in main_text(as_editor.get(url))
    assert "quién" in main_text(as_editor.post(url, {"text": "Avanza"})).lower()
    wrong = as_editor.post(url, {"told_by": "Ana", f"m-{milestone.pk}": "300", "text": "Lo dicho"})
    assert wrong.status_code == 422
    assert "Lo dicho" in wrong.content.decode()
    answer = as_editor.post(url, {"told_by": "Ana, por teléfono", f"m-{milestone.pk}": "30"}, follow=True)
    assert "Ana, por teléfono" in main_text(answer)
    assert "Primer tramo 0 % 30 % Cambió" in main_text(answer)


def test_typing_in_that_nothing_changed(as_editor, values):  # noqa: F811
    url = at("type_in", values.assignment.pk)
    as_editor.post(url, {"told_by": "Ana", "unchanged": "1", "value": "no se lee"})
    assert ProgressReport.objects.get().nothing_changed
    ProgressReport.objects.update(state="accepted", accepted_at=timezone.now())
    assert "bloqueado" in main_text(as_editor.get(url))
    assert as_editor.post(url, {"told_by": "Ana", "unchanged": "1"}).status_code == 422


def test_the_pages_cost_the_same_whatever_there_is(as_editor, sent, link, project):  # noqa: F811
    def cost(url):
        with CaptureQueriesContext(connection) as seen:
            assert as_editor.get(url).status_code == 200
        return len(seen)

    urls = [at("reports"), at("report", sent.pk)]
    for url in urls:
        as_editor.get(url)
    before = [cost(url) for url in urls]
    for number in range(15):
        other = AssignmentFactory(period=ReportingPeriodFactory(plan=project.plan), measure=project.measure)
        ProgressReportFactory(assignment=other, state="sent", sent_at=timezone.now())
        ReportMessageFactory(report=sent, liaison=link.liaison)
        MilestoneFactory(project=project)
        content = picture(color=f"#0000{number:02d}")
        if number < 5:
            reports.add_evidence(link, BytesIO(content), "foto.jpg", today=TODAY)
    assert [cost(url) for url in urls] == before
