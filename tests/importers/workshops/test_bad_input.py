"""What is wrong with a table of past workshops is said with file and line, and how to mend it; nothing is written."""

from __future__ import annotations

import io

import openpyxl
import pytest

from factories import AxisFactory
from importers.plans import proposed
from rumbo.importers.files import InputFile
from rumbo.importers.formats import read
from rumbo.importers.services.proposing import propose
from rumbo.participation.models import Contribution

HEADING = "workshop,date,axis,kind,parent,text,score\n"
GOOD = "1,2014-10-09,agua,problem,,Fugas,\n"


def problems(content, name="talleres.csv"):
    content = content if isinstance(content, bytes) else content.encode()
    return [(one.source.line, one.message) for one in read([InputFile(name, content)]).draft.problems]


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        ("workshop,date,kind,parent,text\n1,,problem,,Fugas\n", 1, "Falta la columna «axis / eje»"),
        ("workshop,date,axis,parent,text\n1,,agua,,Fugas\n", 1, "Falta la columna «kind / tipo»"),
        ("date,axis,kind,text\n,agua,problem,Fugas\n", 1, "Falta la columna «workshop / taller»"),
        ("workshop,date,axis,kind\n1,,agua,problem\n", 1, "Falta la columna «text / texto»"),
        ("workshop,axis,kind,text,texto\n1,agua,problem,a,b\n", 1, "La columna «texto» está dos veces"),
        (HEADING + GOOD + "1,,agua,queja,,Fugas,\n", 3, "El tipo «queja» no se conoce; se admiten: problem, cause"),
        (HEADING + "1,2014-13-09,agua,problem,,Fugas,\n", 2, "«2014-13-09» no es una fecha"),
        (HEADING + "1,octubre,agua,problem,,Fugas,\n", 2, "«octubre» no es una fecha"),
        (
            HEADING + GOOD + "1,2014-10-10,agua,problem,,b,\n",
            3,
            "El taller «1» es aquí del 2014-10-10 y en la línea 2",
        ),
        (HEADING + "1,,agua,problem,,  ,\n", 2, "La aportación no tiene texto"),
        (HEADING + ",,agua,problem,,Fugas,\n", 2, "La fila no dice de qué taller es"),
        (HEADING + "1,,,problem,,Fugas,\n", 2, "La fila no dice de qué eje es"),
        (HEADING + "1,,agua,priority-score,,Fugas,mucho\n", 2, "«mucho» no es una importancia"),
        (HEADING + "1,,agua,priority-score,,Fugas,101\n", 2, "«101» no es una importancia"),
        (HEADING + "1,,agua,priority-score,,Fugas,-1\n", 2, "«-1» no es una importancia"),
        (HEADING + "1,,agua,priority-score,,Fugas,nan\n", 2, "«nan» no es una importancia"),
        (HEADING + f"1,,agua,problem,,{'x' * 5001},\n", 2, "La aportación tiene 5001 caracteres de 5000 permitidos"),
        (HEADING + f"{'x' * 251},,agua,problem,,Fugas,\n", 2, "El nombre del taller tiene 251 caracteres"),
        (HEADING + "1,,agua,problem,,Fugas, y más,4\n", 2, "La fila tiene más celdas que el encabezado"),
        (HEADING + '1,,agua,problem,,"Fugas\n', 2, "La tabla no se puede leer como CSV"),
        (HEADING, 1, "La tabla tiene encabezado y ninguna aportación."),
    ],
)
def test_what_is_wrong_is_said_with_its_line(content, line, message):
    ((place, told),) = problems(content)
    assert (place, told[: len(message)]) == (line, message)


def test_everything_wrong_in_a_row_is_said_at_once():
    assert len(problems(HEADING + ",ayer,,queja,,,mucho\n")) == 6


def test_lines_are_counted_as_an_editor_counts_them():
    content = HEADING + '1,,agua,problem,,"Fugas\nen dos líneas",\n\n1,,agua,queja,,Pozos,\n'
    assert [line for line, _message in problems(content)] == [5]


def test_windows_encoding_is_read_and_said(db, plan):
    AxisFactory(plan=plan, key="agua", title="Agua")
    content = (HEADING + "1,,agua,visión,,Agua para la región,\n").encode("cp1252")
    run = proposed([InputFile("talleres.csv", content)], plan)
    assert run.lines.get(kind="contribution").title == "Agua para la región"
    assert run.lines.get(action="note").message.startswith("El archivo está en Windows-1252")


def test_utf_16_is_read_too(db, plan):
    AxisFactory(plan=plan, key="agua", title="Agua")
    content = (HEADING.replace(",", "\t") + "1\t\tagua\tvisión\t\tAgua para la región\t\n").encode("utf-16")
    run = proposed([InputFile("talleres.csv", content)], plan)
    assert run.lines.get(kind="contribution").title == "Agua para la región"


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02" * 400, b"%PDF-1.7 whatever", HEADING.encode("utf-8")[:8]])
def test_what_is_no_csv_is_of_no_use(content):
    reading = read([InputFile("talleres.csv", content)])
    assert reading.format == ""
    assert "talleres anteriores (CSV con taller, eje, tipo y texto)" in reading.draft.problems[0].message


def test_a_damaged_workbook_is_said():
    ((_line, message),) = problems(b"PK\x03\x04broken", "talleres.xlsx")
    assert message.startswith("El libro está dañado")


def test_a_workbook_of_a_plan_is_still_one():
    book = openpyxl.Workbook()
    book.active.title = "project"
    book.active.append(["workshop", "axis", "kind", "text"])
    stream = io.BytesIO()
    book.save(stream)
    assert read([InputFile("plan.xlsx", stream.getvalue())]).format == "workbook"


def test_without_a_plan_it_says_where_they_go(db):
    proposal = propose([InputFile("talleres.csv", (HEADING + GOOD).encode())], None)
    (problem,) = proposal.problems
    assert problem.message.startswith("Los talleres anteriores entran en un plan")
    assert (problem.source.file, proposal.new_key) == ("talleres.csv", "")


def test_beside_documents_they_wait(db):
    document = InputFile("cartera.md", b"# Agua\n\n## Redes\n\n* Pozos\n    1. Medidores\n    2. Fugas\n")
    reading = read([document, InputFile("talleres.csv", (HEADING + GOOD).encode())])
    assert reading.format == "documents"
    assert [note.message for note in reading.draft.notes if note.source.file == "talleres.csv"] == [
        "Los talleres anteriores se importan aparte, en un plan que ya exista: da entonces este archivo solo."
    ]


def test_what_is_not_known_or_has_no_place_is_noted(db, plan):
    AxisFactory(plan=plan, key="agua", title="Agua")
    heading = "workshop,axis,kind,parent,text,score,color\n"
    content = heading + "1,agua,action,Fugas,Medir,,rojo\n1,agua,priority-score,,Fugas,,\n"
    run = proposed([InputFile("talleres.csv", content.encode())], plan)
    assert [(line.line, line.message) for line in run.lines.filter(action="note")] == [
        (1, "La columna «color» no se conoce y quedó fuera."),
        (2, "Solo las causas van bajo un problema: «Fugas» se dejó fuera de esta fila."),
        (3, "La fila no tiene importancia; entra sin ella."),
    ]
    assert not Contribution.objects.exists()
