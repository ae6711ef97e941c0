"""The public pages of indicators: what they show, what is marked, their files, and how many queries they cost."""

import csv
import datetime
import io
from decimal import Decimal

import pytest

from factories import (
    GoalFactory,
    IndicatorFactory,
    ObservationFactory,
    SeriesFactory,
    StatusRulesFactory,
    TargetFactory,
    TerritoryFactory,
)
from reading import links, main_html, main_text
from rumbo.monitoring.models import DataSource, Indicator, StatusRecord

pytestmark = pytest.mark.django_db
URL = "/plan-2040/indicadores/"


def day(year):
    return datetime.date(year, 12, 31)


def observe(series, *values, **more):
    for place, value in enumerate(values):
        ObservationFactory(series=series, on=day(2010 + place), number=value, **more)


@pytest.fixture
def water(plan, axis):
    """An indicator of an axis in Torreón, with ten values, a baseline and a target."""
    plan.territory = TerritoryFactory(key="laguna", title="La Laguna")
    plan.save()
    series = SeriesFactory(
        indicator__plan=plan,
        indicator__axis=axis,
        indicator__key="agua-medida",
        indicator__title="Agua que se mide",
        indicator__area="sustentabilidad",
        indicator__format="porcentaje",
        territory__key="torreon",
        territory__title="Torreón",
        baseline_value=Decimal(50),
        baseline_on=day(2010),
    )
    source = DataSource.objects.create(name="Sistema de aguas")
    observe(series, 50, 52, 51, 55, 57, 60, 59, 61, 64, 66, source=source)
    TargetFactory(series=series, value=Decimal(82), on=day(2040))
    return series


def test_access(guarded, water):
    guarded(URL)


@pytest.mark.parametrize(
    "path", ["indicadores/agua-medida/", "indicadores/agua-medida/torreon/", "ejes/agua/indicadores/"]
)
def test_addresses_of_another_plan_are_not_found(missing, water, path):
    missing(f"/plan-2040/{path}")


def test_a_plan_that_measures_nothing(client, plan):
    assert "Todavía no se mide nada" in main_text(client.get(URL))
    assert "No hay nada que comparar" in main_text(client.get("/plan-2040/comparacion/"))


def test_the_list(client, water):
    rules = StatusRulesFactory(plan=water.indicator.plan)
    StatusRecord.objects.create(
        plan=water.indicator.plan, kind="series", thing=water.pk, on=day(2025), status="at_risk", rules=rules
    )
    text = main_text(client.get(URL))
    assert "Agua que se mide Torreón · Agua 66 % 31/12/2019 ↑ sube: mejor 82 % 2040 En riesgo" in text


def test_the_list_by_axis_area_territory_and_words(client, water, other_axis):
    other = IndicatorFactory(plan=water.indicator.plan, axis=other_axis, title="Viajes en camión", area="economia")
    for query, shown in (
        ("axis=agua", water.indicator),
        ("axis=movilidad", other),
        ("area=economia", other),
        ("territory=torreon", water.indicator),
        ("q=camion%20viajes", None),
        ("q=viajes", other),
    ):
        reached = [name for name, url in links(client.get(f"{URL}?{query}")) if url.count("/") > 3]
        assert reached == ([shown.title] if shown else []), query


@pytest.mark.parametrize("query", ["axis=no-hay", "territory=no-hay"])
def test_an_unknown_filter_is_not_found(client, water, query):
    assert client.get(f"{URL}?{query}").status_code == 404


@pytest.mark.parametrize("query", ["page=999", "page=x", "area=%00", "q=%00", "format=exe"])
def test_odd_addresses_are_answered(client, water, query):
    assert client.get(f"{URL}?{query}").status_code == 200
    assert client.get(f"/plan-2040/comparacion/?{query}").status_code == 200


def test_the_page_of_an_indicator(client, water):
    page = client.get(f"{URL}agua-medida/")
    html, text = main_html(page), main_text(page)
    assert "<title id=" in html
    assert "<desc id=" in html
    assert html.count('class="target"') == 2  # the mark and its legend
    assert 'class="forecast"' in html
    assert "De 2010 a 2019; el último valor es 66 %" in text
    assert "El valor meta para 2040 es 82 %" in text
    assert "en 80 de 100 casos" in text
    assert "la banda contuvo el valor que llegó en 80 % de los casos" in text
    assert "Probabilidad de llegar a tiempo al valor meta" in text
    assert "Sistema de aguas" in text
    assert "31/12/2019 66 %" in text


def test_too_little_data(client, plan):
    series = SeriesFactory(indicator__plan=plan, indicator__key="pocos")
    observe(series, 1, 2, 3)
    text = main_text(client.get(f"{URL}pocos/"))
    assert "Muy pocos datos: para un pronóstico hacen falta 8 valores de fechas distintas, y hay 3." in text


def test_without_values_and_without_series(client, plan):
    IndicatorFactory(plan=plan, key="nada")
    SeriesFactory(indicator__plan=plan, indicator__key="vacia")
    for key in ("nada", "vacia"):
        assert "Todavía no hay valores" in main_text(client.get(f"{URL}{key}/"))


def test_values_to_confirm_and_without_number_are_marked(client, water):
    for order, number in enumerate((70, 71)):
        ObservationFactory(series=water, on=day(2020), number=number, standing="to_confirm", order=order)
    ObservationFactory(series=water, on=day(2021), text="ND", number=None)
    ObservationFactory(series=water, on=day(2009), number=3, standing="revised")
    page = client.get(f"{URL}agua-medida/")
    text, html = main_text(page), main_html(page)
    assert "1 valor está por confirmar" in text
    assert "31/12/2021 ND sin dato" in text
    assert "31/12/2020 71 % por confirmar" in text
    assert 'class="confirm"' in html
    assert "<s>3 %</s>" in html
    assert "70 % 31/12/2020 por confirmar" in main_text(client.get(URL))


