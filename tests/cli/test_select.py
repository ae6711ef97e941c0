"""`rumbo select`: the command and its sentences."""

import copy
import json

import pytest
from click.testing import CliRunner
from django.utils import translation

from methods.selection.test_reading import FILES, GOOD, WRONG, changed
from rumbo.cli.commands.select import command
from rumbo.cli.errors import UserError
from rumbo.methods.selection import Limit, LimitKind, ProblemError, Reason, read_problem
from rumbo.priority.method_words import selection as words

SMALL = {
    "first_year": 2030,
    "budgets": {"city": [4, 2]},
    "projects": [
        {"id": "a", "value": 5, "costs": {"city": [3]}},
        {"id": "b", "value": 4, "costs": {"city": [2]}},
        {"id": "c", "value": 3, "costs": {"city": [2]}},
    ],
}


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def problem(tmp_path):
    """Write a problem."""

    def write(document):
        path = tmp_path / "problem.json"
        path.write_text(document if isinstance(document, str) else json.dumps(document), "utf-8")
        return path

    return write


def run(*args):
    return CliRunner().invoke(command, [str(arg) for arg in args], standalone_mode=False)


def test_json(problem):
    found = json.loads(run(problem(SMALL), "--json").output)
    assert found == {
        "selected": [{"id": "a", "start": 2030}, {"id": "b", "start": 2031}],
        "objective": 9,
        "bound": 9,
        "gap": 0,
        "allowed": True,
        "impossible": False,
    }


def test_text(problem):
    text = run(problem(SMALL)).output
    assert "2 projects are chosen." in text
    assert "  2030  a                   3\n  2031  b                   2\n" in text
    assert "Cost: 5 of 6." in text
    assert "Objective: 9, which is the best there is." in text


def test_the_options(problem):
    path = problem(SMALL)
    assert json.loads(run(path, "--seconds", 5, "--gap", 0.01, "--json").output)["objective"] == 9
    for wrong in (["--seconds", "0"], ["--seconds", "-1"], ["--gap", "2"], ["--gap", "x"]):
        assert run(path, *wrong).exception.exit_code == 2


def test_a_gap_is_said_with_its_bound(problem):
    many = copy.deepcopy(SMALL)
    many["budgets"] = {"city": [11, 7, 5]}
    many["projects"] = [
        {"id": str(n), "value": 3 + n % 7, "costs": {"city": [2 + n % 5]}, "duration": 1 + n % 2} for n in range(90)
    ]
    found = run(problem(many), "--gap", 1)
    assert "no selection can be worth more than" in found.output


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"budgets": {"city": [0, 0]}}, "There is no money in any year."),
        ({"budgets": {"city": [1, 1]}}, "Nothing that is worth more than nothing fits"),
        ({"projects": []}, "There are no projects to choose from."),
    ],
)
def test_an_empty_selection_says_why(problem, changes, expected):
    found = run(problem({**SMALL, **changes}))
    assert "0 projects are chosen." in found.output
    assert expected in found.output


def test_limits_that_clash_are_named(problem):
    path = problem({**SMALL, "minimums": [{"axis": "Water", "share": 0.125}]})
    found = run(path)
    assert isinstance(found.exception, UserError)
    assert found.exception.exit_code == 2
    assert found.exception.message == (
        "This limit cannot be kept: at least 12.5 % of all the money for Water. Loosen it."
    )
    shown = json.loads(run(path, "--json").output)
    assert shown["clash"] == [{"kind": "minimum", "names": ["axis", "Water"], "share": 0.125}]
    assert (shown["selected"], shown["gap"], shown["impossible"]) == ([], None, True)


def test_several_limits_that_clash(problem):
    musts = [{**project, "must": True, "latest": 2030} for project in SMALL["projects"][:2]]
    found = run(problem({**SMALL, "projects": musts, "budgets": {"city": [4, 4]}}))
    assert found.exception.message == (
        "These limits cannot be kept together: a has to be in, b has to be in, the money of city in 2030, "
        "the years in which a may begin and the years in which b may begin. Loosen one of them."
    )


def test_what_is_wrong_is_said_with_its_place_and_how_to_mend_it(problem):
    wrong = copy.deepcopy(SMALL)
    wrong["projects"][1]["costs"]["city"] = [-2]
    found = run(problem(wrong))
    assert isinstance(found.exception, UserError)
    assert found.exception.message == "At projects[1].costs.city[0]: -2.0 is below zero. Correct it."
    assert "is not JSON: line 1, column 2" in run(problem("{")).exception.message
    assert run(problem(SMALL).with_name("none.json")).exception.message.endswith("does not exist: check the path.")


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(("path", "value", "code", "place"), WRONG)
def test_every_code_has_a_sentence(path, value, code, place, language):
    with pytest.raises(ProblemError) as caught:
        read_problem(changed(path, value))
    with translation.override(language):
        text = words.sentence(caught.value.code, caught.value.params)
        plain = words.problem_sentence(caught.value, {"a": "Dam", "b": "Road"})
    assert place in text
    assert text.endswith(".")
    assert plain[0] == plain[0].upper()


def test_names_stand_for_ids_in_sentences():
    with pytest.raises(ProblemError) as caught:
        read_problem(changed(("prerequisites", 0, "needs"), "b"))
    assert words.problem_sentence(caught.value, {"b": "Road"}) == (
        "These projects need each other first: Road → Road. Leave one of the steps out."
    )
    reason = Reason("money", {"source": "city", "year": 2030, "short": 1234.5})
    assert words.reason_sentence(reason, {"city": "City funds"}) == "In 2030 it lacks 1,234.50 of City funds."


def test_every_kind_of_limit_and_reason_has_words():
    limits = [
        Limit(LimitKind.MUST, ("a",)),
        Limit(LimitKind.BUDGET, ("city",)),
        Limit(LimitKind.BUDGET, ("city",), 2030),
        Limit(LimitKind.WINDOW, ("a",)),
        Limit(LimitKind.PREREQUISITE, ("a", "b")),
        Limit(LimitKind.EXCLUSION, ("a", "b", "c")),
        Limit(LimitKind.MINIMUM, ("place", "Juárez"), share=1 / 3),
    ]
    assert [words.limit_words(limit, {"a": "Dam"}) for limit in limits] == [
        "Dam has to be in",
        "the money of city",
        "the money of city in 2030",
        "the years in which Dam may begin",
        "Dam comes after b",
        "at most one of Dam, b and c",
        "at least 33.33 % of all the money for Juárez",
    ]
    assert "was found" in words.clash_sentence(limits, proven=False)
    assert words.clash_sentence([]).startswith("No selection")
    for code in ("excluded", "needs", "too_late", "no_years", "never_paid", "money"):
        params = {"by": "b", "needs": "c", "source": "city", "year": 2030, "short": 1.0}
        assert words.reason_sentence(Reason(code, params)).endswith(".")


def test_every_file_code_has_a_sentence(tmp_path):
    for _content, code in FILES:
        params = {"file": "x", "line": 1, "column": 1, "key": "x", "place": ""}
        assert words.sentence(code, params).endswith(".")
    assert set(GOOD) >= {"minimums", "exclusions"}
