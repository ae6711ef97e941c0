"""The ways in: none goes round the second step, the count of wrong passwords, or the mail of the person."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib import admin
from django.core import mail
from django.core.cache import cache
from django.test import Client

from factories import MembershipFactory, PlanFactory, UserFactory
from reading import main_text

pytestmark = pytest.mark.django_db
LOGIN, PASSWORD = "/cuenta/login/", "una clave larga"


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


@pytest.fixture
def chief(db):
    return UserFactory(email="jefa@example.org", is_superuser=True, is_staff=True)


def enter(client, email="jefa@example.org", password=PASSWORD, **headers):
    return client.post(LOGIN, {"login": email, "password": password}, **headers)


class TestAdministration:
    """Django's administration has no door of its own."""

    def test_its_door_is_the_one_of_the_site(self, client, chief):
        assert client.get("/admin/").url == "/admin/login/?next=/admin/"
        assert client.get("/admin/login/?next=/admin/").url == "/cuenta/login/?next=%2Fadmin%2F"
        client.post("/admin/login/", {"username": chief.email, "password": PASSWORD})
        assert "_auth_user_id" not in client.session

    def test_staff_alone(self, client):
        client.force_login(UserFactory())
        assert client.get("/admin/", follow=True).status_code == 403

    def test_it_edits_nothing_of_a_plan(self):
        assert {model._meta.label for model in admin.site._registry if model.__module__.startswith("rumbo.")} == {
            "accounts.User"
        }

    def test_it_makes_and_deletes_no_account(self, client, chief):
        client.force_login(chief)
        assert client.get("/admin/accounts/user/add/").status_code == 403
        assert client.post(f"/admin/accounts/user/{chief.pk}/delete/", {"post": "yes"}).status_code == 403
        assert client.get(f"/admin/accounts/user/{chief.pk}/change/").status_code == 200

    def test_it_shows_no_secret_of_a_second_step(self, client, chief):
        TOTP.activate(chief, "JBSWY3DPEHPK3PXP")
        step = Authenticator.objects.get()
        client.force_login(chief)
        page = client.get(f"/admin/mfa/authenticator/{step.pk}/change/").content.decode()
        assert chief.name in page
        assert "JBSWY3DPEHPK3PXP" not in page
        assert step.data["secret"] not in page
        assert client.get("/admin/mfa/authenticator/add/").status_code == 403
        assert client.post(f"/admin/mfa/authenticator/{step.pk}/delete/", {"post": "yes"}).status_code == 302
        assert not Authenticator.objects.exists()


class TestSecondStep:
    def test_codes_cannot_be_guessed(self, client, chief):
        TOTP.activate(chief, "JBSWY3DPEHPK3PXP")
        assert enter(client).url == "/cuenta/mfa/authenticate/"
        sentences = [
            str(client.post("/cuenta/mfa/authenticate/", {"code": f"{n:06}"}).context["form"].errors["code"][0])
            for n in range(6)
        ]
        assert len(set(sentences[:5])) == 1
        assert sentences[5] != sentences[0]
        assert "_auth_user_id" not in client.session


class TestCount:
    """Wrong passwords are counted by address and by where they come from."""

    def test_a_visitor_does_not_choose_where_they_come_from(self, client, chief):
        for n in range(8):
            enter(client, password="otra", HTTP_X_FORWARDED_FOR=f"203.0.113.{n}")
        assert enter(client, HTTP_X_FORWARDED_FOR="203.0.113.99").status_code == 429

    def test_behind_a_proxy_it_is_what_the_proxy_saw(self, client, chief, settings):
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
        for n in range(8):
            enter(client, password="otra", HTTP_X_FORWARDED_FOR=f"192.0.2.{n}, 203.0.113.1")
        assert enter(client, HTTP_X_FORWARDED_FOR="192.0.2.77, 203.0.113.1").status_code == 429
        assert enter(Client(), HTTP_X_FORWARDED_FOR="203.0.113.2").url == "/mesa/"

    def test_a_very_long_address_is_counted_too(self, client, chief):
        for _n in range(8):
            assert (
                enter(client, email=f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 30}.org").status_code < 500
            )

    def test_the_session_of_before_is_not_kept(self, client, chief):
        client.get(LOGIN)
        session = client.session
        session["planted"] = "yes"
        session.save()
        client.cookies["sessionid"] = session.session_key
        enter(client)
        assert client.session.session_key != session.session_key


class TestNewPassword:
    def test_the_link_leads_to_the_public_address(self, client, chief, settings):
        settings.BASE_URL, settings.ALLOWED_HOSTS = "https://plan.example.org", ["*"]
        client.post("/cuenta/password/reset/", {"email": chief.email}, HTTP_HOST="malo.example.com")
        assert re.findall(r"https?://[^/\s]+", mail.outbox[0].body) == ["https://plan.example.org"]
        path = re.search(r"https://plan.example.org(\S+)", mail.outbox[0].body)[1]
        assert client.get(path, follow=True).status_code == 200

    def test_nobody_learns_who_has_an_account(self, client, chief):
        known = client.post("/cuenta/password/reset/", {"email": chief.email}, follow=True)
        unknown = client.post("/cuenta/password/reset/", {"email": "nadie@example.org"}, follow=True)
        assert known.redirect_chain == unknown.redirect_chain
        assert main_text(known) == main_text(unknown)


class TestInvitation:
    """Whoever gets the link to an account has the account: it goes to nobody who may not all that it may."""

    def invite(self, plan, person, email):
        client = Client()
        client.force_login(person)
        client.post(f"/mesa/{plan.key}/personas/", {"email": email, "role": "reader"})
        return "/cuenta/password/reset/key/" in client.get(f"/mesa/{plan.key}/personas/").content.decode()

    @pytest.fixture(autouse=True)
    def _without_mail(self, settings):
        settings.MAIL_DELIVERY = "log"

    def test_a_new_person(self, administrator, plan):
        assert self.invite(plan, administrator, "nueva@example.org")
        assert self.invite(plan, administrator, "nueva@example.org")

    def test_a_person_of_another_plan(self, administrator, plan):
        other = MembershipFactory(
            plan=PlanFactory(), role="administrator", user=UserFactory(email="otra@example.org")
        )
        other.user.set_unusable_password()
        other.user.save()
        assert not self.invite(plan, administrator, "otra@example.org")
        assert self.invite(plan, UserFactory(is_superuser=True), "otra@example.org")

    def test_an_administrator_of_the_installation(self, administrator, plan):
        chief = UserFactory(email="jefa@example.org", is_superuser=True)
        chief.set_unusable_password()
        chief.save()
        assert not self.invite(plan, administrator, "jefa@example.org")
