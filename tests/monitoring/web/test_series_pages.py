"""The desk's pages of indicators: lists, series, baseline, targets with their past, goals, a value that is typed."""

import datetime
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import (
    GoalFactory,
    IndicatorFactory,
    ObservationFactory,
    SeriesFactory,
    TargetFactory,
    TerritoryFactory,
)
from reading import links, main_html, main_text
from rumbo.monitoring.models import Observation, Series, Target

pytestmark = pytest.mark.django_db
BASE = datetime.date(2010, 12, 31)


@pytest.fixture
def series(plan, axis):
    return SeriesFactory(
        indicator__plan=plan,
        indicator__axis=axis,
        indicator__key="agua-medida",
        indicator__title="Agua que se mide",
        indicator__format="porcentaje",
        territory__title="Torreón",
        baseline_value=Decimal(50),
        baseline_on=BASE,
    )


def at(name, *args):
    return reverse(f"monitoring:{name}", args=["plan-2040", *args])


@pytest.fixture
def as_editor(client, editor):
    client.force_login(editor)
    return client


def test_who_gets_to_which_page(client, series, reader, editor, outsider):
    target = TargetFactory(series=series)
    reading = [at("home"), at("indicator", series.indicator_id), at("series", series.pk)]
    writing = [at(name, series.pk) for name in ("baseline", "own_path", "add_target", "series_goals", "type_value")]
    writing += [at("replace_target", target.pk), at("drop_target", target.pk)]
    for person, expected in ((outsider, (404, 404)), (reader, (200, 403)), (editor, (200, 200))):
        client.force_login(person)
        assert {client.get(url).status_code for url in reading} == {expected[0]}
        assert {client.get(url).status_code for url in writing} == {expected[1]}
    client.force_login(reader)
    assert client.post(at("indicator", series.indicator_id), {"territory": TerritoryFactory().pk}).status_code == 403
    assert {client.post(url, {"value": 1, "on": "2030-12-31", "reason": "x"}).status_code for url in writing} == {403}
    assert Target.objects.get() == target


@pytest.mark.parametrize(
    ("name", "pk"), [("indicator", 10**6), ("series", 10**6), ("replace_target", 10**6), ("baseline", 10**6)]
)
def test_what_is_not_there(as_editor, plan, name, pk):
    assert as_editor.get(at(name, pk)).status_code == 404


def test_the_list(as_editor, series, plan):
    ObservationFactory(series=series, on=datetime.date(2019, 12, 31), number=66)
    IndicatorFactory(plan=plan, title="Viajes en camión", area="economia")
    text = main_text(as_editor.get(at("home")))
    assert "Agua que se mide Torreón · Agua 66 % 31/12/2019" in text
    assert "Viajes" not in main_text(as_editor.get(at("home") + "?axis=agua"))
    assert "Agua que se mide" not in main_text(as_editor.get(at("home") + "?area=economia"))
    assert "Ningún indicador es así" in main_text(as_editor.get(at("home") + "?q=nada%00"))


def test_nothing_yet(client, plan, manager):
    client.force_login(manager)
    assert ("Nuevo indicador", "/mesa/plan-2040/indicadores/crear/") in links(client.get(at("home")))


def test_measure_in_another_territory(as_editor, series):
    url = at("indicator", series.indicator_id)
    place = TerritoryFactory(title="Lerdo")
    answer = as_editor.post(url, {"territory": place.pk})
    made = Series.objects.get(territory=place)
    assert answer.url == at("series", made.pk)
    assert as_editor.post(url, {"territory": "99999999999999999999"}).status_code == 422
    assert "Lerdo" in main_text(as_editor.get(url))


def test_a_series_without_anything(as_editor, plan, axis):
    one = SeriesFactory(indicator__plan=plan, indicator__axis=axis)
    text = main_text(as_editor.get(at("series", one.pk)))
    assert "Todavía no hay valores" in text
    assert "Dar la línea base" in text


def test_the_baseline(as_editor, series):
    url = at("baseline", series.pk)
    assert 'value="50"' in main_html(as_editor.get(url))
    answer = as_editor.post(url, {"value": "51.5", "on": "2011-12-31", "path": "stepped"})
    assert answer.url == at("series", series.pk)
    series.refresh_from_db()
    assert (series.baseline_value, series.path) == (Decimal("51.5"), "stepped")


