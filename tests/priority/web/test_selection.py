"""Asking for a selection under budgets, its result, why something is out, and what clashes."""

from __future__ import annotations

import datetime
import json

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import EstimateFactory, FundingFactory, MilestoneFactory
from factories.priority import RunFactory
from reading import main_html, main_text
from rumbo.methods.selection import check, read_problem, read_selection
from rumbo.priority.models import Run

READ = dict.fromkeys(("reader", "other_editor", "editor", "manager", "administrator", "superuser"), 200)
OUTSIDE = {"anonymous": 302, "outsider": 404}
MANAGE = READ | dict.fromkeys(("reader", "other_editor", "editor"), 403)


@pytest.fixture
def at(vote):
    return f"/mesa/plan-2040/priorizacion/rondas/{vote.pk}/seleccion/"


@pytest.fixture
def desk(browser, manager):
    return browser(manager)


@pytest.fixture
def ranked(vote):
    """Rank items by the values given, in a finished run of its own: ``ranked({item: 0.4})``."""

    def rank(values):
        entries = [
            {"id": item.project.key, "place": place, "value": value}
            for place, (item, value) in enumerate(sorted(values.items(), key=lambda one: -one[1]), start=1)
        ]
        items = {item.project.key: item.pk for item in values}
        number = 1 + max((run.number for run in Run.objects.all()), default=0)
        return RunFactory(
            round=vote, number=number, state="done", result={"ranking": entries}, origin={"items": items}
        )

    return rank


@pytest.fixture
def typed(vote):
    """What is typed into the sheet: ``typed(run, [2027, 2028], [500, 500], **more)``."""

    def make(run, calendar, amounts, **more):
        budgets = {f"b-fondo-{year}": amount for year, amount in zip(calendar, amounts, strict=True)}
        frame = {"first": calendar[0], "years": len(calendar), "sources": "one"}
        worth = getattr(run, "pk", run)
        rest = {"title": "Selección", "worth": worth, "delay": "", "rivals": "", "depth": "quick"}
        return frame | rest | budgets | {"keep_years": "on", "keep_order": "on"} | more

    return make


@pytest.fixture
def select(desk, at, django_capture_on_commit_callbacks):
    """Ask for a selection, let the task do it, and return the answer."""

    def ask(data):
        with django_capture_on_commit_callbacks(execute=True):
            return desk.post(at, data)

    return ask


@pytest.fixture
def three(add, ranked):
    """Three projects of 100, 60 and 50 thousand; the first is best."""
    items = [add("1", 100_000), add("2", 60_000), add("3", 50_000)]
    return items, ranked(dict(zip(items, (0.9, 0.5, 0.4), strict=True)))


def run_of(kind="selection"):
    return Run.objects.filter(kind=kind).latest("pk")


def test_who_gets_there(answers, at, three):
    assert answers(at) == OUTSIDE | MANAGE
    assert answers(at, {}) == OUTSIDE | MANAGE
    assert not Run.objects.filter(kind="selection").exists()


def test_without_costs_or_worth_it_says_what_to_do(desk, at, add):
    add("1")
    assert "Ningún proyecto de esta ronda tiene costo" in main_text(desk.get(at))
    add("2", 5)


def test_without_a_ranking_it_says_what_to_do(desk, at, vote, add):
    add("1", 5)
    vote.votes_from = vote.votes_until = None
    vote.save()
    assert "Todavía nada dice cuánto valen los proyectos" in main_text(desk.get(at))


def test_the_grid_begins_with_the_years_and_the_money_in_view(desk, at, three):
    (one, _two, _three), _run = three
    FundingFactory(project=one.project, source="federal", year=2028, amount=40_000)
    FundingFactory(project=one.project, source="state", year=2028, amount=30_000)
    EstimateFactory(project=one.project, year=2029, amount=1)
    page = desk.get(at)
    assert [row.name for row in page.context["sheet"].rows] == ["Todo el dinero"]
    assert [cell.value for cell in page.context["sheet"].rows[0].cells] == ["", "70,000", ""]
    page = desk.get(at, {"first": "2028", "years": "2", "sources": "many"})
    rows = {row.name: [cell.value for cell in row.cells] for row in page.context["sheet"].rows}
    assert rows == {"Federal": ["40,000", ""], "Estatal": ["30,000", ""], "Sin fuente todavía": ["", ""]}


