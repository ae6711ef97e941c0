"""The public page of a vote."""

from __future__ import annotations

import re

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from factories import ParticipantFactory
from priority.conftest import add, ballots, closed, lerdo, matamoros, uncounted, vote
from reading import links, main_html, main_text
from rumbo.participation.tokens import COOKIE, session_token
from rumbo.priority.tokens import voter_cookie

__all__ = ("add", "ballots", "closed", "lerdo", "matamoros", "uncounted", "vote")
PAGE = "/plan-2040/votaciones/ronda/"


@pytest.fixture
def voter(vote):
    """The browser of somebody who opened the link of their mail."""
    client = Client()
    client.cookies["rumbo_voto"] = voter_cookie(vote.pk, "a" * 32)
    return client


def marked(response):
    return set(re.findall(r'value="(\d+)" data-cost="[^"]*" checked', main_html(response)))


def test_it_is_open_while_the_plan_is_public(vote, add, guarded):
    add("1", 600_000)
    guarded(PAGE)


def test_it_is_of_its_plan(vote, missing):
    missing(PAGE)


def test_a_round_that_is_not_published_or_takes_no_votes_has_no_page(client, vote):
    for change in ({"is_published": False}, {"votes_from": None, "votes_until": None}, {"state": "withdrawn"}):
        before = {name: getattr(vote, name) for name in change}
        type(vote).objects.update(**change)
        assert client.get(PAGE).status_code == 404
        type(vote).objects.update(**before)


def test_what_is_voted_on_has_cost_place_and_text(client, vote, add, lerdo):
    item = add("204", 600_000, text="Sombra para **todas** las paradas.")
    item.project.territories.add(lerdo)
    add("7")
    text = main_text(client.get(PAGE))
    assert "204 Obra 204 $600,000.00 Agua · Lerdo Sombra para todas las paradas." in text
    assert "7 Obra 7 costo por conocer" in text
    assert "0 elegidos · $0.00 de $1,000,000.00" in text


def test_without_anything_to_vote_on_it_says_so(client, vote):
    assert "Todavía no hay nada sobre qué votar" in main_text(client.get(PAGE))


def test_before_the_first_day_it_shows_the_list_alone(client, vote, add):
    add("1", 5)
    vote.votes_from = vote.votes_until
    vote.save()
    page = client.get(PAGE)
    assert "Puedes votar desde el" in main_text(page)
    assert "<form" not in main_html(page)


def test_from_the_mail_to_the_vote_and_its_change(client, vote, add, lerdo, mailoutbox):
    one, two = add("1", 600_000), add("2", 500_000)
    sent = client.post(PAGE, {"do": "ask", "email": "vecina@example.org", "item": [two.pk]})
    assert sent.url == f"{PAGE}correo/"
    assert "Revisa tu correo" in main_text(client.get(sent.url))
    assert marked(client.get(PAGE)) == {str(two.pk)}
    link = re.search(r"http://testserver(/votaciones/entrar/\S+)", mailoutbox[-1].body)[1]
    assert "rumbo_voto" not in client.get(link).cookies
    assert "Ronda del agua" in main_text(client.get(link))
    assert client.post(link).url == PAGE
    assert marked(client.get(PAGE)) == {str(two.pk)}
    kept = client.post(PAGE, {"do": "vote", "item": [one.pk, two.pk], "place": lerdo.pk}, follow=True)
    assert "Tu voto quedó guardado" in kept.content.decode()
    assert "Ya votaste" in main_text(kept)
    assert marked(kept) == {str(one.pk), str(two.pk)}
    assert "data-above>" in main_html(kept)
    client.post(PAGE, {"do": "vote", "item": [one.pk]})
    assert "data-above hidden>" in main_html(client.get(PAGE))
    assert vote.ballots.get().votes == {str(one.pk): 1}
    assert "Retiraste tu voto" in client.post(PAGE, {"do": "back"}, follow=True).content.decode()
    assert not vote.ballots.exists()


def test_the_next_person_on_the_same_device_begins_anew(voter, vote, add):
    item = add("1", 5)
    voter.post(PAGE, {"do": "vote", "item": [item.pk]})
    page = voter.post(PAGE, {"do": "leave"}, follow=True)
    assert "confirma tu correo" in main_text(page)
    assert marked(page) == set()
    assert vote.ballots.count() == 1


