"""The JSON document of a problem: what is read, and what is wrong with it."""

import copy
import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from methods.selection.problems import random_problem
from rumbo.methods.selection import (
    ProblemError,
    Selection,
    as_document,
    load_problem,
    read_problem,
    read_selection,
    select,
)

GOOD = {
    "first_year": 2030,
    "budgets": {"federal": [10, 10.5], "state": [4, 0]},
    "projects": [
        {
            "id": "a",
            "value": 5,
            "costs": {"federal": [3, 2], "state": [1]},
            "duration": 2,
            "axis": "Water",
            "places": {"Juárez": 0.5, "Ascensión": 0.5},
            "earliest": 2030,
            "latest": 2031,
            "must": True,
            "utilities": {"farmers": 2},
        },
        {"id": "b", "value": 1, "costs": {}},
    ],
    "prerequisites": [{"project": "b", "needs": "a"}],
    "exclusions": [["a", "b"]],
    "minimums": [{"axis": "Water", "share": 0.1}, {"place": "Juárez", "share": 0.05}],
    "delay": 0.02,
    "objective": "priority",
    "groups": {"farmers": 1},
}


@given(st.integers(0, 10**9))
def test_a_problem_is_written_and_read_again(seed):
    problem = random_problem(random.Random(seed))
    assert read_problem(json.loads(json.dumps(as_document(problem)))) == problem


def test_every_key_is_kept():
    assert as_document(read_problem(GOOD)) == {
        **GOOD,
        "exclusions": [["a", "b"]],
        "projects": [GOOD["projects"][0], {"id": "b", "value": 1, "costs": {}, "duration": 1}],
    }


def test_a_selection_is_written_and_read_again():
    found = select(random_problem(random.Random(3)), rounds=1)
    assert read_selection(json.loads(json.dumps(found.as_document()))) == found
    nothing = Selection({}, 0.0, 0.0, is_allowed=False, is_impossible=True)
    assert read_selection(json.loads(json.dumps(nothing.as_document()))) == nothing


def changed(path, value):
    """Return GOOD with another value somewhere; ... takes it out."""
    document = copy.deepcopy(GOOD)
    inner = document
    for key in path[:-1]:
        inner = inner[key]
    if value is ...:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return document


FIRST = ("projects", 0)
WRONG = [
    (("first_year",), ..., "missing", ""),
    (("budgets",), ..., "missing", ""),
    (("projects",), ..., "missing", ""),
    ((*FIRST, "id"), ..., "missing", "projects[0]"),
    ((*FIRST, "value"), ..., "missing", "projects[0]"),
    ((*FIRST, "costs"), ..., "missing", "projects[0]"),
    (("minimums", 0, "share"), ..., "missing", "minimums[0]"),
    (("prerequisites", 0, "needs"), ..., "missing", "prerequisites[0]"),
    ((*FIRST, "vaule"), 3, "unknown_key", "projects[0]"),
    (("budget",), {}, "unknown_key", ""),
    (("first_year",), "2030", "not_number", "first_year"),
    (("first_year",), 2030.5, "not_whole", "first_year"),
    (("budgets",), [], "not_object", "budgets"),
    (("budgets",), {}, "no_budgets", "budgets"),
    (("budgets", "state"), [], "no_years", "budgets.state"),
    (("budgets", "state"), [1], "years_differ", "budgets.state"),
    (("budgets", "state"), 5, "not_list", "budgets.state"),
    (("budgets", "state", 0), -1, "negative", "budgets.state[0]"),
    (("budgets", "state", 0), 1e15, "too_large", "budgets.state[0]"),
    (("projects",), {}, "not_list", "projects"),
    ((*FIRST,), 7, "not_object", "projects[0]"),
    ((*FIRST, "id"), "", "no_id", "projects[0].id"),
    ((*FIRST, "id"), None, "not_text", "projects[0].id"),
    ((*FIRST, "id"), "b", "project_twice", "projects"),
    ((*FIRST, "value"), float("nan"), "not_number", "projects[0].value"),
    ((*FIRST, "value"), float("inf"), "not_number", "projects[0].value"),
    ((*FIRST, "value"), 10**400, "too_large", "projects[0].value"),
    ((*FIRST, "value"), 1e13, "too_large", "projects[0].value"),
    ((*FIRST, "value"), True, "not_number", "projects[0].value"),
    ((*FIRST, "costs", "federal", 1), -2, "negative", "projects[0].costs.federal[1]"),
    ((*FIRST, "costs", "federal", 1), "2", "not_number", "projects[0].costs.federal[1]"),
    ((*FIRST, "costs", "fedral"), [2], "unknown_source", "projects[0].costs.fedral"),
    ((*FIRST, "costs", "state"), [1, 1, 1], "cost_after_end", "projects[0].costs.state"),
    ((*FIRST, "duration"), 0, "short", "projects[0].duration"),
    ((*FIRST, "duration"), 1.5, "not_whole", "projects[0].duration"),
    ((*FIRST, "axis"), [], "not_text", "projects[0].axis"),
    ((*FIRST, "places", "Juárez"), 1.5, "share_range", "projects[0].places.Juárez"),
    ((*FIRST, "places", "Juárez"), 0.7, "places_over", "projects[0].places"),
    ((*FIRST, "earliest"), "soon", "not_number", "projects[0].earliest"),
    ((*FIRST, "must"), 1, "not_truth", "projects[0].must"),
    ((*FIRST, "utilities", "students"), 1, "unknown_group", "projects[0].utilities.students"),
    (("prerequisites", 0, "needs"), "z", "unknown_project", "prerequisites[0].needs"),
    (("prerequisites", 0, "needs"), "b", "circle", "prerequisites"),
    (("prerequisites",), [{"project": "b", "needs": "a"}, {"project": "a", "needs": "b"}], "circle", "prerequisites"),
    (("prerequisites", 0), ["b", "a"], "not_object", "prerequisites[0]"),
    (("exclusions", 0), ["a", "z"], "unknown_project", "exclusions[0]"),
    (("exclusions", 0), ["a", "a"], "lone_exclusion", "exclusions[0]"),
    (("minimums", 0, "share"), 1.1, "share_range", "minimums[0].share"),
    (("minimums", 0, "place"), "Juárez", "minimum_of", "minimums[0]"),
    (("delay",), 1, "delay_range", "delay"),
    (("delay",), -0.1, "delay_range", "delay"),
    (("objective",), "happiness", "unknown_objective", "objective"),
    (("groups", "farmers"), -1, "negative", "groups.farmers"),
]


