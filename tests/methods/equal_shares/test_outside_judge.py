"""Equal shares and greedy choose what pabutools chooses, on thousands of random elections."""

import random

import pytest
from pabutools.election import (
    Additive_Cardinal_Sat,
    ApprovalBallot,
    ApprovalProfile,
    Cardinality_Sat,
    Cost_Sat,
    CumulativeBallot,
    CumulativeProfile,
    Instance,
    Project,
)
from pabutools.rules import completion_by_rule_combination, greedy_utilitarian_welfare, method_of_equal_shares

from methods.equal_shares.elections import random_election, text_of
from rumbo.methods.equal_shares import Completion, Utility, equal_shares, greedy, make_election, read_pabulib

#: Elections, in batches; each of the rules is asked in turn, all of them in every tenth election.
ROUNDS, EACH, ALL = 10, 240, 10


def judge(costs, budget, ballots, sat, rule):
    projects = {name: Project(name, cost=cost) for name, cost in costs.items()}
    instance = Instance(projects.values(), budget_limit=budget)
    if sat is Additive_Cardinal_Sat:
        profile = CumulativeProfile(
            [CumulativeBallot({projects[name]: points for name, points in ballot.items()}) for ballot in ballots]
        )
    else:
        profile = ApprovalProfile([ApprovalBallot([projects[name] for name in ballot]) for ballot in ballots])
    if rule is None:
        found = greedy_utilitarian_welfare(instance, profile, sat_class=sat)
    elif rule is Completion.GREEDY:
        rules = [method_of_equal_shares, greedy_utilitarian_welfare]
        found = completion_by_rule_combination(instance, profile, rules, [{"sat_class": sat}] * 2)
    else:
        step = 1 if rule is Completion.ADD1 else None
        found = method_of_equal_shares(instance, profile, sat_class=sat, voter_budget_increment=step)
    return {project.name for project in found}


def utilities(approval):
    if not approval:
        return {Utility.COST: Additive_Cardinal_Sat}
    return {Utility.COST: Cost_Sat, Utility.CARDINALITY: Cardinality_Sat}


def chosen(election, utility, rule):
    """Return what a completion of equal shares chooses, or the greedy rule where there is none."""
    if rule is None:
        return greedy(election, utility=utility)
    return equal_shares(election, utility=utility, completion=rule)


@pytest.mark.parametrize("batch", range(ROUNDS))
def test_it_chooses_the_same(batch):
    for number in range(EACH):
        rng = random.Random(batch * EACH + number)
        approval = rng.random() < 0.7
        costs, budget, ballots = random_election(rng, most_voters=500 if number % 20 == 7 else 60, approval=approval)
        election = make_election(costs, budget, ballots, approval=approval)
        read = read_pabulib(text_of(costs, budget, ballots, approval=approval))
        asked = [(utility, rule) for utility in utilities(approval) for rule in (None, *Completion)]
        for utility, rule in asked if number % ALL == 0 else [asked[number % len(asked)]]:
            mine = chosen(election, utility, rule)
            assert set(mine.selected) == judge(costs, budget, ballots, utilities(approval)[utility], rule), number
            assert mine == chosen(read, utility, rule)