def test_a_participant_of_a_workshop_votes_at_once(client, vote, add, table):
    item = add("1", 5)
    participant = ParticipantFactory(table=table)
    client.cookies[COOKIE] = session_token(participant.pk, table.pk)
    assert "Votas como participante de un taller" in main_text(client.get(PAGE))
    client.post(PAGE, {"do": "vote", "item": [item.pk]})
    assert vote.ballots.get().kind == "participant"


def test_whoever_has_no_link_cannot_vote(client, vote, add):
    item = add("1", 5)
    page = client.post(PAGE, {"do": "vote", "item": [item.pk], "email": "nadie"})
    assert "Da un correo" in main_text(page)
    assert marked(page) == {str(item.pk)}
    for forged in ("x", voter_cookie(vote.pk + 1, "a" * 32)):
        client.cookies["rumbo_voto"] = forged
        client.post(PAGE, {"do": "vote", "item": [item.pk]})
    assert not vote.ballots.exists()


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({}, "al menos uno"),
        ({"item": ["x", "-1", "9" * 40, "٣"]}, "al menos uno"),
        ({"item": ["99999999"]}, "ya no se vota"),
        ({"item": "own", "place": "99999"}, "municipio de la lista"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_marked_stays(voter, vote, add, typed, wrong):
    item = add("1", 5)
    typed = {name: item.pk if value == "own" else value for name, value in typed.items()}
    page = voter.post(PAGE, {"do": "vote", **typed})
    assert page.status_code == 200
    assert wrong in main_text(page)
    assert not vote.ballots.exists()


def test_too_many_votes_stay_marked(voter, vote, add):
    items = [add("1", 5), add("2", 5)]
    vote.votes_each = 1
    vote.save()
    page = voter.post(PAGE, {"do": "vote", "item": [item.pk for item in items]})
    assert "1 voto" in main_text(page)
    assert len(marked(page)) == 2


def test_while_votes_are_taken_nobody_sees_what_they_say(client, manager, vote, add, ballots):
    item = add("1", 5)
    ballots(20, [item])
    assert "20" not in main_text(client.get(PAGE)).replace("2040", "").replace(str(timezone.localdate().year), "")
    client.force_login(manager)
    assert "Lo que dijo la votación" not in main_text(client.get(PAGE))


def test_once_it_is_over_the_page_says_what_came_of_it(voter, vote, add, ballots, closed, lerdo, matamoros):
    one, two = add("1", 5), add("2", 5)
    ballots(6, [one], lerdo)
    ballots(8, [one, two], matamoros)
    closed()
    page = voter.get(PAGE)
    text = main_text(page)
    assert "14 boletas. Matamoros: 8 · Lerdo: 6." in text
    assert "1 Obra 1 14 (100 %) 8 6 2 Obra 2 8 (57 %) 8 0" in text
    assert ("Obra 1", "/plan-2040/proyectos/1/") in links(page)
    answer = voter.post(PAGE, {"do": "vote", "item": [one.pk]})
    assert answer.status_code == 409
    assert "La votación terminó" in main_text(answer)


def test_of_few_ballots_nothing_is_told(client, vote, add, ballots, closed):
    item = add("1", 5)
    closed()
    assert "Nadie votó" in main_text(client.get(PAGE))
    ballots(4, [item])
    caches["results"].clear()
    assert "Votaron menos de 5 personas" in main_text(client.get(PAGE))


def test_a_link_that_cannot_be_used_says_so(client, vote):
    page = client.get("/votaciones/entrar/nada/")
    assert page.status_code == 404
    assert "no está completo" in page.content.decode()


def test_texts_are_texts(client, vote, add):
    add("1", 5, text="<script>alert(1)</script> [x](javascript:alert(1))")
    html = main_html(client.get(PAGE))
    assert "<script>" not in html
    assert "javascript:" not in html


def test_it_costs_the_same_queries_for_few_and_many(vote, add, ballots, queries, closed, lerdo):
    item = add("1", 5)
    few = queries(PAGE)
    items = [add(str(number), 5) for number in range(2, 32)]
    assert queries(PAGE) == few
    closed()
    ballots(5, [item], lerdo)
    first = queries(PAGE)
    caches["results"].clear()
    ballots(30, items)
    assert queries(PAGE) == first


def test_it_reads_in_english(english, vote, add):
    add("1", 5)
    assert "Mark all that you approve of." in main_text(english.get(PAGE))
