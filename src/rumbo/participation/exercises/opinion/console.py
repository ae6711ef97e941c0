"""What the console shows of opinion: how many voted on each statement; what they voted is among the results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rumbo.participation.queries.console import tallies
from rumbo.participation.queries.items import items

if TYPE_CHECKING:
    from rumbo.participation.models import Exercise


def context(exercise: Exercise) -> dict[str, Any]:
    """Return ``tallies``: (statement, how many voted)."""
    return {"tallies": tallies(exercise, items(exercise))}
