"""What a run of an allocation is given: the budget, projects with their costs, and ballots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Any

from rumbo.methods.equal_shares import Completion, Election, Utility, make_election
from rumbo.methods.equal_shares.election import LARGEST
from rumbo.methods.runs.errors import RunError
from rumbo.methods.runs.fields import Fields, amount, place_of, unique_ids


class Rule(Enum):
    """Who decides what is funded."""

    EQUAL_SHARES = "equal-shares"
    GREEDY = "greedy"


class Worth(Enum):
    """What a voter has of a project that is funded."""

    COST = "cost"
    CARDINALITY = "cardinality"
    POINTS = "points"


@dataclass(frozen=True, slots=True)
class AllocationInputs:
    """An election with its voters in the order of their ids, and the group of each (empty: none)."""

    election: Election
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AllocationMethod:
    """How it is allocated."""

    rule: Rule
    utility: Utility
    completion: Completion
    step: Fraction


def read_inputs(document: Mapping[str, Any]) -> AllocationInputs:
    """Return the inputs of a document, everything sorted by id.

    Raises:
        RunError: something is missing or not what it should be.
    """
    fields = Fields(document, "inputs")
    projects = fields.objects("projects")
    ids = unique_ids(projects)
    if not ids:
        raise RunError("no_projects", at=fields.place("projects"))
    budget, approval = fields.amount("budget"), fields.yes("approval")
    costs = dict(sorted(zip(ids, [project.amount("cost") for project in projects], strict=True)))
    places = {project: place for place, project in enumerate(ids)}
    ballots = sorted(_ballots(fields, places, approval=approval), key=lambda one: one[0])
    election = _election(costs, budget, [points for _voter, _group, points in ballots], approval=approval)
    return AllocationInputs(election, tuple(group for _voter, group, _points in ballots))


def read_method(document: Mapping[str, Any], *, approval: bool) -> AllocationMethod:
    """Return the method of a document.

    Raises:
        RunError: something is missing or not what it should be, or the utility is not that of the ballots.
    """
    fields = Fields(document, "method")
    worth = fields.choice("utility", Worth, Worth.COST.value if approval else Worth.POINTS.value)
    if approval == (worth is Worth.POINTS):
        raise RunError("utility", at=fields.place("utility"), given=worth.value, approval=approval)
    step = fields.amount("step", "1")
    if not step:
        raise RunError("out_of_range", at=fields.place("step"), low=0)
    return AllocationMethod(
        rule=fields.choice("rule", Rule),
        utility=Utility.COST if worth is Worth.POINTS else Utility(worth.value),
        completion=fields.choice("completion", Completion, Completion.NONE.value),
        step=step,
    )


def _election(
    costs: dict[str, Fraction], budget: Fraction, ballots: list[dict[str, Fraction | int]], *, approval: bool
) -> Election:
    """Return the election, if its sums in the smallest units are not too large."""
    try:
        election = make_election(costs, budget, ballots, approval=approval)
    except (ValueError, OverflowError):
        raise RunError("too_large", at="inputs") from None
    if any(int(points.max(initial=0)) * len(points) > LARGEST for points in election.points):
        raise RunError("too_large", at="inputs.ballots")
    return election


def _ballots(
    fields: Fields, projects: dict[str, int], *, approval: bool
) -> list[tuple[str, str, dict[str, Fraction | int]]]:
    """Return each voter with his or her group and points by project."""
    found, seen = [], set()
    for one in fields.objects("ballots"):
        voter = one.text("voter")
        if voter in seen:
            raise RunError("id_twice", at=one.place("voter"), id=voter)
        seen.add(voter)
        read = _approvals if approval else _points
        found.append((voter, one.text("group", ""), read(one, projects)))
    return found


def _approvals(fields: Fields, projects: dict[str, int]) -> dict[str, Fraction | int]:
    """Return the projects of an approval ballot, 1 each."""
    found: dict[str, Fraction | int] = {}
    for place, project in enumerate(fields.entries("votes")):
        at = f"{fields.place('votes')}[{place}]"
        place_of(project, projects, at)
        if project in found:
            raise RunError("id_twice", at=at, id=project)
        found[project] = 1
    return found


def _points(fields: Fields, projects: dict[str, int]) -> dict[str, Fraction | int]:
    """Return the points of a ballot by project."""
    given = Fields(fields.get("votes"), fields.place("votes"))
    found: dict[str, Fraction | int] = {}
    for project, value in sorted(given.value.items()):
        place_of(project, projects, given.place(project))
        found[project] = _number_of_points(value, given.place(project))
    return found


def _number_of_points(value: object, at: str) -> Fraction:
    """Return points exactly as they are written, as a number or as a text."""
    if isinstance(value, str):
        return amount(value, at)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise RunError("not_number", at=at)
    if value < 0:
        raise RunError("out_of_range", at=at, low=0)
    return Fraction(str(value))
