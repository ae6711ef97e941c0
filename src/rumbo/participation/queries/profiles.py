"""The profiles of projects that a table writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rumbo.participation.queries.items import items, shown

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from rumbo.participation.models import Contribution, Exercise


def profiles(exercise: Exercise) -> QuerySet[Contribution]:
    """Return the contributions whose profiles an exercise writes: its ideas, else the one of its own."""
    return items(exercise) if exercise.source_id is not None else shown([exercise.pk]).order_by("pk")
