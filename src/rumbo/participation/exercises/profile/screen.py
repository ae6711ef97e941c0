"""What the projector shows of project profiles: how much of each is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rumbo.participation.exercises.profile import PARTS
from rumbo.participation.queries.profiles import profiles

if TYPE_CHECKING:
    from rumbo.participation.models import Exercise


def context(exercise: Exercise) -> dict[str, Any]:
    """Return ``profiles``: (profile, parts written) of those that were begun, and ``total`` parts."""
    begun = [(one, sum(bool(text) for text in one.details.values())) for one in profiles(exercise)]
    return {"profiles": [row for row in begun if row[1]], "total": len(PARTS)}
