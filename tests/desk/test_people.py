import re

import pytest
from django.core import mail
from django.urls import reverse

from factories import AxisFactory, MembershipFactory, UserFactory
from rumbo.accounts.models import User
from rumbo.plan.models import Membership

NEW = {"email": "Nueva@Example.org", "name": "Nora Paz", "role": "reader"}


def held(plan, email):
    rows = Membership.objects.filter(plan=plan, user__email=email)
    return sorted((row.role, row.axis.key if row.axis else "") for row in rows)


def test_it_checks_access(answers, statuses, plan, axis, other_axis, url):
    assert answers(url("people", plan)) == statuses()
    assert answers(url("people", plan), NEW) == statuses(reader=403, manager=403) | {
        "administrator": 302,
        "superuser": 302,
    }
    assert User.objects.filter(email="nueva@example.org").count() == 1


def test_only_administrators_get_the_form(browser, reader, manager, administrator, plan, url):
    for person in (reader, manager):
        page = browser(person).get(url("people", plan)).content.decode()
        assert "lectora@example.org" in page
        assert "Quitar" not in page
        assert 'name="email"' not in page
    page = browser(administrator).get(url("people", plan)).content.decode()
    assert 'name="email"' in page
    assert "Quitar" in page


def test_a_new_person_gets_a_link_that_sets_the_password(browser, administrator, plan, url, told):
    response = browser(administrator).post(url("people", plan), NEW)
    assert told(response) == ["«Nora Paz» ya tiene el papel y un correo va en camino."]
    (message,) = mail.outbox
    assert message.to == ["nueva@example.org"]
    assert "«Plan 2040»" in message.subject
    link = re.search(r"http://testserver(/\S+)", message.body)[1]
    visitor = browser()
    page = visitor.get(link, follow=True)
    assert "Elige una contraseña nueva" in page.content.decode()
    visitor.post(page.redirect_chain[-1][0], {"password1": "agua del valle 9", "password2": "agua del valle 9"})
    visitor.post(reverse("account_login"), {"login": "nueva@example.org", "password": "agua del valle 9"})
    assert visitor.get(url("plan", plan)).status_code == 200
    assert browser().get(link, follow=True).context.get("token_fail") is True


def test_without_a_mail_server_the_link_is_shown(browser, administrator, plan, url, told, settings):
    settings.MAIL_DELIVERY = "log"
    (sentence,) = told(browser(administrator).post(url("people", plan), NEW))
    assert "No se pudo enviar correo" in sentence
    link = re.search(r'data-copy="http://testserver(/[^"]+)"', sentence)[1]
    assert "Elige una contraseña nueva" in browser().get(link, follow=True).content.decode()
    assert mail.outbox == []


def test_a_person_with_a_password_gets_only_the_news(browser, administrator, plan, axis, url):
    UserFactory(email="conocida@example.org", name="Ana Sol")
    browser(administrator).post(
        url("people", plan), {"email": "conocida@example.org", "role": "editor", "axis": axis.pk}
    )
    assert held(plan, "conocida@example.org") == [("editor", "agua")]
    (message,) = mail.outbox
    assert "reset" not in message.body
    assert "Elige aquí tu contraseña" not in message.body


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({**NEW, "email": "nada"}, "email"),
        ({**NEW, "role": "jefa"}, "role"),
        ({**NEW, "role": "editor"}, "axis"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(browser, administrator, plan, url, data, field):
    response = browser(administrator).post(url("people", plan), data)
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not User.objects.filter(email="nueva@example.org").exists()


def test_an_axis_of_another_plan_is_no_choice(browser, administrator, plan, url):
    response = browser(administrator).post(url("people", plan), {**NEW, "role": "editor", "axis": AxisFactory().pk})
    assert "axis" in response.context["form"].errors


class TestTake:
    def test_it_checks_access(self, answers, statuses, plan, axis, other_axis, url):
        row = MembershipFactory(plan=plan, role="reader")
        address = reverse("desk:take_role", args=[plan.key, row.pk])
        expected = statuses(reader=403, manager=403) | {"administrator": 302, "superuser": 404}
        assert answers(address, {}) == expected
        assert not Membership.objects.filter(pk=row.pk).exists()

    def test_it_stays_in_the_history(self, browser, administrator, plan, url):
        row = MembershipFactory(plan=plan, role="manager", user__name="Nora Paz")
        client = browser(administrator)
        client.post(reverse("desk:take_role", args=[plan.key, row.pk]))
        page = client.get(url("people", plan)).content.decode()
        assert "se quitó: Gestión del plan · Nora Paz" in " ".join(page.split())
        past = Membership.history.filter(id=row.pk).first()
        assert (past.history_type, past.history_user) == ("-", administrator)

    def test_the_last_administrator_stays(self, browser, administrator, superuser, plan, told):
        row = Membership.objects.get(user=administrator)
        address = reverse("desk:take_role", args=[plan.key, row.pk])
        for person in (administrator, superuser):
            assert "Es la última persona que administra el plan" in told(browser(person).post(address))[0]
        MembershipFactory(plan=plan, role="administrator", user__is_active=False)
        browser(administrator).post(address)
        assert Membership.objects.filter(pk=row.pk).exists()
        MembershipFactory(plan=plan, role="administrator")
        browser(administrator).post(address)
        assert not Membership.objects.filter(pk=row.pk).exists()

    def test_roles_of_other_plans_are_not_there(self, browser, administrator, plan):
        row = MembershipFactory(role="reader")
        assert browser(administrator).post(reverse("desk:take_role", args=[plan.key, row.pk])).status_code == 404


class TestAdministrators:
    url = "/mesa/planes/administradores/"

    def test_it_checks_access(self, answers, plan, axis, other_axis):
        assert answers(self.url) == {
            "anonymous": 302,
            "outsider": 403,
            "reader": 403,
            "other_editor": 403,
            "editor": 403,
            "manager": 403,
            "administrator": 403,
            "superuser": 200,
        }

    def test_it_shows_plans_without_one(self, browser, superuser, administrator, plan):
        administrator.name = "Irene Salas"
        administrator.save()
        page = browser(superuser).get(self.url).content.decode()
        assert "Irene Salas" in page
        Membership.objects.all().delete()
        assert "Nadie todavía" in browser(superuser).get(self.url).content.decode()