@pytest.mark.parametrize(
    ("value", "on", "words"),
    [
        ("82,5", "2040-12-31", "coma decimal"),
        ("1,200", "2040-12-31", "coma"),
        ("82 %", "2040-12-31", "signo de porcentaje"),
        ("mucho", "2040-12-31", "no es un número"),
        ("1e400", "2040-12-31", "no es un número"),
        ("9" * 25, "2040-12-31", "demasiado grande"),
        ("82", "2031-02-31", "fecha válida"),
        ("82", "2005-12-31", "después de la línea base"),
        ("20", "2040-12-31", "por debajo de la línea base"),
        ("", "", "Este dato es necesario"),
    ],
)
def test_bad_targets_get_a_sentence(as_editor, series, value, on, words):
    answer = as_editor.post(at("add_target", series.pk), {"value": value, "on": on})
    assert answer.status_code == 422
    assert words in main_text(answer)
    assert not Target.objects.exists()


def test_targets_and_what_was_there_before(as_editor, series):
    assert as_editor.post(at("add_target", series.pk), {"value": "82", "on": "2040-12-31"}).status_code == 302
    old = Target.objects.get()
    url = at("replace_target", old.pk)
    assert as_editor.post(url, {"value": "75", "on": "2040-12-31", "reason": ""}).status_code == 422
    as_editor.post(url, {"value": "75", "on": "2040-12-31", "reason": "Hubo menos dinero"})
    text = main_text(as_editor.get(at("series", series.pk)))
    assert "82 % · 31 de diciembre de 2040 → 75 % · 31 de diciembre de 2040 Hubo menos dinero" in text
    new = Target.objects.get(replaced_by=None)
    as_editor.post(at("drop_target", new.pk), {"reason": "Ya no se mide"})
    assert "se quitó Ya no se mide" in main_text(as_editor.get(at("series", series.pk)))
    assert as_editor.post(at("drop_target", new.pk), {"reason": "Otra vez"}).status_code == 422


def test_goals_of_its_axis(as_editor, series, axis, other_axis):
    goal = GoalFactory(objective__theme__axis=axis, title="Todo pozo con medidor")
    other = GoalFactory(objective__theme__axis=other_axis, title="Banquetas")
    url = at("series_goals", series.pk)
    text = main_text(as_editor.get(url))
    assert "Todo pozo con medidor" in text
    assert "Banquetas" not in text
    as_editor.post(url, {"goals": [goal.pk]})
    assert "Todo pozo con medidor" in main_text(as_editor.get(at("series", series.pk)))
    for wrong in (other.pk, "x", "9" * 30):
        assert as_editor.post(url, {"goals": [wrong]}).status_code == 422
    assert list(series.goals.all()) == [goal]


def test_a_value_is_typed(as_editor, series):
    url = at("type_value", series.pk)
    answer = as_editor.post(url, {"on": "2020-12-31", "text": "66.5", "source": "Sistema de aguas", "note": "Enero"})
    assert answer.url == at("series", series.pk)
    (value,) = Observation.objects.all()
    assert (value.text, value.number, value.source.name, value.note) == ("66.5", 66.5, "Sistema de aguas", "Enero")


def test_a_doubtful_value_is_asked_about_once(as_editor, series):
    url = at("type_value", series.pk)
    ObservationFactory(series=series, on=datetime.date(2019, 12, 31), number=66)
    answer = as_editor.post(url, {"on": "2020-12-31", "text": "66000"})
    assert "Registrarlo como está" in main_text(answer)
    assert Observation.objects.count() == 1
    assert [answer.context["form"][name].value() for name in ("on", "text")] == ["2020-12-31", "66000"]
    asked = answer.context["form"]["asked"].value()
    again = as_editor.post(url, {"on": "2020-12-31", "text": "67000", "asked": asked})
    assert again.status_code == 200  # another value is another question
    assert as_editor.post(url, {"on": "2020-12-31", "text": "66000", "asked": asked}).status_code == 302
    assert Observation.objects.count() == 2


@pytest.mark.parametrize("on", ["2020-02-31", "ayer", "31/02/2020"])
def test_a_day_that_is_none(as_editor, series, on):
    answer = as_editor.post(at("type_value", series.pk), {"on": on, "text": "66"})
    assert answer.status_code == 422
    assert not Observation.objects.exists()


def test_a_computed_one_takes_no_values(as_editor, plan, axis):
    total = SeriesFactory(indicator__plan=plan, indicator__axis=axis, indicator__computation="sum")
    assert "Nuevo valor" not in main_text(as_editor.get(at("series", total.pk)))
    answer = as_editor.post(at("type_value", total.pk), {"on": "2020-12-31", "text": "66"})
    assert answer.status_code == 422
    assert not Observation.objects.exists()


