import json
from datetime import date

import pytest

from factories import GoalFactory, ObservationFactory, SeriesFactory, TargetFactory
from reading import links, main_text
from rumbo.monitoring.services.status import evaluate

pytestmark = pytest.mark.django_db
URL = "/plan-2040/metas/"


def test_access(guarded, story):
    guarded(URL)


def measure(plan, goal):
    series = SeriesFactory(indicator__plan=plan, indicator__direction="rising", baseline_value=20)
    series.goals.add(goal)
    TargetFactory(series=series, on=date(2040, 12, 31), value=90)
    ObservationFactory(series=series, on=date(2025, 12, 31), number=22)


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
    assert f"Pozos con medidor ({story.territory.title}) aún sin valores" in main_text(page)
    assert ("Pozos con medidor", f"/plan-2040/indicadores/medidos/{story.territory.key}/") in links(page)
    assert "Retirado" not in main_text(page)


@pytest.mark.parametrize("url", [URL, "/plan-2040/temas/acuifero/"])
def test_a_goal_says_how_it_stands_by_its_indicators(client, story, url):
    series = SeriesFactory(
        indicator__plan=story.plan,
        indicator__title="Pozos con medidor",
        indicator__direction="rising",
        indicator__format="porcentaje",
        territory=story.territory,
        baseline_value=20,
        baseline_on=date(2020, 12, 31),
    )
    series.goals.add(story.goal)
    TargetFactory(series=series, on=date(2040, 12, 31), value=90)
    ObservationFactory(series=series, on=date(2024, 12, 31), number=21)
    ObservationFactory(series=series, on=date(2025, 12, 31), number=22)
    evaluate(story.plan, date(2026, 6, 30))
    page = client.get(url)
    text = main_text(page)
    assert "1 de 1 fuera de curso" not in text
    assert "22 % · 31/12/2025 Valor meta para 2040: 90 %" in text
    assert "Fuera de curso 22 % al 31 de diciembre de 2025; el camino a 90 % en 2040 pedía 37.5 %." in text
    assert 'class="small-chart"' in page.content.decode()


def test_as_many_queries_for_many(queries, story):
    measure(story.plan, story.goal)
    few = queries(URL)
    for _number in range(5):
        measure(story.plan, GoalFactory(objective__theme=story.theme))
    assert queries(URL) == few
