"""Workbooks as Excel and its users leave them."""

from __future__ import annotations

import datetime
import io
import re
import zipfile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.filters import FilterColumn

from importers.books import column_of, edited, given, sheet, written
from importers.plans import proposed
from rumbo.core.actors import SYSTEM
from rumbo.core.errors import Refused
from rumbo.core.services import records
from rumbo.importers.draft import Draft, Row
from rumbo.importers.files import InputFile
from rumbo.importers.schema import BY_KIND
from rumbo.importers.services import applying
from rumbo.importers.services.proposing import propose
from rumbo.importers.workbook import read_workbook, write_workbook
from rumbo.importers.workbook.cells import WrongCell, convert, escape, unescape

PROJECTS = [
    Row("project", str(n), {"program": "redes", "number": str(n), "title": f"Proyecto {n}", "text": "Uno"})
    for n in range(1, 5)
]
MONEY, DAY = BY_KIND["funding"].column("amount"), BY_KIND["study"].column("date")


def read(edit=lambda book: None, rows=tuple(PROJECTS)) -> Draft:
    return read_workbook(InputFile("libro.xlsx", edited(write_workbook(Draft(list(rows)), plan="p"), edit)))


def said(draft: Draft) -> list[tuple[str, int, str]]:
    return [(one.source.sheet, one.source.line, one.message) for one in draft.problems]


def noted(draft: Draft) -> list[tuple[str, int, str]]:
    return [(one.source.sheet, one.source.line, one.message) for one in draft.notes]


def rename(heading: str, to: str, kind: str = "project"):
    def edit(book) -> None:
        page = sheet(book, kind)
        page.cell(1, column_of(page, heading)).value = to

    return edit


def drop(heading: str, kind: str = "project"):
    def edit(book) -> None:
        page = sheet(book, kind)
        page.delete_cols(column_of(page, heading))

    return edit


def test_moved_columns_are_known_by_their_headings():
    def move(book) -> None:
        page = sheet(book, "project")
        rows = [[cell.value for cell in row][::-1] for row in page.iter_rows()]
        for line, values in enumerate(rows, start=1):
            for place, value in enumerate(values, start=1):
                page.cell(line, place).value = value

    draft = read(move)
    assert (draft.problems, draft.notes) == ([], [])
    assert [(row.key, row.fields["title"]) for row in draft.rows] == [(r.key, r.fields["title"]) for r in PROJECTS]


def test_a_renamed_heading_is_named_with_what_it_may_have_been():
    ((page, line, message),) = said(read(rename("Título", "Título del proyecto")))
    assert (page, line) == ("Proyectos", 1)
    assert message == (
        "Falta la columna «Título». Si es la que dice «Título del proyecto», ponle otra vez el encabezado «Título»."
    )
    ((_page, _line, other),) = said(read(rename("Título", "Nombre")))
    assert "«Nombre»" in other


def test_a_renamed_heading_of_a_column_that_may_be_missing_is_noted():
    draft = read(rename("Etiquetas", "Etiqueta"))
    assert draft.problems == []
    ((page, line, message),) = noted(draft)
    assert (page, line) == ("Proyectos", 1)
    assert "Falta la columna «Etiquetas», y «Etiqueta» no se conoce" in message
    assert all("tags" not in row.fields for row in draft.rows)


def test_merged_cells_are_said_with_their_row():
    def merge(book) -> None:
        sheet(book, "project").merge_cells("B4:B5")

    ((page, line, message), *_rest) = [one for one in said(read(merge)) if "combinadas" in one[2]]
    assert (page, line) == ("Proyectos", 4)
    assert "B4:B5" in message
    assert "sepáralas" in message


def test_many_merged_cells_are_not_told_one_by_one():
    def merge(book) -> None:
        for line in range(3, 43):
            sheet(book, "project").merge_cells(f"E{line}:F{line}")

    messages = [message for _sheet, _line, message in said(read(merge)) if "combinadas" in message]
    assert len(messages) == 11
    assert "30 grupos más" in messages[-1]


def test_a_project_twice_names_both_rows():
    def repeat(book) -> None:
        page = sheet(book, "project")
        for place, cell in enumerate(page[3], start=1):
            page.cell(7, place).value = cell.value

    ((page, line, message),) = said(read(repeat))
    assert (page, line, message.split(":")[0]) == ("Proyectos", 7, "La clave «1» ya se usa en la fila 3")


