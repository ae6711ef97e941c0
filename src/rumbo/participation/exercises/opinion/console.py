"""What the console shows of opinion: how many agree, disagree and pass on each statement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rumbo.participation.queries.console import tallies
from rumbo.participation.queries.items import items

if TYPE_CHECKING:
    from rumbo.participation.models import Exercise


def context(exercise: Exercise) -> dict[str, Any]:
    """Return ``tallies``: each statement with its counts."""
    return {"tallies": tallies(exercise, items(exercise))}
