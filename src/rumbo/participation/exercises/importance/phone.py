"""What the phone shows of importance: a rating for each, points to spread, or an order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rumbo.participation.enums import Scale
from rumbo.participation.exercises.importance import BEST_RATING
from rumbo.participation.queries.items import items
from rumbo.participation.queries.mine import answers

if TYPE_CHECKING:
    from rumbo.participation.models import Exercise, Participant


def context(exercise: Exercise, participant: Participant) -> dict[str, Any]:
    """Return ``rows`` (item, value) with what the participant answered; an order has its items in that order."""
    given = answers(exercise, participant)
    rows = [(one, given.get(one.pk)) for one in items(exercise)]
    scale = exercise.settings["scale"]
    if scale == Scale.RANKING:
        rows.sort(key=lambda row: row[1] or len(rows) + 1)
    spent = sum(value or 0 for _item, value in rows)
    return {
        "scale": scale,
        "rows": rows,
        "ratings": range(1, BEST_RATING + 1),
        "points": exercise.settings["points"],
        "left": exercise.settings["points"] - spent,
        "is_saved": bool(rows) and all(value is not None for _item, value in rows),
    }
