"""A run of an allocation: what is funded, who paid for it, and what each group of voters got."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import count
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rumbo.methods.equal_shares import Allocation, Completion, Election, equal_shares, greedy
from rumbo.methods.equal_shares.shares import Purse
from rumbo.methods.runs.allocation_inputs import AllocationInputs, AllocationMethod, Rule, read_inputs, read_method
from rumbo.methods.runs.errors import RunError, Steps

#: Rounds of add1 in which the first share of a voter would double; a smaller step would take too long.
MOST_ROUNDS = 10_000

_Money = NDArray[np.float64]


def run_allocation(inputs: Mapping[str, Any], method: Mapping[str, Any], steps: Steps) -> dict[str, Any]:
    """Return the result of an allocation; see docs/methods.md for its parts.

    Raises:
        RunError: the inputs or the method are wrong.
        Cancelled: ``steps`` were told to stop.
    """
    given = read_inputs(inputs)
    election = given.election
    how = read_method(method, approval=election.approval)
    if not election.voters:
        raise RunError("no_voters", at="inputs.ballots")
    steps.at(0.1)
    found = _allocate(election, how, steps)
    steps.at(0.8)
    names = sorted(set(given.groups))
    groups = np.searchsorted(names, given.groups) if names else np.zeros(0, dtype=np.intp)
    paid = _paid(election, found, groups, len(names)) if how.rule is Rule.EQUAL_SHARES else None
    return {
        "selected": list(found.selected),
        "cost": exact_text(found.cost),
        "budget": exact_text(found.budget),
        "share": float(found.share) if how.rule is Rule.EQUAL_SHARES else None,
        "support": _support(election),
        "payments": None if paid is None else _payments(election, found, names, paid),
        "by_group": _by_group(given, found, names, groups, paid),
    }


def exact_text(amount: Fraction) -> str:
    """Return an amount with at most nine decimals as a text, without zeros at the end."""
    whole, rest = divmod(round(amount * 10**9), 10**9)
    return f"{whole}.{rest:09}".rstrip("0").rstrip(".")


def _allocate(election: Election, how: AllocationMethod, steps: Steps) -> Allocation:
    if how.rule is Rule.GREEDY:
        return greedy(election, utility=how.utility)
    least = Fraction(election.budget, election.scale * election.voters * MOST_ROUNDS)
    if how.completion is Completion.ADD1 and how.step < least:
        raise RunError("small_step", at="method.step", low=ceil(least))
    rounds = count(1)

    def told() -> None:  # nobody knows how many rounds there will be: the share done comes ever nearer to 0.8
        steps.at(0.8 - 0.7 / (1 + next(rounds) / 100))

    return equal_shares(election, utility=how.utility, completion=how.completion, step=how.step, told=told)


def _support(election: Election) -> list[dict[str, Any]]:
    """Return how many voted for each project, and with how many points."""
    return [
        {
            "id": project,
            "voters": len(election.supporters[place]),
            "points": float(Fraction(int(election.points[place].sum()), election.point_scale)),
        }
        for place, project in enumerate(election.projects)
    ]


def _paid(election: Election, found: Allocation, groups: NDArray[np.intp], width: int) -> list[_Money]:
    """Return what each group paid for each project that was bought, in money, to about 12 digits."""
    purse = Purse(election, found.share * election.scale)
    paid = []
    for project in found.bought:
        price = purse.price(project)
        exact = None if np.isfinite(price.error) else purse.exact().price(project)
        who = election.supporters[project]
        before = purse.left[who]
        purse.buy(project, price.value if exact is None else float(exact))
        amounts = np.bincount(groups[who], weights=before - purse.left[who], minlength=width)
        paid.append(amounts * (election.costs[project] / amounts.sum() / election.scale))
    return paid


def _payments(election: Election, found: Allocation, names: list[str], paid: list[_Money]) -> list[dict[str, Any]]:
    return [
        {
            "id": election.projects[project],
            "groups": [
                {"id": name, "amount": float(amount)}
                for name, amount in zip(names, amounts, strict=True)
                if amount > 0
            ],
        }
        for project, amounts in zip(found.bought, paid, strict=True)
    ]


def _by_group(
    given: AllocationInputs, found: Allocation, names: list[str], groups: NDArray[np.intp], paid: list[_Money] | None
) -> list[dict[str, Any]]:
    """Return each group's share of the voters, and of the money: each project's cost goes to who supported it."""
    election = given.election
    places = {project: place for place, project in enumerate(election.projects)}
    money = _attributed(election, (places[project] for project in found.selected), groups, len(names))
    voters = np.bincount(groups, minlength=len(names))
    total = money.sum()
    spent = np.sum(paid, axis=0) if paid else np.zeros(len(names))
    return [
        {
            "id": name,
            "voters": int(voters[place]),
            "voters_share": voters[place] / election.voters,
            "money": money[place],
            "money_share": money[place] / total if total else None,
            "paid": None if paid is None else spent[place],
        }
        for place, name in enumerate(names)
    ]


def _attributed(election: Election, chosen: Iterable[int], groups: NDArray[np.intp], width: int) -> _Money:
    """Return the money of each group: a project's cost in proportion to the points that its supporters gave it."""
    money = np.zeros(width)
    for project in chosen:
        points = election.points[project].astype(np.float64)
        if len(points):
            weighted = np.bincount(groups[election.supporters[project]], weights=points, minlength=width)
            money += weighted / points.sum() * (election.costs[project] / election.scale)
    return money
