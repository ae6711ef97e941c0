"""The pages under a liaison's link: they open one report, need no cookie, take everything, and lose nothing."""

import datetime
from io import BytesIO

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from factories import (
    AssignmentFactory,
    LiaisonFactory,
    MilestoneFactory,
    ProgressReportFactory,
    ProjectFactory,
    ReportingPeriodFactory,
    ReportLinkFactory,
    ReportMessageFactory,
    SeriesFactory,
)
from filemaking import PROGRAM, picture
from monitoring.services.test_reports import link, link_to, period, project, values  # noqa: F401 (fixtures)
from reading import main_text
from rumbo.core.letters import language_of
from rumbo.monitoring.models import Evidence, ProgressReport, ReportLink
from rumbo.monitoring.services import reports
from rumbo.monitoring.tokens import token_of

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 4, 10)
SCRIPT = {"headers": {"X-Rumbo": "1"}}


@pytest.fixture(autouse=True)
def _april(monkeypatch):
    """It is 10 April 2026 for all pages."""
    monkeypatch.setattr(timezone, "localdate", lambda value=None, timezone=None: value.date() if value else TODAY)


@pytest.fixture
def phone():
    """A browser that checks forms and keeps no cookie."""
    return Client(enforce_csrf_checks=True)


def at(link, name="start", *args):  # noqa: F811
    return reverse(f"report:{name}", args=[token_of(link), *args])


def photo(name="foto.jpg", content=None):
    file = BytesIO(picture() if content is None else content)
    file.name = name
    return file


def test_the_page_says_what_is_asked_and_since_when(phone, link, project):  # noqa: F811
    milestone = MilestoneFactory(project=project, title="Primer tramo", progress=31)
    answer = phone.get(at(link))
    text = main_text(answer)
    assert "¿Cómo va «Red ciclista»?" in text
    assert "Hasta el 15 de abril de 2026" in text
    assert "Nada cambió" in text
    assert "Primer tramo Último dato: 31 %" in text
    assert f'name="m-{milestone.pk}" value="31"' in answer.content.decode()
    assert not ProgressReport.objects.exists(), "looking writes nothing"


def test_it_is_kept_from_search_engines_and_other_sites(phone, link):  # noqa: F811
    answer = phone.get(at(link))
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "no-store" in answer.headers["Cache-Control"]
    link.refresh_from_db()
    assert link.opened_at is not None


def test_a_whole_report_is_sent_without_a_script_and_without_a_cookie(phone, link):  # noqa: F811
    data = {"version": 1, "progress": "40", "text": "Avanza", "on": "2026-04-01", "evidence": photo(), "act": "send"}
    answer = phone.post(at(link), data)
    assert (answer.status_code, answer.url) == (302, at(link))
    report = ProgressReport.objects.get()
    assert (report.state, report.progress, report.evidence.count()) == ("sent", 40, 1)
    text = main_text(phone.get(at(link)))
    assert "Tu informe llegó" in text
    assert "La secretaría técnica lo lee." in text


