"""What an exercise of importance found: the order of things, how far people agree, and whether it could be chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from django.core.cache import caches
from numpy.typing import NDArray

from rumbo.methods.importance import Concordance, Kind, importance, order
from rumbo.participation.queries.disclosure import FEWEST, protected
from rumbo.participation.queries.items import items
from rumbo.participation.queries.opinions import KEPT_SECONDS
from rumbo.participation.queries.voters import Answers, answers, by_sector, by_territory, described, kept_name

if TYPE_CHECKING:
    from rumbo.participation.models import Exercise
    from rumbo.participation.queries.voters import Units

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A thing in its place: mean and spread of what people gave; ``low`` to ``high`` is the mean's 95 % interval.

    Fewer than 5 people gave it something where ``mean`` is None, so that nothing is told.
    """

    pk: int
    text: str
    place: int | None = None
    people: int | None = None
    mean: float | None = None
    spread: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class ImportancePart:
    """A part of the people, at least 5, and the mean that it gave each thing, None where that is not told."""

    name: str
    people: int
    means: Mapping[int, float | None]
    counts: Mapping[int, int | None]


@dataclass(frozen=True, slots=True)
class Imported:
    """A thing with the importance that came with an import, on the scale used there; individual answers did not."""

    pk: int
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class ImportanceResults:
    """The order. ``enough`` is False, and all else empty, where fewer than 5 people answered.

    ``asked`` is how many things people judge; ``kind`` says what means are of; ``most`` ends the scale, 0 if open.
    ``imported`` is there where nobody answered here and importances were imported.
    """

    enough: bool
    kind: Kind
    asked: int = 0
    most: float = 0
    people: int = 0
    ranked: tuple[Ranked, ...] = ()
    concordance: Concordance | None = None
    by_sector: tuple[ImportancePart, ...] = ()
    by_territory: tuple[ImportancePart, ...] = ()
    imported: tuple[Imported, ...] = ()


def importance_results(exercise: Exercise) -> ImportanceResults:
    """Return the results of an exercise of importance; five queries, fewer while no answer changes."""
    asked = list(items(exercise).values_list("pk", "text", "score"))
    people = described(exercise)
    name = kept_name(exercise, asked, people)
    found: ImportanceResults | None = caches["pages"].get(name)
    if found is None:
        kind = Kind(exercise.settings.get("scale", Kind.RATING.value))
        texts = {pk: text for pk, text, _score in asked}
        scores = tuple(Imported(pk, text, float(score)) for pk, text, score in asked if score is not None)
        found = _results(answers(exercise), kind, texts, people, scores)
        caches["pages"].set(name, found, KEPT_SECONDS)
    return found


def _results(
    given: Answers,
    kind: Kind,
    texts: Mapping[int, str],
    people: Mapping[str, tuple[str, str]],
    scores: Sequence[Imported],
) -> ImportanceResults:
    table, voters = _table(given, kind, list(texts))
    if len(table) < FEWEST:
        imported = () if len(given.voters) else tuple(sorted(scores, key=lambda one: (-one.score, one.pk)))
        return ImportanceResults(False, kind, len(texts), imported=imported)
    found = importance(table, kind)
    pks = list(texts)
    ranked = [
        Ranked(pks[item.column], texts[pks[item.column]])
        if item.people < FEWEST
        else Ranked(
            pks[item.column], texts[pks[item.column]], None, item.people, item.mean, item.spread, item.low, item.high
        )
        for item in found.items
    ]
    agreed = found.concordance
    return ImportanceResults(
        enough=True,
        kind=kind,
        asked=len(texts),
        most=_most(table, kind),
        people=len(table),
        ranked=_placed(ranked),
        concordance=agreed if agreed is not None and agreed.people >= FEWEST else None,
        by_sector=_parts(table, kind, pks, by_sector(voters, people)),
        by_territory=_parts(table, kind, pks, by_territory(voters, people)),
    )


def _table(given: Answers, kind: Kind, items: Sequence[int]) -> tuple[Floats, list[str]]:
    """Return what people gave (people × items, NaN where nothing) with their pseudonyms; orders get no gaps."""
    column = {pk: place for place, pk in enumerate(items)}
    table = np.full((len(given.voters), len(items)), np.nan)
    for person, item, value in zip(given.people.tolist(), given.items.tolist(), given.values.tolist(), strict=True):
        if item in column:
            table[person, column[item]] = value
    answered = ~np.isnan(table).all(axis=1) if items else np.zeros(len(table), bool)
    table = table[answered]
    if kind is Kind.RANKING and table.size:
        ranks = np.where(np.isnan(table), np.inf, table).argsort(axis=1).argsort(axis=1) + 1.0
        table = np.where(np.isnan(table), np.nan, ranks)
    return table, [voter for voter, kept in zip(given.voters, answered, strict=True) if kept]


def _most(table: Floats, kind: Kind) -> float:
    """Return where the scale ends; the most points that somebody gave would tell what one person did."""
    if kind is Kind.RATING:
        return 5
    return float(table.shape[1]) if kind is Kind.RANKING else 0


def _placed(ranked: Sequence[Ranked]) -> tuple[Ranked, ...]:
    """Return the things with their places: equal means share one; what is not told comes last, without a place."""
    told = [one for one in ranked if one.mean is not None]
    means = [one.mean for one in told]
    first = [replace(one, place=means.index(one.mean) + 1) for one in told]
    return (*first, *(one for one in ranked if one.mean is None))


def _parts(table: Floats, kind: Kind, pks: Sequence[int], division: Units | None) -> tuple[ImportancePart, ...]:
    """Return what each part gave; where too few of a part rated a thing, another part's figure is kept back too."""
    if division is None:
        return ()
    rows = [table[division.labels == place] for place in range(len(division.names))]
    found = [{item.column: item for item in order(row, kind)} for row in rows]
    told = {column: protected([items[column].people for items in found]) for column in range(table.shape[1])}
    return tuple(
        ImportancePart(
            name,
            len(rows[place]),
            {pks[column]: found[place][column].mean if told[column][place] else None for column in told},
            {pks[column]: told[column][place] for column in told},
        )
        for place, name in enumerate(division.names)
    )