def test_the_best_set_that_the_money_pays(select, desk, three, typed):
    _items, run = three
    answer = select(typed(run, [2027, 2028], ["110,000", "0"]))
    found = run_of()
    assert (found.state, found.error) == ("done", "")
    problem = read_problem(found.inputs)
    assert [one.value for one in problem.projects] == [100.0, 20.8, 1.0]
    assert found.result["selected"] == [{"id": "1", "start": 2027}]
    assert check(problem, read_selection(found.result).starts) == []
    text = main_text(desk.get(answer.url))
    assert "Se elige 1 proyecto" in text
    assert "Ninguna otra selección es mejor: está demostrado." in text
    assert "2 proyectos quedan fuera" in text
    table = desk.get(f"{answer.url}tabla/", {"format": "csv"}).getvalue().decode()
    assert "1,1 Obra 1,Agua,true,2027,2027,100000" in table


def test_years_order_minimums_rivals_and_marks_go_into_the_problem(
    select, add, ranked, typed, second_axis, lerdo, matamoros
):
    one, two = add("1", 100_000), add("2", 60_000, of=second_axis)
    EstimateFactory(project=one.project, year=2029, amount=50_000)
    one.project.territories.add(lerdo, matamoros)
    first = MilestoneFactory(project=one.project)
    MilestoneFactory(
        project=two.project, starts_on=datetime.date(2030, 1, 1), ends_on=datetime.date(2031, 6, 1)
    ).after.add(first)
    run = ranked({one: 0.5, two: 0.5})
    select(
        typed(
            run,
            list(range(2027, 2033)),
            ["200000"] * 6,
            **{
                f"p-{one.pk}": "must",
                "m-axis-calles": "5",
                "m-place-lerdo": "2.5 %",
                "delay": "10",
                "rivals": "1, 2\n\n",
            },
        )
    )
    document = run_of().inputs
    first_row, second_row = document["projects"]
    assert first_row["costs"] == {"fondo": [100_000, 0, 50_000]}
    assert first_row["places"] == {"lerdo": 0.5, "matamoros": 0.5}
    assert (first_row["must"], first_row["earliest"], first_row["duration"]) == (True, 2027, 3)
    assert (second_row["duration"], second_row["axis"], second_row["value"]) == (2, "calles", 100)
    assert document["prerequisites"] == [{"project": "2", "needs": "1"}]
    assert document["minimums"] == [{"axis": "calles", "share": 0.05}, {"place": "lerdo", "share": 0.025}]
    assert document["exclusions"] == [["1", "2"]]
    assert document["delay"] == 0.1


def test_by_source_costs_are_divided_as_projects_are_funded(select, add, ranked, typed):
    one = add("1", "100000.50")
    FundingFactory(project=one.project, source="federal", amount=50_000)
    FundingFactory(project=one.project, source="state", amount=25_000)
    run = ranked({one: 1})
    data = typed(run, [2027], [0], sources="many")
    data |= {"b-federal-2027": "50,000", "b-state-2027": "25,000", "b-por-conseguir-2027": "25,001"}
    select(data)
    (row,) = run_of().inputs["projects"]
    assert row["costs"] == {"federal": [49_999], "state": [25_000], "por-conseguir": [25_002]} or (
        sum(sum(amounts) for amounts in row["costs"].values()) == 100_001
    )


