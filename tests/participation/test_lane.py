"""The fast lane: votes are taken there under the same conditions as anywhere, and nothing else is."""

import json

import pytest
from django.conf import settings as site
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.db import OperationalError
from django.test import RequestFactory
from django.urls import reverse

from factories import ContributionFactory, ExerciseFactory, ParticipantFactory
from rumbo.participation import tokens
from rumbo.participation.acts import ACTS_LIMIT
from rumbo.participation.enums import ContributionKind, ExerciseType, Phase
from rumbo.participation.models import Ballot
from rumbo.participation.queries.live import phone_version
from rumbo.participation.web.lane import BODY_LIMIT, PATH, STATE_PATH, VotingLane


@pytest.fixture(autouse=True)
def _nothing_kept():
    """What one test was told of a table is not told the next."""
    cache.clear()


class Answer:
    """What an application answers to a request."""

    def __init__(self, application, environ):
        answer = application(environ, self.start)
        self.content = b"".join(answer)

    def start(self, status, headers):
        self.status, self.headers = status, dict(headers)

    def json(self):
        return json.loads(self.content)


def passed_on(environ, start_response):
    """An application that says what it was handed."""
    start_response("200 OK", [])
    return [b"passed on: " + environ["wsgi.input"].read()]


@pytest.fixture
def opinion(table):
    return ExerciseFactory(table=table, type=ExerciseType.OPINION)


@pytest.fixture
def statement(opinion):
    return ContributionFactory(exercise=opinion, kind=ContributionKind.STATEMENT)


@pytest.fixture
def participant(table):
    return ParticipantFactory(table=table)


@pytest.fixture
def cookie(participant, table):
    return tokens.session_token(participant.pk, table.pk)


@pytest.fixture
def vote(opinion, statement):
    return {"id": "a1", "type": "vote", "exercise": opinion.pk, "values": {str(statement.pk): 1}, "revision": 1}


@pytest.fixture
def send(cookie):
    """Send a body as a phone does; keywords change the request. Returns the answer of the lane before ``behind``."""

    def call(body, *, cookie=cookie, method="post", path=PATH, content_type="application/json", **extra):
        text = body if isinstance(body, str) else json.dumps(body)
        extra = {"HTTP_X_RUMBO": "1", "HTTP_HOST": "localhost:8000"} | extra
        extra["HTTP_COOKIE"] = f"{tokens.COOKIE}={cookie}; {extra.get('HTTP_COOKIE', '')}"
        behind = extra.pop("behind", passed_on)
        request = getattr(RequestFactory(), method)(path, data=text, content_type=content_type, **extra)
        return Answer(VotingLane(behind), request.environ)

    return call


def is_passed_on(answer) -> bool:
    return answer.content.startswith(b"passed on")


def test_a_vote_is_stored_and_acknowledged(send, vote, statement):
    answer = send({"acts": [vote]})
    assert (answer.status, answer.headers["Content-Type"]) == ("200 OK", "application/json")
    assert answer.headers["Content-Length"] == str(len(answer.content))
    assert answer.json() == {"answers": [{"id": "a1", "ok": True}]}
    assert [(one.item_id, one.value) for one in Ballot.objects.all()] == [(statement.pk, 1)]


def test_acts_are_answered_each_on_its_own_in_their_order(send, vote):
    wrong = vote | {"id": "a2", "values": {"999999": 1}}
    answers = send({"acts": [wrong, vote]}).json()["answers"]
    assert [(one["id"], one["ok"]) for one in answers] == [("a2", False), ("a1", True)]
    assert "ya no es parte" in answers[0]["say"]


@pytest.mark.parametrize(("header", "word"), [("en-US,en;q=0.9", "closed"), ("es-MX", "cerrado"), ("fr", "cerrado")])
def test_a_refusal_is_said_in_the_language_of_the_phone(send, vote, opinion, header, word):
    opinion.phase = Phase.CLOSED
    opinion.save()
    (answer,) = send({"acts": [vote]}, HTTP_ACCEPT_LANGUAGE=header).json()["answers"]
    assert word in answer["say"]


def test_the_language_that_was_chosen_comes_first(send, vote, opinion):
    opinion.phase = Phase.CLOSED
    opinion.save()
    chosen = f"{site.LANGUAGE_COOKIE_NAME}=en"
    (answer,) = send({"acts": [vote]}, HTTP_COOKIE=chosen, HTTP_ACCEPT_LANGUAGE="es").json()["answers"]
    assert "closed" in answer["say"]


@pytest.mark.parametrize(
    "change",
    [
        {"cookie": ""},
        {"cookie": "1.1:forged"},
        {"method": "put"},
        {"path": "/taller/"},
        {"content_type": "text/plain"},
        {"HTTP_X_RUMBO": ""},
        {"HTTP_X_RUMBO": "0"},
        {"HTTP_HOST": "other.example.org"},
        {"HTTP_HOST": ""},
        {"CONTENT_LENGTH": ""},
        {"CONTENT_LENGTH": "-1"},
    ],
)
def test_a_request_that_lacks_a_condition_is_passed_on_and_stores_nothing(send, vote, change):
    assert is_passed_on(send({"acts": [vote]}, **change))
    assert not Ballot.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        '"acts"',
        "null",
        '{"acts": null}',
        '{"acts": {}}',
        '{"acts": []}',
        '{"acts": [1]}',
        "[" * 50_000,
    ],
)
def test_what_is_no_list_of_acts_is_passed_on(send, body):
    assert send(body).content == b"passed on: " + body.encode()


