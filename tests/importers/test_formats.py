import io
import zipfile

import pytest

from rumbo.importers.draft import Draft
from rumbo.importers.files import InputFile
from rumbo.importers.formats import read
from rumbo.importers.workbook import write_workbook

DOCUMENT = InputFile("cartera.md", b"# Agua\n\n## Redes\n\n* Pozos\n    1. Medidores\n    2. Fugas\n")
TABLE = InputFile("tablas/axis.csv", b"key,title\nagua,Agua\n")
LIST = InputFile("lista.csv", b"sector,name\nMedios,Radio Uno\n")
VALUES = InputFile("valores.csv", b"indicador,territorio,fecha,valor\npozos,Lerdo,2020-12-31,5\n")


def archive(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return stream.getvalue()


def kinds(reading):
    return {row.kind for row in reading.draft.rows}


@pytest.mark.parametrize(
    ("file", "format_", "kind"),
    [
        (DOCUMENT, "documents", "project"),
        (TABLE, "workbook", "axis"),
        (LIST, "organizations", "organization"),
        (VALUES, "observations", "observation"),
    ],
)
def test_the_format_is_found_by_content(file, format_, kind):
    reading = read([file])
    assert (reading.format, reading.draft.problems) == (format_, [])
    assert kind in kinds(reading)


def test_a_workbook_is_known_by_its_parts_whatever_its_name():
    content = write_workbook(Draft())
    reading = read([InputFile("copia", content)])
    assert reading.format == "workbook"
    assert reading.draft.problems[0].message.startswith("El libro no tiene filas")


def test_organizations_beside_documents_are_read_with_them():
    reading = read([DOCUMENT, LIST])
    assert reading.format == "documents"
    assert {"project", "organization"} <= kinds(reading)


def test_beside_tables_all_else_is_left_out_and_told():
    reading = read([DOCUMENT, TABLE])
    assert kinds(reading) == {"axis"}
    assert [(note.source.file, note.message) for note in reading.draft.notes] == [
        ("cartera.md", "El archivo se dejó fuera: no forma parte de este formato.")
    ]


def test_two_workbooks_are_too_many():
    content = write_workbook(Draft())
    (problem,) = read([InputFile("a.xlsx", content), InputFile("b.xlsx", content)]).draft.problems
    assert problem.message == "Aquí hay más de un libro: a.xlsx, b.xlsx. Impórtelos de uno en uno."


@pytest.mark.parametrize(
    ("files", "place", "message"),
    [
        ([], "", "Aquí no hay nada que sirva."),
        ([InputFile("foto.png", b"\x89PNG")], "foto.png", "Aquí no hay nada que sirva."),
        ([InputFile("plan.zip", archive("plan.md"))], "plan.zip", "Los archivos comprimidos no se leen."),
        ([InputFile("plan.doc", b"\xd0\xcf\x11\xe0old")], "plan.doc", "Los archivos antiguos de Office no se leen."),
        ([InputFile("datos.csv", b"a,b\n1,2\n")], "datos.csv", "Aquí no hay nada que sirva."),
    ],
)
def test_what_is_of_no_use_is_said(files, place, message):
    reading = read(files)
    (problem,) = reading.draft.problems
    assert reading.format == ""
    assert problem.source.file == place
    assert problem.message.startswith(message)


def test_a_mapping_that_a_person_changed_is_used():
    mapping = read([DOCUMENT]).mapping
    levels = mapping["files"]["cartera.md"]["levels"]
    assert (levels["list1"], levels["list2"]) == ("program", "project")
    mapping["files"]["cartera.md"]["levels"]["list2"] = "ignore"
    again = read([DOCUMENT], mapping)
    assert "project" not in kinds(again)
