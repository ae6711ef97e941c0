"""Joining a table: with its code, once, without an account, up to its places."""

from __future__ import annotations

import uuid

import pytest
from django.core.cache import cache
from django.test import Client

from factories import ParticipantFactory, TableFactory, TerritoryFactory
from rumbo.participation import tokens
from rumbo.participation.models import Participant
from rumbo.participation.web.codes import WRONG_CODES


@pytest.fixture(autouse=True)
def _no_count_of_others():
    cache.clear()


@pytest.fixture
def table(table):
    table.code = "MESA23"
    table.save()
    return table


@pytest.fixture
def town(db):
    return TerritoryFactory(kind="municipality", title="San Telmo")


@pytest.fixture
def answers(town):
    return {"sector": "social", "territory": str(town.pk), "nonce": str(uuid.uuid4())}


def text(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize("typed", ["MESA23", "mesa23", " mesa 23 ", "ME-SA-23", "Mesa.23"])
def test_a_code_is_understood_however_it_is_typed(client, table, typed):
    assert client.post("/entrar/", {"code": typed}).headers["Location"] == "/entrar/MESA23/"


def test_a_link_with_small_letters_leads_to_the_table(client, table):
    assert client.get("/entrar/mesa23/").headers["Location"] == "/entrar/MESA23/"


@pytest.mark.parametrize(("typed", "word"), [("ABCDEF", "proyector"), ("MESA01", "no llevan 0, O, 1 ni I"), ("", "")])
def test_an_unknown_code_is_said_to_be_one(client, table, typed, word):
    answer = client.post("/entrar/", {"code": typed})
    assert answer.status_code == (404 if typed else 200)
    assert word in text(answer)


def test_an_unknown_link_asks_for_the_code(client, table):
    answer = client.get("/entrar/ABCDEF/")
    assert answer.status_code == 404
    assert 'name="code"' in text(answer)


def test_who_guesses_codes_waits_and_who_knows_one_does_not(client, table):
    for _n in range(WRONG_CODES):
        assert client.post("/entrar/", {"code": "ABCDEF"}).status_code == 404
    refused = client.post("/entrar/", {"code": "ABCDEF"})
    assert refused.status_code == 429
    assert "Espera un minuto" in text(refused)
    assert client.get("/entrar/ABCDEF/").status_code == 429
    assert client.post("/entrar/", {"code": "MESA23"}).status_code == 302
    assert client.get("/entrar/MESA23/").status_code == 200


def test_a_program_that_tries_codes_learns_none(client, table, monkeypatch):
    monkeypatch.setattr("rumbo.participation.web.codes.GUESSES", 4)
    for n in range(3):
        assert client.get(f"/pantalla/ABCDE{n}/").status_code == 404
    assert client.get("/pantalla/ABCDEF/estado/").status_code == 404
    assert client.get("/pantalla/MESA23/").status_code == 200, "a room that mistypes goes on"
    assert client.post("/entrar/", {"code": "ABCDEF"}).status_code == 404
    for code in ("MESA23", "ABCDEF"):
        assert client.get(f"/pantalla/{code}/").status_code == 404
        assert client.get(f"/pantalla/{code}/estado/").status_code == 204
        assert client.get(f"/entrar/{code}/").status_code == 404
        assert client.post("/entrar/", {"code": code}).status_code == 404
    other = Client(REMOTE_ADDR="198.51.100.7")
    assert other.get("/entrar/MESA23/").status_code == 200


def test_the_page_says_which_table_it_is(client, table):
    page = text(client.get("/entrar/MESA23/"))
    assert all(word in page for word in (table.title, table.workshop.title, table.axis.title, "16 de marzo de 2026"))


def test_joining_seats_a_participant_and_keeps_a_signed_cookie(client, table, answers, town):
    answer = client.post(
        "/entrar/MESA23/", answers | {"name": " Ana  Nopal ", "organization": "Ejido", "gender": "woman"}
    )
    (made,) = Participant.objects.all()
    assert (made.name, made.organization, made.sector, made.territory) == ("Ana Nopal", "Ejido", "social", town)
    assert (made.gender, made.age_group, made.number, made.origin) == ("woman", "", 1, "phone")
    assert answer.headers["Location"].startswith("/taller/")
    cookie = answer.cookies[tokens.COOKIE]
    assert tokens.read_session(cookie.value) == (made.pk, table.pk)
    assert cookie["httponly"] is True
    assert (cookie["samesite"], cookie["max-age"], cookie["secure"]) == ("Lax", tokens.COOKIE_SECONDS, "")


def test_the_cookie_is_secure_on_https(client, table, answers, settings):
    settings.SESSION_COOKIE_SECURE = True
    answer = client.post("/entrar/MESA23/", answers)
    assert answer.cookies[tokens.COOKIE]["secure"] is True


def test_only_sector_and_municipality_are_required(client, table, answers):
    answer = client.post("/entrar/MESA23/", {"nonce": answers["nonce"]})
    assert answer.status_code == 200
    assert text(answer).count('class="errorlist"') == 2
    assert not Participant.objects.exists()
    assert client.post("/entrar/MESA23/", answers | {"territory": "elsewhere"}).status_code == 302
    assert Participant.objects.get().territory is None


def test_a_double_tap_and_a_reload_are_the_same_participant(table, answers):
    for _n in range(3):
        assert Client().post("/entrar/MESA23/", answers).status_code == 302
    assert Participant.objects.count() == 1


@pytest.mark.parametrize("nonce", ["", "x", "0" * 400])
def test_a_form_with_a_broken_nonce_says_what_to_do(client, table, answers, nonce):
    answer = client.post("/entrar/MESA23/", answers | {"nonce": nonce})
    assert answer.status_code == 200
    assert not Participant.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"name": "x" * 151},
        {"organization": "x" * 100_000},
        {"sector": "none"},
        {"territory": "999999"},
        {"gender": "<b>"},
        {"age_group": "9"},
    ],
)
def test_wrong_values_are_refused_beside_the_field(client, table, answers, change):
    answer = client.post("/entrar/MESA23/", answers | change)
    assert answer.status_code == 200
    assert "errorlist" in text(answer)
    assert not Participant.objects.exists()