def test_as_many_queries_for_many(as_editor, series):
    def count(url):
        with CaptureQueriesContext(connection) as captured:
            assert as_editor.get(url).status_code == 200
        return len(captured)

    def add(first):
        other = SeriesFactory(indicator=series.indicator)
        for one in (series, other, SeriesFactory(indicator__plan=series.indicator.plan)):
            ObservationFactory(series=one, on=datetime.date(first, 12, 31), number=60)
        TargetFactory(series=series, on=datetime.date(first + 20, 12, 31))

    urls = [at("home"), at("indicator", series.indicator_id), at("series", series.pk)]
    add(2011)
    few = [count(url) for url in urls]
    for year in range(2012, 2016):
        add(year)
    assert [count(url) for url in urls] == few


def test_a_path_of_its_own_is_typed_and_drawn(as_editor, series):
    TargetFactory(series=series, value=90, on=datetime.date(2040, 12, 31))
    page, url = at("series", series.pk), at("own_path", series.pk)
    straight = main_html(as_editor.get(page))
    assert url in straight
    sent = as_editor.post(url, {"points": "2027-12-31 52.5\n\n31/12/2020; 51\n"})
    assert (sent.status_code, sent.url) == (302, page)
    series.refresh_from_db()
    assert series.path_points == [{"on": "2020-12-31", "value": 51.0}, {"on": "2027-12-31", "value": 52.5}]
    text = main_text(as_editor.get(page))
    assert "Un camino propio, por puntos" in text
    assert "31 de diciembre de 2020: 51 %" in text
    assert len(path_of(main_html(as_editor.get(page)))) == len(path_of(straight)) + 2
    assert "2020-12-31 51\n2027-12-31 52.5" in as_editor.get(url).content.decode()


def path_of(html):
    return re.search(r'<polyline class="path" points="([^"]+)"', html)[1].split()


def test_points_that_are_wrong_are_told_by_line(as_editor, series):
    TargetFactory(series=series, value=90, on=datetime.date(2040, 12, 31))
    lines = [
        "2010-12-31 51",
        "2020-12-31 52",
        "2041-01-01 60",
        "2021-02-31 53",
        "2022-12-31 5,5",
        "2023-12-31",
        "nada",
    ]
    answer = as_editor.post(at("own_path", series.pk), {"points": "\n".join(lines)})
    assert answer.status_code == 422
    text = main_text(answer)
    for words in (
        "Renglón 1: El 31 de diciembre de 2010 no es posterior",
        "Renglón 3: El 1 de enero de 2041 no es anterior al último valor meta",
        "Renglón 4: El día «2021-02-31» no existe",
        "Renglón 5: «5,5» lleva coma decimal",
        "Renglón 6: Falta el número",
        "Renglón 7: «nada» no es un día",
    ):
        assert words in text
    assert "Renglón 2" not in text
    assert Series.objects.get().path_points == []


def test_a_path_without_a_target_says_what_is_missing(as_editor, series):
    assert at("own_path", series.pk) not in main_html(as_editor.get(at("series", series.pk)))
    answer = as_editor.post(at("own_path", series.pk), {"points": "2027-12-31 52.5"})
    assert "una línea base y un valor meta" in main_text(answer)


def test_a_point_that_was_left_behind_is_marked(as_editor, series):
    TargetFactory(series=series, value=90, on=datetime.date(2025, 12, 31))
    Series.objects.update(path="own", path_points=[{"on": "2030-12-31", "value": 60}])
    assert "60 % fuera del camino" in main_text(as_editor.get(at("series", series.pk)))


def test_a_day_that_is_none_stays_as_it_was_typed(as_editor, series):
    for url, values in (
        (at("type_value", series.pk), {"on": "2026-02-31", "text": "12"}),
        (at("add_target", series.pk), {"on": "2026-02-31", "value": "12"}),
    ):
        html = main_html(as_editor.post(url, values))
        assert re.search(r'<input type="text" name="on" value="2026-02-31"', html)
        assert re.search(r'<input type="date" name="on"', main_html(as_editor.get(url)))
    html = main_html(as_editor.post(at("type_value", series.pk), {"on": "2026-02-28", "text": ""}))
    assert re.search(r'<input type="date" name="on" value="2026-02-28"', html)
