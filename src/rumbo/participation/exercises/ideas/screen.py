"""What the projector shows of ideas: once they may be seen, all of them, the newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rumbo.participation.queries.items import shown

if TYPE_CHECKING:
    from rumbo.participation.models import Exercise


def context(exercise: Exercise) -> dict[str, Any]:
    """Return ``ideas``, newest first; none while results are hidden."""
    ideas = shown([exercise.pk]).order_by("-pk") if exercise.results_shown else []
    return {"ideas": ideas, "replaces_results": True}
