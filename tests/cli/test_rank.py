"""`rumbo rank`: tables, and what is wrong with them."""

import json

import pytest
from click.testing import CliRunner
from openpyxl import Workbook

from rumbo.cli.commands.rank import command
from rumbo.cli.errors import UserError

ROWS = [
    ["proyecto", "impacto", "costo", "apoyo"],
    ["peso", "2", "1", "1"],
    ["sentido", "max", "min", ""],
    ["escala", "intervalo", "razón", "verbal 5"],
    ["preferencia", "linear q=1 p=4", "usual", ""],
    ["Parque", "9", "10.5", "4"],
    ["Puente", "3", "40", "ND"],
    ["Pozo", "7", "12", "3"],
]


@pytest.fixture
def table(tmp_path):
    """Write rows as a table of a kind."""

    def write(rows=ROWS, suffix="csv", mark=","):
        path = tmp_path / f"tabla.{suffix}"
        if suffix == "xlsx":
            book = Workbook()
            for row in rows:
                book.active.append(row)
            book.save(path)
        else:
            path.write_text("\n".join(mark.join(row) for row in rows), "utf-8")
        return path

    return write


def run(*args):
    return CliRunner().invoke(command, [str(arg) for arg in args], standalone_mode=False)


def changed(row, column, value):
    rows = [list(one) for one in ROWS]
    rows[row][column] = value
    return rows


@pytest.mark.parametrize("method", ["weighted-sum", "topsis", "promethee"])
def test_the_order(table, method):
    found = json.loads(run(table(), "--method", method, "--json").output)
    assert found["method"] == method
    assert [one["id"] for one in found["ranking"]] == ["Parque", "Pozo", "Puente"]
    assert [one["missing"] for one in found["ranking"]] == [0, 0, 1]
    assert found["criteria"][1] == {"name": "costo", "weight": 1.0, "maximise": False}


def test_a_workbook_a_semicolon_and_a_comma_say_the_same(table):
    first = run(table(), "--json").output
    assert run(table(suffix="xlsx"), "--json").output == first
    assert run(table(changed(5, 2, "10,5"), mark=";"), "--json").output == first


def test_text(table):
    lines = run(table()).output.splitlines()
    assert lines[0].split()[:2] == ["1", "Parque"]
    assert lines[2].endswith("falta 1 calificación")


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        ([], "está vacío"),
        (ROWS[:5], "No hay nada que ordenar"),
        (changed(0, 2, ""), "sin huecos"),
        (changed(5, 1, "mucho"), "Fila 6, «impacto»: «mucho» no es un número"),
        (changed(6, 0, "Parque"), "Fila 7: «Parque» está dos veces"),
        (changed(6, 0, ""), "La fila 7 no tiene clave"),
        (changed(1, 1, "x"), "Fila 2, «impacto»: «x» no se entiende. Un peso es"),
        (changed(2, 1, "arriba"), "Escribe max o min"),
        (changed(3, 1, "otra"), "Escribe ratio, interval"),
        (changed(4, 1, "linear q=4 p=1"), "Escribe usual"),
        (changed(4, 1, "linear r=4"), "Escribe usual"),
        (changed(1, 1, "-2"), "su peso tiene que ser 0 o más"),
        (changed(5, 2, "-3"), "escala de razón"),
        (changed(5, 3, "6"), "niveles de 1 a 5"),
        ([ROWS[0], ["peso", "0", "0", "0"], *ROWS[5:]], "Todos los pesos son 0"),
        ([*ROWS, ["Nada", "", "", ""]], "«Nada» no tiene calificación"),
    ],
)
def test_what_is_wrong_is_a_sentence(table, rows, wrong):
    error = run(table(rows)).exception
    assert isinstance(error, UserError)
    assert wrong in str(error)


def test_files_that_are_no_tables(tmp_path):
    assert "no existe" in str(run(tmp_path / "none.csv").exception)
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"no workbook")
    assert "dañado" in str(run(broken).exception)
    latin = tmp_path / "latin.csv"
    latin.write_bytes("a,b\nñ,1".encode("latin-1"))
    assert "UTF-8" in str(run(latin).exception)
    quotes = tmp_path / "quotes.csv"
    quotes.write_text('a,b\n"x,1', "utf-8")
    assert "comillas" in str(run(quotes).exception)


def test_one_alternative_and_all_alike(table):
    assert json.loads(run(table([*ROWS[:5], ROWS[5]]), "--json").output)["ranking"][0]["place"] == 1
    alike = [["", "a"], ["x", "5"], ["y", "5"]]
    assert [one["place"] for one in json.loads(run(table(alike), "--json").output)["ranking"]] == [1, 1]
