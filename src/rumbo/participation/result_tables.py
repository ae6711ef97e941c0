"""Results as files: only sums, as the pages tell them. See docs/decisions/participation-results.md."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

from rumbo.core.tables import Column, Table
from rumbo.participation.enums import ExerciseType
from rumbo.participation.queries import said
from rumbo.participation.queries.breakdowns import NOTHING, Counts
from rumbo.participation.queries.importances import importance_results
from rumbo.participation.queries.opinions import opinion_results

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rumbo.participation.models import Exercise


@dataclass(frozen=True, slots=True)
class OpinionRow:
    """A statement with what a part of the people answered."""

    by: str
    part: str
    people: int
    text: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class ImportanceRow:
    """A thing with the importance that a part of the people gave it."""

    by: str
    part: str
    people: int | None
    text: str
    place: int | None = None
    mean: float | None = None
    spread: float | None = None
    low: float | None = None
    high: float | None = None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


_PART = (
    Column("by", gettext_lazy("By"), lambda row: row.by, 14),
    Column("part", gettext_lazy("Part"), lambda row: row.part, 24),
)
OPINION = Table(
    "opinion",
    gettext_lazy("Opinion"),
    (
        *_PART,
        Column("people", gettext_lazy("People"), lambda row: row.people, 10),
        Column("statement", gettext_lazy("Statement"), lambda row: row.text, 70),
        Column("agree", gettext_lazy("Agree"), lambda row: row.counts.agree, 12),
        Column("disagree", gettext_lazy("Disagree"), lambda row: row.counts.disagree, 12),
        Column("pass", gettext_lazy("Passes"), lambda row: row.counts.passed, 12),
        Column("votes", gettext_lazy("Votes"), lambda row: row.counts.votes, 12),
        Column("withheld", gettext_lazy("Figures withheld"), lambda row: row.counts.hides, 18),
    ),
)
IMPORTANCE = Table(
    "importance",
    gettext_lazy("Importance"),
    (
        *_PART,
        Column("place", gettext_lazy("Place"), lambda row: row.place, 10),
        Column("item", gettext_lazy("What"), lambda row: row.text, 70),
        Column("mean", gettext_lazy("Mean"), lambda row: _rounded(row.mean), 12),
        Column("spread", gettext_lazy("Spread"), lambda row: _rounded(row.spread), 12),
        Column("low", gettext_lazy("Interval from"), lambda row: _rounded(row.low), 12),
        Column("high", gettext_lazy("Interval to"), lambda row: _rounded(row.high), 12),
        Column("people", gettext_lazy("People"), lambda row: row.people, 10),
        Column("withheld", gettext_lazy("Figures withheld"), lambda row: row.mean is None, 18),
    ),
)
SAID = Table(
    "said",
    gettext_lazy("Contributions"),
    (
        Column("group", gettext_lazy("Group or problem"), lambda row: row[0], 50),
        Column("text", gettext_lazy("Text"), lambda row: row[1].text, 70),
        Column("people", gettext_lazy("People"), lambda row: row[1].people, 10),
    ),
)


def table_of(exercise: Exercise) -> Table | None:
    """Return how the results of an exercise are written to a file, or None where they are not."""
    return _TABLES.get(str(exercise.type))


def rows_of(exercise: Exercise) -> Iterator[object]:
    """Yield the rows of `table_of`; none where nothing may be told."""
    yield from _ROWS[str(exercise.type)](exercise)


def _opinion_rows(exercise: Exercise) -> Iterator[OpinionRow]:
    found = opinion_results(exercise)
    if found.counts is None:
        return
    texts = {one.pk: one.text for one in found.statements}

    def rows(by: str, part: str, people: int, counts: Mapping[int, Counts]) -> Iterator[OpinionRow]:
        for pk, text in texts.items():
            yield OpinionRow(by, part, people, text, counts.get(pk, NOTHING))

    yield from rows("", "", found.people, found.counts)
    for by, parts in (("group", found.by_group), ("sector", found.by_sector), ("municipality", found.by_territory)):
        for part in parts:
            yield from rows(by, part.name, part.people, part.counts)


def _importance_rows(exercise: Exercise) -> Iterator[ImportanceRow]:
    found = importance_results(exercise)
    for score in found.imported:
        yield ImportanceRow("imported", "", None, score.text, mean=score.score)
    for one in found.ranked:
        yield ImportanceRow("", "", one.people, one.text, one.place, one.mean, one.spread, one.low, one.high)
    for by, parts in (("sector", found.by_sector), ("municipality", found.by_territory)):
        for part in parts:
            for one in found.ranked:
                yield ImportanceRow(by, part.name, part.counts[one.pk], one.text, mean=part.means[one.pk])


def _idea_rows(exercise: Exercise) -> Iterator[tuple[str, said.Said]]:
    return (("", one) for one in said.ideas(exercise))


def _cause_rows(exercise: Exercise) -> Iterator[tuple[str, said.Said]]:
    return ((problem.text, cause) for problem in said.causes(exercise) for cause in problem.members)


def _group_rows(exercise: Exercise) -> Iterator[tuple[str, said.Said]]:
    bundles, alone = said.groups(exercise)
    yield from ((group.text, member) for group in bundles for member in group.members)
    yield from (("", one) for one in alone)


_TABLES: dict[str, Table] = {
    ExerciseType.OPINION: OPINION,
    ExerciseType.IMPORTANCE: IMPORTANCE,
    ExerciseType.IDEAS: SAID,
    ExerciseType.CAUSES: SAID,
    ExerciseType.GROUPING: SAID,
}
_ROWS: dict[str, Callable[[Exercise], Iterator[object]]] = {
    ExerciseType.OPINION: _opinion_rows,
    ExerciseType.IMPORTANCE: _importance_rows,
    ExerciseType.IDEAS: _idea_rows,
    ExerciseType.CAUSES: _cause_rows,
    ExerciseType.GROUPING: _group_rows,
}
