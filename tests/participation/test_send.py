"""What phones send: every act answered, done once, and nothing that breaks the page for the others."""

from __future__ import annotations

import json
import uuid

import pytest
from django.test import Client

from factories import ContributionFactory, ExerciseFactory, ParticipantFactory, TableFactory
from rumbo.participation import tokens
from rumbo.participation.acts import ACTS_LIMIT
from rumbo.participation.enums import ContributionKind, ExerciseType, Phase, Scale
from rumbo.participation.models import Authorship, Ballot, Contribution, Participant
from rumbo.participation.web.phone import BODY_LIMIT


@pytest.fixture
def ideas(table):
    return ExerciseFactory(table=table, type=ExerciseType.IDEAS)


@pytest.fixture
def participant(table):
    return ParticipantFactory(table=table, name="Ana Nopal")


@pytest.fixture
def phone(client, participant, table):
    client.cookies[tokens.COOKIE] = tokens.session_token(participant.pk, table.pk)
    return client


def post(phone, body, **extra):
    text = body if isinstance(body, str | bytes) else json.dumps(body)
    headers = {"X-Rumbo": "1"} | extra.pop("headers", {})
    return phone.post("/taller/enviar/", text, content_type="application/json", headers=headers, **extra)


def send(phone, *acts):
    """Send acts; return the answers."""
    answer = post(phone, {"acts": [{"id": f"a{n}"} | act for n, act in enumerate(acts)]})
    assert answer.status_code == 200, answer.content
    return answer.json()["answers"]


def saying(exercise, text="Falta agua", **more):
    return {"type": "say", "exercise": exercise.pk, "text": text, "nonce": str(uuid.uuid4())} | more


def test_what_is_said_is_stored_with_its_author(phone, ideas, participant):
    assert send(phone, saying(ideas)) == [{"id": "a0", "ok": True}]
    (made,) = Contribution.objects.all()
    assert (made.text, made.kind, made.exercise) == ("Falta agua", ContributionKind.PROBLEM, ideas)
    assert Authorship.objects.get().participant == participant


def test_sending_again_changes_nothing(phone, ideas):
    act = saying(ideas)
    for _n in range(3):
        assert send(phone, act, act) == [{"id": "a0", "ok": True}, {"id": "a1", "ok": True}]
    assert Contribution.objects.count() == Authorship.objects.count() == 1


def test_acts_of_all_types_are_done_in_one_request_and_answered_in_order(phone, ideas, table):
    other = ContributionFactory(exercise=ideas, author=ParticipantFactory(table=table))
    opinion = ExerciseFactory(table=table, type=ExerciseType.OPINION)
    statement = ContributionFactory(exercise=opinion, kind=ContributionKind.STATEMENT)
    profile = ExerciseFactory(table=table, type=ExerciseType.PROFILE)
    vote = {"type": "vote", "exercise": opinion.pk, "values": {str(statement.pk): 1}, "revision": 1}
    same = {"type": "same", "exercise": ideas.pk, "contribution": other.pk, "mine": True}
    part = {"type": "part", "exercise": profile.pk, "part": "problem", "text": "Falta agua", "seen": ""}
    answers = send(phone, saying(ideas), vote, same, vote | {"values": {str(statement.pk): 9}}, part)
    assert [one["id"] for one in answers] == ["a0", "a1", "a2", "a3", "a4"]
    assert [one["ok"] for one in answers] == [True, True, True, False, True]
    assert answers[3]["retry"] is False
    assert Ballot.objects.get().value == 1
    assert Contribution.objects.get(exercise=profile).details == {"problem": "Falta agua"}


def test_same_as_mine_is_taken_back_and_the_writer_stays(phone, ideas, participant, table):
    other = ContributionFactory(exercise=ideas, author=ParticipantFactory(table=table))
    act = {"type": "same", "exercise": ideas.pk, "contribution": other.pk, "mine": True}
    send(phone, act)
    send(phone, act)
    assert other.authorships.count() == 2
    send(phone, act | {"mine": False})
    assert [one.first for one in other.authorships.all()] == [True]


def test_a_cause_stands_under_its_problem(phone, table, ideas):
    problem = ContributionFactory(exercise=ideas)
    causes = ExerciseFactory(table=table, type=ExerciseType.CAUSES, source=ideas)
    answers = send(phone, saying(causes, parent=problem.pk), saying(causes), saying(causes, parent=10**9))
    assert [one["ok"] for one in answers] == [True, False, False]
    assert Contribution.objects.get(exercise=causes).parent == problem


@pytest.mark.parametrize(
    ("text", "word"), [("x" * 100_000, "100000"), ("x" * 601, "601"), ("", "Escribe"), ("  \n\0 ", "Escribe")]
)
def test_a_text_too_long_or_empty_is_refused_with_a_sentence(phone, ideas, text, word):
    (answer,) = send(phone, saying(ideas, text))
    assert (answer["ok"], answer["retry"]) == (False, False)
    assert word in answer["say"]
    assert not Contribution.objects.exists()


def test_signs_that_no_database_takes_do_no_harm(phone, ideas):
    body = '{"acts": [{"id": "a", "type": "say", "exercise": %d, "text": "agua\\u0000 \\ud800", "nonce": "%s"}]}'
    assert post(phone, body % (ideas.pk, uuid.uuid4())).json()["answers"][0]["ok"] is True
    assert Contribution.objects.get().text == "agua ?"


