"""What the scores of a round say, as its pages show it: by Delphi round, by item, in comments, and of the weights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db.models import Count, Max

from rumbo.core.queries.memory import Memory, memory_of
from rumbo.methods.weights import CONSISTENT, Combined, combine
from rumbo.priority.models import Assessment, Criterion, DelphiRound, Evaluator, Item, Round, Weighting
from rumbo.priority.queries.delphi import LEAST_OF_SECTOR, OTHER, Progress, progress, summary
from rumbo.priority.queries.items import ItemRow, criteria_of, listed_items
from rumbo.priority.queries.people import pseudonyms_of
from rumbo.priority.queries.scores import Floats, Scores, evaluators_of, scores_of

if TYPE_CHECKING:
    import datetime

    from django.db.models import QuerySet

#: From how many scores on a distribution is shown to those who may not see single scores.
LEAST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Board:
    """How far a Delphi round is: ``people`` is how far each evaluator is.

    ``asked`` and ``complete`` are, by item, how many evaluators it is asked of and scored by.
    """

    delphi: DelphiRound
    people: list[Progress]
    asked: dict[int, int]
    complete: dict[int, int]


@dataclass(frozen=True, slots=True)
class Spread:
    """An item with how far evaluators are apart on it.

    ``asked`` and ``people``: whom it is asked of, and who scored it in full. ``spread`` is the mean over the criteria
    of the interquartile range as a share of the scale, from 0 to 1; ``widest`` the criterion where they are furthest
    apart. None where no criterion has two scores.
    """

    row: ItemRow
    asked: int
    people: int
    spread: float | None
    widest: Criterion | None


@dataclass(frozen=True, slots=True)
class Middle:
    """The middle of an item in a criterion and a Delphi round: quartiles, and how many gave a score."""

    number: int
    low: float
    median: float
    high: float
    people: int


@dataclass(frozen=True, slots=True)
class Distribution:
    """The scores of an item in a criterion: its middle by Delphi round, and the scores of the last one, sorted."""

    criterion: Criterion
    middles: list[Middle]
    scores: list[float]


@dataclass(frozen=True, slots=True)
class Comment:
    """What an evaluator said of an item, under their pseudonym."""

    who: str
    sector: str
    item: Item
    number: int
    text: str
    at: datetime.datetime


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights that evaluators gave: of all, by sector, and who judged in pairs against themselves.

    ``sectors`` are those of three people or more, smaller ones together as "other" if they are enough. ``strained``
    are the evaluators whose consistency ratio is above 0.1, with it; ``given`` and ``asked`` count people.
    """

    criteria: list[Criterion]
    found: Combined | None
    sectors: dict[str, tuple[int, Floats]]
    strained: list[tuple[Evaluator, float]]
    missing: list[Evaluator]
    given: int
    asked: int


def delphi_rounds(found: Round) -> list[DelphiRound]:
    """Return the Delphi rounds of a round in order, each with the round."""
    rounds = list(DelphiRound.objects.filter(round=found).order_by("number"))
    for one in rounds:
        one.round = found
    return rounds


def board(delphi: DelphiRound) -> Board:
    """Return a Delphi round as it stands; kept in memory until somebody writes."""
    kept: Board = _memory(delphi).get("board", lambda: _board(delphi))
    return kept


def result_of(delphi: DelphiRound) -> dict[str, Any]:
    """Return what was found as a Delphi round was closed, or what would be now; kept until somebody writes.

    It is as `queries.delphi.summary` says.
    """
    if delphi.result:
        return dict(delphi.result)
    return _memory(delphi).get("result", lambda: summary(scores_of(delphi)))


def spreads(found: Board, result: dict[str, Any], criteria: Sequence[Criterion]) -> list[Spread]:
    """Return the items with how far evaluators are apart on each, in the order of the round: one query.

    ``result`` is as `result_of` says; an empty one where only the counts are asked for.
    """
    rows = listed_items(found.delphi.round)
    return [_spread(found, result, row, criteria) for row in rows]


def least_agreed(rows: Sequence[Spread]) -> list[Spread]:
    """Return items with least agreement first; those of which it cannot be told last."""
    return sorted(rows, key=lambda one: (one.spread is None, -(one.spread or 0)))


def distributions(
    found: Round, item: Item, delphi: Sequence[DelphiRound]
) -> tuple[list[Distribution], dict[str, Any]]:
    """Return the scores of an item by criterion, with its middle in each Delphi round, and its medians by sector.

    The medians are as `queries.delphi.summary` says. Only the scores of the item are read.
    """
    scores = scores_of(delphi[-1], item=item.pk) if delphi else None
    results = [
        (one.number, one.result or summary(scores_of(one, item=item.pk) if one is not delphi[-1] else scores))
        for one in delphi
        if scores is not None
    ]
    listed = [
        Distribution(criterion, _middles(results, item, criterion), _scores(scores, place))
        for place, criterion in enumerate(criteria_of(found))
    ]
    return listed, results[-1][1].get("sectors", {}) if results else {}


