"""What the phone shows of a project's profile: its parts, as they are now, each to be written by anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rumbo.participation.exercises.profile import PART_LABELS, PART_LIMIT
from rumbo.participation.queries.profiles import profiles

if TYPE_CHECKING:
    from rumbo.participation.models import Contribution, Exercise, Participant


def context(exercise: Exercise, participant: Participant, chosen: str = "") -> dict[str, Any]:
    """Return ``parts`` of the profile; where there are several ideas, of the one ``chosen`` by its number.

    ``ideas`` are those to choose from: (idea, how many parts are written).
    """
    found = list(profiles(exercise))
    chooses = exercise.source_id is not None
    profile = next((one for one in found if str(one.pk) == chosen), None) if chooses else next(iter(found), None)
    if chooses and len(found) == 1:
        profile = found[0]
    return {
        "ideas": [(one, len([text for text in one.details.values() if text])) for one in found] if chooses else [],
        "profile": profile,
        "parts": _parts(profile) if profile or not chooses else [],
        "part_limit": PART_LIMIT,
        "total": len(PART_LABELS),
    }


def _parts(profile: Contribution | None) -> list[tuple[str, Any, str]]:
    details = profile.details if profile is not None else {}
    return [(part, label, details.get(part, "")) for part, label in PART_LABELS.items()]
