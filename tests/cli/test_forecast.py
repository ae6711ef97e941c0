"""`rumbo forecast`: files of dates and values, and what is wrong with them."""

import json

import pytest
from click.testing import CliRunner

from rumbo.cli.commands.forecast import command
from rumbo.cli.errors import UserError

LINES = ["fecha,valor", *(f"{year},{10 + year % 7}" for year in range(2000, 2015))]


@pytest.fixture
def run(tmp_path):
    def run(lines, *options, until="2018", encoding="utf-8"):
        path = tmp_path / "serie.csv"
        path.write_bytes("\n".join(lines).encode(encoding))
        return CliRunner().invoke(command, [str(path), "--until", until, *options], standalone_mode=False)

    return run


def test_a_step_a_year(run):
    found = json.loads(run(LINES, "--json").output)
    assert (found["rhythm"], found["observed"], found["left_out"], found["last"]) == ("yearly", 15, 0, "2014-12-31")
    assert [step["date"] for step in found["forecast"]] == [f"{year}-12-31" for year in range(2015, 2019)]
    assert all(step["low"] <= step["value"] <= step["high"] for step in found["forecast"])


def test_to_read(run):
    output = run([*LINES, "2015,ND"]).output
    assert "15 valores" in output
    assert "1 renglón" in output
    assert "2018-12-31" in output


@pytest.mark.parametrize("mark", [";", "\t"])
def test_other_marks_between_the_cells(run, mark):
    assert json.loads(run([line.replace(",", mark) for line in LINES], "--json").output)["observed"] == 15


def test_months(run):
    lines = [f"{2010 + n // 12}-{n % 12 + 1:02},{n % 5}" for n in range(30)]
    found = json.loads(run(lines, "--json", until="2012").output)
    assert found["rhythm"] == "monthly"
    assert found["forecast"][0]["date"] == "2012-07-31"


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([*LINES, "31/02/2015,4"], ["Renglón 17", "31/02/2015"]),
        ([*LINES, "2015-02-31,4"], ["Renglón 17", "2015-02-31"]),
        ([*LINES, "2015-13,4"], ["Renglón 17", "2015-13"]),
        ([*LINES, '2015,"4,5"'], ["Renglón 17", "4,5"]),
        ([*LINES, "2015,45 %"], ["Renglón 17", "45 %"]),
        ([*LINES, '2015,"1,234.5"'], ["Renglón 17", "1,234.5"]),
        ([*LINES, "2015"], ["Renglón 17", "valor"]),
        ([*LINES, "2015,inf"], ["Renglón 17", "inf"]),
        ([*LINES, "2015,1e308"], ["Línea 17", "1e308", "demasiado grande"]),
        ([*LINES, "2015,-1e999"], ["Línea 17", "-1e999", "demasiado grande"]),
        (LINES[:6], ["5", "8"]),
        (["fecha,valor"], ["0", "8"]),
        ([""], ["vacío"]),
        (['fecha,"valor'], ["comillas"]),
    ],
)
def test_bad_input_says_where_and_how_to_mend_it(run, lines, words):
    error = run(lines).exception
    assert isinstance(error, UserError)
    assert all(word in str(error) for word in words), str(error)


def test_a_year_that_is_past(run):
    error = run(LINES, until="2014").exception
    assert isinstance(error, UserError)
    assert "2014-12-31" in str(error)


def test_no_such_file():
    error = CliRunner().invoke(command, ["falta.csv", "--until", "2030"], standalone_mode=False).exception
    assert isinstance(error, UserError)


def test_not_text(run):
    assert isinstance(run([*LINES, "é,1"], encoding="latin-1").exception, UserError)
