"""What one evaluator is asked and has answered; of the others nothing but the group's summary is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from rumbo.plan.enums import MeasureKind
from rumbo.priority.enums import RoundPhase, WeightsFrom
from rumbo.priority.models import Assessment, Conflict, Criterion, DelphiRound, Evaluator, Item, Round
from rumbo.priority.queries.items import ItemRow, criteria_of, listed_items

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from rumbo.priority.scales import Score

#: From how many scores on a group's median and spread are shown: of fewer, one could tell who said what.
GROUP_LEAST = 3


class Standing(StrEnum):
    """How far an evaluator is with an item."""

    DONE = "done"
    BEGUN = "begun"
    CONFLICT = "conflict"
    #: What they said in an earlier Delphi round stands, unless they say something else.
    STANDS = "stands"
    NOT_YET = "not-yet"


@dataclass(frozen=True, slots=True)
class Sitting:
    """An evaluator with the criteria of their round, the Delphi round that takes scores and the last closed one.

    ``delphi`` is None where no scores are taken.
    """

    evaluator: Evaluator
    criteria: tuple[Criterion, ...]
    delphi: DelphiRound | None
    last: DelphiRound | None

    @property
    def round(self) -> Round:
        """The evaluator's."""
        return self.evaluator.round

    @property
    def asks_weights(self) -> bool:
        """Whether evaluators say how much each criterion counts."""
        return self.round.weights_from != WeightsFrom.GIVEN

    def group_of(self, item: int, criterion: int) -> tuple[float, float, float, int] | None:
        """Return (first quartile, median, third quartile, people) of the last Delphi round; None for few people."""
        items = self.last.result.get("items", {}) if self.last is not None else {}
        found = items.get(str(item), {}).get(str(criterion))
        return tuple(found) if found and found[3] >= GROUP_LEAST else None

    def outside(self, item: int, values: Mapping[str, Score]) -> list[Criterion]:
        """Return the criteria in which scores are outside of the group's spread."""
        return [one for one in self.criteria if self._is_outside(item, one, values.get(str(one.pk)))]

    def _is_outside(self, item: int, criterion: Criterion, value: Score) -> bool:
        group = self.group_of(item, criterion.pk)
        return value is not None and group is not None and not group[0] <= value <= group[2]


@dataclass(frozen=True, slots=True)
class OwnRow:
    """An item that an evaluator is asked about, with what they answered.

    ``assessment`` is that of the open Delphi round; ``before`` are their last scores of an earlier one.
    """

    row: ItemRow
    standing: Standing
    assessment: Assessment | None
    conflict: Conflict | None
    before: Mapping[str, Score] = field(default_factory=dict)

    @property
    def values(self) -> Mapping[str, Score]:
        """What was said in this Delphi round, else in an earlier one."""
        return self.assessment.values if self.assessment is not None else self.before


def sitting_of(evaluator: Evaluator) -> Sitting:
    """Return what an evaluator is asked: two queries."""
    delphi = list(DelphiRound.objects.filter(round=evaluator.round_id).order_by("number"))
    is_open = bool(delphi) and delphi[-1].is_open and evaluator.round.phase == RoundPhase.SCORING
    closed = [one for one in delphi if not one.is_open]
    criteria = tuple(criteria_of(evaluator.round))
    return Sitting(evaluator, criteria, delphi[-1] if is_open else None, closed[-1] if closed else None)


def own_items(evaluator: Evaluator) -> QuerySet[Item]:
    """Return the items that an evaluator is asked about, in the order of the round."""
    items = Item.objects.filter(round=evaluator.round_id, left=False).order_by("position", "pk")
    return items if evaluator.axis_id is None else items.filter(_of_axis(evaluator.round.subject, evaluator.axis_id))


def own_rows(sitting: Sitting) -> list[OwnRow]:
    """Return the items that an evaluator is asked about with their answers: three queries."""
    answers, conflicts = _answers(sitting.evaluator), _conflicts(sitting.evaluator)
    rows = listed_items(sitting.round, axis=sitting.evaluator.axis_id)
    return [_own(sitting, row, answers.get(row.pk, []), conflicts.get(row.pk)) for row in rows]


def own_standings(sitting: Sitting) -> dict[int, Standing]:
    """Return how far the evaluator is with each item, in the order of the round: three light queries."""
    answers, conflicts = _answers(sitting.evaluator), _conflicts(sitting.evaluator)
    pks = own_items(sitting.evaluator).values_list("pk", flat=True)
    return {pk: _standing(sitting, answers.get(pk, []), conflicts.get(pk)) for pk in pks}


def own_row(sitting: Sitting, pk: int) -> OwnRow | None:
    """Return one item that the evaluator is asked about; None for any other item."""
    if not own_items(sitting.evaluator).filter(pk=pk).exists():
        return None
    (row,) = listed_items(sitting.round, pk=pk)
    conflict = _conflicts(sitting.evaluator, pk).get(pk)
    return _own(sitting, row, _answers(sitting.evaluator, pk).get(pk, []), conflict)


def _own(sitting: Sitting, row: ItemRow, answers: list[Assessment], conflict: Conflict | None) -> OwnRow:
    now, before = _now(sitting, answers), [one for one in answers if not _is_now(sitting, one)]
    known = {str(one.pk) for one in sitting.criteria}
    last = {key: value for key, value in before[-1].values.items() if key in known} if before else {}
    return OwnRow(row, _standing(sitting, answers, conflict), now, conflict, last)


def _standing(sitting: Sitting, answers: list[Assessment], conflict: Conflict | None) -> Standing:
    if conflict is not None:
        return Standing.CONFLICT
    now = _now(sitting, answers)
    if now is None and answers and answers[-1].values:
        return Standing.STANDS
    if now is None or not now.values:
        return Standing.NOT_YET
    return Standing.DONE if all(str(one.pk) in now.values for one in sitting.criteria) else Standing.BEGUN


def _now(sitting: Sitting, answers: list[Assessment]) -> Assessment | None:
    return next((one for one in answers if _is_now(sitting, one)), None)


def _is_now(sitting: Sitting, answer: Assessment) -> bool:
    return sitting.delphi is not None and answer.delphi_id == sitting.delphi.pk


def _answers(evaluator: Evaluator, item: int | None = None) -> dict[int, list[Assessment]]:
    """Return what an evaluator said by item, in the order of the Delphi rounds."""
    rows = Assessment.objects.filter(evaluator=evaluator).order_by("delphi__number").defer("past")
    found: dict[int, list[Assessment]] = {}
    for one in rows if item is None else rows.filter(item=item):
        found.setdefault(one.item_id, []).append(one)
    return found


def _conflicts(evaluator: Evaluator, item: int | None = None) -> dict[int, Conflict]:
    rows = Conflict.objects.filter(evaluator=evaluator, withdrawn=False)
    if item is not None:
        rows = rows.filter(item=item)
    return {one.item_id: one for one in rows}


def _of_axis(subject: str, axis: int) -> Q:
    path = "measure__{}__axis"
    if subject == MeasureKind.STRATEGY:
        return Q(**{path.format("strategy__objective__theme"): axis})
    if subject == MeasureKind.PROJECT:
        return Q(**{path.format("project__program__theme"): axis})
    through: list[Any] = ["action__strategy__objective__theme", "action__project__program__theme"]
    return Q(**{path.format(through[0]): axis}) | Q(**{path.format(through[1]): axis})