def test_what_is_wrong_stands_beside_its_field_with_all_that_was_typed(phone, link):  # noqa: F811
    answer = phone.post(at(link), {"version": 1, "progress": "140", "text": "Lo que escribí", "act": "send"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“140” es más que el total" in page
    assert "Lo que escribí" in page
    assert 'aria-invalid="true"' in page
    assert ProgressReport.objects.get().draft["text"] == "Lo que escribí"


def test_going_on_later_keeps_the_draft(phone, link):  # noqa: F811
    answer = phone.post(at(link), {"version": 1, "text": "A medias", "progress": "999", "act": "later"}, follow=True)
    assert "Puedes cerrar esta página" in main_text(answer)
    assert "A medias" in answer.content.decode()
    assert ProgressReport.objects.get().state == "draft"


def test_a_file_that_is_not_taken_holds_the_report_back_and_loses_nothing(phone, link):  # noqa: F811
    data = {"version": 1, "text": "Avanza", "evidence": photo("foto.jpg", b""), "act": "send"}
    answer = phone.post(at(link), data)
    assert answer.status_code == 422
    assert "vacío" in main_text(answer)
    assert (ProgressReport.objects.get().state, ProgressReport.objects.get().draft["text"]) == ("draft", "Avanza")


def test_scripts_save_drafts_and_learn_what_another_phone_wrote(phone, link):  # noqa: F811
    first = phone.post(at(link, "draft"), {"version": 1, "text": "Uno"}, **SCRIPT)
    assert first.json()["version"] == 2
    second = phone.post(at(link, "draft"), {"version": 1, "text": "Dos"}, **SCRIPT)
    assert (second.status_code, second.json()["fields"], second.json()["version"]) == (409, {"text": "Uno"}, 2)
    shown = phone.post(at(link), {"version": 1, "text": "Dos", "act": "send"})
    assert shown.status_code == 409
    assert "En el otro aparato: «Uno»" in main_text(shown)
    assert 'name="version" value="2"' in shown.content.decode()


def test_scripts_are_told_what_is_wrong_by_field(phone, link):  # noqa: F811
    found = phone.post(at(link), {"version": 1, "progress": "-1", "text": "x"}, **SCRIPT)
    assert (found.status_code, list(found.json()["errors"]), found.json()["asks"]) == (422, ["progress"], {})
    sent = phone.post(at(link), {"version": 2, "progress": "1", "text": "x"}, **SCRIPT)
    assert sent.json()["next"] == at(link)


def test_nothing_changed_is_one_tap_and_can_be_undone(phone, link):  # noqa: F811
    assert phone.post(at(link, "unchanged")).url == at(link)
    text = main_text(phone.get(at(link)))
    assert "Dijiste que nada cambió" in text
    assert "Deshacer" in text
    phone.post(at(link, "unchanged"), {"act": "undo"})
    assert ProgressReport.objects.get().state == "draft"


def test_a_question_is_answered_at_the_same_link(phone, link):  # noqa: F811
    report = reports.send(link, {"text": "Avanza"}, version=None, today=TODAY)
    ReportMessageFactory(report=report, text="¿Cuántos metros?")
    ReportMessageFactory(report=report, kind="note", text="Nota de la mesa")
    ProgressReport.objects.update(state="observed")
    text = main_text(phone.get(at(link)))
    assert "¿Cuántos metros?" in text
    assert "Nota de la mesa" not in text
    assert "vacía" in main_text(phone.post(at(link, "answer"), {"answer": ""}))
    assert phone.post(at(link, "answer"), {"answer": "Trescientos"}).status_code == 302
    assert "Trescientos" in main_text(phone.get(at(link)))


def test_what_came_of_earlier_reports_is_shown(phone, link):  # noqa: F811
    before = ReportingPeriodFactory(plan=link.assignment.period.plan, title="Cuarto trimestre de 2025")
    old = AssignmentFactory(period=before, organization=link.assignment.organization, measure=link.assignment.measure)
    report = ProgressReportFactory(
        assignment=old,
        state="accepted",
        sent_at=timezone.now(),
        accepted_at=timezone.now(),
        on="2025-12-20",
        text="Iba bien",
    )
    ReportMessageFactory(report=report, kind="accepted", text="«Tramo» va en 20 %.")
    foreign = AssignmentFactory(period=before, measure=link.assignment.measure)
    ProgressReportFactory(assignment=foreign, state="accepted", sent_at=timezone.now(), text="Ajeno")
    text = main_text(phone.get(at(link)))
    assert "Nada cambió desde el 20 de diciembre de 2025" in text
    assert "Cuarto trimestre de 2025 Iba bien «Tramo» va en 20 %." in text
    assert "Ajeno" not in text


def test_an_accepted_report_is_locked(phone, link):  # noqa: F811
    reports.send(link, {"text": "Avanza"}, version=None, today=TODAY)
    ProgressReport.objects.update(state="accepted", accepted_at=timezone.now())
    answer = phone.get(at(link) + "?corregir=1")
    assert "se aceptó el" in main_text(answer)
    assert 'id="report"' not in answer.content.decode()
    assert phone.post(at(link), {"text": "Otra", "act": "send"}).status_code == 422
    assert phone.post(at(link, "draft"), {"text": "Otra"}, **SCRIPT).status_code == 423


def test_a_closed_period_shows_the_draft_and_what_to_do(phone, link, period):  # noqa: F811
    phone.post(at(link), {"version": 1, "text": "A medias", "act": "later"})
    period.phase = "closed"
    period.save()
    answer = phone.get(at(link))
    assert "está cerrado y ya no recibe informes" in main_text(answer)
    assert "A medias" in answer.content.decode()
    assert 'value="send"' not in answer.content.decode()
    assert phone.post(at(link), {"text": "Tarde", "act": "send"}).status_code == 422
    assert ProgressReport.objects.get().draft["text"] == "Tarde"


def test_a_value_asks_for_value_day_and_source(phone, values):  # noqa: F811
    text = main_text(phone.get(at(values)))
    assert "¿Cuál es el valor?" in text
    assert "¿De dónde sale?" in text
    assert "gastado" not in text
    answer = phone.post(at(values), {"version": 1, "value": "ND", "on": "2026-03-31", "act": "send"})
    assert "Está bien como lo escribí" in main_text(answer)
    sure = {"version": 2, "value": "ND", "sure-value": "ND", "on": "2026-03-31", "act": "send"}
    assert phone.post(at(values), sure).status_code == 302


@pytest.mark.parametrize("how", ["revoked", "expired", "left", "withdrawn"])
def test_a_link_that_ended_says_what_to_do(phone, link, how):  # noqa: F811
    if how == "revoked":
        ReportLink.objects.update(revoked_at=timezone.now())
    elif how == "expired":
        ReportLink.objects.update(expires_on="2026-04-09")
    else:
        link.liaison.until_day = datetime.date(2026, 4, 9)
        link.liaison.state = "withdrawn" if how == "withdrawn" else "current"
        link.liaison.save()
    for answer in (phone.get(at(link)), phone.post(at(link), {"text": "x"}), phone.post(at(link, "unchanged"))):
        assert answer.status_code == 410
        assert "secretaría técnica de Plan 2040" in main_text(answer)
    assert phone.post(at(link, "draft"), {"text": "x"}, **SCRIPT).status_code == 410
    assert not ProgressReport.objects.exists()


def test_forged_and_broken_links_open_nothing(phone, link):  # noqa: F811
    good = token_of(link)
    link.refresh_from_db()
    signed_other_secret = ReportLink(pk=link.pk, secret="0" * 24)
    for bad in (
        good[:-1] + ("a" if good[-1] != "a" else "b"),
        "x",
        f"{link.pk}-{link.secret}",
        token_of(signed_other_secret),
    ):
        answer = phone.get(reverse("report:start", args=[bad]))
        assert answer.status_code == 404
        assert "cópiala otra vez del correo" in main_text(answer)


def test_a_photo_is_sent_shown_and_taken_back(phone, link):  # noqa: F811
    found = phone.post(at(link, "add_evidence"), {"evidence": photo()}, **SCRIPT)
    one = Evidence.objects.get()
    assert found.json()["pk"] == one.pk
    assert "foto.jpg" in found.json()["html"]
    shown = phone.get(at(link, "evidence", one.pk))
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert b"".join(shown.streaming_content) == picture()
    assert phone.get(at(link, "evidence_thumbnail", one.pk)).headers["Content-Type"] == "image/jpeg"
    assert phone.post(at(link, "take_evidence_back", one.pk), **SCRIPT).json() == {"pk": one.pk}
    assert phone.get(at(link, "evidence", one.pk)).status_code == 404


@pytest.mark.parametrize("content", [b"", picture()[:300], PROGRAM])
def test_a_bad_file_gives_a_sentence(phone, link, content):  # noqa: F811
    answer = phone.post(at(link, "add_evidence"), {"evidence": photo("foto.jpg", content)}, **SCRIPT)
    assert answer.status_code == 422
    assert "foto.jpg" in answer.json()["say"]
    assert phone.post(at(link, "add_evidence"), {}, **SCRIPT).status_code == 422
    assert phone.post(at(link, "add_evidence"), {}, follow=True).status_code == 200


def test_a_link_reads_no_file_of_another_report(phone, link, values):  # noqa: F811
    one = reports.add_evidence(values, photo(), "ajena.jpg", today=TODAY)
    for name in ("evidence", "evidence_thumbnail"):
        assert phone.get(at(link, name, one.pk)).status_code == 404
    assert phone.post(at(link, "take_evidence_back", one.pk)).status_code == 404
    own_list = ReportLinkFactory(assignment=None, liaison=values.liaison)
    assert phone.get(at(own_list, "evidence", one.pk)).status_code == 404
    one.refresh_from_db()
    assert not one.withdrawn


def test_a_flood_is_stopped_with_a_sentence(phone, link, monkeypatch):  # noqa: F811
    monkeypatch.setattr("rumbo.monitoring.web.reporting.SAVES", 1)
    phone.post(at(link, "draft"), {"text": "1"}, **SCRIPT)
    phone.post(at(link, "draft"), {"text": "2"}, **SCRIPT)
    assert phone.post(at(link, "draft"), {"text": "3"}, **SCRIPT).status_code == 429


def test_what_stays_on_record_is_written_less_often(phone, link, monkeypatch):  # noqa: F811
    cache.clear()
    monkeypatch.setattr("rumbo.monitoring.web.reporting.SENDS", 3)
    for act in ("", "undo", ""):
        assert phone.post(at(link, "unchanged"), {"act": act}, **SCRIPT).status_code == 200
    assert phone.post(at(link, "unchanged"), {"act": "undo"}, **SCRIPT).status_code == 429
    assert phone.post(at(link), {"text": "Avanza"}, **SCRIPT).status_code == 429
    assert phone.post(at(link), {"text": "Avanza"}).status_code == 422
    assert phone.post(at(link, "draft"), {"text": "Avanza"}, **SCRIPT).status_code == 200


def test_the_list_shows_states_and_days_only_and_mails_the_links(phone, link, values):  # noqa: F811
    reports.send(link, {"text": "Texto del informe", "problem": "Problema"}, version=None, today=TODAY)
    other = AssignmentFactory(
        period=link.assignment.period, organization=link.assignment.organization, measure=None, series=SeriesFactory()
    )
    own_list = ReportLinkFactory(assignment=None, liaison=link.liaison)
    text = main_text(phone.get(at(own_list)))
    assert other.series.indicator.title in text
    assert "Red ciclista" in text
    assert "Texto del informe" not in text
    assert "Agua potable" not in text, "that is another organization's"
    page = phone.get(at(own_list)).content.decode()
    assert page.count("/informe/") == page.count(token_of(own_list)), "it opens no report"
    assert "van en camino" in main_text(phone.post(at(own_list, "mail_links"), follow=True))
    assert mail.outbox[0].to == [link.liaison.email]
    made = ReportLink.objects.get(assignment=other)
    assert f"/informe/{token_of(made)}/" in mail.outbox[0].body
    assert phone.post(at(link, "mail_links")).status_code == 404
    for name in ("draft", "unchanged", "answer"):
        assert phone.post(at(own_list, name), {"text": "x", "answer": "x"}, **SCRIPT).status_code == 404


def test_who_owes_nothing_reads_so(phone, plan):
    own_list = ReportLinkFactory(
        assignment=None, liaison=LiaisonFactory(plan=plan, from_day=datetime.date(2026, 1, 1), email="a@example.org")
    )
    assert "No debes nada" in main_text(phone.get(at(own_list)))
    assert phone.post(at(own_list, "mail_links")).status_code == 422


def test_a_page_costs_the_same_whatever_there_is_to_ask(phone, link, project):  # noqa: F811
    def cost():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert phone.get(at(link)).status_code == 200
        return len(seen)

    reports.send(link, {"text": "x"}, version=None, today=TODAY)
    MilestoneFactory(project=project)
    phone.get(at(link))
    before = cost()
    for _number in range(20):
        MilestoneFactory(project=project)
        ReportMessageFactory(report=ProgressReport.objects.get(), kind="answer")
    for number in range(5):
        content = picture(color=f"#0000{number:02d}")
        reports.add_evidence(link, BytesIO(content), "foto.jpg", today=TODAY)
    assert cost() == before


def test_the_list_counts_projects_as_people_do(phone, link):  # noqa: F811
    of = link.assignment
    for number in ("700010", "70002"):
        work = ProjectFactory(plan=of.period.plan, number=number, title="Obra")
        AssignmentFactory(period=of.period, organization=of.organization, measure=work.measure)
    page = phone.get(at(ReportLinkFactory(assignment=None, liaison=link.liaison)))
    titles = [line.title for line in page.context["owed"]]
    assert [title for title in titles if title.endswith("Obra")] == ["70002 Obra", "700010 Obra"]


def test_the_list_costs_the_same_whatever_is_owed(phone, link):  # noqa: F811
    own_list = ReportLinkFactory(assignment=None, liaison=link.liaison)

    def cost():
        with CaptureQueriesContext(connection) as seen:
            assert phone.get(at(own_list)).status_code == 200
        return len(seen)

    phone.get(at(own_list))
    before = cost()
    for _number in range(12):
        AssignmentFactory(period=link.assignment.period, organization=link.assignment.organization)
    assert cost() == before


@pytest.mark.parametrize("of_list", [False, True])
def test_a_liaison_chooses_in_which_language_they_are_written_to(phone, link, of_list):  # noqa: F811
    own = ReportLinkFactory(assignment=None, liaison=link.liaison) if of_list else link
    assert 'lang="es" aria-pressed="true"' in phone.get(at(own)).content.decode()
    answer = phone.post(at(own, "language"), {"language": "en"}, follow=True)
    assert "From now on we write to you in English." in main_text(answer)
    assert 'lang="en" aria-pressed="true"' in answer.content.decode()
    assert language_of(link.liaison.plan_id, "Enlace@example.org") == "en"
    answer = phone.post(at(own, "language"), {"language": "es"}, follow=True)
    assert "De ahora en adelante te escribimos en español." in main_text(answer)
    assert language_of(link.liaison.plan_id, link.liaison.email) == "es"


def test_a_language_that_there_is_not_is_refused_with_all_on_the_page(phone, link):  # noqa: F811
    own_list = ReportLinkFactory(assignment=None, liaison=link.liaison)
    for own in (link, own_list):
        answer = phone.post(at(own, "language"), {"language": "xx"})
        assert answer.status_code == 422
        assert "Elige uno de los idiomas" in main_text(answer)
    assert language_of(link.liaison.plan_id, link.liaison.email) is None


def test_the_link_alone_lets_choose_the_language(phone, link):  # noqa: F811
    assert phone.post("/informe/12-inventado.nada/idioma/", {"language": "en"}).status_code == 404
    assert phone.get(at(link, "language")).status_code == 405
    ReportLink.objects.filter(pk=link.pk).update(revoked_at=timezone.now())
    assert phone.post(at(link, "language"), {"language": "en"}).status_code == 410
    assert language_of(link.liaison.plan_id, link.liaison.email) is None


def test_who_has_no_e_mail_chooses_the_language_of_the_page_alone(phone, link):  # noqa: F811
    link.liaison.email, link.liaison.phone = "", "871"
    link.liaison.save()
    answer = phone.post(at(link, "language"), {"language": "en"}, follow=True)
    assert "Language of this page:" in answer.content.decode()
    assert "From now on" not in answer.content.decode()
    assert 'lang="en" aria-pressed="true"' in answer.content.decode()
    assert language_of(link.liaison.plan_id, "") is None