def test_extra_sheets_and_empty_rows_are_passed_over():
    def add(book) -> None:
        book.create_sheet("Mis notas").append(["hola"])
        sheet(book, "project").insert_rows(4)

    draft = read(add)
    assert draft.problems == []
    assert len(draft.rows) == 4
    assert [message for _s, _l, message in noted(draft)] == ["La hoja «Mis notas» no se conoce y quedó fuera."]


def test_filtered_and_hidden_rows_are_read():
    def hide(book) -> None:
        page = sheet(book, "project")
        page.auto_filter.ref = "A2:H6"
        page.auto_filter.filterColumn.append(FilterColumn(colId=0))
        page.row_dimensions[4].hidden = True
        page.column_dimensions["D"].hidden = True

    assert len(read(hide).rows) == 4


def test_a_formula_counts_as_what_it_came_to():
    content = with_formula("<v>Calculado</v>")
    draft = read_workbook(InputFile("libro.xlsx", content))
    assert draft.problems == []
    assert draft.rows[0].fields["title"] == "Calculado"


def test_a_formula_that_was_never_computed_is_said():
    ((page, line, message),) = said(read_workbook(InputFile("libro.xlsx", with_formula(""))))
    assert (page, line) == ("Ejes", 2)
    assert "B2 contiene una fórmula sin valor" in message


def with_formula(value: str) -> bytes:
    """A sheet of axes whose title is a formula, with the value that Excel keeps beside it."""
    book = Workbook()
    page = book.active
    page.title = "Ejes"
    page.append(["Clave", "Título"])
    page.append(["a", '=CONCATENATE("Calcu","lado")'])
    saved, made = io.BytesIO(), io.BytesIO()
    book.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(made, "w") as target:
        for info in source.infolist():
            data = source.read(info).decode() if info.filename.endswith("sheet1.xml") else source.read(info)
            if isinstance(data, str):
                data = re.sub(
                    r'<c r="B2"[^>]*><f>(.*?)</f><v ?/?>(</v>)?</c>', rf'<c r="B2" t="str"><f>\1</f>{value}</c>', data
                )
                assert f"{value}</c>" in data
            target.writestr(info.filename, data)
    return made.getvalue()


def test_a_renamed_sheet_is_known_by_its_headings():
    def rename_sheet(book) -> None:
        sheet(book, "project").title = "Mis proyectos"

    draft = read(rename_sheet)
    assert (draft.problems, len(draft.rows)) == ([], 4)
    assert [message for _s, _l, message in noted(draft)] == [
        "La hoja «Mis proyectos» se leyó como «Proyectos», por sus encabezados."
    ]


def test_a_deleted_version_column_only_forgets_the_versions():
    draft = read(drop("version"))
    assert (draft.problems, draft.notes) == ([], [])
    assert {row.version for row in draft.rows} == {0}


@pytest.mark.parametrize(
    ("raw", "amount"),
    [
        (1234.5, "1234.50"),
        (0.1 + 0.2, "0.30"),
        (7, "7.00"),
        (9999999999999.99, "9999999999999.99"),
        ("$1,234.50", "1234.50"),
        (" 1,234.5 ", "1234.50"),
        ("1234.50 MXN", "1234.50"),
        ("0", "0.00"),
    ],
)
def test_amounts_are_read_from_numbers_and_texts(raw, amount):
    assert convert(MONEY, raw) == amount


@pytest.mark.parametrize("raw", [10.555, -1, "-1", "mil", "1.234,50", 1e300, float("nan"), True, "1,23"])
def test_what_is_no_amount_is_said_with_its_column(raw):
    with pytest.raises(WrongCell, match="Monto"):
        convert(MONEY, raw)


@pytest.mark.parametrize(
    "raw",
    [
        datetime.datetime(2027, 3, 15),  # noqa: DTZ001 (Excel knows no time zones)
        datetime.datetime(2027, 3, 15, 10, 30),  # noqa: DTZ001
        datetime.date(2027, 3, 15),
        "2027-03-15",
        "15/03/2027",
        "15/3/2027",
        "15-03-2027",
        "15.03.2027",
        " 15 de marzo de 2027 ",
        "15-mar-2027",
        "2027/03/15",
        "2027-03-15 00:00:00",
        46461,
        "46461",
    ],
)
def test_days_are_read_however_they_are_written(raw):
    assert convert(DAY, raw) == "2027-03-15"