def test_what_stays_out_is_out_and_what_needs_it_too(select, desk, three, typed):
    (one, two, three_), run = three
    MilestoneFactory(
        project=two.project, starts_on=datetime.date(2027, 8, 1), ends_on=datetime.date(2027, 9, 1)
    ).after.add(MilestoneFactory(project=one.project))
    answer = select(typed(run, [2027, 2028, 2029], ["500000"] * 3, **{f"p-{one.pk}": "out"}))
    assert [chosen["id"] for chosen in run_of().result["selected"]] == ["3"]
    page = desk.get(answer.url)
    assert "se pidió que quede fuera" in main_text(page)
    found = desk.get(f"{answer.url}fuera/2/")
    assert "Necesita 1 Obra 1, que quedó fuera." in main_text(found)
    assert desk.get(f"{answer.url}fuera/1/").status_code == 404
    assert desk.get(f"{answer.url}fuera/3/").status_code == 404
    assert three_.pk


def test_why_something_is_out(select, desk, three, typed):
    _items, run = three
    answer = select(typed(run, [2027], ["110,000"]))
    text = main_text(desk.get(f"{answer.url}fuera/2/"))
    assert "¿Por qué queda fuera 2 Obra 2?" in text
    assert "En 2027 faltan $50,000" in text
    assert "Se irían por él" in text
    assert "1 Obra 1" in text
    assert "valer 99.0 en lugar de 20.8" in text
    assert "costar $50,000 menos" in text


def test_limits_that_cannot_be_kept_together_are_named(select, desk, three, typed):
    (one, two, _three), run = three
    answer = select(typed(run, [2027], ["110,000"], **{f"p-{one.pk}": "must", f"p-{two.pk}": "must"}))
    assert run_of().result["impossible"]
    page = desk.get(answer.url)
    assert "Ninguna selección cumple todos los límites" in main_text(page)
    whole = main_text(desk.get(f"{answer.url}choque/"))
    assert "1 Obra 1 tiene que estar 2 Obra 2 tiene que estar el dinero de 2027" in whole
    part = desk.get(f"{answer.url}choque/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "2 Obra 2" in part


def test_what_must_be_in_has_to_end_within_the_years(desk, at, three, typed):
    (one, _two, _three), run = three
    EstimateFactory(project=one.project, year=2029, amount=1)
    page = desk.post(at, typed(run, [2027, 2028], ["500,000"] * 2, **{f"p-{one.pk}": "must"}))
    assert "dura 3 años desde 2027 y no terminaría en 2028" in main_text(page)


def test_impossible_minimum_shares_are_named(select, desk, three, typed):
    _items, run = three
    answer = select(typed(run, [2027], ["300,000"], **{"m-axis-agua": "80"}))
    assert "al menos 80 % de todo el dinero para Agua" in main_text(desk.get(f"{answer.url}choque/"))


def test_a_selection_that_keeps_its_limits_has_no_clash(select, desk, three, typed):
    _items, run = three
    answer = select(typed(run, [2027], ["110,000"]))
    assert desk.get(f"{answer.url}choque/").status_code == 404


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"b-fondo-2027": ""}, "Todos los presupuestos son cero"),
        ({"b-fondo-2027": "49,999"}, "no alcanzan para ningún proyecto: el más barato cuesta $50,000"),
        ({"b-fondo-2027": "-5"}, "menos de cero"),
        ({"b-fondo-2027": "100,50"}, "no es un"),
        ({"b-fondo-2027": "9" * 30}, "grande"),
        ({"m-axis-agua": "101"}, "no es una parte"),
        ({"m-axis-agua": "12,5"}, "no es una parte"),
        ({"m-axis-agua": "-1"}, "no es una parte"),
        ({"delay": "100"}, "no es una parte"),
        ({"rivals": "1"}, "un solo proyecto"),
        ({"rivals": "1, 99"}, "no es número de un proyecto"),
        ({"worth": "999999"}, "de dónde viene el valor"),
        ({"worth": "x"}, "de dónde viene el valor"),
        ({"worth": "votes"}, "Todavía se reciben votos"),
        ({"first": "x"}, "Escribe el primer año"),
        ({"years": "26"}, "De 1 a 25 años"),
    ],
)
def test_what_cannot_be_selected_is_told_and_what_was_typed_stays(desk, at, three, typed, changes, wrong):
    _items, run = three
    page = desk.post(at, typed(run, [2027], ["110,000"], **changes))
    assert page.status_code == 200
    assert wrong in main_text(page)
    assert not Run.objects.filter(kind="selection").exists()
    name, value = next(iter(changes.items()))
    if name not in {"worth", "first", "years"}:
        assert value in main_html(page)


