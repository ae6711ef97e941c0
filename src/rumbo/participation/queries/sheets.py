"""Paper ballots: which numbers were entered, and what stands on one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rumbo.participation.models import Ballot
from rumbo.participation.pseudonyms import sheet_voter

if TYPE_CHECKING:
    from rumbo.participation.models import Exercise


def entered(exercise: Exercise) -> list[int]:
    """Return the numbers of the paper ballots that were entered, in order; one query."""
    voters = set(Ballot.objects.filter(exercise=exercise).values_list("voter", flat=True).distinct())
    if not voters:
        return []
    return [number for number in range(1, exercise.table.capacity + 1) if sheet_voter(exercise.pk, number) in voters]


def sheet(exercise: Exercise, number: int) -> dict[int, int]:
    """Return what stands on a paper ballot: value by item; nothing where it was not entered."""
    rows = Ballot.objects.filter(exercise=exercise, voter=sheet_voter(exercise.pk, number))
    return dict(rows.values_list("item_id", "value"))


def sheets(exercise: Exercise) -> dict[int, dict[int, int]]:
    """Return all paper ballots that were entered, by number; one query."""
    by_voter: dict[str, dict[int, int]] = {}
    for voter, item, value in Ballot.objects.filter(exercise=exercise).values_list("voter", "item_id", "value"):
        by_voter.setdefault(voter, {})[item] = value
    if not by_voter:
        return {}
    pseudonyms = {n: sheet_voter(exercise.pk, n) for n in range(1, exercise.table.capacity + 1)}
    return {number: by_voter[voter] for number, voter in pseudonyms.items() if voter in by_voter}
