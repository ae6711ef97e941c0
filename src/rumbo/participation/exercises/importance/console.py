"""What the console shows of importance: how many answered on each thing; what, is among the results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rumbo.participation.queries.console import tallies
from rumbo.participation.queries.items import items

if TYPE_CHECKING:
    from rumbo.participation.models import Exercise


def context(exercise: Exercise) -> dict[str, Any]:
    """Return ``tallies``: (thing, how many answered)."""
    return {"tallies": tallies(exercise, items(exercise))}
