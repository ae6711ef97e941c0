"""The results of an exercise of ideas: what was said, what most people share first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rumbo.participation.queries import said

if TYPE_CHECKING:
    from rumbo.participation.models import Exercise


def context(exercise: Exercise) -> dict[str, Any]:
    """Return ``said``: everything that is shown, with how many people stand behind it."""
    return {"said": said.ideas(exercise)}