def test_minimums_that_are_more_than_all_are_refused(desk, at, add, ranked, typed, second_axis):
    one, two = add("1", 5), add("2", 5, of=second_axis)
    run = ranked({one: 1, two: 0})
    page = desk.post(at, typed(run, [2027], ["100"], **{"m-axis-agua": "60", "m-axis-calles": "60"}))
    assert "suman 120 %" in main_text(page)


def test_projects_that_wait_for_each_other_are_named(desk, at, three, typed):
    (one, two, _three), run = three
    first, second = (MilestoneFactory(project=item.project) for item in (one, two))
    first.after.add(MilestoneFactory(project=two.project))
    second.after.add(MilestoneFactory(project=one.project))
    page = desk.post(at, typed(run, [2027], ["110,000"]))
    assert "se necesitan unos a otros" in main_text(page)
    assert "1 Obra 1 → 2 Obra 2" in main_text(page) or "2 Obra 2 → 1 Obra 1" in main_text(page)
    data = typed(run, [2027], ["110,000"])
    del data["keep_order"]
    assert desk.post(at, data).status_code == 302


def test_by_the_votes_of_each_municipality_alike(select, add, ballots, closed, typed, lerdo, matamoros):
    one, two = add("1", 100_000), add("2", 100_000)
    ballots(30, [one], lerdo)
    ballots(5, [two], matamoros)
    ballots(5, [one, two], matamoros)
    closed()
    select(typed("groups", [2027], ["100,000"]))
    document = run_of().inputs
    assert document["objective"] == "utility"
    assert document["groups"] == {"Lerdo": 1, "Matamoros": 1}
    assert document["projects"][0]["utilities"] == {"Lerdo": 100, "Matamoros": 50}
    assert document["projects"][1]["utilities"] == {"Matamoros": 100}
    select(typed("votes", [2027], ["100,000"]))
    assert [row["value"] for row in run_of().inputs["projects"]] == [35, 10]


def test_votes_of_nobody_say_nothing(desk, at, three, typed, closed):
    closed()
    _items, _run = three
    assert "Nadie votó" in main_text(desk.post(at, typed("votes", [2027], ["110,000"])))


def test_what_a_ranking_could_not_place_is_left_out_and_never_worth_zero(select, desk, add, ranked, typed):
    one, _two = add("1", 5), add("2", 5)
    answer = select(typed(ranked({one: 0.2}), [2027], ["100"]))
    document = run_of().inputs
    assert [(row["id"], row["value"]) for row in document["projects"]] == [("1", 100)]
    assert "1 proyecto no tiene lugar en la jerarquización" in main_text(desk.get(answer.url))


def test_the_document_names_nobody_and_can_be_done_again(select, desk, three, typed):
    _items, run = three
    answer = select(typed(run, [2027], ["110,000"]))
    document = json.loads(desk.get(f"{answer.url}RUN.json").content)
    assert document["kind"] == "selection"
    assert "estora" not in str(document["inputs"])


def test_pages_cost_the_same_queries_for_few_and_many(select, desk, at, add, ranked, typed, lerdo):
    def count(address):
        caches["results"].clear()
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(address).status_code == 200
        return len(captured)

    one, two = add("1", 5), add("2", 500)
    small = select(typed(ranked({one: 1, two: 0}), [2027], ["100"])).url
    one.project.territories.add(lerdo)
    few = count(at), count(small), count(f"{small}fuera/2/")
    items = {add(str(number), 5): number for number in range(3, 33)}
    large = select(typed(ranked({one: 1, two: 0, **items}), [2027], ["100"])).url
    found = desk.get(large).context["found"]
    place = next(line.place for line in found.others)
    assert (count(at), count(large), count(f"{large}fuera/{place}/")) == few
