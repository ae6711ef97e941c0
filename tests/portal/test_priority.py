import csv
import io

import pytest

from factories import PriorityEntryFactory, ProgramFactory, ProjectFactory
from reading import links, main_text, section
from rumbo.core.actors import SYSTEM
from rumbo.core.services import records

pytestmark = pytest.mark.django_db
URL = "/plan-2040/cartera-prioritaria/"


def test_access(guarded, story):
    guarded(URL)


def test_entries_by_axis_with_what_each_names(client, story, other_axis):
    program = ProgramFactory(theme__axis=other_axis, title="Calles completas", key="calles")
    PriorityEntryFactory(
        axis=other_axis, title="Calles Completas: manual", program=program, standing="to_confirm", score=0.884
    )
    PriorityEntryFactory(axis=other_axis, title="Teleférico", standing="none")
    page = client.get(URL)
    assert "3 entradas; 2 nombran un proyecto o programa del plan. 1 de ellas espera" in main_text(page)
    assert section(page, "Agua") == "7 Medidores en los pozos En marcha"
    assert section(page, "Movilidad") == (
        "Calles Completas: manual Programa Calles completas Por confirmar · parecido de 88 % "
        "Teleférico La cartera no tiene un proyecto ni un programa con este nombre. Sin contraparte"
    )
    assert ("Programa Calles completas", "/plan-2040/programas/calles/") in links(page)


def test_entries_of_an_axis_that_is_not_here_come_last(client, story):
    PriorityEntryFactory(
        plan=story.plan, axis=None, axis_title="Economía", title="Clústers", standing="axis_absent", position=0
    )
    page = client.get(URL)
    assert section(page, "Economía").startswith("Este eje de la lista publicada no está en este sitio")
    assert section(page, "Economía").endswith("entradas. Clústers Eje no importado")
    assert main_text(page).index("Economía") > main_text(page).index("Agua")


def test_an_entry_with_another_title_than_its_project(client, story):
    project = ProjectFactory(program=story.program, number="8", title="Pozos con medidor")
    PriorityEntryFactory(axis=story.axis, title="Medir pozos", project=project, standing="confirmed", position=99_999)
    assert section(client.get(URL), "Agua").endswith("Medir pozos Proyecto 8 Pozos con medidor")


def test_withdrawn_entries_are_left_out(client, story):
    records.withdraw(SYSTEM, story.entry, reason="Salió de la cartera")
    page = client.get(URL)
    assert "Todavía no se publica una cartera prioritaria" in main_text(page)
    assert ("Ver toda la cartera", "/plan-2040/proyectos/") in links(page)


def test_as_a_file(client, story):
    answer = client.get(f"{URL}?format=csv")
    assert list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig")))) == [
        {
            "axis": "Agua",
            "entry": "Medidores en los pozos",
            "number": "7",
            "names": "Medidores en los pozos",
            "standing": "exact",
            "likeness": "",
        }
    ]


def test_as_many_queries_for_many(queries, story):
    few = queries(URL)
    for number in range(5):
        project = ProjectFactory(program=story.program, number=str(100 + number))
        PriorityEntryFactory(axis__plan=story.plan, project=project, standing="exact")
    assert queries(URL) == few
