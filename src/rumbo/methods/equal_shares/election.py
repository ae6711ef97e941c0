"""An election of participatory budgeting: projects with their costs, and who gave them how many points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.intp]
Points = NDArray[np.int64]

#: Most that an amount or a number of points may be, in its smallest unit, so that sums fit 63 bits.
LARGEST = 10**15


@dataclass(frozen=True, slots=True)
class Election:
    """An election in whole numbers: ``costs`` and ``budget`` are in units of 1/``scale``.

    ``projects`` are the ids; ``supporters[p]`` the voters (0 to ``voters`` - 1) who gave project p something, and
    ``points[p]`` how much each: 1 for an approval, else points in units of 1/``point_scale``. ``approval`` says
    which of the two it is.
    """

    projects: tuple[str, ...]
    costs: tuple[int, ...]
    budget: int
    voters: int
    supporters: tuple[Indices, ...]
    points: tuple[Points, ...]
    approval: bool = True
    scale: int = 1
    point_scale: int = 1

    def cost_of(self, chosen: Iterable[int]) -> Fraction:
        """Return what projects (by their place in ``projects``) cost together."""
        return Fraction(sum(self.costs[project] for project in chosen), self.scale)


def make_election(
    costs: Mapping[str, Fraction | int],
    budget: Fraction | int,
    ballots: Sequence[Mapping[str, Fraction | int]],
    *,
    approval: bool = True,
) -> Election:
    """Return an election of projects with their costs and of one ballot a voter: points by project.

    In an approval ballot every project in it counts 1, whatever its points. Points of 0 count as nothing.

    Raises:
        ValueError: an amount is negative or too large, or a ballot names a project that there is not; the sentence
            says which.
    """
    projects = tuple(costs)
    places = {project: place for place, project in enumerate(projects)}
    amounts = [Fraction(amount) for amount in costs.values()]
    scale = lcm(Fraction(budget).denominator, *(amount.denominator for amount in amounts))
    for project, amount in zip(projects, amounts, strict=True):
        if amount < 0:
            raise ValueError(f"the cost of {project} is below zero")
        if amount * scale > LARGEST:
            raise ValueError(f"the cost of {project} is too large")
    if budget < 0 or Fraction(budget) * scale > LARGEST:
        raise ValueError("the budget is below zero or too large")
    who: list[list[int]] = [[] for _ in projects]
    given: list[list[Fraction]] = [[] for _ in projects]
    for voter, ballot in enumerate(ballots):
        for project, value in ballot.items():
            if project not in places:
                raise ValueError(f"voter {voter + 1} votes for {project}, which is no project of this election")
            if value < 0:
                raise ValueError(f"voter {voter + 1} gives {project} less than nothing")
            if value > 0:
                who[places[project]].append(voter)
                given[places[project]].append(Fraction(1) if approval else Fraction(value))
    point_scale = lcm(1, *{value.denominator for values in given for value in values})
    return Election(
        projects=projects,
        costs=tuple(int(amount * scale) for amount in amounts),
        budget=int(budget * scale),
        voters=len(ballots),
        supporters=tuple(np.array(voters, dtype=np.intp) for voters in who),
        points=tuple(np.array([int(value * point_scale) for value in values], dtype=np.int64) for values in given),
        approval=approval,
        scale=scale,
        point_scale=point_scale,
    )
