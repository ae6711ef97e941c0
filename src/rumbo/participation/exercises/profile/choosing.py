"""Which project's profile is written, where an exercise has several."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rumbo.participation.exercises.profile import PARTS
from rumbo.participation.queries.profiles import profiles

if TYPE_CHECKING:
    from rumbo.participation.models import Contribution, Exercise


@dataclass(frozen=True, slots=True)
class Choice:
    """The profile that is written, None where it is not chosen or not begun.

    ``ideas`` are those to choose from, with how many parts of each are written; empty where the exercise writes one
    profile of its own. ``ready`` says whether there is something to write on.
    """

    profile: Contribution | None
    ideas: list[tuple[Contribution, int]]
    ready: bool


def choose(exercise: Exercise, chosen: str = "") -> Choice:
    """Return the profile of the idea with the number ``chosen``, or the only one there is; one query."""
    found = list(profiles(exercise))
    if exercise.source_id is None:
        return Choice(next(iter(found), None), [], ready=True)
    named = [one for one in found if str(one.pk) == chosen]
    profile = found[0] if len(found) == 1 else next(iter(named), None)
    return Choice(profile, [(one, written(one)) for one in found], ready=profile is not None)


def written(profile: Contribution) -> int:
    """Return how many parts of a profile are written."""
    return sum(bool(profile.details.get(part)) for part in PARTS)
