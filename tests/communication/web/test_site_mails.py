"""Mails of no plan, which administrators of the site look after: the same outbox, and no text of them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from factories.accounts import UserFactory
from factories.communication import NoticeFactory
from rumbo.communication.models import Attempt, Notice

URL = "/mesa/planes/correo/"
SECRET = "https://plan.example/cuenta/password/reset/key/3-secreto/"


@pytest.fixture
def superuser(db):
    return UserFactory(email="jefa@ejemplo.example", is_superuser=True)


@pytest.fixture
def client(client, superuser):
    client.force_login(superuser)
    return client


def page(client, path="", **query):
    answer = client.get(URL + path, query)
    assert answer.status_code == 200
    return answer.content.decode()


def account_mail(**given):
    return NoticeFactory(**{"plan": None, "kind": "account", "text": SECRET, "html": SECRET, **given})


@pytest.mark.parametrize("who", ["outsider", "reader", "editor", "manager", "administrator"])
def test_others_see_nothing_of_it(client, request, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get(URL).status_code == 403
    assert URL not in client.get("/mesa/").content.decode()


def test_a_password_that_was_forgotten_leads_there_and_no_link_is_shown(client, superuser, settings):
    settings.EMAIL_BACKEND = "rumbo.communication.mail.OutboxBackend"
    client.logout()
    client.post("/cuenta/password/reset/", {"email": superuser.email})
    notice = Notice.objects.get()
    assert (notice.plan, notice.kind) == (None, "account")
    key = notice.text.partition("/reset/key/")[2].partition("/")[0]
    assert len(key) > 10
    Notice.objects.update(state="failed", tries=1)
    client.force_login(superuser)
    assert "1 correo que no es de ningún plan te espera" in client.get("/mesa/").content.decode()
    assert f'href="{URL}"' in client.get("/mesa/").content.decode()
    for shown in (page(client), page(client, f"avisos/{notice.pk}/")):
        assert notice.subject in shown
        assert superuser.email in shown
        assert key not in shown


def test_it_lists_and_narrows_what_is_of_no_plan(client, plan):
    account_mail(subject="Cambia tu contraseña", state="failed", to="ana@ejemplo.example")
    account_mail(subject="Confirma tu correo", state="sent")
    NoticeFactory(plan=None, kind="other", subject="Otro", text="hola")
    NoticeFactory(plan=plan, subject="Del plan", state="failed")
    found = {
        name: [word for word in ("Cambia tu", "Confirma tu", "Otro</a>", "Del plan") if word in page(client, **query)]
        for name, query in {
            "all": {},
            "state": {"state": "failed"},
            "kind": {"kind": "other"},
            "person": {"q": "ana@"},
            "nothing": {"q": "nada de esto"},
            "wrong": {"state": "x", "organization": "x", "days": "x", "page": "x"},
        }.items()
    }
    assert found == {
        "all": ["Cambia tu", "Confirma tu", "Otro</a>"],
        "state": ["Cambia tu"],
        "kind": ["Otro</a>"],
        "person": ["Cambia tu"],
        "nothing": [],
        "wrong": ["Cambia tu", "Confirma tu", "Otro</a>"],
    }


def test_an_empty_one_says_what_comes_there(client):
    shown = page(client)
    assert "Todavía no se ha escrito nada" in shown
    assert "olvidó su contraseña" in shown
    assert "de ningún plan te espera" not in client.get("/mesa/").content.decode()


@pytest.mark.parametrize("kind", ["account", "other", "confirm", "digest"])
def test_no_text_is_shown(client, kind):
    shown = page(client, f"avisos/{account_mail(kind=kind).pk}/")
    assert "secreto" not in shown
    assert "no se muestra a nadie" in shown


def test_an_uncertain_one_is_sent_again_by_a_person(client):
    notice = account_mail(state="uncertain", tries=1)
    Attempt.objects.create(notice=notice, number=1, began_at=timezone.now())
    shown = page(client, f"avisos/{notice.pk}/")
    assert "Puede llegar dos veces" in shown
    answer = client.post(f"{URL}avisos/{notice.pk}/enviar/", follow=True)
    assert answer.redirect_chain == [(f"{URL}avisos/{notice.pk}/", 302)]
    assert "Sale de nuevo" in answer.content.decode()
    notice.refresh_from_db()
    assert notice.state == "waiting"


def test_one_that_failed_is_called_off(client):
    notice = account_mail(state="failed")
    answer = client.post(f"{URL}avisos/{notice.pk}/cancelar/", follow=True)
    assert "Se canceló" in answer.content.decode()
    notice.refresh_from_db()
    assert notice.state == "cancelled"


def test_what_is_not_kept_says_why_it_does_not_go_out(client):
    notice = account_mail(state="failed", text="", html="")
    shown = page(client, f"avisos/{notice.pk}/")
    assert "No se puede enviar de nuevo" in shown
    assert "/enviar/" not in shown


def test_mails_of_plans_are_not_there(client, plan):
    notice = NoticeFactory(plan=plan, state="failed")
    assert client.get(f"{URL}avisos/{notice.pk}/").status_code == 404
    assert client.post(f"{URL}avisos/{notice.pk}/enviar/").status_code == 404
    own = account_mail(state="failed")
    assert client.get(f"/mesa/{plan.key}/comunicacion/avisos/{own.pk}/").status_code == 404
    assert client.post(f"/mesa/{plan.key}/comunicacion/avisos/{own.pk}/enviar/").status_code == 404


def test_it_costs_the_same_for_many(client, django_assert_num_queries):
    account_mail(state="failed")
    page(client)
    with CaptureQueriesContext(connection) as few:
        page(client)
    for _number in range(30):
        account_mail(state="failed")
    with django_assert_num_queries(len(few)):
        page(client)
