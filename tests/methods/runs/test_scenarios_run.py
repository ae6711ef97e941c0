"""A run of scenarios."""

import pytest

from methods.runs.test_selection_run import PROBLEM, random_problem
from rumbo.methods.runs import Cancelled, RunError, perform, record, rerun

METHOD = {"rounds": 3, "factors": [1, 0.4, 2]}
POOR = {**PROBLEM, "budgets": {"federal": [0, 0], "own": [50.5, 40]}}
RICH = {**PROBLEM, "budgets": {"federal": [500, 500], "own": [90, 90]}}
INPUTS = {
    "variants": [
        {"name": "As it is", "problem": PROBLEM},
        {"name": "Nothing federal", "problem": POOR},
        {"name": "More", "problem": RICH},
    ]
}


@pytest.fixture(scope="module")
def result():
    return perform("scenarios", INPUTS, METHOD)


def test_each_variant_is_that_selection(result):
    assert [one["id"] for one in result["variants"]] == ["As it is", "Nothing federal", "More"]
    for one, variant in zip(result["variants"], INPUTS["variants"], strict=True):
        alone = perform("selection", variant["problem"], {"rounds": 3})
        assert {name: one[name] for name in alone} == alone
    assert result["variants"][0]["money"] == 290.5
    assert result["variants"][0]["cost"] == 110


def test_always_sometimes_never(result):
    assert result["always"] == ["d"]
    assert result["sometimes"] == [{"id": "a", "count": 2}]
    assert result["never"] == ["b", "c"]


def test_the_frontier(result):
    assert [point["factor"] for point in result["frontier"]] == [0.4, 1, 2]
    assert [point["money"] for point in result["frontier"]] == pytest.approx([116.2, 290.5, 581])
    worth = [point["objective"] for point in result["frontier"]]
    assert worth == sorted(worth)
    assert result["frontier"][1]["selected"] == result["variants"][0]["selected"]
    assert perform("scenarios", INPUTS, {"rounds": 3})["frontier"] == []


def test_the_same_again(result):
    assert rerun(record("scenarios", INPUTS, METHOD, result)) == []


def test_stopping():
    inputs = {"variants": [{"name": str(n), "problem": random_problem(n, 60)} for n in range(2)]}
    told = []
    with pytest.raises(Cancelled):
        perform("scenarios", inputs, {"rounds": 2}, progress=lambda share: told.append(share) or share < 0.2)
    assert told == sorted(told)


@pytest.mark.parametrize(
    ("inputs", "method", "code", "at"),
    [
        ({"variants": []}, {}, "out_of_range", "inputs.variants"),
        ({"variants": [{"problem": PROBLEM}]}, {}, "missing", "inputs.variants[0].name"),
        ({"variants": [{"name": "x"}]}, {}, "missing", "inputs.variants[0].problem"),
        ({"variants": [{"name": "x", "problem": {}}]}, {}, "problem", "inputs.variants[0].problem"),
        ({"variants": [{"name": "x", "problem": PROBLEM}] * 2}, {}, "id_twice", "inputs.variants[1].name"),
        (INPUTS, {"factors": 3}, "not_list", "method.factors"),
        (INPUTS, {"factors": ["x"]}, "not_number", "method.factors[0]"),
        (INPUTS, {"factors": [-1]}, "out_of_range", "method.factors[0]"),
        (INPUTS, {"factors": [1] * 51}, "out_of_range", "method.factors"),
        (INPUTS, {"rounds": None}, "missing", "method.rounds"),
    ],
)
def test_what_is_wrong_is_a_code(inputs, method, code, at):
    with pytest.raises(RunError) as error:
        perform("scenarios", inputs, {"rounds": 1, **method})
    assert (error.value.code, error.value.params["at"]) == (code, at)


def test_too_much_money():
    problem = {**PROBLEM, "budgets": {"federal": [1e13, 1e13], "own": [50, 50]}}
    with pytest.raises(RunError) as error:
        perform("scenarios", {"variants": [{"name": "x", "problem": problem}]}, {"rounds": 1, "factors": [99]})
    assert (error.value.code, error.value.params["of"]) == ("problem", "too_large")