def comments_of(
    found: Round, evaluators: Sequence[Evaluator] | None = None, item: Item | None = None
) -> list[Comment]:
    """Return the comments of a round's evaluators, the newest first; of one item alone where it is given.

    Comments of an earlier Delphi round are among them; of what was corrected within one, the last alone.
    """
    people = evaluators_of(found) if evaluators is None else evaluators
    names, sectors = pseudonyms_of(people), shown_sectors(people)
    return [
        Comment(names[row.evaluator_id], sectors[row.evaluator_id], row.item, row.delphi.number, row.comment, row.at)
        for row in _commented(found, item)
        if row.evaluator_id in names
    ]


def shown_sectors(evaluators: Sequence[Evaluator]) -> dict[int, str]:
    """Return the sector of each evaluator as it may be shown: those of fewer than three people as "other"."""
    of = {one.pk: one.organization.sector if one.organization else "" for one in evaluators}
    counts = Counter(of.values())
    return {pk: sector if sector and counts[sector] >= LEAST_OF_SECTOR else OTHER for pk, sector in of.items()}


def weights_of(found: Round) -> Weights:
    """Return the weights that the evaluators of a round gave: four queries."""
    criteria, people = list(criteria_of(found)), evaluators_of(found)
    given = {one.evaluator_id: one for one in Weighting.objects.filter(evaluator__round=found)}
    rows = {one.pk: row for one in people if one.pk in given and (row := _row(given[one.pk], criteria)) is not None}
    return Weights(
        criteria=criteria,
        found=combine(list(rows.values())) if rows else None,
        sectors=_by_sector(people, rows),
        strained=[
            (one, ratio) for one in people if one.pk in rows and (ratio := given[one.pk].ratio or 0) > CONSISTENT
        ],
        missing=[one for one in people if one.pk not in rows],
        given=len(rows),
        asked=len(people),
    )


def _memory(delphi: DelphiRound) -> Memory:
    """Return the memory of a Delphi round since the last score or other write: two queries.

    Scores have no history, so that no other mark tells of them.
    """
    rows = Assessment.objects.filter(delphi__round=delphi.round_id)
    given = rows.aggregate(count=Count("pk"), last=Max("at"))
    return memory_of(f"delphi {delphi.pk} {given['count']} {given['last']}")


def _board(delphi: DelphiRound) -> Board:
    scores = scores_of(delphi)
    complete = scores.complete
    return Board(
        delphi=delphi,
        people=progress(delphi, scores),
        asked={item.pk: int(scores.asked[:, at].sum()) for at, item in enumerate(scores.items)},
        complete={item.pk: int(complete[:, at].sum()) for at, item in enumerate(scores.items)},
    )


def _spread(found: Board, result: dict[str, Any], row: ItemRow, criteria: Sequence[Criterion]) -> Spread:
    cells = result.get("items", {}).get(str(row.pk), {})
    widths = []
    for criterion in criteria:
        low, _, high, people = cells.get(str(criterion.pk), (None, None, None, 0))
        if people > 1:
            least, most = criterion.bounds
            widths.append(((high - low) / (most - least), criterion))
    asked, complete = found.asked.get(row.pk, 0), found.complete.get(row.pk, 0)
    if not widths:
        return Spread(row, asked, complete, None, None)
    widest = max(widths, key=lambda pair: pair[0])
    mean = sum(width for width, _ in widths) / len(widths)
    return Spread(row, asked, complete, mean, widest[1] if widest[0] > 0 else None)


def _middles(results: Sequence[tuple[int, dict[str, Any]]], item: Item, criterion: Criterion) -> list[Middle]:
    found = []
    for number, result in results:
        cell = result.get("items", {}).get(str(item.pk), {}).get(str(criterion.pk))
        if cell and cell[3]:
            found.append(Middle(number, *cell))
    return found


def _scores(scores: Scores | None, criterion: int) -> list[float]:
    """Return all scores in a criterion, the lowest first."""
    if scores is None:
        return []
    given = scores.values[:, :, criterion]
    listed: list[float] = np.sort(given[~np.isnan(given)]).tolist()
    return listed


def _commented(found: Round, item: Item | None) -> QuerySet[Assessment]:
    rows = Assessment.objects.filter(delphi__round=found, item__left=False).exclude(comment="")
    rows = rows if item is None else rows.filter(item=item)
    return rows.select_related("item", "delphi").order_by("-at", "-pk").defer("values", "past")


def _row(given: Weighting, criteria: Sequence[Criterion]) -> list[float] | None:
    """Return the weights of one person over the criteria in force; None where nothing is left of them."""
    row = [float(given.weights.get(str(one.pk), 0)) for one in criteria]
    return row if sum(row) > 0 else None


def _by_sector(people: Sequence[Evaluator], rows: dict[int, list[float]]) -> dict[str, tuple[int, Floats]]:
    sectors = shown_sectors(people)
    found = {}
    for sector in sorted({sectors[pk] for pk in rows}):
        table = [row for pk, row in rows.items() if sectors[pk] == sector]
        if len(table) >= LEAST_OF_SECTOR:
            found[sector] = (len(table), combine(table).weights)
    return found
