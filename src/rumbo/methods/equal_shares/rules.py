"""The rules: the Method of Equal Shares, and the greedy rule that it is compared with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

import numpy as np

from rumbo.methods.equal_shares.election import Election
from rumbo.methods.equal_shares.shares import Price, Purse

#: A little less than 1: keeps bounds in floating point on their side.
_BELOW = 1 - 1e-12


class Utility(Enum):
    """What a voter has of an approved project that is funded."""

    COST = "cost"  # as much as it costs
    CARDINALITY = "cardinality"  # the same of each


class Completion(Enum):
    """What is done with money that equal shares leaves."""

    NONE = "none"
    GREEDY = "greedy"  # projects are added by points per peso while they fit
    ADD1 = "add1"  # all voters get a little more, as long as what they buy fits the real budget


@dataclass(frozen=True, slots=True)
class Allocation:
    """What was chosen: ``selected`` are project ids in order of selection, ``cost`` and ``budget`` in money.

    ``bought`` are those of them, by their place in the election, that were paid by their supporters, who had
    ``share`` each; the others were free, or added by the greedy rule.
    """

    selected: tuple[str, ...]
    cost: Fraction
    budget: Fraction
    share: Fraction
    bought: tuple[int, ...] = ()


def equal_shares(
    election: Election,
    *,
    utility: Utility = Utility.COST,
    completion: Completion = Completion.NONE,
    step: Fraction | int = 1,
    told: Callable[[], None] = lambda: None,
) -> Allocation:
    """Return what the Method of Equal Shares funds (Peters, Pierczyński and Skowron, 2021).

    Each voter has an equal part of the budget. Again and again that project is bought whose supporters pay least per
    utility, until none can be paid by its supporters. For points the utility is the points. Ties go to the smaller
    project id, as text. ``step`` is the money that each voter gets more in each round of ``ADD1``;
    ``told`` is called at each such round, and may raise to stop.

    Raises:
        ValueError: ``utility`` is not the points where points were given, or ``step`` is not above zero.
    """
    if step <= 0:
        raise ValueError("the step has to be above zero")
    free = _free(election, utility)
    if not election.voters:
        return _allocation(election, [], [], Fraction(0), utility, completion)
    share = Fraction(election.budget, election.voters)
    bought = _buy(election, utility, share)
    if completion is Completion.ADD1:
        more = Fraction(step) * election.scale
        while not _exhaustive(election, bought, utility):
            told()
            raised = _buy(election, utility, share + more)
            if sum(election.costs[project] for project in raised) > election.budget:
                break
            bought, share = raised, share + more
    return _allocation(election, free, bought, share, utility, completion)


def greedy(election: Election, *, utility: Utility = Utility.COST) -> Allocation:
    """Return what the greedy rule funds: the most utility per peso first, whatever still fits; ties by id as text.

    Projects that nobody voted for come last, and are funded where they fit.
    """
    chosen = _add_greedily(election, [], utility)
    budget = Fraction(election.budget, election.scale)
    return Allocation(tuple(election.projects[p] for p in chosen), election.cost_of(chosen), budget, Fraction(0))


def _allocation(
    election: Election,
    free: list[int],
    bought: list[int],
    share: Fraction,
    utility: Utility,
    completion: Completion,
) -> Allocation:
    chosen = [*free, *bought]
    if completion is Completion.GREEDY:
        chosen = _add_greedily(election, chosen, utility)
    return Allocation(
        tuple(election.projects[project] for project in chosen),
        election.cost_of(chosen),
        Fraction(election.budget, election.scale),
        share / election.scale,
        tuple(bought),
    )


def _buy(election: Election, utility: Utility, share: Fraction) -> list[int]:
    """Return the projects that voters with ``share`` each buy, in order.

    What a project asks per utility only rises while purses empty, so that its last known price is a lower bound.
    """
    purse = Purse(election, share)
    gains = _gains(election, utility)
    bounds = {
        project: election.costs[project] / (float(points.sum()) * gains[project]) * _BELOW
        for project, points in enumerate(election.points)
        if len(points) and election.costs[project] > 0
    }
    while bounds:
        chosen = _cheapest(election, purse, gains, bounds)
        if chosen is None:
            break
        project, price = chosen
        purse.buy(project, price)
        del bounds[project]
    return purse.bought


def _cheapest(
    election: Election, purse: Purse, gains: list[int], bounds: dict[int, float]
) -> tuple[int, float] | None:
    """Return the project that costs its supporters least per utility, with the price of a point; raise the bounds."""
    least = np.inf
    near: list[tuple[float, int, Price]] = []
    for project in sorted(bounds, key=bounds.__getitem__):
        if bounds[project] > least:
            break
        price = purse.price(project)
        if price.error == np.inf:
            price = _exactly(purse, project)
        if price.value == np.inf:
            del bounds[project]
            continue
        low, high = (price.value - price.error) / gains[project], (price.value + price.error) / gains[project]
        bounds[project] = max(bounds[project], low * _BELOW)
        least = min(least, high / _BELOW)
        near.append((low * _BELOW, project, price))
    tied = [(project, price) for low, project, price in near if low <= least]
    if not tied:
        return None
    if len(tied) > 1:
        tied = [(project, price if price.exact else _exactly(purse, project)) for project, price in tied]
    project, price = min(tied, key=lambda one: (_rate(one[1], gains[one[0]]), election.projects[one[0]]))
    return project, price.value


def _exactly(purse: Purse, project: int) -> Price:
    """Return the price of a project found without rounding."""
    exact = purse.exact().price(project)
    return Price(np.inf, 0.0) if exact is None else Price(float(exact), 0.0, exact)


def _rate(price: Price, gain: int) -> Fraction | float:
    """Return what a unit of utility costs."""
    return price.value / gain if price.exact is None else price.exact / gain


def _exhaustive(election: Election, bought: list[int], utility: Utility) -> bool:
    """Return whether no further project that somebody voted for fits the budget."""
    rest = election.budget - sum(election.costs[project] for project in bought)
    taken = {*bought, *_free(election, utility)}
    others = (project for project, points in enumerate(election.points) if len(points) and project not in taken)
    return all(election.costs[project] > rest for project in others if election.costs[project] > 0)


def _add_greedily(election: Election, chosen: list[int], utility: Utility) -> list[int]:
    """Add projects by utility per peso while they fit."""
    gains = _gains(election, utility)
    rest = election.budget - sum(election.costs[project] for project in chosen)
    others = [project for project in range(len(election.projects)) if project not in set(chosen)]

    def rank(project: int) -> tuple[int, Fraction, str]:
        total, cost = int(election.points[project].sum()) * gains[project], election.costs[project]
        free = total > 0 and cost == 0
        return (0 if free else 1, Fraction(-total, cost) if cost else Fraction(0), election.projects[project])

    added = list(chosen)
    for project in sorted(others, key=rank):
        if election.costs[project] <= rest:
            added.append(project)
            rest -= election.costs[project]
    return added


def _gains(election: Election, utility: Utility) -> list[int]:
    """Return the utility of a point of each project."""
    if not election.approval or utility is Utility.CARDINALITY:
        return [1] * len(election.projects)
    return list(election.costs)


def _free(election: Election, utility: Utility) -> list[int]:
    """Return the projects that cost nothing and are worth something to somebody, by id as text."""
    gains = _gains(election, utility)
    free = [p for p, cost in enumerate(election.costs) if cost == 0 and len(election.points[p]) and gains[p]]
    return sorted(free, key=lambda project: election.projects[project])
