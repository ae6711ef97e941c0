from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import PositionFactory, ProjectFactory
from reading import links, main_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(plan):
    return reverse("desk:vacancies", args=[plan.key])


def test_who_sees_them(answers, statuses, address):
    assert answers(address) == statuses()


def test_without_any_it_says_so(browser, reader, address):
    text = main_text(browser(reader).get(address))
    assert "Aquí no hay vacantes" in text
    assert "A nadie se le pide más de tiempo completo" in text


def test_vacancies_and_overloads(browser, editor, reader, url, plan, address, project, organization, other_axis):
    elsewhere = ProjectFactory(program__theme__axis=other_axis, title="Puente")
    one = PositionFactory(project=project, title="Residente", dedication=50, organization=organization)
    far = PositionFactory(project=elsewhere, title="Topógrafa")
    for place in (project, elsewhere):
        PositionFactory(project=place, person="Ana Palma", dedication=80)
    page = browser(editor).get(address)
    text = main_text(page)
    assert "2 vacantes" in text
    assert "1 persona con más de tiempo completo" in text
    assert "160 %" in text
    assert "50 %" in text
    assert ("Residente", url("edit", plan, one)) in links(page)
    assert ("Topógrafa", url("element", plan, far)) in links(page)
    alone = browser(reader).get(f"{address}?axis=agua")
    assert [row.position for row, _may in alone.context["rows"]] == [one]
    assert browser(reader).get(f"{address}?axis=nada").status_code == 404


def test_the_files(browser, reader, address, project, organization):
    PositionFactory(project=project, title="Residente", dedication=50, organization=organization)
    PositionFactory(project=project, title="Jefa", person="Ana Palma", dedication=70)
    PositionFactory(project=project, title="Enlace", person="Ana Palma", dedication=70)

    def rows(query):
        text = browser(reader).get(f"{address}?{query}").getvalue().decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))

    (row,) = rows("format=csv")
    assert (row["project"], row["function"], row["dedication"], row["organization"]) == (
        "Medidores", "Residente", "50", "Consejo de Cuenca",
    )  # fmt: skip
    over = rows("list=overloads&format=csv")
    assert [(row["person"], row["total"], row["function"]) for row in over] == [
        ("Ana Palma", "140", "Jefa"),
        ("Ana Palma", "140", "Enlace"),
    ]


def test_many_cost_as_much_as_few(browser, reader, address, project, program):
    def count():
        with CaptureQueriesContext(connection) as captured:
            assert browser(reader).get(address).status_code == 200
        return len(captured)

    PositionFactory(project=project)
    PositionFactory(project=project, person="Ana Palma", dedication=80)
    few = count()
    for _n in range(10):
        place = ProjectFactory(program=program)
        PositionFactory(project=place)
        PositionFactory(project=place, person="Ana Palma", dedication=80)
    assert count() == few