@pytest.mark.parametrize(
    "change",
    [
        {"type": "shout"},
        {"text": 1},
        {"text": None},
        {"text": ["x"]},
        {"nonce": "x"},
        {"nonce": 1},
        {"parent": "1"},
        {"parent": True},
        {"parent": 2**70},
        {"parent": {}},
        {"exercise": 2**62},
        {"type": "same"},
        {"type": "same", "contribution": 1, "mine": "yes"},
        {"type": "part"},
        {"type": "part", "part": "name", "seen": ""},
        {"type": "part", "part": [], "seen": ""},
    ],
)
def test_an_act_of_wrong_values_is_refused_and_the_others_are_done(phone, ideas, change):
    wrong, right = send(phone, saying(ideas) | change, saying(ideas))
    assert (wrong["ok"], right["ok"]) == (False, True)
    assert wrong["say"]
    assert Contribution.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    ["", "{", "[]", "null", '{"acts": 1}', '{"acts": [1]}', "\xff", "[" * 100_000, '{"acts": [{"id": "\\ud800"}]}'],
)
def test_a_broken_body_gets_a_sentence(phone, ideas, body):
    answer = post(phone, body)
    assert answer.status_code == 400
    assert answer.json()["say"]


def test_too_many_acts_and_too_large_a_body_get_a_sentence(phone, ideas):
    assert post(phone, {"acts": [saying(ideas) | {"id": "a"}] * (ACTS_LIMIT + 1)}).status_code == 400
    assert post(phone, {"acts": [], "more": "x" * BODY_LIMIT}).status_code == 413
    assert not Contribution.objects.exists()


@pytest.mark.parametrize("cookie", ["", "1.1", "1.1:forged", "x" * 5000])
def test_a_forged_session_does_nothing(client, ideas, cookie):
    client.cookies[tokens.COOKIE] = cookie
    answer = post(client, {"acts": [saying(ideas) | {"id": "a"}]})
    assert answer.status_code == 403
    assert "código" in answer.json()["say"]
    assert not Contribution.objects.exists()


def test_a_session_signed_with_another_secret_does_nothing(client, ideas, participant, table, settings):
    token = tokens.session_token(participant.pk, table.pk)
    forged = token.rpartition(":")[0] + ":" + tokens.link_token(participant.pk).partition("-")[2]
    client.cookies[tokens.COOKIE] = forged
    assert post(client, {"acts": [saying(ideas) | {"id": "a"}]}).status_code == 403


def test_the_table_of_the_session_must_be_that_of_the_participant(client, ideas, participant, table):
    other = TableFactory(axis=table.axis)
    client.cookies[tokens.COOKIE] = tokens.session_token(participant.pk, other.pk)
    (answer,) = send(client, saying(ideas))
    assert answer["ok"] is False


def test_nobody_says_anything_at_another_table(phone, table):
    foreign = ExerciseFactory(table=TableFactory(axis=table.axis))
    theirs = ContributionFactory(exercise=foreign)
    same = {"type": "same", "exercise": foreign.pk, "contribution": theirs.pk, "mine": True}
    mixed = same | {"exercise": ExerciseFactory(table=table).pk}
    assert not any(one["ok"] for one in send(phone, saying(foreign), same, mixed))
    assert Contribution.objects.count() == 1
    assert not Authorship.objects.exists()


@pytest.mark.parametrize("phase", [Phase.DRAFT, Phase.CLOSED])
def test_only_an_open_exercise_takes_anything(phone, ideas, phase):
    ideas.phase = phase
    ideas.save()
    assert send(phone, saying(ideas))[0]["ok"] is False


def test_somebody_taken_off_the_list_says_nothing_more(phone, ideas):
    Participant.objects.update(left=True)
    assert send(phone, saying(ideas))[0]["ok"] is False


@pytest.mark.parametrize("headers", [{"X-Rumbo": ""}, {"X-Rumbo": "2"}])
def test_a_request_that_another_site_could_send_is_refused(phone, ideas, headers):
    assert post(phone, {"acts": [saying(ideas) | {"id": "a"}]}, headers=headers).status_code == 400
    answer = phone.post("/taller/enviar/", {"acts": "[]"}, headers={"X-Rumbo": "1"})
    assert answer.status_code == 400
    assert not Contribution.objects.exists()


def test_the_page_needs_no_token_but_forms_do(participant, table, ideas):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies[tokens.COOKIE] = tokens.session_token(participant.pk, table.pk)
    assert send(strict, saying(ideas))[0]["ok"] is True
    form = {"act": "say", "exercise": ideas.pk, "text": "Otra", "nonce": str(uuid.uuid4())}
    assert strict.post("/taller/", form).status_code == 403


def test_it_is_sent_by_post_alone(phone):
    assert phone.get("/taller/enviar/").status_code == 405


def test_points_are_spread_no_further_by_sending_them_in_pieces(phone, table, ideas):
    first, second = (ContributionFactory(exercise=ideas).pk for _n in range(2))
    points = {"scale": Scale.POINTS, "points": 10}
    exercise = ExerciseFactory(table=table, type=ExerciseType.IMPORTANCE, source=ideas, settings=points)
    vote = {"type": "vote", "exercise": exercise.pk}
    send(phone, vote | {"values": {str(first): 10}, "revision": 1})
    send(phone, vote | {"values": {str(second): 10}, "revision": 2})
    assert {one.item_id: one.value for one in Ballot.objects.all()} == {first: 0, second: 10}


def test_what_many_acts_cost_grows_with_nothing_but_their_number(phone, ideas, django_assert_max_num_queries):
    for _n in range(30):
        ContributionFactory(exercise=ideas)
    with django_assert_max_num_queries(16):  # with savepoints, which a real request has not
        send(phone, saying(ideas))
