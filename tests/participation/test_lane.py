"""The fast lane: votes are taken there under the same conditions as anywhere, and nothing else is."""

import json

import pytest
from django.conf import settings as site
from django.http import HttpResponse
from django.test import RequestFactory

from factories import ContributionFactory, ExerciseFactory, ParticipantFactory
from rumbo.participation import tokens
from rumbo.participation.acts import ACTS_LIMIT
from rumbo.participation.enums import ContributionKind, ExerciseType, Phase
from rumbo.participation.models import Ballot
from rumbo.participation.web.lane import BODY_LIMIT, PATH, VotingLane

PASSED_ON = HttpResponse("passed on")


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
    """Send a body as a phone does; keywords change the request. Returns the answer, None where it was passed on."""

    def call(body, *, cookie=cookie, method="post", path=PATH, content_type="application/json", rumbo="1", **extra):
        text = body if isinstance(body, str) else json.dumps(body)
        request = getattr(RequestFactory(), method)(
            path, data=text, content_type=content_type, headers={"X-Rumbo": rumbo} if rumbo else {}, **extra
        )
        request.COOKIES[tokens.COOKIE] = cookie
        answer = VotingLane(lambda _request: PASSED_ON)(request)
        return None if answer is PASSED_ON else answer

    return call


def test_a_vote_is_stored_and_acknowledged(send, vote, statement):
    answer = send({"acts": [vote]})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert json.loads(answer.content) == {"answers": [{"id": "a1", "ok": True}]}
    assert [(one.item_id, one.value) for one in Ballot.objects.all()] == [(statement.pk, 1)]


def test_acts_are_answered_each_on_its_own_in_their_order(send, vote):
    wrong = vote | {"id": "a2", "values": {"999999": 1}}
    answers = json.loads(send({"acts": [wrong, vote]}).content)["answers"]
    assert [(one["id"], one["ok"]) for one in answers] == [("a2", False), ("a1", True)]
    assert "ya no es parte" in answers[0]["say"]


@pytest.mark.parametrize(("header", "word"), [("en-US,en;q=0.9", "closed"), ("es-MX", "cerrado"), ("fr", "cerrado")])
def test_a_refusal_is_said_in_the_language_of_the_phone(send, vote, opinion, header, word):
    opinion.phase = Phase.CLOSED
    opinion.save()
    (answer,) = json.loads(send({"acts": [vote]}, HTTP_ACCEPT_LANGUAGE=header).content)["answers"]
    assert word in answer["say"]


def test_the_language_that_was_chosen_comes_first(send, vote, opinion, monkeypatch):
    opinion.phase = Phase.CLOSED
    opinion.save()
    chosen = f"{site.LANGUAGE_COOKIE_NAME}=en"
    (answer,) = json.loads(send({"acts": [vote]}, HTTP_COOKIE=chosen, HTTP_ACCEPT_LANGUAGE="es").content)["answers"]
    assert "closed" in answer["say"]


@pytest.mark.parametrize(
    "change",
    [
        {"cookie": ""},
        {"cookie": "1.1:forged"},
        {"method": "put"},
        {"path": "/taller/"},
        {"content_type": "text/plain"},
        {"rumbo": ""},
        {"rumbo": "0"},
    ],
)
def test_a_request_that_lacks_a_condition_is_passed_on_and_stores_nothing(send, vote, change):
    assert send({"acts": [vote]}, **change) is None
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
    assert send(body) is None


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
    assert send({"acts": [vote, vote | change]}) is None
    assert not Ballot.objects.exists()


def test_more_acts_than_fit_and_too_large_a_body_are_passed_on(send, vote):
    assert send({"acts": [vote] * (ACTS_LIMIT + 1)}) is None
    assert send({"acts": [vote], "more": "x" * BODY_LIMIT}) is None
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
    (answer,) = json.loads(send({"acts": [vote | change]}).content)["answers"]
    assert (answer["id"], answer["ok"]) == ("a1", False)
    assert answer["say"]
    assert not Ballot.objects.exists()


@pytest.mark.django_db
def test_the_site_has_the_lane_before_sessions_and_answers_no_other_host(client, vote, cookie):
    client.cookies[tokens.COOKIE] = cookie
    ask = {"data": json.dumps({"acts": [vote]}), "content_type": "application/json", "headers": {"X-Rumbo": "1"}}
    assert client.post(PATH, **ask).json() == {"answers": [{"id": "a1", "ok": True}]}
    assert client.post(PATH, **ask, HTTP_HOST="other.example.org").status_code == 400
    names = site.MIDDLEWARE
    lane = names.index("rumbo.participation.web.lane.VotingLane")
    assert lane < names.index("django.contrib.sessions.middleware.SessionMiddleware")
    assert lane > names.index("django.middleware.security.SecurityMiddleware")


def test_over_plain_http_nothing_is_taken_where_the_site_is_on_https(client, vote, cookie, settings):
    settings.SECURE_SSL_REDIRECT = True
    client.cookies[tokens.COOKIE] = cookie
    answer = client.post(
        PATH, json.dumps({"acts": [vote]}), content_type="application/json", headers={"X-Rumbo": "1"}
    )
    assert answer.status_code == 301
    assert not Ballot.objects.exists()


def test_it_costs_a_constant_number_of_queries(send, vote, django_assert_max_num_queries):
    with django_assert_max_num_queries(7):  # with savepoints, which a real request has not
        send({"acts": [vote | {"id": str(n), "revision": n} for n in range(1, 100)]})
