import json

import pytest

from factories import GoalFactory, SeriesFactory
from reading import links, main_text

pytestmark = pytest.mark.django_db
URL = "/plan-2040/metas/"


def test_access(guarded, story):
    guarded(URL)


def test_objectives_and_goals_of_the_first_axis(client, story, other_axis):
    GoalFactory(objective__theme__axis=other_axis, title="Banquetas")
    page = client.get(URL)
    assert "Equilibrar el acuífero Metas Meta Plazo Todo pozo con medidor Corto plazo, 2020–2025" in main_text(page)
    assert "Banquetas" not in main_text(page)
    assert ("Acuífero", "/plan-2040/temas/acuifero/") in links(page)
    assert "Banquetas" in main_text(client.get(f"{URL}?axis=movilidad"))


def test_an_unknown_axis_is_not_found(client, story):
    assert client.get(f"{URL}?axis=no-hay").status_code == 404


def test_a_plan_without_objectives(client, plan):
    assert "Aquí todavía no hay objetivos" in main_text(client.get(URL))


def test_the_file_has_the_goals_of_all_axes(client, story, other_axis):
    GoalFactory(objective__theme__axis=other_axis, title="Banquetas")
    rows = json.loads(client.get(f"{URL}?format=json").getvalue())
    assert [(row["axis"], row["goal"]) for row in rows] == [
        ("Agua", "Todo pozo con medidor"),
        ("Movilidad", "Banquetas"),
    ]


def test_goals_lead_to_the_indicators_that_measure_them(client, story):
    series = SeriesFactory(
        indicator__plan=story.plan,
        indicator__key="medidos",
        indicator__title="Pozos con medidor",
        territory=story.territory,
    )
    series.goals.add(story.goal)
    gone = SeriesFactory(indicator__plan=story.plan, indicator__title="Retirado", indicator__state="withdrawn")
    gone.goals.add(story.goal)
    page = client.get(URL)
    assert f"Se mide con: Pozos con medidor ({story.territory.title})" in main_text(page)
    assert ("Pozos con medidor", f"/plan-2040/indicadores/medidos/{story.territory.key}/") in links(page)
    assert "Retirado" not in main_text(page)


def test_as_many_queries_for_many(queries, story):
    SeriesFactory(indicator__plan=story.plan).goals.add(story.goal)
    few = queries(URL)
    for _number in range(5):
        SeriesFactory(indicator__plan=story.plan).goals.add(GoalFactory(objective__theme=story.theme))
    assert queries(URL) == few