@pytest.mark.parametrize(("path", "value", "code", "place"), WRONG)
def test_what_is_wrong_is_said_with_its_place(path, value, code, place):
    with pytest.raises(ProblemError) as caught:
        read_problem(changed(path, value))
    assert (caught.value.code, caught.value.params["place"]) == (code, place)


def test_utility_needs_groups():
    document = {**GOOD, "objective": "utility", "groups": {"farmers": 0}}
    with pytest.raises(ProblemError) as caught:
        read_problem(document)
    assert caught.value.code == "no_groups"


def test_too_many_projects_and_years_are_refused():
    projects = [{"id": str(number), "value": 1, "costs": {}} for number in range(1001)]
    with pytest.raises(ProblemError) as caught:
        read_problem({"first_year": 1, "budgets": {"city": [0] * 2000}, "projects": projects})
    assert caught.value.code == "too_big"


@pytest.mark.parametrize("document", [None, 3, "text", []])
def test_what_is_no_object_is_refused(document):
    with pytest.raises(ProblemError) as caught:
        read_problem(document)
    assert caught.value.code == "not_object"


FILES = [
    (b"{", "not_json"),
    (b"", "not_json"),
    (b"\xff\xfe", "not_utf8"),
    (b"[" * 100_000, "not_json"),
    (b'{"first_year": ' + b"1" * 5000 + b"}", "number_too_long"),
    (b'{"delay": 0, "delay": 0}', "key_twice"),
]


@pytest.mark.parametrize(("content", "code"), FILES)
def test_what_is_wrong_with_a_file(tmp_path, content, code):
    path = tmp_path / "problem.json"
    path.write_bytes(content)
    with pytest.raises(ProblemError) as caught:
        load_problem(path)
    assert caught.value.code == code


def test_a_file_that_is_not_there_or_is_a_folder(tmp_path):
    for path, code in ((tmp_path / "none.json", "not_found"), (tmp_path, "unreadable")):
        with pytest.raises(ProblemError) as caught:
            load_problem(path)
        assert caught.value.code == code


def test_a_file_that_is_too_large(tmp_path, monkeypatch):
    monkeypatch.setattr("rumbo.methods.selection.reading.LARGEST_FILE", 3)
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(GOOD))
    with pytest.raises(ProblemError) as caught:
        load_problem(path)
    assert caught.value.code == "file_too_big"
