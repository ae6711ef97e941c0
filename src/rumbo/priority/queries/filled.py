"""What evaluators have said so far, all of them at once, to be typed over from paper or a workbook."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rumbo.priority.models import Assessment, DelphiRound, Round

if TYPE_CHECKING:
    from rumbo.priority.scales import Score

#: Evaluator and item, by their numbers.
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Filled:
    """What an evaluator said of an item: scores by criterion, in this Delphi round or standing from an earlier one.

    ``version`` is that of the answer of this Delphi round, 0 where there is none; ``comment`` is of it too.
    """

    values: Mapping[str, Score] = field(default_factory=dict)
    comment: str = ""
    version: int = 0


#: Nothing said yet.
EMPTY = Filled()


def filled(
    found: Round, delphi: DelphiRound | None, evaluators: Collection[int] | None = None
) -> dict[Place, Filled]:
    """Return what was said by evaluator and item: one query; ``evaluators``: of these alone.

    Without a Delphi round that takes scores, it is what stands from the ones before.
    """
    rows = Assessment.objects.filter(delphi__round=found).order_by("delphi__number")
    if evaluators is not None:
        rows = rows.filter(evaluator__in=evaluators)
    said: dict[Place, Filled] = {}
    for of, evaluator, item, values, comment, version in rows.values_list(
        "delphi_id", "evaluator_id", "item_id", "values", "comment", "version"
    ):
        is_now = delphi is not None and of == delphi.pk
        said[evaluator, item] = Filled(values, comment, version) if is_now else Filled(values)
    return said


def open_delphi(found: Round) -> DelphiRound | None:
    """Return the Delphi round that takes scores: one query."""
    last = DelphiRound.objects.filter(round=found).order_by("number").last()
    return last if last is not None and last.is_open else None
