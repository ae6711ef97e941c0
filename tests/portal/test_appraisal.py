"""The public page of an economic appraisal, and what the project's page says of it."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest

from factories import AppraisalFactory
from reading import links, main_html, main_text, section

pytestmark = pytest.mark.django_db
URL = "/plan-2040/evaluaciones/bombeo/"


@pytest.fixture
def appraisal(story):
    return AppraisalFactory(
        project=story.project, key="bombeo", title="Bombeo solar", text="Se contó la **energía**."
    )


def rows(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_access(guarded, appraisal):
    guarded(URL)


def test_it_is_of_its_plan(missing, appraisal):
    missing(URL)


def test_it_says_what_it_comes_to(client, story, appraisal):
    text = main_text(client.get(URL))
    assert "Conviene: cada peso invertido devuelve 1.02." in text
    assert "Tasa interna de retorno TIR 11.34 %" in text
    assert "Dejaría de convenir si los beneficios bajaran más de 1.87 %." in text
    assert "Se contó la energía." in text
    assert f"{story.project}" in text


def test_the_drawings_have_a_table_each(client, appraisal):
    page = client.get(URL)
    assert main_html(page).count('<figure class="appraisal">') == 2
    text = main_text(page)
    assert "2028 $0.00 $50,000.00 $400,000.00 $350,000.00" in text
    assert "Total $1,000,000.00 $100,000.00 $1,300,000.00 $200,000.00" in text


def test_what_is_undefined_says_why(client, story):
    AppraisalFactory(project=story.project, key="bombeo", flows=[["1", "0", "0"], ["0", "1", "0"]])
    text = main_text(client.get(URL))
    assert "No está definida: ningún año da más de lo que cuesta" in text
    assert "Nunca: en sus años no se recupera lo gastado." in text


def test_alternatives_stand_side_by_side(client, story, appraisal):
    other = AppraisalFactory(project=story.project, title="Red eléctrica", flows=[["10", "0", "0"], ["0", "0", "5"]])
    page = client.get(URL)
    assert "Red eléctrica" in section(page, "Las alternativas lado a lado")
    assert ("Red eléctrica", f"/plan-2040/evaluaciones/{other.key}/") in links(page)


def test_flows_and_figures_are_files(client, story, appraisal):
    AppraisalFactory(project=story.project, title="Red eléctrica", flows=[["10", "0", "0"], ["0", "5", "0"]])
    flows = rows(client.get(f"{URL}?format=csv"))
    assert [row["net"] for row in flows] == ["-1000000", "350000", "850000"]
    figures = rows(client.get(f"{URL}?table=indicators&format=csv"))
    assert [(row["alternative"], row["irr"]) for row in figures] == [("Bombeo solar", "11.34"), ("Red eléctrica", "")]
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(client.get(f"{URL}?format=xlsx").streaming_content))).active
    assert sheet.max_row >= 4


def test_the_project_leads_to_it(client, story, appraisal):
    page = client.get(f"/plan-2040/proyectos/{story.project.key}/")
    assert "Conviene: cada peso invertido devuelve 1.02." in section(page, "¿Conviene?")
    assert ("Bombeo solar", URL) in links(page)


def test_it_costs_the_same_with_many_alternatives(queries, story, appraisal):
    few = queries(URL)
    for _ in range(20):
        AppraisalFactory(project=story.project)
    assert queries(URL) == few


def test_a_withdrawn_one_says_so(client, story):
    AppraisalFactory(project=story.project, key="bombeo", state="withdrawn", state_reason="Se midió mal.")
    assert "Se midió mal." in main_text(client.get(URL))
    assert "¿Conviene?" not in main_text(client.get(f"/plan-2040/proyectos/{story.project.key}/"))


def test_it_reads_english(english, appraisal):
    assert "It is worth it: each peso that it costs gives back 1.02." in english.get(URL).content.decode()
