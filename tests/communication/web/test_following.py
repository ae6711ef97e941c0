"""The links in mails to followers: looking changes nothing, a button does, and nobody learns who follows what."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from factories import NoticeFactory, ProjectFactory, SubscriptionFactory
from rumbo.communication.models import Preference, Subscription
from rumbo.communication.tokens import address_token, confirm_token, follow_token
from rumbo.participation.limits import know
from rumbo.participation.pseudonyms import email_digest

pytestmark = pytest.mark.django_db
FORM = "/plan-2040/seguir/proyecto/corredor/"
#: The header that holds the time of the answer.
CLOCK = "Expires"


@pytest.fixture(autouse=True)
def _nobody_asked_yet():
    cache.clear()


@pytest.fixture
def project(plan):
    plan.is_public = True
    plan.save()
    return ProjectFactory(
        program__theme__axis__plan=plan, program__theme__axis__key="ambiente", number="9001", key="corredor",
        title="Corredor <verde>",
    )  # fmt: skip


@pytest.fixture
def followed(project):
    return SubscriptionFactory(plan=project.plan, kind="project", thing=project.pk, email="luz@vecinas.example")


def ended(subscription):
    subscription.refresh_from_db()
    return subscription.ended_at is not None


def test_the_form_sends_a_mail_and_says_so(client, project):
    page = client.get(FORM)
    assert "Corredor &lt;verde&gt;" in page.content.decode()
    answer = client.post(FORM, {"email": "luz@vecinas.example"})
    assert answer.status_code == 302
    assert answer["Location"] == f"{FORM}enviado/"
    assert "Revisa tu correo" in client.get(answer["Location"]).content.decode()
    assert "http://testserver/seguir/confirmar/" in mail.outbox[0].body


@pytest.mark.parametrize("allowed", [300, 25])
def test_nobody_learns_from_forty_answers_who_follows(project, monkeypatch, allowed):
    monkeypatch.setattr("rumbo.participation.limits.FROM_CONNECTION", allowed)
    names = ("newer", "holds", "waits", "ended", "known")  # as long as each other
    addresses = {name: f"{name}@vecinas.example" for name in names}
    of_project = {"plan": project.plan, "kind": "project", "thing": project.pk}
    SubscriptionFactory(**of_project, email=addresses["holds"])
    SubscriptionFactory(**of_project, email=addresses["waits"], confirmed_at=None)
    SubscriptionFactory(**of_project, email=addresses["ended"], ended_at=timezone.now())
    know(email_digest(addresses["known"]))
    told = {}
    for number, (name, email) in enumerate(addresses.items()):
        client = Client(REMOTE_ADDR=f"192.0.2.{number}")
        told[name] = [_answer(client, email) for _time in range(40)]
    assert [status for status, *_rest in told["newer"]] == [302] * min(40, allowed) + [429] * max(0, 40 - allowed)
    for name in addresses:
        assert told[name] == told["newer"], name
    written = [sent.to[0] for sent in mail.outbox]
    assert {email: written.count(email) for email in addresses.values()} == dict.fromkeys(addresses.values(), 3)


def _answer(client, email):
    """Return all that one sees of an answer: status, headers, text and cookies, and the page that it leads to."""
    answer = client.post(FORM, {"email": email})
    pages = [answer, client.get(answer["Location"])] if answer.status_code == 302 else [answer]
    text = b"".join(page.content for page in pages).decode().replace(email, "EMAIL")
    text = re.sub(r"\b[A-Za-z0-9]{64}\b", "TOKEN", text)  # what keeps forms from being forged
    headers = [sorted((key, value) for key, value in page.items() if key != CLOCK) for page in pages]
    return answer.status_code, headers, text, sorted(answer.cookies)


@pytest.mark.parametrize("email", ["", "luz", "luz@vecinas.example\r\nBcc: x@example.org"])
def test_a_wrong_address_is_said_beside_the_field(client, project, email):
    answer = client.post(FORM, {"email": email})
    assert answer.status_code == 400
    assert "error-summary" in answer.content.decode()
    assert not mail.outbox


@pytest.mark.parametrize("path", ["proyecto/nada/", "persona/corredor/", "plan/otro-plan/", "project/corredor/"])
def test_what_cannot_be_followed_is_not_there(client, project, path):
    assert client.get(f"/plan-2040/seguir/{path}").status_code == 404


@pytest.mark.parametrize(("word", "key"), [("plan", "plan-2040"), ("eje", "ambiente")])
def test_the_plan_and_an_axis_have_the_form_too(client, project, word, key):
    assert client.get(f"/plan-2040/seguir/{word}/{key}/").status_code == 200


def test_looking_at_a_link_confirms_nothing_and_the_button_does(client, project):
    made = SubscriptionFactory(plan=project.plan, kind="project", thing=project.pk, confirmed_at=None)
    url = f"/seguir/confirmar/{confirm_token(made)}/"
    for look in (client.get, client.head):
        assert look(url).status_code == 200
    made.refresh_from_db()
    assert made.confirmed_at is None
    assert "Ya lo sigues" in client.post(url).content.decode()
    made.refresh_from_db()
    assert made.confirmed_at is not None


def test_a_mail_program_ends_it_without_cookies_or_token(followed):
    client = Client(enforce_csrf_checks=True)
    url = f"/seguir/dejar/{follow_token(followed)}/"
    for look in (client.get, client.head):
        assert look(url).status_code == 200
    assert not ended(followed)
    answer = Client(enforce_csrf_checks=True).post(url, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert ended(followed)
    body = "List-Unsubscribe=One-Click"
    again = Client(enforce_csrf_checks=True).post(url, body, content_type="application/x-www-form-urlencoded")
    assert again.status_code == 200


def test_ending_can_be_undone(client, followed):
    url = f"/seguir/dejar/{follow_token(followed)}/"
    assert "Volver a seguir" in client.post(url).content.decode()
    assert ended(followed)
    assert "Lo sigues de nuevo" in client.post(url, {"undo": "1"}).content.decode()
    assert not ended(followed)


def test_ending_everything_can_be_undone(client, followed):
    other = SubscriptionFactory(plan=followed.plan, email=followed.email)
    url = f"/seguir/dejar-todo/{follow_token(other)}/"
    assert "Dejar de seguir todo" in client.get(url).content.decode()
    Client(enforce_csrf_checks=True).post(url, {"List-Unsubscribe": "One-Click"})
    assert ended(followed)
    assert ended(other)
    client.post(url, {"undo": "1"})
    assert not ended(followed)


def test_announcements_end_the_same_way(client, plan):
    wish = Preference.objects.create(plan=plan, email="luz@vecinas.example")
    url = f"/seguir/comunicados/{address_token(wish)}/"
    client.get(url)
    wish.refresh_from_db()
    assert wish.announcements
    Client(enforce_csrf_checks=True).post(url, {"List-Unsubscribe": "One-Click"})
    wish.refresh_from_db()
    assert not wish.announcements
    client.post(url, {"undo": "1"})
    wish.refresh_from_db()
    assert wish.announcements


def test_the_page_of_a_follower_shows_their_own_alone_and_changes_it(client, followed):
    strange = SubscriptionFactory(plan=followed.plan, email="otra@vecinas.example")
    url = f"/seguir/{follow_token(followed)}/"
    html = client.get(url).content.decode()
    assert "Corredor &lt;verde&gt;" in html
    assert "luz@vecinas.example" not in html
    assert "l…@vecinas.example" in html
    client.post(url, {"wish": "1", "language": "en", "digest": "on"})
    wish = Preference.objects.get(plan=followed.plan, email=followed.email)
    assert (wish.language, wish.announcements, wish.digest) == ("en", False, True)
    assert client.post(url, {"wish": "1", "language": "xx"}).status_code == 200
    for number in (strange.pk, "x", "9" * 40, ""):
        assert client.post(url, {"end": number}).status_code == 404
    assert not ended(strange)
    client.post(url, {"end": followed.pk})
    assert ended(followed)
    assert "Volver a seguir" in client.get(url).content.decode()
    client.post(url, {"again": followed.pk})
    assert not ended(followed)
    client.post(url, {"end_all": "1"})
    assert ended(followed)


@pytest.mark.parametrize("path", ["", "confirmar/", "dejar/", "dejar-todo/", "comunicados/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_forged_link_says_so_and_does_nothing(client, followed, path, method):
    other = confirm_token(followed) if path != "confirmar/" else follow_token(followed)
    for token in ("x", other, follow_token(followed)[:-2] + "xx"):
        answer = getattr(client, method)(f"/seguir/{path}{token}/")
        assert answer.status_code == 404
        assert "no sirve" in answer.content.decode()
    assert not ended(followed)


def test_a_page_of_a_follower_costs_the_same_for_two_as_for_thirty(client, followed, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    url = f"/seguir/{follow_token(followed)}/"

    def follow(count):
        for _number in range(count):
            project = ProjectFactory(program__theme__axis__plan=followed.plan)
            SubscriptionFactory(plan=followed.plan, email=followed.email, kind="project", thing=project.pk)

    follow(2)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    follow(30)
    with django_assert_num_queries(len(few)):
        client.get(url)
    assert Subscription.objects.count() == 33


def test_whoever_wants_no_more_does_not_get_what_waits_either(client, followed):
    given = {"plan": followed.plan, "to": followed.email}
    news, announcement = NoticeFactory(kind="news", **given), NoticeFactory(kind="announcement", **given)
    other = NoticeFactory(kind="news", plan=followed.plan)
    wish = Preference.objects.create(plan=followed.plan, email=followed.email)
    client.post(f"/seguir/dejar-todo/{follow_token(followed)}/", {"List-Unsubscribe": "One-Click"})
    assert states(news, announcement, other) == ["cancelled", "waiting", "waiting"]
    client.post(f"/seguir/comunicados/{address_token(wish)}/", {"List-Unsubscribe": "One-Click"})
    assert states(news, announcement, other) == ["cancelled", "cancelled", "waiting"]


def states(*notices):
    for one in notices:
        one.refresh_from_db()
    return [one.state for one in notices]
