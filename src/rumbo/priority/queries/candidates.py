"""What a round could prioritise: the strategies, actions or projects in force, in the plan's order, by axis."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce

from rumbo.core.models import State
from rumbo.core.queries.search import matching, read_query
from rumbo.plan.enums import MeasureKind
from rumbo.plan.models import Axis, Measure, Strategy
from rumbo.portfolio.models import Action, Project
from rumbo.portfolio.queries.projects import ORDERS

if TYPE_CHECKING:
    from django.db.models import QuerySet

_AXES: dict[str, Any] = {
    MeasureKind.STRATEGY: F("objective__theme__axis"),
    MeasureKind.PROJECT: F("program__theme__axis"),
    MeasureKind.ACTION: Coalesce(F("strategy__objective__theme__axis"), F("project__program__theme__axis")),
}
_POSITIONS: dict[str, Any] = {
    MeasureKind.STRATEGY: F("objective__theme__axis__position"),
    MeasureKind.PROJECT: F("program__theme__axis__position"),
    MeasureKind.ACTION: Coalesce(
        F("strategy__objective__theme__axis__position"), F("project__program__theme__axis__position")
    ),
}
_MODELS: dict[str, Any] = {
    MeasureKind.STRATEGY: Strategy,
    MeasureKind.PROJECT: Project,
    MeasureKind.ACTION: Action,
}
_WITHIN: dict[str, tuple[Any, ...]] = {
    MeasureKind.STRATEGY: ("objective__theme__position", "objective__position", "objective", "position", "pk"),
    MeasureKind.PROJECT: ORDERS["number"],
    MeasureKind.ACTION: ("strategy__position", "strategy", "project", "position", "pk"),
}


@dataclass(frozen=True, slots=True)
class AxisLine:
    """How many of an axis there are in force, and how many of them were chosen."""

    axis: Any
    total: int
    chosen: int


def candidates(plan: Any, subject: str, *, axis: int | None = None, words: str = "") -> QuerySet[Any, Any]:
    """Return the elements in force of a kind in the plan's order, with their axis as ``axis_number``.

    ``axis``: of one axis alone; ``words``: those that have all of them.
    """
    rows: QuerySet[Any, Any] = _MODELS[subject].objects.filter(plan=plan, state=State.CURRENT)
    rows = in_order(rows, subject)
    if axis is not None:
        rows = rows.filter(axis_number=axis)
    if words and (query := read_query(plan.pk, words)).meanings:
        rows = rows.filter(matching(query, subject))
    return rows


def in_order(rows: QuerySet[Any, Any], subject: str) -> QuerySet[Any, Any]:
    """Return elements of a kind in the plan's order, axis by axis, with their axis as ``axis_number``."""
    placed = rows.annotate(axis_number=_AXES[subject], axis_place=_POSITIONS[subject])
    ordered: QuerySet[Any, Any] = placed.order_by("axis_place", "axis_number", *_WITHIN[subject])
    return ordered


def measures_in_order(plan: Any, subject: str, chosen: Iterable[int]) -> list[Measure]:
    """Return measures by their numbers in the plan's order; what left force since comes last: two queries."""
    wanted = dict.fromkeys(chosen)
    ranked = [pk for pk in candidates(plan, subject).values_list("measure", flat=True) if pk in wanted]
    found = Measure.objects.filter(plan=plan).in_bulk([*wanted])
    return [found[pk] for pk in dict.fromkeys([*ranked, *wanted]) if pk in found]


def by_axis(plan: Any, subject: str, chosen: Iterable[int]) -> list[AxisLine]:
    """Return how many there are and are chosen of each axis in force: three queries."""
    rows = candidates(plan, subject).order_by()
    totals = dict(rows.values_list("axis_number").annotate(Count("pk")))
    taken = dict(rows.filter(Q(measure__in=list(chosen))).values_list("axis_number").annotate(Count("pk")))
    axes = Axis.objects.current().filter(plan=plan).defer("text", "text_en")
    return [AxisLine(axis, totals[axis.pk], taken.get(axis.pk, 0)) for axis in axes if axis.pk in totals]
