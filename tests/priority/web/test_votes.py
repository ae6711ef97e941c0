"""The desk's page of votes, paper ballots, files, and equal shares."""

from __future__ import annotations

from collections import Counter

import pytest
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reading import links, main_text
from rumbo.priority.models import Run

READ = dict.fromkeys(("reader", "other_editor", "editor", "manager", "administrator", "superuser"), 200)
OUTSIDE = {"anonymous": 302, "outsider": 404}
MANAGE = READ | dict.fromkeys(("reader", "other_editor", "editor"), 403)
FILE = "META\nkey;value\nbudget;9\nvote_type;approval\nPROJECTS\nproject_id;cost\n1;600000\nVOTES\nvoter_id;vote\n"


@pytest.fixture
def at(vote):
    """Give the address of a page of the round."""
    return lambda end="votos/": f"/mesa/plan-2040/priorizacion/rondas/{vote.pk}/{end}"


@pytest.fixture
def desk(browser, manager):
    return browser(manager)


def upload(text):
    return {"file": SimpleUploadedFile("votos.pb", text.encode())}


def test_who_gets_where(answers, at):
    assert answers(at()) == OUTSIDE | READ
    for end in ("votos/papel/", "votos/archivo/", "partes-iguales/"):
        assert answers(at(end)) == OUTSIDE | MANAGE


def test_who_may_write(answers, at, vote):
    for end in ("votos/papel/", "votos/archivo/"):
        assert answers(at(end), {}) == OUTSIDE | MANAGE
    assert answers(at("votos/quitar-archivo/"), {}) == OUTSIDE | {
        who: 302 if code == 200 else code for who, code in MANAGE.items()
    }


def test_a_round_without_votes_says_what_to_do(desk, at, vote):
    vote.votes_from = vote.votes_until = None
    vote.save()
    page = desk.get(at())
    assert "no recibe votos" in main_text(page)
    assert ("Poner los días", f"/mesa/plan-2040/rondas/{vote.pk}/editar/") in links(page)


def test_while_votes_are_taken_there_are_only_numbers_of_ballots(desk, at, add, ballots):
    ballots(9, [add("1", 5)])
    text = main_text(desk.get(at()))
    assert "Boletas 9 (El público: 9)" in text
    assert "Lo que dijo la votación" not in text


def test_once_over_there_is_the_tally_and_what_has_no_cost(desk, at, add, ballots, closed):
    ballots(9, [add("1", 5), add("2")])
    closed()
    text = main_text(desk.get(at()))
    assert "Lo que dijo la votación" in text
    assert "1 de 2 no tiene costo" in text


def test_paper_ballots_one_after_another(desk, at, vote, add, lerdo):
    one, two = add("1", 5), add("2", 5)
    page = desk.post(at("votos/papel/"), {"number": "7", "item": [two.pk], "place": lerdo.pk, "do": "keep"})
    assert page.url.endswith("papel/?number=8")
    again = desk.get(at("votos/papel/"), {"number": "7"})
    assert "ya se había capturado" in main_text(again) or "ya se capturó" in main_text(again)
    assert again.context["chosen"] == {two.pk}
    assert again.context["place"] == str(lerdo.pk)
    empty = desk.post(at("votos/papel/"), {"number": "8", "do": "keep"})
    assert "Marca lo que dice la hoja" in main_text(empty)
    wrong = desk.post(at("votos/papel/"), {"number": "x", "item": [one.pk], "do": "keep"})
    assert "9999" in main_text(wrong)
    assert wrong.context["chosen"] == {one.pk}
    desk.post(at("votos/papel/"), {"number": "7", "do": "remove"})
    assert not vote.ballots.exists()


def test_a_file_is_looked_at_before_it_is_kept(desk, at, vote, add):
    one = add("1", 600_000)
    page = desk.post(at("votos/archivo/"), upload(FILE + "a;1\nb;\n"))
    assert "2 boletas. 1 de ellas está vacía" in main_text(page)
    assert not vote.ballots.exists()
    kept = desk.post(at("votos/archivo/"), {"held": page.context["held"]}, follow=True)
    assert "Quedaron guardadas 2 boletas" in kept.content.decode()
    assert vote.ballots.filter(votes={str(one.pk): 1}).count() == 1
    gone = desk.post(at("votos/quitar-archivo/"), follow=True)
    assert "Se quitaron 2 boletas" in gone.content.decode()


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({}, "Elige un archivo"),
        (upload(""), "vacío"),
        (upload(FILE + "a;9\n"), "9"),
        (upload("hola"), "META"),
        ({"held": "x"}, "no regresó completo"),
        ({"held": "eA=="}, "no regresó completo"),
    ],
)
def test_a_wrong_file_is_told(desk, at, vote, add, data, wrong):
    add("1", 600_000)
    page = desk.post(at("votos/archivo/"), data)
    assert page.status_code == 200
    assert wrong in main_text(page)
    assert not vote.ballots.exists()


