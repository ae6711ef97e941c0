"""The results of an exercise of causes: each problem with what people said causes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rumbo.participation.queries import said

if TYPE_CHECKING:
    from rumbo.participation.models import Exercise


def context(exercise: Exercise) -> dict[str, Any]:
    """Return ``problems``, each with its causes; those with most causes first."""
    return {"problems": said.causes(exercise)}