@pytest.mark.parametrize(
    "change",
    [
        {"type": "say"},
        {"type": None},
        {"id": ""},
        {"id": 1},
        {"id": "x" * 65},
        {"exercise": "1"},
        {"exercise": True},
        {"exercise": 0},
        {"exercise": 2**63},
    ],
)
def test_an_act_that_is_no_vote_is_passed_on_with_the_votes_beside_it(send, vote, change):
    assert is_passed_on(send({"acts": [vote, vote | change]}))
    assert not Ballot.objects.exists()


def test_more_acts_than_fit_and_too_large_a_body_are_passed_on(send, vote):
    assert is_passed_on(send({"acts": [vote] * (ACTS_LIMIT + 1)}))
    assert is_passed_on(send({"acts": [vote], "more": "x" * BODY_LIMIT}))
    assert not Ballot.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"values": None},
        {"values": []},
        {"values": {}},
        {"values": {"x": 1}},
        {"values": {"1": "1"}},
        {"values": {"1": True}},
        {"values": {"1": 1.0}},
        {"values": {"1": 10**30}},
        {"values": {"1": 1, " 1": -1}},
        {"revision": "1"},
        {"revision": None},
        {"revision": 0},
        {"revision": 10**30},
    ],
)
def test_a_vote_of_wrong_values_is_refused_with_a_sentence(send, vote, change):
    (answer,) = send({"acts": [vote | change]}).json()["answers"]
    assert (answer["id"], answer["ok"]) == ("a1", False)
    assert answer["say"]
    assert not Ballot.objects.exists()


def test_the_address_is_that_of_the_ordinary_view_which_answers_the_same(send, client, vote, cookie):
    client.cookies[tokens.COOKIE] = cookie
    assert reverse("live:send") == PATH
    body = {"acts": [vote, vote | {"id": "a2", "values": {"999999": 1}}]}
    ordinary = client.post(PATH, json.dumps(body), content_type="application/json", headers={"X-Rumbo": "1"})
    assert send(body).json() == ordinary.json()


@pytest.mark.django_db
def test_what_is_passed_on_reaches_the_ordinary_view_whole(send):
    answer = send('{"acts": "none"}', behind=WSGIHandler())
    assert answer.status == "400 Bad Request"
    assert answer.json()["say"]


@pytest.mark.parametrize(
    ("extra", "taken"),
    [({}, False), ({"HTTP_X_FORWARDED_PROTO": "http"}, False), ({"HTTP_X_FORWARDED_PROTO": "https"}, True)],
)
def test_where_the_site_is_on_https_votes_have_to_come_that_way(send, vote, settings, extra, taken):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert is_passed_on(send({"acts": [vote]}, **extra)) is not taken
    settings.SECURE_PROXY_SSL_HEADER = None
    assert is_passed_on(send({"acts": [vote]}, **extra))
    assert Ballot.objects.exists() is taken


@pytest.fixture
def ask(cookie):
    """Ask as a phone does whether anything changed; returns the answer of the lane."""

    def call(version, *, cookie=cookie, **extra):
        extra = {"HTTP_HOST": "localhost:8000", "HTTP_COOKIE": f"{tokens.COOKIE}={cookie}"} | extra
        request = RequestFactory().get(STATE_PATH, {"v": version}, **extra)
        return Answer(VotingLane(passed_on), request.environ)

    return call


def test_while_nothing_changed_a_phone_is_told_so(ask, table, statement):
    assert reverse("live:state") == STATE_PATH
    answer = ask(phone_version(table.pk))
    assert (answer.status, answer.content) == ("204 No Content", b"")
    assert answer.headers["Cache-Control"] == "no-store"


def test_what_changed_is_shown_by_the_ordinary_view(ask, table, statement):
    version = phone_version(table.pk)
    assert is_passed_on(ask(f"{version}1"))
    assert is_passed_on(ask(""))


@pytest.mark.parametrize("change", [{"cookie": "1.1:forged"}, {"HTTP_HOST": "other.example.org"}])
def test_a_question_that_lacks_a_condition_is_passed_on(ask, table, change):
    assert is_passed_on(ask(phone_version(table.pk), **change))


def test_over_plain_http_a_question_is_passed_on_where_the_site_is_on_https(ask, table, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert is_passed_on(ask(phone_version(table.pk)))


def test_where_the_database_fails_the_ordinary_view_is_asked(send, vote, monkeypatch):
    def broken(*_given):
        raise OperationalError("gone")

    monkeypatch.setattr("rumbo.participation.web.lane.acts.perform", broken)
    body = {"acts": [vote]}
    assert send(body).content == b"passed on: " + json.dumps(body).encode()


def test_it_costs_a_constant_number_of_queries(send, vote, django_assert_num_queries):
    with django_assert_num_queries(6):  # two of them are savepoints, in the place of a transaction
        send({"acts": [vote | {"id": str(n), "revision": n} for n in range(1, 100)]})
