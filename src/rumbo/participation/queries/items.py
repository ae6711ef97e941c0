"""What an exercise asks about: its own contributions and those of the exercise that it works on."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from rumbo.participation.enums import ExerciseType
from rumbo.participation.models import Authorship, Contribution, Exercise


def shown(exercise_ids: Iterable[int]) -> QuerySet[Contribution]:
    """Return the contributions of exercises that people see: not hidden, not merged, no group that was emptied.

    ``member_count`` is how many things a group holds.
    """
    rows = Contribution.objects.filter(exercise__in=list(exercise_ids), hidden=False, merged_into__isnull=True)
    rows = rows.annotate(member_count=Count("members", filter=Q(members__hidden=False), distinct=True))
    authored = Exists(Authorship.objects.filter(contribution=OuterRef("pk")))
    return rows.filter(Q(is_group=False) | Q(member_count__gt=0) | authored)


def sources(exercise: Exercise) -> list[int]:
    """Return the exercises whose contributions an exercise asks about; the source of a grouping comes with it."""
    found = [exercise.pk]
    if exercise.source_id is not None:
        found.append(exercise.source_id)
        grouped = exercise.source
        if grouped is not None and grouped.type == ExerciseType.GROUPING and grouped.source_id is not None:
            found.append(grouped.source_id)
    return found


def items(exercise: Exercise) -> QuerySet[Contribution]:
    """Return what people are asked about in an exercise, in the order in which it was said."""
    return shown(sources(exercise)).order_by("pk")


def problems(exercise: Exercise) -> QuerySet[Contribution]:
    """Return what an exercise of causes asks the causes of."""
    return shown([pk for pk in sources(exercise) if pk != exercise.pk]).order_by("pk")
