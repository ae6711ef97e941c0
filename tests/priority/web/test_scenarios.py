"""Several budgets and worths compared."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from priority.web.test_selection import MANAGE, OUTSIDE, desk, ranked, run_of, three, typed
from reading import main_html, main_text
from rumbo.priority.models import Run

__all__ = ("desk", "ranked", "three", "typed")


@pytest.fixture
def at(vote):
    return f"/mesa/plan-2040/priorizacion/rondas/{vote.pk}/escenarios/"


@pytest.fixture
def compare(desk, at, django_capture_on_commit_callbacks):
    def ask(data):
        with django_capture_on_commit_callbacks(execute=True):
            return desk.post(at, data)

    return ask


def test_who_gets_there(answers, at, three):
    assert answers(at) == OUTSIDE | MANAGE


def test_what_is_always_sometimes_and_never_in(compare, desk, three, typed):
    _items, run = three
    answer = compare(typed(run, [2027], ["110,000"], worths=[run.pk], levels="50, 100, 150"))
    found = run_of("scenarios")
    assert (found.state, found.error) == ("done", "")
    assert [one["name"] for one in found.inputs["variants"]] == [
        "100 % del dinero",
        "50 % del dinero",
        "150 % del dinero",
    ]
    assert [one["problem"]["budgets"] for one in found.inputs["variants"]] == [
        {"fondo": [110_000]},
        {"fondo": [55_000]},
        {"fondo": [165_000]},
    ]
    assert found.result["sometimes"] == [{"id": "1", "count": 2}, {"id": "2", "count": 1}, {"id": "3", "count": 1}]
    page = desk.get(answer.url)
    text = main_text(page)
    assert "Siempre 0" in text
    assert "A veces 3" in text
    assert "Nunca 0" in text
    assert main_html(page).count("<circle") == 7
    assert "200 % 0.22 0.21 3" in text
    table = desk.get(f"{answer.url}tabla/", {"format": "csv"}).getvalue().decode()
    assert '1,1 Obra 1,2,"2027, –, 2027"' in table


def test_other_worths_beside_each_other(compare, desk, three, typed, ranked):
    (one, two, last), run = three
    other = ranked({one: 0.1, two: 0.9, last: 0.8})
    answer = compare(typed(run, [2027], ["110,000"], worths=[run.pk, other.pk], levels="100"))
    found = run_of("scenarios")
    assert len(found.inputs["variants"]) == 2
    assert [[one["id"] for one in variant["selected"]] for variant in found.result["variants"]] == [["1"], ["2", "3"]]
    assert desk.get(answer.url).status_code == 200


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"levels": "100"}, "De 2 a 12 variantes"),
        ({"levels": ", ".join(str(number) for number in range(1, 20))}, "De 2 a 12 variantes"),
        ({"levels": ""}, "no es una parte del dinero"),
        ({"levels": "80; 100"}, "no es una parte del dinero"),
        ({"levels": "0, 100"}, "no es una parte del dinero"),
        ({"levels": "100, 600"}, "no es una parte del dinero"),
        ({"levels": "10, 100"}, "10 % del dinero: Los presupuestos juntos no alcanzan"),
        ({"worths": []}, "de dónde viene el valor"),
        ({"worths": ["77777"]}, "de dónde viene el valor"),
        ({"b-fondo-2027": "x"}, "no es un"),
    ],
)
def test_what_cannot_be_compared_is_told(desk, at, three, typed, changes, wrong):
    _items, run = three
    page = desk.post(at, typed(run, [2027], ["110,000"], **{"worths": [run.pk], "levels": "80, 100", **changes}))
    assert page.status_code == 200
    assert wrong in main_text(page)
    assert not Run.objects.filter(kind="scenarios").exists()


def test_a_variant_without_any_selection_is_told(compare, desk, three, typed):
    (one, two, _last), run = three
    data = typed(run, [2027], ["160,000"], worths=[run.pk], levels="100, 75")
    answer = compare(data | {f"p-{one.pk}": "must", f"p-{two.pk}": "must"})
    assert "No se encontró ninguna selección" in main_text(desk.get(answer.url))


def test_the_page_costs_the_same_queries_for_few_and_many(compare, desk, at, add, ranked, typed):
    def count(address):
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(address).status_code == 200
        return len(captured)

    one, two = add("1", 5), add("2", 500)
    run = ranked({one: 1, two: 0})
    few = count(at), count(compare(typed(run, [2027], ["100"], worths=[run.pk], levels="90,100")).url)
    many = ranked({one: 1, two: 0} | {add(str(number), 5): number for number in range(3, 33)})
    answer = compare(typed(many, [2027], ["100"], worths=[many.pk], levels="80,90,100,110,120"))
    assert (count(at), count(answer.url)) == few