def test_nul_in_a_name_does_no_harm(client, table, answers):
    assert client.post("/entrar/MESA23/", answers | {"name": "A\0na"}).status_code == 302
    assert Participant.objects.get().name == "Ana"


def test_a_full_table_takes_nobody_but_those_it_has(client, table, answers):
    table.capacity = 1
    table.save()
    assert client.post("/entrar/MESA23/", answers).status_code == 302
    other = Client()
    assert other.get("/entrar/MESA23/").status_code == 409
    refused = other.post("/entrar/MESA23/", answers | {"nonce": str(uuid.uuid4())})
    assert refused.status_code == 409
    assert "está llena" in text(refused)
    assert Participant.objects.count() == 1
    assert Client().post("/entrar/MESA23/", answers).status_code == 302


def test_a_room_behind_one_address_comes_in_at_once(table, answers):
    table.capacity = 100
    table.save()
    for _n in range(WRONG_CODES + 10):
        assert Client().post("/entrar/MESA23/", answers | {"nonce": str(uuid.uuid4())}).status_code == 302
    assert Participant.objects.count() == WRONG_CODES + 10


@pytest.mark.parametrize("what", ["table", "workshop"])
def test_a_withdrawn_table_takes_nobody(client, table, answers, what):
    gone = table if what == "table" else table.workshop
    gone.state = "withdrawn"
    gone.save()
    for answer in (client.get("/entrar/MESA23/"), client.post("/entrar/MESA23/", answers)):
        assert answer.status_code == 409
        assert "se retiró" in text(answer)
    assert not Participant.objects.exists()


def test_who_is_in_goes_straight_on(client, table, answers):
    client.post("/entrar/MESA23/", answers)
    assert client.get("/entrar/MESA23/").headers["Location"] == "/taller/"


def test_who_is_at_another_table_may_come_here_and_is_not_asked_again(client, table, answers):
    client.post("/entrar/MESA23/", answers | {"name": "Ana Nopal"})
    other = TableFactory(axis=table.axis, title="Mesa de al lado", code="MESA24")
    page = text(client.get("/entrar/MESA24/"))
    assert table.title in page
    assert "Ana Nopal" in page
    client.post("/entrar/MESA24/", answers)
    assert Participant.objects.filter(table=other).count() == 1
    assert other.title in text(client.get("/taller/"))


def test_somebody_taken_off_the_list_is_told_so(client, table, answers):
    client.post("/entrar/MESA23/", answers)
    Participant.objects.update(left=True)
    answer = client.post("/entrar/MESA23/", answers)
    assert answer.status_code == 409
    assert "lista" in text(answer)


def test_a_form_from_another_site_is_refused(table, answers):
    assert Client(enforce_csrf_checks=True).post("/entrar/MESA23/", answers).status_code == 403


def test_municipalities_are_those_of_the_plans_territory(client, table, town):
    inside = TerritoryFactory(kind="municipality", title="Nogalera")
    area = TerritoryFactory(kind="metropolitan", title="Zona metropolitana")
    area.members.add(inside)
    table.plan.territory = area
    table.plan.save()
    page = text(client.get("/entrar/MESA23/"))
    assert "Nogalera" in page
    assert "San Telmo" not in page


def test_html_in_a_name_is_text(client, table, answers):
    table.title = "<b>Mesa</b>"
    table.save()
    client.post("/entrar/MESA23/", answers | {"name": "<script>1</script>", "sector": "social"})
    assert "<b>Mesa" not in text(client.get("/taller/"))
    other = TableFactory(axis=table.axis, code="MESA24")
    assert "<script>1" not in text(client.get(f"/entrar/{other.code}/"))


def test_the_form_costs_the_same_however_many_people_there_are(client, table, town, django_assert_max_num_queries):
    for _n in range(30):
        ParticipantFactory(table=table)
    with django_assert_max_num_queries(4):
        client.get("/entrar/MESA23/")
