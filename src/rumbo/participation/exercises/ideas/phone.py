"""What the phone shows of ideas: one's own, those of the table, and which are one's own too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rumbo.participation.enums import ContributionKind
from rumbo.participation.models.contribution import TEXT_LIMIT
from rumbo.participation.queries.items import shown
from rumbo.participation.queries.mine import lines

if TYPE_CHECKING:
    from rumbo.participation.models import Exercise, Participant


def context(exercise: Exercise, participant: Participant) -> dict[str, Any]:
    """Return the ideas of the table, the participant's own first, and how many more they may say."""
    found = lines(shown([exercise.pk]).order_by("pk"), participant)
    return {
        "lines": found,
        "kind": ContributionKind(exercise.settings["kind"]).label,
        "left": max(0, exercise.settings["limit"] - sum(line.wrote for line in found)),
        "text_limit": TEXT_LIMIT,
        "replaces_results": True,  # they would say the same once more
    }