def test_all_territories_with_one_scale(client, water):
    other = SeriesFactory(indicator=water.indicator, territory__key="lerdo", territory__title="Lerdo")
    observe(other, 10, 20)
    page = client.get(f"{URL}agua-medida/")
    assert "En cada territorio" in main_text(page)
    assert ("Lerdo", f"{URL}agua-medida/lerdo/") in links(page)
    assert "20 %" in main_text(client.get(f"{URL}agua-medida/lerdo/"))
    assert client.get(f"{URL}agua-medida/no-hay/").status_code == 404


def test_goals_and_what_it_is_computed_from(client, water, axis):
    goal = GoalFactory(objective__theme__axis=axis, title="Todo pozo con medidor")
    total = SeriesFactory(
        indicator__plan=water.indicator.plan,
        indicator__computation="sum",
        indicator__key="total",
        territory=water.territory,
    )
    total.indicator.parts.set([water.indicator])
    total.goals.add(goal)
    page = client.get(f"{URL}total/")
    text = main_text(page)
    assert "Se calcula con" in text
    assert ("Agua que se mide", f"{URL}agua-medida/") in links(page)
    assert "Todo pozo con medidor" in text
    assert "66" in text


def test_the_file_of_values_is_as_they_came(client, water):
    ObservationFactory(series=water, on=day(2009), text="ND", number=None, note="No se midió")
    for standing in ("counts", "repeated"):
        ObservationFactory(series=water, on=day(2008), text="4,50", number=4.5, standing=standing)
    answer = client.get(f"{URL}agua-medida/?format=csv")
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert [row["value"] for row in rows[:3]] == ["4,50", "4,50", "ND"]
    assert rows[2] == {
        "indicator": "agua-medida",
        "territory": "Torreón",
        "date": "2009-12-31",
        "value": "ND",
        "source": "",
        "notes": "No se midió",
        "standing": "counts",
    }
    assert len(rows) == 13
    listed = client.get(f"{URL}?format=csv")
    (row,) = csv.DictReader(io.StringIO(listed.getvalue().decode("utf-8-sig")))
    assert (row["indicator"], row["value"], row["target"]) == ("agua-medida", "66.0", "82.0")


def test_boards(client, water, other_axis):
    for url in ("/plan-2040/ejes/agua/indicadores/", "/plan-2040/territorios/torreon/indicadores/"):
        page = client.get(url)
        assert "Agua que se mide 66 % · 31/12/2019" in main_text(page)
        assert "small-chart" in main_html(page)
    assert "Aquí todavía no se mide nada" in main_text(client.get("/plan-2040/ejes/movilidad/indicadores/"))
    assert "Aquí todavía no se mide nada" in main_text(client.get("/plan-2040/territorios/laguna/indicadores/"))
    TerritoryFactory(key="ajeno")
    assert client.get("/plan-2040/territorios/ajeno/indicadores/").status_code == 404


def test_territories_side_by_side(client, water):
    other = SeriesFactory(indicator=water.indicator, territory__key="lerdo", territory__title="Lerdo")
    observe(other, 10)
    text = main_text(client.get("/plan-2040/comparacion/"))
    assert "Agua que se mide 10 % 2010 66 % 2019" in text  # of different years none is the best
    alone = main_text(client.get("/plan-2040/comparacion/?territory=lerdo"))
    assert "Agua que se mide 10 % 2010" in alone
    assert "66 %" not in alone
    ObservationFactory(series=other, on=day(2019), number=12)
    assert "Agua que se mide 12 % 2019 66 % mejor 2019" in main_text(client.get("/plan-2040/comparacion/"))
    for size in ("cantidad", "dinero"):  # of the size of the territory: more of it is not better than there
        Indicator.objects.filter(pk=water.indicator_id).update(format=size)
        page = client.get(f"/plan-2040/comparacion/?{size}=1")
        assert "66" in main_text(page)
        assert "mejor" not in main_text(page)


def test_what_the_edges_of_small_charts_mean(client, water):
    other = SeriesFactory(indicator=water.indicator, territory__key="lerdo", territory__title="Lerdo")
    observe(other, 10)
    text = main_text(client.get("/plan-2040/indicadores/agua-medida/"))
    assert "Todas con la misma escala, para poder compararlas. De 0 % a 80 %, de 2010 a 2019." in text


def test_in_english(english, water):
    text = main_text(english.get(f"{URL}agua-medida/"))
    assert "in 80 of 100 cases" in text
    assert "Over time" in text


@pytest.mark.parametrize(
    "path",
    [
        "indicadores/",
        "indicadores/agua-medida/",
        "ejes/agua/indicadores/",
        "territorios/torreon/indicadores/",
        "comparacion/",
    ],
)
def test_as_many_queries_for_many(queries, water, path):
    def add():
        series = SeriesFactory(
            indicator__plan=water.indicator.plan, indicator__axis=water.indicator.axis, territory=water.territory
        )
        observe(series, 1, 2)
        TargetFactory(series=series)
        observe(SeriesFactory(indicator=water.indicator), 1, 2)

    add()
    few = queries(f"/plan-2040/{path}")
    for _number in range(4):
        add()
    assert queries(f"/plan-2040/{path}") == few
