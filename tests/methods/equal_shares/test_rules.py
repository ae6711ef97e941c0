"""What equal shares promises, in whole numbers and fractions."""

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from methods.equal_shares.elections import random_election
from rumbo.methods.equal_shares import Completion, Utility, equal_shares, greedy, make_election, payments


def elections():
    return st.integers(0, 10**6).map(lambda seed: random.Random(seed))


@given(elections(), st.sampled_from(Utility), st.sampled_from(Completion), st.booleans())
def test_nobody_overspends_and_supporters_pay_in_full(rng, utility, completion, approval):
    costs, budget, ballots = random_election(rng, most_voters=40, approval=approval)
    election = make_election(costs, budget, ballots, approval=approval)
    result = equal_shares(election, utility=utility, completion=completion)
    made, left = payments(election, result.bought, result.share * election.scale)
    assert result.cost == sum(costs[name] for name in result.selected) <= budget
    assert all(rest >= 0 for rest in left)
    for payment in made:
        assert sum(payment.amounts) == costs[payment.project]
        assert all(payment.project in ballots[voter] for voter in payment.voters)
        for voter, amount in zip(payment.voters, payment.amounts, strict=True):
            assert amount <= payment.price * ballots[voter][payment.project]
    spent = [
        sum(dict(zip(one.voters, one.amounts, strict=True)).get(who, 0) for one in made) for who in range(len(left))
    ]
    assert [paid + rest for paid, rest in zip(spent, left, strict=True)] == [result.share] * len(ballots)
    assert all(paid <= result.share for paid in spent)
    if completion is not Completion.GREEDY:
        assert {one.project for one in made} == {name for name in result.selected if costs[name]}
    if completion is not Completion.ADD1:
        assert result.share == Fraction(budget, len(ballots))


@given(elections())
def test_the_order_of_the_voters_does_not_matter(rng):
    costs, budget, ballots = random_election(rng, most_voters=40)
    first = equal_shares(make_election(costs, budget, ballots))
    rng.shuffle(ballots)
    assert equal_shares(make_election(costs, budget, ballots)) == first


def test_a_minority_gets_what_its_share_could_buy():
    """Sixty per cent want three parks in the centre, forty per cent two in the villages; greedy leaves those out."""
    costs = {"centre 1": 40, "centre 2": 40, "centre 3": 20, "village 1": 20, "village 2": 20}
    ballots = [{"centre 1": 1, "centre 2": 1, "centre 3": 1}] * 6 + [{"village 1": 1, "village 2": 1}] * 4
    election = make_election(costs, 100, ballots)
    assert {"village 1", "village 2"} <= set(equal_shares(election).selected)
    assert not {"village 1", "village 2"} & set(greedy(election).selected)


def test_ties_go_to_the_smaller_id_as_text():
    election = make_election({"9": 10, "10": 10}, 10, [{"9": 1, "10": 1}] * 3)
    assert equal_shares(election).selected == ("10",)


def test_a_tie_after_unequal_payments_is_a_tie():
    """Both remaining projects ask exactly 5/3 of a voter who has paid thirds before; no rounding may part them."""
    costs = {"a": 10, "c": 5, "b": 5}
    ballots = [{"a": 1, "b": 1, "c": 1}] * 3
    result = equal_shares(make_election(costs, 20, ballots), utility=Utility.CARDINALITY)
    assert result.selected == ("b", "c", "a")


def test_points_are_the_utility():
    ballots = [{"a": 9, "b": 1}, {"a": 1, "b": 9}, {"a": 2, "b": 8}]
    assert equal_shares(make_election({"a": 6, "b": 6}, 12, ballots, approval=False)).selected[0] == "b"
    assert equal_shares(make_election({"a": 6, "b": 6}, 12, ballots)).selected[0] == "a"


@pytest.mark.parametrize("completion", Completion)
def test_nothing_to_choose(completion):
    assert equal_shares(make_election({}, 10, [{}]), completion=completion).selected == ()
    assert equal_shares(make_election({"a": 5}, 10, []), completion=Completion.NONE).selected == ()
    dear = make_election({"a": 50}, 10, [{"a": 1}])
    assert equal_shares(dear, completion=completion).selected == ()
    assert equal_shares(make_election({"a": 50}, 0, [{"a": 1}]), completion=completion).selected == ()


def test_cents_are_exact():
    election = make_election({"a": Fraction("0.1"), "b": Fraction("0.2")}, Fraction("0.3"), [{"a": 1}, {"b": 1}] * 2)
    result = equal_shares(election, completion=Completion.GREEDY)
    assert result.cost == Fraction("0.3")


def test_payments_of_what_cannot_be_paid():
    election = make_election({"a": 10}, 5, [{"a": 1}])
    with pytest.raises(ValueError, match="have not enough"):
        payments(election, [0], Fraction(5))


@pytest.mark.parametrize(
    ("costs", "budget", "ballots", "sentence"),
    [
        ({"a": -1}, 5, [], "the cost of a is below zero"),
        ({"a": 10**16}, 5, [], "the cost of a is too large"),
        ({"a": 1}, -5, [], "the budget is below zero"),
        ({"a": 1}, 5, [{"b": 1}], "voter 1 votes for b"),
        ({"a": 1}, 5, [{"a": -1}], "less than nothing"),
    ],
)
def test_wrong_elections_are_refused(costs, budget, ballots, sentence):
    with pytest.raises(ValueError, match=sentence):
        make_election(costs, budget, ballots)


def test_a_step_of_nothing_is_refused():
    with pytest.raises(ValueError, match="above zero"):
        equal_shares(make_election({"a": 1}, 5, [{"a": 1}]), step=0)
