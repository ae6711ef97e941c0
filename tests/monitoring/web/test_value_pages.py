"""Choosing one of several values of a day, and revising one: what was there stays, and only editors may."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import ObservationFactory, SeriesFactory
from reading import main_text
from rumbo.monitoring.models import Observation

pytestmark = pytest.mark.django_db
DAY = datetime.date(2019, 12, 31)


def at(name, *args):
    return reverse(f"monitoring:{name}", args=["plan-2040", *args])


@pytest.fixture
def series(plan, axis):
    return SeriesFactory(
        indicator__plan=plan, indicator__axis=axis, indicator__title="Agua que se mide", territory__title="Torreón"
    )


@pytest.fixture
def pair(series):
    """Two values of one day, neither chosen."""
    return conflict(series)


def conflict(series, on=DAY):
    return [
        ObservationFactory(series=series, on=on, number=number, order=order, standing="to_confirm")
        for order, number in enumerate((5, 6))
    ]


@pytest.fixture
def as_editor(client, editor):
    client.force_login(editor)
    return client


def test_only_editors_change_values(client, pair, reader, other_editor, outsider):
    urls = [at("choose_value", pair[0].pk), at("revise_value", pair[0].pk)]
    for person, expected in ((outsider, 404), (reader, 403), (other_editor, 403)):
        client.force_login(person)
        assert {client.post(url, {"text": "7", "reason": "x"}).status_code for url in urls} == {expected}
    assert set(Observation.objects.values_list("standing", flat=True)) == {"to_confirm"}


def test_what_is_to_confirm_is_listed(as_editor, pair, client, reader):
    assert "Para 1 día de una serie" in main_text(as_editor.get(at("home")))
    text = main_text(as_editor.get(at("confirm_values")))
    assert "Agua que se mide Torreón · 31 de diciembre de 2019 5 se usa mientras" in text
    assert text.count("Que cuente este") == 2
    client.force_login(reader)
    assert "Que cuente este" not in main_text(client.get(at("confirm_values")))


def test_nothing_to_confirm(as_editor, series):
    assert "No hay nada por confirmar" in main_text(as_editor.get(at("confirm_values")))


def test_one_is_chosen(as_editor, pair, series):
    url = at("choose_value", pair[1].pk)
    assert "6 el 31 de diciembre de 2019" in main_text(as_editor.get(url))
    assert as_editor.post(url, {"reason": "Es el dato definitivo"}).url == at("series", series.pk)
    assert [one.standing for one in Observation.objects.order_by("order")] == ["not_chosen", "counts"]
    assert "se eligió otro" in main_text(as_editor.get(at("series", series.pk)))


def test_there_is_nothing_to_choose(as_editor, series):
    alone = ObservationFactory(series=series, on=DAY, number=5)
    answer = as_editor.post(at("choose_value", alone.pk), {})
    assert answer.status_code == 422
    assert "no hay otro valor" in main_text(answer).lower()


def test_one_is_revised(as_editor, series):
    old = ObservationFactory(series=series, on=DAY, number=5, text="5")
    url = at("revise_value", old.pk)
    assert as_editor.post(url, {"text": "5.5", "reason": ""}).status_code == 422
    assert as_editor.post(url, {"text": "5", "reason": "Así"}).status_code == 422  # nothing changes
    assert as_editor.post(url, {"text": "5.5", "reason": "Nuevo censo"}).url == at("series", series.pk)
    assert [one.standing for one in Observation.objects.order_by("pk")] == ["revised", "counts"]
    text = main_text(as_editor.get(at("series", series.pk)))
    assert "5.5" in text
    assert "se corrigió después" in text


@pytest.mark.parametrize(
    ("text", "words"),
    [("5,5", "coma decimal"), ("1,250", "millares"), ("45%", "porcentaje"), ("-5", "conteo"), ("4000", "1000 veces")],
)
def test_what_is_doubtful_of_a_revision_is_asked_about_once(as_editor, series, text, words):
    series.indicator.format = "cantidad"
    series.indicator.save()
    ObservationFactory(series=series, on=datetime.date(2018, 12, 31), number=4, text="4")
    old = ObservationFactory(series=series, on=DAY, number=5, text="5")
    url, typed = at("revise_value", old.pk), {"text": text, "reason": "Nuevo censo"}
    answer = as_editor.post(url, typed)
    assert words in main_text(answer)
    assert "Registrarlo como está" in main_text(answer)
    assert Observation.objects.count() == 2
    asked = answer.context["form"]["asked"].value()
    assert words in main_text(as_editor.post(url, typed | {"asked": "6"}))  # another value was asked about
    assert as_editor.post(url, typed | {"asked": asked}).url == at("series", series.pk)
    assert Observation.objects.get(revises=old).text == text


def test_as_many_queries_for_many(as_editor, pair, series):
    def count():
        with CaptureQueriesContext(connection) as captured:
            assert as_editor.get(at("confirm_values")).status_code == 200
        return len(captured)

    few = count()
    for year in range(2010, 2015):
        conflict(SeriesFactory(indicator__plan=series.indicator.plan), datetime.date(year, 12, 31))
    assert count() == few
