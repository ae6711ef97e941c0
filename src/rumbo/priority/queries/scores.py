"""The scores of a Delphi round as one table of evaluators × items × criteria."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rumbo.priority.models import Assessment, Conflict, Criterion, DelphiRound, Evaluator, Round
from rumbo.priority.queries.items import ItemRow, criteria_of, listed_items

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
#: In place of a criterion without an answer; None is "cannot say".
_NONE: Any = object()


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """The scores of a Delphi round: ``values`` are evaluators × items × criteria, NaN where there is none.

    None is there for a conflict of interest, for "cannot say", and for what was not answered. ``asked`` (evaluators ×
    items) is what each is asked about: the items of their axis without conflicts. ``answered`` (as ``values``) is
    where they gave an answer, "cannot say" included. What an evaluator said of an item in an earlier Delphi round
    stands until they say something else of it; ``current`` (evaluators × items) is where this round has an answer.
    """

    items: list[ItemRow]
    criteria: list[Criterion]
    evaluators: list[Evaluator]
    values: Floats
    asked: Flags
    answered: Flags
    current: Flags

    @property
    def complete(self) -> Flags:
        """Where (evaluators × items) every criterion is answered."""
        full: Flags = self.answered.all(axis=2) & self.asked
        return full

    @property
    def sectors(self) -> list[str]:
        """The sector of each evaluator's organization; empty where it is not known."""
        return [one.organization.sector if one.organization else "" for one in self.evaluators]

    @property
    def low(self) -> Floats:
        """The least score of each criterion."""
        return np.array([one.bounds[0] for one in self.criteria], np.float64)

    @property
    def span(self) -> Floats:
        """How far the scores of each criterion can be apart."""
        return np.array([one.bounds[1] - one.bounds[0] for one in self.criteria], np.float64)


def scores_of(delphi: DelphiRound, *, item: int | None = None) -> Scores:
    """Return the scores of a Delphi round, of all evaluators, items and criteria in force: five queries.

    ``item``: those of one item alone.
    """
    items = [row for row in listed_items(delphi.round) if item is None or row.pk == item]
    criteria = list(criteria_of(delphi.round))
    evaluators = evaluators_of(delphi.round)
    places = _Places(items, criteria, evaluators)
    values = np.full((len(evaluators), len(items), len(criteria)), np.nan)
    answered, current = np.zeros(values.shape, np.bool_), np.zeros(values.shape[:2], np.bool_)
    rows = Assessment.objects.filter(delphi__round=delphi.round_id, delphi__number__lte=delphi.number)
    rows = rows if item is None else rows.filter(item=item)
    named = rows.order_by("delphi__number").values_list("evaluator_id", "item_id", "delphi_id", "values")
    for evaluator, item, of, given in named:
        row, column = places.evaluators.get(evaluator), places.items.get(item)
        if row is not None and column is not None:
            numbers = [given.get(key, _NONE) for key in places.criteria]
            answered[row, column] = [number is not _NONE for number in numbers]
            values[row, column] = [math.nan if number is _NONE or number is None else number for number in numbers]
            current[row, column] = of == delphi.pk
    asked = _asked(items, evaluators)
    for evaluator, item in conflicts_of(delphi.round):
        if evaluator in places.evaluators and item in places.items:
            asked[places.evaluators[evaluator], places.items[item]] = False
    values[~asked], answered[~asked], current[~asked] = math.nan, False, False
    return Scores(items, criteria, evaluators, values, asked, answered, current)


def evaluators_of(found: Round) -> list[Evaluator]:
    """Return the evaluators in force of a round with their organizations and axes, in its order: one query."""
    rows = Evaluator.objects.current().filter(round=found).select_related("organization", "axis")
    return list(rows.order_by("position", "pk"))


def conflicts_of(found: Round) -> Iterable[tuple[int, int]]:
    """Return the conflicts of interest in force of a round, as numbers of evaluator and item: one query."""
    rows = Conflict.objects.filter(evaluator__round=found, withdrawn=False)
    return rows.values_list("evaluator_id", "item_id")


class _Places:
    """Where each evaluator, item and criterion stands in the table; criteria are named as in the answers."""

    def __init__(self, items: list[ItemRow], criteria: list[Criterion], evaluators: list[Evaluator]) -> None:
        self.items = {one.pk: place for place, one in enumerate(items)}
        self.criteria = {str(one.pk): place for place, one in enumerate(criteria)}
        self.evaluators = {one.pk: place for place, one in enumerate(evaluators)}


def _asked(items: list[ItemRow], evaluators: list[Evaluator]) -> Flags:
    axes = np.array([item.axis.pk for item in items], np.int64)
    rows = [np.ones(len(items), np.bool_) if one.axis_id is None else axes == one.axis_id for one in evaluators]
    return np.array(rows, np.bool_).reshape(len(evaluators), len(items))