@pytest.mark.parametrize("raw", [2027, "marzo", "31/02/2027", "15/03/27", "03/2027", 12.5, "9" * 30, "١٥/٠٣/٢٠٢٧"])
def test_what_is_no_day_says_how_to_write_one(raw):
    with pytest.raises(WrongCell, match="15/03/2027"):
        convert(DAY, raw)


@pytest.mark.parametrize("text", ["Sí", "SI", "si ", "x", "1", "Verdadero", "yes"])
def test_yes_is_yes(text):
    assert convert(BY_KIND["project"].column("under_way"), text) is True


def test_numbers_as_texts_and_stray_spaces_are_fine():
    people = BY_KIND["profile"].column("beneficiaries")
    assert [convert(people, raw) for raw in ("12,500", " 12500 ", 12500.0)] == [12500] * 3
    assert convert(BY_KIND["project"].column("title"), "  Pozo   uno ") == "Pozo uno"
    with pytest.raises(WrongCell):
        convert(people, "12.500,0")


def test_an_empty_cell_means_the_default():
    assert convert(BY_KIND["risk"].column("impact"), "") == "2"
    assert convert(BY_KIND["milestone"].column("weight"), None) == 1
    assert convert(BY_KIND["risk"].column("impact"), " ALTA ") == "3"


@pytest.mark.parametrize("text", ["_x0041_", "_x005F_", "a_x000D_b", "_xyz_", "=1", "\ufffe", "plain"])
def test_what_excel_would_take_for_a_sign_of_its_own_is_kept(text):
    assert unescape(escape(text)) == text.replace("\ufffe", "")


def test_text_columns_are_texts_for_excel_and_amounts_and_days_are_not():
    rows = [Row("funding", "f", {"project": "1", "title": "FAIS", "year": 2027, "amount": "10.50"})]
    book = load_workbook(io.BytesIO(write_workbook(Draft([*PROJECTS, *rows]), plan="p")))
    page = sheet(book, "funding")
    amount = page.cell(3, column_of(page, "Monto"))
    assert (amount.value, amount.number_format, page["A3"].number_format) == (10.5, "#,##0.00", "@")
    page = sheet(book, "project")
    assert page.column_dimensions[page.cell(1, column_of(page, "version")).column_letter].hidden
    assert book["rumbo"].sheet_state == "hidden"


@pytest.fixture
def plan_of_projects(plan, axis):
    from factories import ProgramFactory, ThemeFactory
    from rumbo.portfolio.models import Project

    program = ProgramFactory(plan=plan, theme=ThemeFactory(plan=plan, axis=axis))
    made = [Project(plan=plan, program=program, key=str(n), number=str(n), title=f"Proyecto {n}") for n in (1, 2)]
    records.create_many(SYSTEM, [(one, {}) for one in made])
    return plan


@pytest.mark.django_db
def test_without_the_column_of_keys_rows_are_known_by_number_and_title(plan_of_projects):
    def edit(book) -> None:
        drop("Clave")(book)
        page = sheet(book, "project")
        page.cell(3, column_of(page, "Texto")).value = "Nuevo texto"

    proposal = propose(given(edited(written(plan_of_projects), edit)), plan_of_projects)
    assert proposal.problems == []
    assert [(line.key, line.after) for line in proposal.lines if line.write] == [("1", {"text": "Nuevo texto"})]
    (note,) = [line for line in proposal.lines if line.action == "note"]
    assert "Falta la columna «Clave»: las filas se reconocieron por número y título" in note.message


@pytest.mark.django_db
def test_without_the_column_of_keys_what_is_not_known_is_refused_and_nothing_is_written(plan_of_projects):
    def edit(book) -> None:
        drop("Clave")(book)
        page = sheet(book, "project")
        page.cell(3, column_of(page, "Texto")).value = "Nuevo texto"
        page.cell(4, column_of(page, "Número")).value = "77"
        page.cell(4, column_of(page, "Título")).value = "Otro título"

    run = proposed(given(edited(written(plan_of_projects), edit)), plan_of_projects)
    (problem,) = run.lines.filter(action="problem")
    assert (problem.sheet, problem.line) == ("Proyectos", 4)
    assert "no se reconoce «Otro título»" in problem.message
    with pytest.raises(Refused):
        applying.apply(SYSTEM, run)
    from rumbo.portfolio.models import Project

    assert set(Project.objects.values_list("title", "text")) == {("Proyecto 1", ""), ("Proyecto 2", "")}
