"""What whoever leads a table sees: its agenda, who sits at it, and what was done with contributions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Prefetch, Q, QuerySet

from rumbo.participation.models import (
    Authorship,
    Ballot,
    Contribution,
    ContributionChange,
    Exercise,
    Participant,
    Table,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: Acts of the change log that are looked at for one exercise.
LOG_LIMIT = 300


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """An exercise of the agenda with how much was answered: things said, and people or sheets that voted."""

    exercise: Exercise
    said: int
    voters: int
    number: int

    @property
    def used(self) -> bool:
        """Whether anybody answered."""
        return bool(self.said or self.voters)


def agenda(table: Table) -> list[AgendaItem]:
    """Return the exercises of a table in order, those withdrawn last; three queries."""
    exercises = list(table.exercises.select_related("source__table__workshop").order_by("position", "pk"))
    said = _count(Contribution.objects.filter(exercise__table=table, is_group=False), "pk")
    voters = _count(Ballot.objects.filter(exercise__table=table), "voter")
    exercises.sort(key=lambda one: not one.is_current)
    return [
        AgendaItem(one, said.get(one.pk, 0), voters.get(one.pk, 0), number)
        for number, one in enumerate(exercises, start=1)
    ]


def seated(table: Table) -> int:
    """Return how many people sit at a table, on phones and on paper."""
    return Participant.objects.filter(table=table, left=False).count()


def voters(exercise: Exercise) -> int:
    """Return how many people and paper ballots voted in an exercise."""
    return Ballot.objects.filter(exercise=exercise).values("voter").distinct().count()


def contributions(exercise_ids: Iterable[int]) -> QuerySet[Contribution]:
    """Return everything said in exercises, hidden and merged too, with its authors by number of seat."""
    authors = Authorship.objects.select_related("participant").order_by("-first", "participant__number")
    rows = Contribution.objects.filter(exercise__in=list(exercise_ids))
    return (
        rows.select_related("parent", "merged_into", "exercise")
        .prefetch_related(Prefetch("authorships", authors))
        .order_by("pk")
    )


def tallies(exercise: Exercise, items: Iterable[Contribution]) -> list[tuple[Contribution, int]]:
    """Return each item with how many answered it.

    What they answered is among the results alone, where no figure gives anybody away (`queries.disclosure`).
    """
    rows = Ballot.objects.filter(exercise=exercise).order_by().values("item").annotate(n=Count("pk"))
    counted = dict(rows.values_list("item", "n"))
    return [(item, counted.get(item.pk, 0)) for item in items]


def changes_of_table(table: Table) -> QuerySet[ContributionChange]:
    """Return the acts on record of a table, newest first."""
    return table.changes.select_related("actor", "undone_by").order_by("-pk")


def changes_of_exercise(exercise: Exercise, pks: Iterable[int], limit: int = 20) -> list[ContributionChange]:
    """Return the newest acts on contributions, by their numbers, among the last 300 of the table."""
    wanted = {str(pk) for pk in pks}
    recent = changes_of_table(exercise.table)[:LOG_LIMIT]
    return [change for change in recent if not wanted.isdisjoint(change.before)][:limit]


def possible_sources(table: Table, exclude: int | None = None) -> QuerySet[Exercise]:
    """Return earlier exercises whose contributions another may work on: of the same axis, in the same process."""
    rows = Exercise.objects.current().filter(
        table__axis=table.axis_id, table__workshop__stage__process=table.workshop.stage.process_id
    )
    rows = rows.exclude(type__in=("importance", "profile")).exclude(pk=exclude)
    here = Q(table=table)
    return rows.filter(here | Q(contributions__isnull=False)).distinct().select_related("table__workshop")


def _count(rows: QuerySet[Any], field: str) -> Mapping[int, int]:
    counted = rows.values("exercise").annotate(n=Count(field, distinct=True)).order_by()
    return dict(counted.values_list("exercise", "n"))
