"""`rumbo allocate`: the command and its sentences."""

import json

import pytest
from click.testing import CliRunner

from methods.equal_shares.test_pabulib import GOOD, POINTS
from rumbo.cli.commands.allocate import command
from rumbo.cli.errors import UserError
from rumbo.methods.equal_shares import Completion
from rumbo.priority.method_words import allocation

THREE = GOOD.replace("2;500,50", "2;300,50")


@pytest.fixture
def votes(tmp_path):
    """Write a file of votes."""

    def write(text):
        path = tmp_path / "votes.pb"
        path.write_text(text, "utf-8")
        return path

    return write


def run(*args):
    return CliRunner().invoke(command, [str(arg) for arg in args], standalone_mode=False)


def test_json(votes):
    found = json.loads(run(votes(THREE), "--completion", "greedy", "--json").output)
    assert found == {"selected": ["2", "1"], "cost": 900.5, "budget": 1000}


def test_each_rule_and_option(votes):
    path = votes(THREE)
    assert json.loads(run(path, "--json").output)["selected"] == ["2"]
    assert json.loads(run(path, "--rule", "greedy", "--json").output)["selected"] == ["1", "2"]
    found = run(path, "--utility", "cardinality", "--completion", "add1", "--step", "0.5", "--json")
    assert json.loads(found.output)["cost"] == 900.5


@pytest.mark.parametrize("rule", ["equal-shares", "greedy"])
def test_saying_what_is_so_anyway_changes_nothing(votes, rule):
    path = votes(THREE)
    said = run(path, "--rule", rule, "--utility", "cost", "--completion", "none", "--step", "1", "--json")
    assert said.output == run(path, "--rule", rule, "--json").output


@pytest.mark.parametrize("budget", ["0", "100"])
@pytest.mark.parametrize("options", [["--rule", "greedy"], *(["--completion", one.value] for one in Completion)])
def test_a_budget_of_nothing_or_below_every_cost_funds_nothing(votes, budget, options):
    found = run(votes(THREE.replace("budget;1000", f"budget;{budget}")), *options, "--json")
    assert json.loads(found.output) == {"selected": [], "cost": 0, "budget": int(budget)}


def test_text(votes):
    text = run(votes(THREE)).output
    assert "Se financia 1 proyecto." in text
    assert "Costo: 300.50 de 1,000; quedan 699.50." in text


@pytest.mark.parametrize(
    ("text", "options", "wrong"),
    [
        (POINTS, ["--utility", "cost"], "quita --utility"),
        (GOOD, ["--rule", "greedy", "--completion", "add1"], "--completion es para equal-shares"),
        (GOOD, ["--step", "2"], "--step es para --completion add1"),
        (GOOD.replace("approval", "ordinal"), [], "El vote_type en META es «ordinal»"),
        (GOOD.replace("b;30", "a;30"), [], "Línea 13: el votante a ya votó en la línea 12"),
        (GOOD.replace("budget;1000", "budget;-4"), [], "El presupuesto en META: «-4» es menor que cero"),
    ],
)
def test_what_is_wrong_is_a_sentence(votes, text, options, wrong):
    error = run(votes(text), *options).exception
    assert isinstance(error, UserError)
    assert wrong in str(error)


def test_no_file(tmp_path):
    assert "no existe" in str(run(tmp_path / "none.pb").exception)


def test_every_code_has_a_sentence():
    from rumbo.methods.equal_shares.pabulib import PabulibError

    codes = [part.strip("`,;") for part in PabulibError.__doc__.split() if part.startswith("``") and "_" in part]
    params = dict.fromkeys(
        ("file", "reason", "line", "section", "given", "column", "found", "expected", "project", "voter", "before"), 1
    )
    params |= dict.fromkeys(("projects", "points", "value"), 1)
    assert len(codes) > 10
    for code in codes:
        assert allocation.sentence(code, params)


@pytest.mark.parametrize("step", ["0", "-1", "x"])
def test_a_wrong_step(votes, step):
    assert run(votes(GOOD), "--completion", "add1", "--step", step).exception is not None
