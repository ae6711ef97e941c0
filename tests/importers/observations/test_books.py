"""Indicators and values from the sheets of a workbook: what is read as from CSV, and what only Excel has."""

import datetime
import io

import openpyxl
import pytest

from factories.plan import PlanFactory
from importers.plans import applied
from rumbo.cli.commands.export import listed
from rumbo.importers.files import InputFile
from rumbo.importers.formats import read
from rumbo.importers.services.proposing import propose
from rumbo.monitoring.models import Indicator, Observation

pytestmark = pytest.mark.django_db
SHEETS = ["Indicador", "Nombre", "Formato"]
VALUES = ["Indicador", "Territorio", "Fecha", "Valor", "Fuente", "Notas"]
DAY = datetime.date(2020, 12, 31)


def book(formats=None, **sheets):
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    for (name, cell), shown in (formats or {}).items():
        made[name][cell].number_format = shown
    stream = io.BytesIO()
    made.save(stream)
    return InputFile("indicadores.xlsx", stream.getvalue())


def problems(*given):
    return [(one.source.sheet, one.source.line, one.message) for one in read(given).draft.problems]


def test_both_tables_come_from_one_workbook():
    rows = [VALUES, ["pozos", "Lerdo", DAY, 12.5, "INEGI", "dato preliminar"], ["pozos", "Lerdo", "31/12/2021", "ND"]]
    given = book(Indicadores=[[], SHEETS, ["pozos", "Pozos medidos", "cantidad"]], Datos=rows, Portada=[["Hola"]])
    run = propose([given], None)
    assert (run.format, run.problems) == ("observations", [])
    assert any(line.action == "note" and "Portada" in line.message for line in run.lines)
    plan = PlanFactory()
    applied([given], plan)
    assert Indicator.objects.get().name == "Pozos medidos"
    found = Observation.objects.order_by("on").values_list("on", "text", "source__name", "note")
    assert list(found) == [
        (DAY, "12.5", "INEGI", "dato preliminar"),
        (datetime.date(2021, 12, 31), "ND", None, ""),
    ]
    applied([given], plan)
    assert Observation.objects.count() == 2


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (["pozos", "Lerdo", "2020-02-31", 5], "calendario"),
        (["pozos", "Lerdo", DAY, "12,5"], "coma decimal"),
        (["pozos", "Lerdo", DAY, "1,250,000"], "millares"),
        (["pozos", "Lerdo", DAY, "45%"], "porcentaje"),
        (["pozos", "Lerdo", DAY, None, "INEGI"], "vacío"),
        (["pozos", "Lerdo", DAY, "#DIV/0!"], "D2"),
    ],
)
def test_what_is_wrong_is_told_with_sheet_and_row(row, words):
    ((sheet, line, message),) = problems(book(Datos=[VALUES, row]))
    assert (sheet, line) == ("Datos", 2)
    assert words in message


def test_a_number_that_is_shown_in_per_cent_is_not_taken_for_its_hundredth():
    given = book({("Datos", "D2"): "0.0%"}, Datos=[VALUES, ["pozos", "Lerdo", DAY, 0.455]])
    ((_sheet, _line, message),) = problems(given)
    assert "45.5" in message
    assert "porcentaje" in message


def test_what_was_exported_as_a_workbook_comes_in_as_it_was():
    rows = [
        ["pozos", "Lerdo", DAY, 5],
        ["pozos", "Lerdo", DAY, "X", "=INEGI", "-nota"],
        ["pozos", "Lerdo", DAY, -0.1],
    ]
    plan, other = PlanFactory(), PlanFactory()
    applied([book(Datos=[VALUES, *rows])], plan)
    before = b"".join(listed(plan, "observations", "csv"))
    given = InputFile("valores.xlsx", b"".join(listed(plan, "observations", "xlsx")))
    assert not any(line.write for line in propose([given], plan).lines)
    applied([given], other)
    assert b"".join(listed(other, "observations", "csv")) == before


def test_a_table_without_rows_and_a_broken_file_are_told():
    assert [one[:2] for one in problems(book(Datos=[VALUES]))] == [("Datos", 1)]
    broken = InputFile("valores.xlsx", b"PK\x03\x04broken")
    assert read([broken]).format == "workbook"
    assert read([broken]).draft.problems


def test_beside_the_sheets_of_a_plan_they_wait():
    given = book(Proyectos=[["Clave", "Título"]], Datos=[VALUES, ["pozos", "Lerdo", DAY, 5]])
    found = read([given])
    assert found.format == "workbook"
    assert any(note.source.sheet == "Datos" and "libro aparte" in note.message for note in found.draft.notes)
