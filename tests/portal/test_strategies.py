import pytest

from factories import ActionFactory, StrategyFactory
from reading import links, main_text

pytestmark = pytest.mark.django_db
URL = "/plan-2040/estrategias/"


def test_access(guarded, story):
    guarded(URL)


def test_strategies_of_the_first_axis_with_their_actions(client, story, other_axis):
    StrategyFactory(objective__theme__axis=other_axis, title="Caminar", position=1)
    page = client.get(URL)
    assert "Medir las extracciones Acuífero · Mediano plazo, 2026–2032 Depurar el padrón" in main_text(page)
    assert "Caminar" not in main_text(page)
    assert ("Movilidad", "?axis=movilidad") in links(page)


def test_another_axis(client, story, other_axis):
    StrategyFactory(objective__theme__axis=other_axis, title="Caminar")
    text = main_text(client.get(f"{URL}?axis=movilidad"))
    assert "Sin acciones todavía" in text
    assert "Medir" not in text


def test_an_axis_of_another_plan_is_not_found(client, story):
    assert client.get(f"{URL}?axis=no-hay").status_code == 404


def test_a_plan_without_axes(client, plan):
    assert "Aquí todavía no hay estrategias" in main_text(client.get(URL))


def test_as_many_queries_for_many(queries, story):
    few = queries(URL)
    for _number in range(5):
        ActionFactory(strategy__objective__theme=story.theme)
    assert queries(URL) == few
