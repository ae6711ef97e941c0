"""What the phone shows of a project's profile: its parts, as they are now, each to be written by anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rumbo.participation.exercises.profile import PART_LABELS, PART_LIMIT
from rumbo.participation.exercises.profile.choosing import choose

if TYPE_CHECKING:
    from rumbo.participation.models import Contribution, Exercise, Participant


def context(exercise: Exercise, participant: Participant, chosen: str = "") -> dict[str, Any]:
    """Return ``parts`` of the profile; where there are several ideas, of the one ``chosen`` by its number.

    ``ideas`` are those to choose from: (idea, how many parts are written).
    """
    choice = choose(exercise, chosen)
    return {
        "ideas": choice.ideas,
        "profile": choice.profile,
        "parts": _parts(choice.profile) if choice.ready else [],
        "part_limit": PART_LIMIT,
        "total": len(PART_LABELS),
    }


def _parts(profile: Contribution | None) -> list[tuple[str, Any, str]]:
    details = profile.details if profile is not None else {}
    return [(part, label, details.get(part, "")) for part, label in PART_LABELS.items()]
