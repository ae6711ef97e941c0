from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from rumbo.core.tables import workbook_limits as limits
from rumbo.importers.draft import Draft, Row
from rumbo.importers.files import InputFile
from rumbo.importers.workbook import read_tables, read_workbook, write_workbook


def book(**sheets) -> bytes:
    """A workbook with these sheets, each a list of rows."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def problems(content: bytes) -> list[tuple[str, int, str]]:
    draft = read_workbook(InputFile("plan.xlsx", content))
    return [(p.source.sheet, p.source.line, p.message) for p in draft.problems]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "dañado"),
        (b"PK\x03\x04 rubbish", "dañado"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "contraseña"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 Workbook", "archivo antiguo de Excel"),
    ],
    ids=["empty", "broken", "password", "xls"],
)
def test_what_is_no_workbook_is_said(content, says):
    ((sheet, line, message),) = problems(content)
    assert (sheet, line) == ("", 0)
    assert says in message


def test_a_zip_of_something_else():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("foto.txt", "hola")
    assert "no un libro de Excel" in problems(stream.getvalue())[0][2]


def test_a_damaged_part():
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book(Ejes=[["Clave", "Título"], ["a", "A"]]))) as source,
        zipfile.ZipFile(stream, "w") as target,
    ):
        for info in source.infolist():
            data = source.read(info)
            target.writestr(info.filename, b"<broken" if "sheet1" in info.filename else data)
    assert "dañado" in problems(stream.getvalue())[0][2]


def test_a_zip_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        for n in range(2):
            archive.writestr(f"xl/worksheets/sheet{n}.xml", b"0" * (limits.UNPACKED_LIMIT // 2 + 1))
    assert len(stream.getvalue()) < 400_000
    monkeypatch.setattr(openpyxl, "load_workbook", None)
    assert "demasiado grande" in problems(stream.getvalue())[0][2]


def test_a_sheet_of_too_many_cells_is_refused(monkeypatch):
    monkeypatch.setattr(limits, "CELL_LIMIT", 500)
    content = book(Ejes=[["Clave", "Título"]] + [[f"e{n}", "E"] for n in range(400)])
    assert "más filas o celdas" in problems(content)[0][2]


def test_a_sheet_that_claims_to_be_huge_is_read_for_what_it_holds():
    stream = io.BytesIO()
    content = book(Ejes=[["Clave", "Título"], ["agua", "Agua"]])
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(stream, "w") as target:
        for info in source.infolist():
            data = source.read(info).replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"')
            target.writestr(info.filename, data)
    assert problems(stream.getvalue()) == []


def test_formulas_and_errors_are_said_with_their_cell():
    rows = [["Clave", "Título"], ["a", "=1+1"], ["b", "#REF!"], ["c", "Bien"]]
    found = problems(book(Ejes=rows))
    assert [(sheet, line) for sheet, line, _ in found] == [("Ejes", 2), ("Ejes", 3)]
    assert "B2 contiene una fórmula" in found[0][2]
    assert "B3 contiene un error (#REF!)" in found[1][2]


def test_html_is_kept_as_text_and_said():
    draft = read_workbook(InputFile("p.xlsx", book(Ejes=[["Clave", "Título"], ["a", "<b>Agua</b>"]])))
    assert draft.problems == []
    assert draft.rows[0].fields["title"] == "<b>Agua</b>"
    assert [(n.source.line, "HTML" in n.message) for n in draft.notes] == [(2, True)]


def test_missing_double_and_unknown_columns():
    found = problems(book(Ejes=[["Clave", "Clave", "Color"], ["a", "b", "azul"]]))
    assert found[0][:2] == ("Ejes", 1)
    assert "«Clave» está dos veces" in found[0][2]
    assert "Falta la columna «Título»" in found[1][2]
    draft = read_workbook(InputFile("p.xlsx", book(Ejes=[["Clave", "Título", "Color"], ["a", "Agua", "azul"]])))
    assert ["«Color»" in n.message for n in draft.notes] == [True]


def test_moved_columns_and_number_cells_are_fine():
    draft = read_workbook(
        InputFile("p.xlsx", book(Proyectos=[["Título", "Número", "Programa", "Clave"], ["Pozo", 7, "p1", 7.0]]))
    )
    assert draft.problems == []
    assert (draft.rows[0].key, draft.rows[0].fields) == ("7", {"program": "p1", "number": "7", "title": "Pozo"})


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (["", "Agua", ""], "«Clave» está vacía"),
        (["a", "", ""], "«Título» está vacía"),
        (["a", "x" * 300, ""], "300 caracteres de 250"),
    ],
)
def test_wrong_rows_are_said_with_their_row(row, says):
    ((sheet, line, message),) = problems(book(Ejes=[["Clave", "Título", "Texto"], row, ["b", "Bien", ""]]))
    assert (sheet, line) == ("Ejes", 2)
    assert says in message


@pytest.mark.parametrize(
    ("heading", "value", "says"),
    [
        ("Plazo", "pronto", "se permite: Corto plazo, Mediano plazo, Largo plazo"),
        ("En marcha", "quizá", "pide sí o no"),
    ],
)
def test_wrong_values_say_what_is_allowed(heading, value, says):
    rows = [["Clave", "Programa", "Título", heading], ["1", "p", "Pozo", value]]
    assert says in problems(book(Proyectos=rows))[0][2]


def test_duplicates_name_both_rows():
    head = ["Clave", "Programa", "Número", "Título"]
    rows = [head, ["a", "p", 1, "Uno"], ["a", "p", 2, "Dos"], ["b", "p", 1, "Tres"], ["c", "q", 4, "uno "]]
    found = problems(book(Proyectos=rows))
    assert [(line, message.split(":")[0]) for _, line, message in found] == [
        (3, "La clave «a» ya se usa en la fila 2"),
        (4, "El número 1 ya se usa en la fila 2 («Uno»)"),
        (5, "«uno» ya está en la fila 2, en otro programa"),
    ]


def test_an_action_has_exactly_one_owner():
    rows = [["Clave", "Estrategia", "Proyecto", "Título"], ["a", "e", "p", "Dos"], ["b", "", "", "Ninguno"]]
    assert [line for _, line, _ in problems(book(Acciones=rows))] == [2, 3]


def test_nothing_of_use():
    assert "no tiene filas" in problems(book(Hoja1=[["hola"]]))[0][2]
    assert "no tiene filas" in problems(write_workbook(Draft()))[0][2]


def test_csv_tables_say_file_and_line():
    files = [
        InputFile("plan/axis.csv", b"key,title\nagua,Agua\nagua,Otra\n"),
        InputFile("otro/axis.csv", "key,title\nagua,Más\nmovilidad,Movilidad,sobra\n".encode("cp1252")),
        InputFile("theme.csv", b'key,axis,title\nt,agua,"sin cerrar\n'),
    ]
    draft = read_tables(files)
    assert [(p.source.file, p.source.line) for p in draft.problems] == [
        ("plan/axis.csv", 3),
        ("otro/axis.csv", 2),
        ("otro/axis.csv", 3),
        ("theme.csv", 2),
    ]
    assert ["Windows-1252" in note.message for note in draft.notes] == [True]
    assert [row.key for row in draft.rows] == ["agua"]


def test_rows_come_in_the_order_parents_first():
    content = write_workbook(
        Draft([Row("theme", "t", {"axis": "a", "title": "T"}), Row("axis", "a", {"title": "A"})])
    )
    assert [row.kind for row in read_workbook(InputFile("p.xlsx", content)).rows] == ["axis", "theme"]
