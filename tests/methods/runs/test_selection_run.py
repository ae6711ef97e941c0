"""A run of a selection."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rumbo.methods.runs import Cancelled, RunError, perform, record, rerun
from rumbo.methods.selection import check, read_problem, read_selection

PROBLEM = {
    "first_year": 2027,
    "budgets": {"federal": [100, 100], "own": [50.5, 40]},
    "projects": [
        {"id": "a", "value": 10, "axis": "water", "costs": {"federal": [60, 20], "own": [10]}},
        {"id": "b", "value": 8, "axis": "water", "costs": {"federal": [50]}, "places": {"north": 0.5}},
        {"id": "c", "value": 3, "axis": "roads", "costs": {"own": [30.25]}, "latest": 2028},
        {"id": "d", "value": 4, "axis": "roads", "costs": {"own": [20]}, "must": True},
    ],
    "prerequisites": [{"project": "c", "needs": "b"}],
    "exclusions": [["b", "d"]],
    "minimums": [{"axis": "roads", "share": 0.01}],
    "delay": 0.1,
}
METHOD = {"rounds": 3}


def random_problem(seed, projects=25):
    """Return a problem that is not solved at once."""
    rng = random.Random(seed)
    return {
        "first_year": 2027,
        "budgets": {"federal": [900] * 4, "own": [300] * 4},
        "projects": [
            {
                "id": f"P{n}",
                "value": rng.randint(1, 100),
                "axis": "AB"[n % 2],
                "costs": {"federal": [rng.randint(50, 400)], "own": [rng.randint(10, 90), rng.randint(1, 50)]},
            }
            for n in range(projects)
        ],
        "prerequisites": [{"project": "P1", "needs": "P0"}],
        "exclusions": [["P2", "P3"]],
    }


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 99), st.integers(4, 8), st.data())
def test_the_same_again_in_any_order_of_rows(seed, projects, data):
    problem = random_problem(seed, projects)
    result = perform("selection", problem, METHOD)
    assert rerun(record("selection", problem, METHOD, result)) == []
    turned = {**problem, "projects": data.draw(st.permutations(problem["projects"]))}
    assert perform("selection", turned, METHOD) == result
    assert check(read_problem(problem), read_selection(result).starts) == []


def test_the_result():
    result = perform("selection", PROBLEM, METHOD)
    assert [one["id"] for one in result["selected"]] == ["a", "d"]
    assert result["objective"] == pytest.approx(14)
    assert (result["gap"], result["allowed"], result["impossible"]) == (0, True, False)


def test_what_is_impossible():
    result = perform("selection", {**PROBLEM, "budgets": {"federal": [1, 1], "own": [1, 1]}}, METHOD)
    assert (result["selected"], result["allowed"]) == ([], False)


def test_stopping():
    problem = random_problem(1, 400)
    told = []
    with pytest.raises(Cancelled):
        perform("selection", problem, METHOD, progress=lambda share: told.append(share) or share < 0.3)
    assert told[-1] >= 0.3
    assert told == sorted(told)


@pytest.mark.parametrize(
    ("change", "of", "place"),
    [
        ({"projects": 1}, "not_list", "projects"),
        ({"budgets": {}}, "no_budgets", "budgets"),
        ({"delay": 2}, "delay_range", "delay"),
        ({"seconds": 3}, "unknown_key", ""),
    ],
)
def test_what_is_wrong_with_a_problem(change, of, place):
    with pytest.raises(RunError) as error:
        perform("selection", {**PROBLEM, **change}, METHOD)
    assert error.value.code == "problem"
    assert error.value.params["of"] == of
    assert error.value.params["params"]["place"] == place


@pytest.mark.parametrize(
    ("method", "code"), [({}, "missing"), ({"rounds": 0}, "out_of_range"), ({"rounds": 1.5}, "not_whole")]
)
def test_a_wrong_method(method, code):
    with pytest.raises(RunError) as error:
        perform("selection", PROBLEM, method)
    assert error.value.code == code
