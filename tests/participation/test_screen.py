"""The projector: how to join, what is open, and what comes of it; never a name, and nothing that is hidden."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache, caches

from factories import ContributionFactory, ExerciseFactory, ParticipantFactory
from rumbo.participation.enums import ContributionKind, ExerciseType, Phase
from rumbo.participation.qr import code_of
from rumbo.participation.queries.live import screen_version
from rumbo.participation.services import exercises as agenda
from rumbo.participation.services.ballots import Sheet, cast
from rumbo.participation.services.grouping import hide
from rumbo.participation.services.profiles import save_part

ADDRESS, STATE = "/pantalla/MESA23/", "/pantalla/MESA23/estado/"


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()
    caches["results"].clear()


@pytest.fixture
def table(table):
    table.code = "MESA23"
    table.save()
    return table


@pytest.fixture
def ideas(table):
    return ExerciseFactory(table=table)


@pytest.fixture
def opinion(table):
    return ExerciseFactory(table=table, type=ExerciseType.OPINION)


@pytest.fixture
def statement(opinion):
    return ContributionFactory(exercise=opinion, kind=ContributionKind.STATEMENT, text="El agua alcanza")


def page(client, address=ADDRESS) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def figures(text) -> list[int]:
    return [int(number) for number in re.findall(r"<strong>(\d+)</strong>", text)]


def test_it_says_how_to_join(client, table):
    text = page(client)
    assert "MESA23" in text
    assert 'href="http://testserver/entrar/MESA23/"' in text
    assert code_of("http://testserver/entrar/MESA23/").path in text
    assert "testserver/entrar" in text


def test_the_code_leads_to_the_sites_own_address(client, table, settings):
    settings.BASE_URL = "https://plan.example.org"
    assert code_of("https://plan.example.org/entrar/MESA23/").path in page(client)


def test_small_letters_lead_to_it_and_unknown_codes_to_nothing(client, table):
    assert client.get("/pantalla/mesa23/").headers["Location"] == ADDRESS
    assert client.get("/pantalla/ABCDEF/").status_code == 404
    assert client.get("/pantalla/ABCDEF/estado/").status_code == 404
    assert client.post(ADDRESS).status_code == 405


def test_it_counts_who_joined(client, table):
    for left in (False, False, True):
        ParticipantFactory(table=table, left=left)
    assert "2 de 40 lugares" in page(client)


def test_nothing_is_open_yet(client, table, ideas):
    ideas.phase = Phase.DRAFT
    ideas.save()
    text = page(client)
    assert ideas.title not in text
    assert table.title in text


def test_ideas_are_counted_and_hidden_until_they_are_shown(client, table, ideas, facilitator):
    for n in range(3):
        ContributionFactory(exercise=ideas, text=f"Idea número {n}")
    abusive = ContributionFactory(exercise=ideas, text="Un insulto")
    hide(facilitator, abusive, reason="Ofende")
    text = page(client)
    assert figures(text) == [3]
    assert "Idea número" not in text
    assert "no se ven" in text
    agenda.show_results(facilitator, ideas)
    text = page(client)
    assert text.index("Idea número 2") < text.index("Idea número 1") < text.index("Idea número 0")
    assert "insulto" not in text
    assert "no se ven" not in text


def test_who_answered_is_counted_and_results_stay_hidden(client, table, opinion, statement, facilitator):
    people = [ParticipantFactory(table=table, name="Ana Nopal", organization="Ejido") for _n in range(6)]
    cast([Sheet(one.pk, opinion.pk, {statement.pk: 1}, 1) for one in people])
    text = page(client)
    assert figures(text) == [1, 6]
    assert "El agua alcanza" not in text
    agenda.close_exercise(facilitator, opinion)
    agenda.show_results(facilitator, opinion)
    shown = page(client)
    assert "no se ven" not in shown
    assert not any(name in shown for name in ("Ana", "Ejido"))


@pytest.mark.parametrize("kind", ExerciseType.values)
def test_html_is_text(client, table, facilitator, kind):
    nasty = "<script>alert(1)</script>"
    source = ExerciseFactory(table=table, phase=Phase.CLOSED)
    exercise = ExerciseFactory(
        table=table, type=kind, title=nasty, text=nasty, source=None if kind == "ideas" else source
    )
    made = ContributionFactory(
        exercise=exercise if kind == "ideas" else source, text=nasty, details={"problem": nasty}
    )
    agenda.show_results(facilitator, exercise)
    text = page(client)
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert" not in text
    assert made.text == nasty


def test_a_profile_says_how_much_is_written(client, table):
    profile = ExerciseFactory(table=table, type=ExerciseType.PROFILE, title="La ficha")
    assert "Todavía no hay ninguna parte" in page(client)
    save_part(ParticipantFactory(table=table), profile, None, "problem", "Falta agua", seen="")
    assert "1 de 8 partes" in page(client)


def test_an_unchanged_screen_costs_one_query_and_no_bytes(
    client, table, opinion, statement, django_assert_num_queries
):
    version = screen_version("MESA23")
    with django_assert_num_queries(1):
        answer = client.get(STATE, {"v": version})
    assert (answer.status_code, answer.content) == (204, b"")


def test_every_vote_and_every_change_of_mind_changes_the_screen(client, table, opinion, statement):
    participant = ParticipantFactory(table=table)
    seen = screen_version("MESA23")
    for revision, value in ((1, 1), (2, -1), (3, 0)):
        cast([Sheet(participant.pk, opinion.pk, {statement.pk: value}, revision)])
        answer = client.get(STATE, {"v": seen})
        assert answer.status_code == 200
        assert figures(answer.content.decode()) == [1, 1]
        seen = screen_version("MESA23")
    ParticipantFactory(table=table)
    assert client.get(STATE, {"v": seen}).status_code == 200


def test_a_changed_screen_is_sent_as_a_part_that_asks_again(client, table, ideas):
    text = page(client, STATE + "?v=old")
    assert "<html" not in text
    assert 'hx-trigger="every 1s"' in text
    assert f"?v={screen_version('MESA23')}" in text


def test_it_costs_the_same_for_three_and_for_three_hundred(
    client, table, ideas, facilitator, django_assert_max_num_queries
):
    agenda.show_results(facilitator, ideas)
    for _n in range(40):
        ContributionFactory(exercise=ideas, author=ParticipantFactory(table=table))
    with django_assert_max_num_queries(8):
        page(client)


def test_a_qr_code_is_one_path_of_black_squares():
    code = code_of("https://plan.example.org/entrar/MESA23/")
    assert code.size == 29 + 8
    assert re.fullmatch(r"(M\d+ \d+h\d+v1H\d+z)+", code.path)
    assert code.path.startswith("M4 4h7v1H4z")
