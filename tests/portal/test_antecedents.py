import json

import pytest

from factories import AntecedentFactory, GoalFactory
from reading import links, main_text, section
from rumbo.core.actors import SYSTEM
from rumbo.core.services import records
from rumbo.plan.models import AntecedentLink

pytestmark = pytest.mark.django_db
URL = "/plan-2040/antecedentes/"
ONE = "/plan-2040/antecedentes/plan-1994/"


def test_access(guarded, story):
    guarded(URL)


def test_access_to_one(guarded, story):
    guarded(ONE)


def test_not_found_elsewhere(missing, story):
    missing(ONE)


def test_oldest_first_with_why_each_stopped(client, story):
    AntecedentFactory(plan=story.plan, year=1979, title="Plan rector", key="rector")
    page = client.get(URL)
    assert [words for words, _address in links(page)][1:3] == ["Plan rector", "Plan de 1994"]
    assert "1994 · Consejo Plan de 1994 Abandonado 1 vínculo con este plan Se acabó el fideicomiso." in main_text(
        page
    )


def test_without_antecedents(client, plan):
    assert "No hay planes anteriores registrados" in main_text(client.get(URL))


def test_what_was_taken_adapted_and_dropped(client, story):
    for relation, target in (
        ("taken", {"axis": story.axis}),
        ("taken", {"theme": story.theme}),
        ("adapted", {"objective": story.objective}),
        ("adapted", {"goal": story.goal}),
        ("dropped", {"measure": story.strategy.measure}),
        ("dropped", {"measure": story.action.measure}),
    ):
        AntecedentLink.objects.create(antecedent=story.antecedent, relation=relation, **target)
    page = client.get(ONE)
    assert section(page, "Lo que este plan retomó") == "Agua Acuífero"
    assert section(page, "Lo que este plan adaptó") == (
        "7 Medidores en los pozos Entonces eran mecánicos. Equilibrar el acuífero Todo pozo con medidor"
    )
    assert section(page, "Lo que este plan dejó") == "Medir las extracciones Depurar el padrón"
    assert ("Todo pozo con medidor", f"/plan-2040/temas/acuifero/#goal-{story.goal.pk}") in links(page)
    assert "Qué fue de él Abandonado" in main_text(page)


def test_a_link_to_what_left_force_says_so(client, story):
    records.withdraw(SYSTEM, story.project, reason="Sin suelo")
    assert "Retirado" in section(client.get(ONE), "Lo que este plan adaptó")


def test_reasons_in_english(english, story):
    assert "The trust fund ran out." in main_text(english.get(ONE))
    assert "The trust fund ran out." in main_text(english.get(URL))


def test_as_a_file(client, story):
    rows = json.loads(client.get(f"{URL}?format=json").getvalue())
    assert [(row["year"], row["title"], row["outcome"]) for row in rows] == [(1994, "Plan de 1994", "abandoned")]


def test_as_many_queries_for_many(queries, story):
    few, few_of_one = queries(URL), queries(ONE)
    for _number in range(5):
        AntecedentFactory(plan=story.plan)
        goal = GoalFactory(objective=story.objective)
        AntecedentLink.objects.create(antecedent=story.antecedent, relation="taken", goal=goal)
    assert (queries(URL), queries(ONE)) == (few, few_of_one)
