"""What the projector shows of grouping: how far it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rumbo.participation.queries.items import items

if TYPE_CHECKING:
    from rumbo.participation.models import Exercise


def context(exercise: Exercise) -> dict[str, Any]:
    """Return how many groups there are, and how many things stand in none."""
    groups = [one.is_group for one in items(exercise)]
    return {"groups": sum(groups), "single": len(groups) - sum(groups)}
