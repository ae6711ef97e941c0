"""`rumbo rerun`: the command and its sentences."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.utils.translation import override

import rumbo
from methods.runs.documents import RANKING, ranking_inputs
from rumbo.cli.commands.rerun import command
from rumbo.cli.errors import UserError
from rumbo.methods.runs import RunError, checksum, perform, record
from rumbo.priority.method_words import runs

INPUTS = ranking_inputs([[[7, 2, 3], [4, 1, 9], [6, 3, 5]], [[8, 2, 1], [6, 2, 8], [None] * 3]])
VOTES = {
    "budget": "1000",
    "approval": True,
    "projects": [{"id": "a", "cost": "300.50"}, {"id": "b", "cost": "600"}],
    "ballots": [{"voter": "1", "votes": ["a"]}, {"voter": "2", "group": "x", "votes": ["a", "b"]}],
}


@pytest.fixture
def made(tmp_path):
    """Write a document to a file."""

    def write(document):
        path = tmp_path / "run.json"
        path.write_text(document if isinstance(document, str) else json.dumps(document), "utf-8")
        return path

    return write


def run(*args):
    return CliRunner().invoke(command, [str(arg) for arg in args], standalone_mode=False)


def ranking():
    return record("ranking", INPUTS, RANKING, perform("ranking", INPUTS, RANKING))


def falsified(change):
    """Return a run whose result is another one, with a checksum that fits."""
    document = ranking()
    change(document["result"])
    return {**document, "checksum": checksum(document)}


def test_the_same_again(made):
    document = ranking()
    found = run(made(document))
    assert found.exit_code == 0
    assert document["checksum"] in found.output
    assert "el mismo orden y conjunto, números iguales a 9 dígitos" in found.output
    assert json.loads(run(made(document), "--json").output) == {
        "same": True,
        "checksum": document["checksum"],
        "differences": [],
    }


def test_an_allocation(made):
    method = {"rule": "equal-shares", "completion": "greedy"}
    document = record("allocation", VOTES, method, perform("allocation", VOTES, method))
    assert json.loads(run(made(document), "--json").output)["same"] is True


def test_nothing_else_is_printed(tmp_path):
    """Not even by what solves a selection, which is not written in Python."""
    path = Path(__file__).parents[1] / "methods" / "runs" / "recorded" / "selection.json"
    command_line = [sys.executable, "-P", "-m", "rumbo", "rerun", str(path), "--json"]
    found = subprocess.run(
        command_line, env={**os.environ, "RUMBO_DATA_DIR": str(tmp_path)}, capture_output=True, text=True, check=True
    )
    assert (json.loads(found.stdout)["same"], found.stderr) == (True, "")


def test_no_database_is_asked(made):
    """The test has no database: any query would fail it."""
    assert run(made(ranking())).exit_code == 0


def test_what_differs(made):
    def change(result):
        result["order"].reverse()
        result["ranking"][0]["value"] = 7
        del result["equals"]

    found = run(made(falsified(change)))
    assert found.exit_code == 1
    assert f"Hecha de nuevo con la versión {rumbo.__version__}" in found.output
    assert re.search(r'order\[0\]: se registró "P\d" y ahora es "P\d"', found.output)
    assert re.search(r"ranking\[P\d\]\.value: se registró 7 y ahora es ", found.output)
    assert "equals: ahora es [] y no había nada registrado" in found.output
    found = run(made(falsified(change)), "--json")
    told = json.loads(found.output)
    assert (found.exit_code, told["same"]) == (1, False)
    assert {"path": "equals", "found": []} in told["differences"]


def test_twenty_are_listed(made):
    def change(result):
        result["unscored"] = [f"X{n}" for n in range(22)]

    lines = run(made(falsified(change))).output.splitlines()
    assert "difieren 22 valores" in lines[1]
    assert len(lines) == 2 + 20 + 1
    assert lines[-1].strip() == "y 2 más."


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "No es un texto JSON"),
        ("{\n\n,}", "la línea 3"),
        ("[]", "No es una corrida registrada"),
        ('{"format": "x"}', "El formato es «x», y esta versión lee «rumbo-run/1»"),
        ('{"format": "rumbo-run/1", "kind": "x"}', "No hay corridas del tipo «x». Los tipos son: ranking, "),
        ('{"format": "rumbo-run/1", "kind": "ranking"}', "Falta inputs"),
    ],
)
def test_what_is_wrong_with_a_file_is_a_sentence(made, text, wrong):
    error = run(made(text)).exception
    assert isinstance(error, UserError)
    assert error.exit_code == 2
    assert wrong in str(error)


def test_a_changed_file(made):
    document = ranking()
    document["inputs"]["scores"][0][0][0] = 6
    assert "La suma de verificación no coincide" in str(run(made(document)).exception)


def test_inputs_that_cannot_be_run(made):
    assert "No hay criterios" in str(run(made(record("ranking", {**INPUTS, "criteria": []}, RANKING, {}))).exception)


def test_no_file(tmp_path):
    assert "no se puede leer" in str(run(tmp_path / "none.json").exception)
    assert "no se puede leer" in str(run(tmp_path).exception)


PARAMS = dict.fromkeys(("at", "given", "expected", "found", "id", "criterion", "levels", "shape", "line", "low"), 1)


PROBLEM = {"of": "negative", "params": {"place": "budgets.own[0]", "value": -1}}


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_code_has_a_sentence(language):
    codes = set(re.findall(r"``([a-z_]+)``", RunError.__doc__)) - {"at", "of", "params"}
    assert len(codes) > 30
    with override(language):
        for code in codes:
            for approval in (True, False):
                text = runs.sentence(
                    code, PARAMS | {"kinds": ["a", "b"], "choices": ["c"], "approval": approval} | PROBLEM
                )
                assert text.endswith(".")
                assert "%(" not in text


@pytest.mark.parametrize(
    ("params", "text"),
    [
        ({"at": "x"}, "x es demasiado grande."),
        ({"at": "x", "low": 0}, "x es menor que cero."),
        ({"at": "x", "low": 2}, "x tiene que ser 2 o más."),
        ({"at": "x", "low": 0, "high": 9}, "x tiene que estar entre 0 y 9."),
    ],
)
def test_ranges(params, text):
    assert runs.sentence("out_of_range", params) == text