def test_the_file_of_the_votes_is_given_once_the_vote_is_over(desk, at, vote, add, ballots, closed):
    ballots(6, [add("1", 600_000)])
    early = desk.get(at("votos.pb"), follow=True)
    assert "cuando termine la votación" in early.content.decode()
    closed()
    text = desk.get(at("votos.pb")).content.decode()
    assert "project_id;cost;votes;name;category\n1;600000;6;Obra 1;Agua\n" in text
    vote.votes_budget = None
    vote.save()
    assert "presupuesto que se vota" in desk.get(at("votos.pb"), follow=True).content.decode()


def asked(**changes):
    return {
        "title": "Reparto",
        "budget": "1,000,000",
        "utility": "cost",
        "completion": "none",
        "kinds": ["public", "participant", "paper", "imported"],
    } | changes


@pytest.fixture
def share(desk, at, django_capture_on_commit_callbacks):
    """Ask for equal shares, let the task do it, and return the answer."""

    def ask(**changes):
        with django_capture_on_commit_callbacks(execute=True):
            return desk.post(at("partes-iguales/"), asked(**changes))

    return ask


def test_equal_shares_from_the_votes_to_the_result(share, desk, at, vote, add, ballots, closed, lerdo, matamoros):
    big, small, without = add("1", 900_000), add("2", 200_000), add("3")
    ballots(60, [big, without], lerdo)
    ballots(20, [small], matamoros)
    closed()
    page = desk.get(at("partes-iguales/"))
    assert "1 proyecto no tiene costo y queda fuera" in main_text(page)
    answer = share()
    run = Run.objects.get()
    assert (run.kind, run.state, run.error) == ("allocation", "done", "")
    assert run.result["selected"] == ["2"]
    assert all(ballot.voter not in str(run.inputs) for ballot in vote.ballots.all())
    text = main_text(desk.get(answer.url))
    assert "Se paga 1 proyecto" in text
    assert "1 2 Obra 2 $200,000.00 20 Matamoros 100 %" in text
    assert "Lerdo 60 75 % 0 %" in text
    assert "la regla voraz lo paga" in text
    assert "1 proyecto no tenía costo y quedó fuera" in text
    table = desk.get(f"{answer.url}tabla/", {"format": "csv"}).getvalue().decode()
    assert "2,2 Obra 2,200000" in table


def test_single_ballots_of_a_run_say_no_municipality_of_few(share, add, ballots, closed, lerdo, matamoros):
    ballots(20, [add("1", 900_000)], lerdo)
    ballots(19, [add("2", 200_000)], matamoros)
    closed()
    share()
    groups = Counter(ballot["group"] for ballot in Run.objects.get().inputs["ballots"])
    assert groups == {"Lerdo": 20, "": 19}


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"budget": ""}, "Escribe la cantidad"),
        ({"budget": "0"}, "es cero"),
        ({"budget": "-5"}, "menos de cero"),
        ({"budget": "1000,50"}, "no es un"),
        ({"budget": "100"}, "no alcanza para ningún proyecto: el más barato cuesta $200,000.00"),
        ({"kinds": []}, "al menos uno"),
        ({"kinds": ["paper"]}, "Nadie votó"),
        ({"utility": "x"}, "x"),
        ({"title": ""}, "Este dato es necesario"),
    ],
)
def test_what_equal_shares_cannot_do_is_told(desk, at, add, ballots, closed, changes, wrong):
    ballots(6, [add("2", 200_000)])
    closed()
    page = desk.post(at("partes-iguales/"), asked(**changes))
    assert page.status_code == 200
    assert wrong in main_text(page)
    assert not Run.objects.exists()


def test_equal_shares_wait_for_the_end_of_the_vote(desk, at, vote, add, ballots, closed):
    item = add("1", 5)
    assert "La votación no ha terminado" in main_text(desk.get(at("partes-iguales/")))
    ballots(6, [item])
    desk.post(at("partes-iguales/"), asked())
    assert not Run.objects.exists()
    closed()
    vote.ballots.all().delete()
    assert "Nadie votó" in main_text(desk.get(at("partes-iguales/")))


@pytest.mark.parametrize(("utility", "completion"), [("cardinality", "greedy"), ("cost", "add1")])
def test_other_utilities_and_completions(share, desk, add, ballots, closed, utility, completion):
    ballots(6, [add("1", 600_000), add("2", 300_000)])
    ballots(5, [add("3", 200_000)])
    closed()
    answer = share(utility=utility, completion=completion)
    assert Run.objects.get().state == "done"
    assert desk.get(answer.url).status_code == 200


def test_pages_cost_the_same_queries_for_few_and_many(desk, at, add, ballots, closed, lerdo):
    def count(end):
        caches["results"].clear()
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(at(end)).status_code == 200
        return len(captured)

    item = add("1", 5)
    ballots(1, [item], lerdo)
    closed()
    pages = ("votos/", "votos/papel/", "votos/archivo/", "partes-iguales/")
    few = {end: count(end) for end in pages}
    ballots(30, [add(str(number), 5) for number in range(2, 32)], lerdo)
    assert {end: count(end) for end in pages} == few
