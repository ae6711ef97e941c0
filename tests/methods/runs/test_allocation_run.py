"""A run of an allocation."""

import random
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from methods.equal_shares.elections import random_election
from rumbo.methods.equal_shares import Completion, Utility, equal_shares, greedy, make_election, payments
from rumbo.methods.runs import Cancelled, RunError, perform, record, rerun
from rumbo.methods.runs.allocation_run import exact_text

SHARES = {"rule": "equal-shares", "utility": "cost", "completion": "none"}


def inputs_of(costs, budget, ballots, *, approval=True):
    """Return an election as the inputs of a run; every third voter is of group A, the others of B."""
    return {
        "budget": str(budget),
        "approval": approval,
        "projects": [
            {"id": project, "name": f"Project {project}", "cost": str(cost)} for project, cost in costs.items()
        ],
        "ballots": [
            {"voter": f"V{n:04}", "group": "ABB"[n % 3], "votes": list(ballot) if approval else ballot}
            for n, ballot in enumerate(ballots)
        ],
    }


def run(inputs, **method):
    return perform("allocation", inputs, {**SHARES, **method})


SMALL = inputs_of({"a": "300.50", "b": 400, "c": 600}, 1000, [{"a": 1, "b": 1}, {"b": 1, "c": 1}, {"c": 1}, {"b": 1}])


@settings(deadline=None, max_examples=80)
@given(
    st.randoms(use_true_random=False),
    st.booleans(),
    st.sampled_from(["cost", "cardinality"]),
    st.sampled_from(["none", "greedy", "add1"]),
    st.data(),
)
def test_it_is_what_the_rules_give_in_any_order_of_rows(rng, approval, utility, completion, data):
    costs, budget, ballots = random_election(rng, most_voters=30, approval=approval)
    inputs = inputs_of(costs, budget, ballots, approval=approval)
    method = {"rule": "equal-shares", "completion": completion, "step": "1"} | (
        {"utility": utility} if approval else {}
    )
    election = make_election(costs, budget, ballots, approval=approval)
    used = Utility(utility) if approval else Utility.COST
    found = equal_shares(election, utility=used, completion=Completion(completion))
    result = perform("allocation", inputs, method)
    assert result["selected"] == list(found.selected)
    assert (Fraction(result["cost"]), Fraction(result["budget"])) == (found.cost, found.budget)
    assert result["share"] == pytest.approx(float(found.share))
    other = {name: data.draw(st.permutations(inputs[name])) for name in ("projects", "ballots")}
    assert perform("allocation", {**inputs, **other}, method) == result
    assert rerun(record("allocation", inputs, method, result)) == []


@settings(deadline=None, max_examples=60)
@given(st.randoms(use_true_random=False), st.booleans())
def test_who_paid_what(rng, approval):
    costs, budget, ballots = random_election(rng, most_voters=30, approval=approval)
    election = make_election(costs, budget, ballots, approval=approval)
    found = equal_shares(election)
    made, _left = payments(election, found.bought, found.share * election.scale)
    result = perform("allocation", inputs_of(costs, budget, ballots, approval=approval), {"rule": "equal-shares"})
    assert [one["id"] for one in result["payments"]] == [one.project for one in made]
    paid = dict.fromkeys("AB", 0.0)
    for ours, exact in zip(result["payments"], made, strict=True):
        sums = dict.fromkeys("AB", Fraction(0))
        for voter, amount in zip(exact.voters, exact.amounts, strict=True):
            sums["ABB"[voter % 3]] += amount
        assert {one["id"]: one["amount"] for one in ours["groups"]} == pytest.approx(
            {name: float(amount) for name, amount in sums.items() if amount}
        )
        for one in ours["groups"]:
            paid[one["id"]] += one["amount"]
    for group in result["by_group"]:
        assert group["paid"] == pytest.approx(paid[group["id"]], rel=1e-6)
        assert group["paid"] <= float(found.share) * group["voters"] * (1 + 1e-8)


def test_the_greedy_rule():
    result = perform("allocation", SMALL, {"rule": "greedy", "utility": "cardinality"})
    costs = {one["id"]: Fraction(one["cost"]) for one in SMALL["projects"]}
    ballots = [dict.fromkeys(one["votes"], 1) for one in SMALL["ballots"]]
    found = greedy(make_election(costs, 1000, ballots), utility=Utility.CARDINALITY)
    assert result["selected"] == list(found.selected)
    assert (result["payments"], result["share"]) == (None, None)
    assert [one["paid"] for one in result["by_group"]] == [None, None]


def test_the_money_of_groups():
    result = run(SMALL, completion="greedy")
    assert result["selected"] == ["b", "c"]
    assert (result["cost"], result["budget"], result["share"]) == ("1000", "1000", 250)
    third = 400 / 3
    assert result["by_group"] == [
        {
            "id": "A",  # the first and the last of four voters
            "voters": 2,
            "voters_share": 0.5,
            "money": pytest.approx(2 * third),
            "money_share": pytest.approx(2 * third / 1000),
            "paid": pytest.approx(2 * third),
        },
        {
            "id": "B",
            "voters": 2,
            "voters_share": 0.5,
            "money": pytest.approx(third + 600),
            "money_share": pytest.approx((third + 600) / 1000),
            "paid": pytest.approx(third),
        },
    ]
    assert result["support"][0] == {"id": "a", "voters": 1, "points": 1}


def test_a_budget_of_nothing_and_one_below_every_cost():
    for budget in ("0", "300"):
        result = run({**SMALL, "budget": budget})
        assert (result["selected"], result["cost"], result["payments"]) == ([], "0", [])
        assert result["by_group"][0]["money_share"] is None


