"""What the console shows of project profiles: how much of each is written, and what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rumbo.participation.exercises.profile import PARTS, results
from rumbo.participation.exercises.profile.choosing import choose

if TYPE_CHECKING:
    from rumbo.participation.models import Exercise


def context(exercise: Exercise) -> dict[str, Any]:
    """Return ``choice``, the ``total`` of parts, and ``written`` as among the results."""
    choice = choose(exercise)
    shown = [one for one, _count in choice.ideas] or [one for one in (choice.profile,) if one is not None]
    return {
        "choice": choice,
        "total": len(PARTS),
        "concerned": [one.pk for one in shown],
        **results.context(exercise),
    }
