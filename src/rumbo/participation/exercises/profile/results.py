"""The results of an exercise of project profiles: what the table wrote of each project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rumbo.participation.exercises.profile import PART_LABELS
from rumbo.participation.queries.profiles import profiles

if TYPE_CHECKING:
    from rumbo.participation.models import Exercise


def context(exercise: Exercise) -> dict[str, Any]:
    """Return ``written``: (name of the project, its parts as (question, answer)), without those that are empty."""
    found = [
        (one.text, [(PART_LABELS[part], one.details[part]) for part in PART_LABELS if one.details.get(part)])
        for one in profiles(exercise)
    ]
    return {"written": [row for row in found if row[1]]}
