"""What an exercise asks about: its own contributions and those of the exercise that it works on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from rumbo.participation.enums import ExerciseType
from rumbo.participation.models import Authorship, Contribution, Exercise

if TYPE_CHECKING:
    from collections.abc import Mapping


def shown(exercise_ids: Iterable[int]) -> QuerySet[Contribution]:
    """Return the contributions of exercises that people see: not hidden, not merged, no group that was emptied.

    ``member_count`` is how many things a group holds.
    """
    counted = Count("members", filter=Q(members__hidden=False), distinct=True)
    return _shown(exercise_ids).annotate(member_count=counted)


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


def items_of(exercises: Iterable[Exercise]) -> Mapping[int, frozenset[int]]:
    """Return the numbers of the items of each exercise; one query for all, and one for their sources."""
    exercises = list(exercises)
    grouped = Exercise.objects.filter(followers__in=exercises, type=ExerciseType.GROUPING)
    beyond = dict(grouped.values_list("pk", "source_id"))
    wanted: dict[int, set[int]] = {}
    for one in exercises:
        chain = (one.pk, one.source_id, beyond.get(one.source_id or 0))
        wanted[one.pk] = {pk for pk in chain if pk is not None}
    by_exercise: dict[int, list[int]] = {}
    for pk, exercise_id in _shown({pk for pks in wanted.values() for pk in pks}).values_list("pk", "exercise_id"):
        by_exercise.setdefault(exercise_id, []).append(pk)
    return {pk: frozenset(item for one in pks for item in by_exercise.get(one, ())) for pk, pks in wanted.items()}


def _shown(exercise_ids: Iterable[int]) -> QuerySet[Contribution]:
    rows = Contribution.objects.filter(exercise__in=list(exercise_ids), hidden=False, merged_into__isnull=True)
    held = Exists(Contribution.objects.filter(merged_into=OuterRef("pk"), hidden=False))
    authored = Exists(Authorship.objects.filter(contribution=OuterRef("pk")))
    return rows.filter(Q(is_group=False) | held | authored)