def test_points_as_numbers_and_as_text():
    ballots = [{"a": 2, "b": "0.5"}, {"b": 1.5}]
    result = perform(
        "allocation", inputs_of({"a": 10, "b": 10}, 20, ballots, approval=False), {"rule": "equal-shares"}
    )
    assert result["support"] == [{"id": "a", "voters": 1, "points": 2}, {"id": "b", "voters": 2, "points": 2}]


@pytest.mark.parametrize(
    ("amount", "text"), [("0", "0"), ("12.50", "12.5"), ("1000000", "1000000"), ("0.000000001", "0.000000001")]
)
def test_an_amount_as_text(amount, text):
    assert exact_text(Fraction(amount)) == text


def test_stopping_add1():
    costs, budget, ballots = random_election(random.Random(4))
    inputs = inputs_of(costs, budget, ballots)
    told = []
    perform(
        "allocation",
        inputs,
        {"rule": "equal-shares", "completion": "add1"},
        progress=lambda share: told.append(share) or True,
    )
    assert told == sorted(told)
    with pytest.raises(Cancelled):
        perform("allocation", inputs, {"rule": "equal-shares"}, progress=lambda share: share < 0.5)


@pytest.mark.parametrize(
    ("change", "code", "at"),
    [
        ({"budget": ...}, "missing", "inputs.budget"),
        ({"budget": 1000}, "not_amount", "inputs.budget"),
        ({"budget": "1,000"}, "not_amount", "inputs.budget"),
        ({"budget": "NaN"}, "not_amount", "inputs.budget"),
        ({"budget": "-1"}, "out_of_range", "inputs.budget"),
        ({"budget": "9" * 18}, "too_large", "inputs"),
        ({"approval": "yes"}, "not_yes_no", "inputs.approval"),
        ({"projects": []}, "no_projects", "inputs.projects"),
        ({"projects": [{"id": "a", "cost": "-4"}]}, "out_of_range", "inputs.projects[0].cost"),
        ({"projects": [{"id": "a", "cost": "4"}, {"id": "a", "cost": "4"}]}, "id_twice", "inputs.projects[1].id"),
        ({"ballots": []}, "no_voters", "inputs.ballots"),
        ({"ballots": [{"voter": "x", "votes": ["z"]}]}, "unknown_id", "inputs.ballots[0].votes[0]"),
        ({"ballots": [{"voter": "x", "votes": [["a"]]}]}, "unknown_id", "inputs.ballots[0].votes[0]"),
        ({"ballots": [{"voter": "x", "votes": ["a", "a"]}]}, "id_twice", "inputs.ballots[0].votes[1]"),
        ({"ballots": [{"voter": "x", "votes": {"a": 1}}]}, "not_list", "inputs.ballots[0].votes"),
        ({"ballots": [{"voter": "x", "votes": []}] * 2}, "id_twice", "inputs.ballots[1].voter"),
        ({"ballots": [{"voter": 1, "votes": []}]}, "not_text", "inputs.ballots[0].voter"),
        ({"approval": False, "ballots": [{"voter": "x", "votes": ["a"]}]}, "not_object", "inputs.ballots[0].votes"),
        (
            {"approval": False, "ballots": [{"voter": "x", "votes": {"a": -1}}]},
            "out_of_range",
            "inputs.ballots[0].votes.a",
        ),
        (
            {"approval": False, "ballots": [{"voter": "x", "votes": {"a": True}}]},
            "not_number",
            "inputs.ballots[0].votes.a",
        ),
        (
            {"approval": False, "ballots": [{"voter": "x", "votes": {"a": 10**14, "b": 0.001}}]},
            "too_large",
            "inputs.ballots",
        ),
        (
            {"approval": False, "ballots": [{"voter": "x", "votes": {"a": 10**14, "b": 1e-9}}]},
            "too_large",
            "inputs",
        ),
    ],
)
def test_what_is_wrong_is_a_code(change, code, at):
    inputs = {name: value for name, value in {**SMALL, **change}.items() if value is not ...}
    with pytest.raises(RunError) as error:
        perform("allocation", inputs, {"rule": "equal-shares"})
    assert (error.value.code, error.value.params["at"]) == (code, at)


@pytest.mark.parametrize(
    ("method", "code"),
    [
        ({"rule": "lottery"}, "choice"),
        ({"rule": None}, "missing"),
        ({"utility": "points"}, "utility"),
        ({"completion": "all"}, "choice"),
        ({"step": "0"}, "out_of_range"),
        ({"step": "x"}, "not_amount"),
        ({"step": "0.02", "completion": "add1"}, "small_step"),
    ],
)
def test_a_wrong_method(method, code):
    with pytest.raises(RunError) as error:
        run(SMALL, **method)
    assert error.value.code == code


def test_cost_is_no_utility_of_points():
    inputs = inputs_of({"a": 10}, 20, [{"a": 4}], approval=False)
    with pytest.raises(RunError, match="utility"):
        run(inputs)


def test_what_groups_pay_is_the_cost():
    rng = np.random.default_rng(1)
    costs = {f"p{n}": int(rng.integers(1000, 50_000)) for n in range(20)}
    ballots = [dict.fromkeys(f"p{n}" for n in rng.choice(20, 5, replace=False)) for _voter in range(3000)]
    result = run(inputs_of(costs, 200_000, ballots))
    assert sum(one["paid"] for one in result["by_group"]) == pytest.approx(float(result["cost"]))
