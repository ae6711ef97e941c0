import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.urls import reverse

from factories import MembershipFactory, UserFactory

LOGIN = "/cuenta/login/"
PASSWORD = "una clave larga"


@pytest.fixture
def person(plan):
    return MembershipFactory(plan=plan, role="manager", user__email="marta@example.org", user__name="Marta").user


def enter(client, password=PASSWORD, email="marta@example.org", **data):
    return client.post(LOGIN, {"login": email, "password": password, **data})


def test_by_address_in_any_case(client, person):
    assert enter(client, email="Marta@Example.org").url == "/mesa/"
    assert client.get("/mesa/").status_code == 200


def test_the_page_asked_for_comes_after(client, person, plan):
    wanted = reverse("desk:plan", args=[plan.key])
    response = client.get(wanted)
    assert response.url == f"{LOGIN}?next={wanted}"
    assert enter(client, next=wanted).url == wanted


def test_a_foreign_address_is_not_followed(client, person):
    assert enter(client, next="https://example.com/").url == "/mesa/"


def test_a_wrong_password_and_an_unknown_address_sound_the_same(client, person):
    known = enter(client, "otra clave").content.decode()
    unknown = enter(client, "otra clave", email="nadie@example.org").content.decode()

    def errors(page):
        return page.split('class="error-summary"')[1].split("</ul>")[0].replace("nadie", "marta")

    assert errors(known) == errors(unknown)


def test_a_closed_account_does_not_enter(client, person):
    person.is_active = False
    person.save()
    enter(client)
    assert client.get("/mesa/").status_code == 302


def test_eight_wrong_passwords_close_the_entrance(client, person):
    for _n in range(7):
        assert enter(client, "otra clave").status_code == 200
    response = enter(client, "otra clave")
    assert response.status_code == 429
    page = response.content.decode()
    assert "Demasiados intentos" in page
    assert reverse("account_reset_password") in page
    assert enter(client).status_code == 429
    assert client.get("/mesa/").status_code == 302


def test_others_still_enter_meanwhile(client, person):
    UserFactory(email="rosa@example.org")
    for _n in range(8):
        enter(client, "otra clave")
    assert enter(client, email="rosa@example.org").url == "/mesa/"


def test_the_right_password_forgets_the_wrong_ones(client, person):
    for _round in range(2):
        for _n in range(7):
            enter(client, "otra clave")
        assert enter(client).url == "/mesa/"
        client.post(reverse("account_logout"))


class TestTwoSteps:
    """With an authenticator app."""

    def code(self, secret):
        return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))

    def activate(self, client):
        enter(client)
        page = client.get(reverse("mfa_activate_totp"), follow=True)
        if "password" in page.context["form"].fields:
            page = client.post(page.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)
        secret = page.context["form"].secret
        response = client.post(reverse("mfa_activate_totp"), {"code": self.code(secret)})
        assert response.status_code == 302
        client.post(reverse("account_logout"))
        return secret

    def test_a_code_is_asked_for_after_the_password(self, client, person):
        secret = self.activate(client)
        assert enter(client).url == reverse("mfa_authenticate")
        assert client.get("/mesa/").status_code == 302
        wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
        assert wrong.status_code == 200
        cache.clear()  # the code served once already, to activate
        assert client.post(reverse("mfa_authenticate"), {"code": self.code(secret)}).url == "/mesa/"
        assert client.get("/mesa/").status_code == 200


class TestLanguage:
    def test_the_chosen_one_after_signing_in(self, client, person):
        person.language = "en"
        person.save()
        enter(client)
        assert "Work desk" in client.get("/mesa/").content.decode()

    def test_without_a_choice_it_is_the_browsers(self, client, person):
        enter(client)
        assert "Mesa de trabajo" in client.get("/mesa/").content.decode()
        assert "Work desk" in client.get("/mesa/", headers={"accept-language": "en"}).content.decode()


def test_an_office_behind_one_address_signs_in_at_once(client, person):
    for _n in range(40):
        assert enter(client).url == "/mesa/"
        client.logout()


def test_a_flood_from_one_address_is_answered_with_a_page(client, person, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "3/m/ip"}
    for _n in range(3):
        assert enter(client).status_code == 302
        client.logout()
    response = enter(client)
    assert response.status_code == 429
    page = response.content.decode()
    assert "Demasiadas solicitudes" in page
    assert "espera un minuto" in page.lower()
