"""Reading what a round prioritises: each item with the strategy, action or project that it stands for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rumbo.plan.enums import MeasureKind
from rumbo.priority.models import Criterion, Item, Round

if TYPE_CHECKING:
    from django.db.models import QuerySet

#: The way from each kind of element to its axis.
_AXES = {
    MeasureKind.STRATEGY: ("objective__theme__axis",),
    MeasureKind.PROJECT: ("program__theme__axis",),
    MeasureKind.ACTION: ("strategy__objective__theme__axis", "project__program__theme__axis"),
}


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item of a round with its element (a strategy, action or project) and that element's axis."""

    item: Item
    element: Any
    axis: Any

    @property
    def pk(self) -> int:
        """The item's."""
        return self.item.pk

    @property
    def number(self) -> str:
        """The plan's own number of the element, where it has one."""
        return str(getattr(self.element, "number", "") or "")

    @property
    def name(self) -> str:
        """The element's title in the reader's language."""
        return str(self.element.name)


def listed_items(
    found: Round, *, with_left: bool = False, axis: int | None = None, pk: int | None = None
) -> list[ItemRow]:
    """Return the items of a round in its order, with their elements and axes: one query.

    ``with_left``: those that were taken out too. ``axis``: those of one axis alone. ``pk``: this item alone.
    """
    kind = found.subject
    paths = [f"measure__{kind}__{path}" for path in _AXES[MeasureKind(kind)]]
    rows = Item.objects.filter(round=found).select_related(f"measure__{kind}", *paths)
    if not with_left:
        rows = rows.filter(left=False)
    if pk is not None:
        rows = rows.filter(pk=pk)
    texts = [f"measure__{kind}__text", f"measure__{kind}__text_en", *(f"{path}__text" for path in paths)]
    listed = [_row(item, kind) for item in rows.defer(*texts)]
    return [row for row in listed if axis is None or row.axis.pk == axis]


def criteria_of(found: Round) -> QuerySet[Any]:
    """Return the criteria in force of a round, in its order."""
    return Criterion.objects.current().filter(round=found).order_by("position", "pk")


def _row(item: Item, kind: str) -> ItemRow:
    element = getattr(item.measure, kind)
    return ItemRow(item, element, _axis_of(element))


def _axis_of(element: Any) -> Any:
    for name in ("program", "objective", "strategy", "project"):
        parent = getattr(element, name, None) if getattr(element, f"{name}_id", None) else None
        if parent is not None:
            return _axis_of(parent)
    return element.theme.axis
