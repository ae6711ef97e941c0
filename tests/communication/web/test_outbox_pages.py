"""The pages of communication: the home, the outbox, the words of mails, and what an address wants."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from factories.accounts import OrganizationFactory
from factories.communication import NoticeFactory
from factories.portfolio import LiaisonFactory
from rumbo.communication.clock import TASKS
from rumbo.communication.models import Attempt, Job, MessageTemplate, Preference
from rumbo.communication.services.preferences import preference_of, set_preference

DESK = "/mesa/plan-2040/comunicacion/"


@pytest.fixture
def desk(client, manager):
    client.force_login(manager)
    return client


def page(client, path="", **query):
    answer = client.get(DESK + path, query)
    assert answer.status_code == 200
    return answer.content.decode()


# The home


def test_an_empty_plan_says_how_mails_come(desk, plan):
    text = page(desk)
    assert "Todavía no se ha escrito nada" in text
    for task in TASKS:
        assert str(task.label) in text


def test_what_waits_for_a_person_is_said_first(desk, plan):
    NoticeFactory.create_batch(2, plan=plan, state="failed")
    NoticeFactory(plan=plan, state="uncertain")
    NoticeFactory(state="failed")
    text = page(desk)
    assert "2 correos no se enviaron" in text
    assert "1 correo es incierto" in text
    assert f"{DESK}bandeja/?state=failed" in text


def test_mails_that_nobody_sends_are_noticed(desk, plan):
    NoticeFactory(plan=plan, at=timezone.now() - datetime.timedelta(minutes=11))
    NoticeFactory(plan=plan)
    NoticeFactory(plan=plan, not_before=timezone.now() + datetime.timedelta(hours=1))
    assert "1 correo espera demasiado" in page(desk)


def test_a_site_without_a_mail_server_says_so(desk, plan, settings):
    assert "RUMBO_EMAIL_URL" not in page(desk)
    settings.MAIL_DELIVERY = "log"
    assert "RUMBO_EMAIL_URL" in page(desk)
    assert "RUMBO_EMAIL_URL" in page(desk, "bandeja/")


def test_a_job_that_failed_is_told(desk, plan):
    Job.objects.create(name="reminders", next_at=timezone.now(), failed_at=timezone.now(), error="secreto")
    text = page(desk)
    assert "se intenta de nuevo" in text
    assert "secreto" not in text


def test_readers_see_counts_and_no_mails(client, reader, plan):
    notice = NoticeFactory(plan=plan, state="failed", to="ana@ejemplo.example")
    client.force_login(reader)
    text = page(client)
    assert "1 correo no se envió" in text
    assert f"{DESK}bandeja/" not in text
    for path in ("bandeja/", f"avisos/{notice.pk}/", "plantillas/", "plantillas/digest/es/", "preferencias/"):
        assert client.get(DESK + path).status_code == 403


# The outbox


def test_the_outbox_lists_and_narrows(desk, plan):
    office = OrganizationFactory(title="Obras Públicas")
    NoticeFactory(plan=plan, subject="Recuerda el informe", kind="reminder", organization=office, name="Ana Sol")
    NoticeFactory(plan=plan, subject="Tu semana", kind="digest", state="sent")
    NoticeFactory(plan=plan, subject="Viejo", at=timezone.now() - datetime.timedelta(days=40))
    NoticeFactory(subject="De otro plan")
    found = {
        name: [word for word in ("Recuerda el informe", "Tu semana", "Viejo", "De otro plan") if word in text]
        for name, text in {
            "all": page(desk, "bandeja/"),
            "state": page(desk, "bandeja/", state="sent"),
            "kind": page(desk, "bandeja/", kind="reminder"),
            "organization": page(desk, "bandeja/", organization=office.pk),
            "days": page(desk, "bandeja/", days=30),
            "subject": page(desk, "bandeja/", q="semana"),
            "person": page(desk, "bandeja/", q="ana sol"),
            "nothing": page(desk, "bandeja/", q="nada de esto"),
            "wrong": page(desk, "bandeja/", state="x", kind="x", organization="x", days="x", page="x"),
        }.items()
    }
    assert found == {
        "all": ["Recuerda el informe", "Tu semana", "Viejo"],
        "state": ["Tu semana"],
        "kind": ["Recuerda el informe"],
        "organization": ["Recuerda el informe"],
        "days": ["Recuerda el informe", "Tu semana"],
        "subject": ["Tu semana"],
        "person": ["Recuerda el informe"],
        "nothing": [],
        "wrong": ["Recuerda el informe", "Tu semana", "Viejo"],
    }


def test_addresses_of_citizens_stay_with_them(desk, plan):
    follower = NoticeFactory(plan=plan, kind="news", to="vecina@ejemplo.example", name="Vecina", subject="Novedades")
    liaison = LiaisonFactory(plan=plan)
    NoticeFactory(plan=plan, kind="announcement", to="enlace@ejemplo.example", liaison=liaison)
    text = page(desk, "bandeja/")
    assert "vecina@" not in text
    assert "v…@ejemplo.example" in text
    assert "enlace@ejemplo.example" in text
    assert "vecina" not in page(desk, f"avisos/{follower.pk}/").lower().replace("v…@", "")
    assert "Ningún correo es así" in page(desk, "bandeja/", q="vecina@")


def test_the_mail_server_does_not_tell_them_either(desk, plan):
    said = "550 5.1.1 <Luz.Vega@vecinas.example>: no such mailbox"
    for given, shown in (({"kind": "news"}, False), ({"kind": "reminder"}, True)):
        one = NoticeFactory(plan=plan, to="luz.vega@vecinas.example", state="failed", tries=1, **given)
        Attempt.objects.create(notice=one, number=1, began_at=timezone.now(), outcome="refused", answer=said)
        text = page(desk, f"avisos/{one.pk}/")
        assert "no such mailbox" in text
        assert ("vega@vecinas" in text.lower()) is shown


def test_the_outbox_costs_the_same_for_many(desk, plan, django_assert_num_queries):
    def ask(count):
        NoticeFactory.create_batch(
            count, plan=plan, organization=OrganizationFactory(), liaison=LiaisonFactory(plan=plan), state="failed"
        )

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ask(3)
    page(desk, "bandeja/")
    with CaptureQueriesContext(connection) as few:
        page(desk, "bandeja/")
    with CaptureQueriesContext(connection) as home:
        page(desk)
    ask(30)
    with django_assert_num_queries(len(few)):
        page(desk, "bandeja/")
    with django_assert_num_queries(len(home)):
        page(desk)


# One notice


def test_a_notice_shows_what_the_server_said_and_cuts_links(desk, plan):
    text = "Entra:\nhttps://plan.example/informe/abc123-secreto/\nNo <b>hay</b> más."
    notice = NoticeFactory(
        plan=plan, state="failed", tries=1, text=text, reason="Respondes por ello.", html="<p>x</p>"
    )
    Attempt.objects.create(
        notice=notice, number=1, began_at=timezone.now(), outcome="refused", answer="550 <script> no such mailbox"
    )
    shown = page(desk, f"avisos/{notice.pk}/")
    assert "550 &lt;script&gt; no such mailbox" in shown
    assert "https://plan.example/informe/…" in shown
    assert "secreto" not in shown
    assert "No &lt;b&gt;hay&lt;/b&gt; más." in shown
    assert "Respondes por ello." in shown


@pytest.mark.parametrize("given", [{"kind": "account"}, {"kind": "confirm"}, {"kind": "other", "forgets": True}])
def test_a_secret_is_never_shown(desk, plan, given):
    notice = NoticeFactory(plan=plan, text="https://plan.example/secreto/", **given)
    assert "secreto" not in page(desk, f"avisos/{notice.pk}/")


def test_an_uncertain_notice_is_sent_again_by_a_person(desk, plan):
    notice = NoticeFactory(plan=plan, state="uncertain", tries=1)
    Attempt.objects.create(notice=notice, number=1, began_at=timezone.now())
    shown = page(desk, f"avisos/{notice.pk}/")
    assert "Puede llegar dos veces" in shown
    assert "No se registró cómo terminó" in shown
    answer = desk.post(f"{DESK}avisos/{notice.pk}/enviar/", follow=True)
    assert "Sale de nuevo" in answer.content.decode()
    notice.refresh_from_db()
    assert notice.state == "waiting"
    answer = desk.post(f"{DESK}avisos/{notice.pk}/enviar/", follow=True)
    assert "No se envía de nuevo" in answer.content.decode()


def test_a_waiting_notice_is_called_off(desk, plan):
    notice = NoticeFactory(plan=plan, not_before=timezone.now() + datetime.timedelta(hours=4), tries=3)
    assert "El siguiente intento es" in page(desk, f"avisos/{notice.pk}/")
    desk.post(f"{DESK}avisos/{notice.pk}/cancelar/")
    notice.refresh_from_db()
    assert notice.state == "cancelled"
    answer = desk.post(f"{DESK}avisos/{notice.pk}/cancelar/", follow=True)
    assert "Ya no se puede cancelar" in answer.content.decode()


def test_a_notice_without_its_text_says_why(desk, plan):
    notice = NoticeFactory(plan=plan, state="failed", text="", kind="account")
    shown = page(desk, f"avisos/{notice.pk}/")
    assert "No se puede enviar de nuevo" in shown
    assert "/enviar/" not in shown


# The words


def test_words_are_changed_tried_and_set_back(desk, plan):
    assert page(desk, "plantillas/").count(">el que viene<") == 18
    path = f"{DESK}plantillas/digest/es/"
    assert "{{ body }}" in page(desk, "plantillas/digest/es/")
    given = {"subject": "La semana de {{ plan }}", "text": "Buen día, {{ name }}.\r\n\r\n{{ body }}"}
    tried = desk.post(path, given | {"do": "try"}).content.decode()
    assert "La semana de Plan 2040" in tried
    assert "Buen día, Ana Sol." in tried
    assert not MessageTemplate.objects.exists()
    assert desk.post(path, given | {"do": "keep"}).status_code == 302
    shown = page(desk, "plantillas/digest/es/")
    assert "Texto propio del plan" in shown
    assert "La semana de {{ plan }}" in shown
    assert page(desk, "plantillas/").count(">propio del plan<") == 1
    assert desk.post(f"{path}original/").status_code == 302
    shown = page(desk, "plantillas/digest/es/")
    assert "vuelta al texto que viene con Rumbo" in shown
    assert shown.count('<details class="more">') >= 2


def test_wrong_words_stay_in_the_form_with_what_is_wrong(desk, plan):
    answer = desk.post(f"{DESK}plantillas/digest/es/", {"subject": "Uno", "text": "{{ liga }} <script>"})
    shown = answer.content.decode()
    assert "Aquí no existe {{ liga }}" in shown
    assert "{{ liga }} &lt;script&gt;" in shown
    assert "<script>" not in shown.partition("<main")[2].partition("</main")[0]
    assert not MessageTemplate.objects.exists()


@pytest.mark.parametrize("path", ["account/es/", "digest/fr/", "nada/es/"])
def test_there_are_no_other_words(desk, plan, path):
    assert desk.get(f"{DESK}plantillas/{path}").status_code == 404


# Wishes of an address


def test_what_a_person_asked_for_is_noted(desk, plan):
    path = f"{DESK}preferencias/"
    assert "Ver sus preferencias" in page(desk, "preferencias/")
    shown = desk.post(path, {"email": "Ana@Ejemplo.example"}).content.decode()
    assert "nunca pidió nada" in shown
    assert not Preference.objects.exists()
    answer = desk.post(path, {"email": "Ana@Ejemplo.example", "do": "save", "language": "en", "announcements": "on"})
    assert answer.status_code == 302
    wish = preference_of(plan, "ANA@ejemplo.example")
    assert (wish.email, wish.language, wish.digest, wish.announcements) == ("ana@ejemplo.example", "en", False, True)
    shown = desk.post(path, {"email": "ana@ejemplo.example"}).content.decode()
    assert "nunca pidió nada" not in shown
    desk.post(path, {"email": "ana@ejemplo.example", "do": "save", "language": "es", "digest": "on"})
    assert Preference.objects.count() == 1


@pytest.mark.parametrize("name", ["manager", "editor", "reader"])
def test_everybody_of_the_plan_says_how_they_are_written_to(client, plan, request, name):
    person = request.getfixturevalue(name)
    client.force_login(person)
    path = f"{DESK}mis-preferencias/"
    assert path in page(client)
    assert person.email in page(client, "mis-preferencias/")
    assert client.post(path, {"language": "en", "email": "ana@ejemplo.example"}).status_code == 200
    assert client.post(path, {"do": "save", "language": "x"}).status_code == 200
    assert not Preference.objects.exists()
    given = {"do": "save", "language": "en", "announcements": "on", "email": "ana@ejemplo.example"}
    assert client.post(path, given).status_code == 302
    wish = Preference.objects.get()
    assert (wish.email, wish.language, wish.digest, wish.announcements) == (person.email.lower(), "en", False, True)


def test_wishes_are_of_people_of_the_plan(client, plan, outsider):
    client.force_login(outsider)
    assert client.post(f"{DESK}mis-preferencias/", {"do": "save", "language": "en"}).status_code == 404
    with pytest.raises(PermissionDenied):
        set_preference(outsider, plan, outsider.email, language="en", digest=True, announcements=True)


def test_nobody_but_who_manages_speaks_for_another(plan, editor):
    with pytest.raises(PermissionDenied):
        set_preference(editor, plan, "ana@ejemplo.example", language="en", digest=True, announcements=True)


@pytest.mark.parametrize(
    "given", [{"email": "nada"}, {"email": ""}, {"email": "a@b.example", "do": "save", "language": "x"}]
)
def test_what_is_wrong_is_said(desk, plan, given):
    answer = desk.post(f"{DESK}preferencias/", given)
    assert answer.status_code == 200
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not Preference.objects.exists()
