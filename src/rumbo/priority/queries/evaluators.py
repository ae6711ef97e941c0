"""Reading the evaluators of a round: who they are, how they are spread, their conflicts of interest."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rumbo.accounts.enums import Sector
from rumbo.core.ordering import text_key
from rumbo.plan.models import Axis
from rumbo.priority.models import Conflict, Evaluator

if TYPE_CHECKING:
    from rumbo.priority.models import Round

#: The orders of the table.
ORDERS = {
    "organizacion": lambda one: (_organization(one), text_key(one.title)),
    "nombre": lambda one: (text_key(one.title),),
    "sector": lambda one: (one.organization.sector if one.organization else "~", _organization(one)),
    "eje": lambda one: (one.axis.position if one.axis else -1, _organization(one)),
}
FIRST_ORDER = "organizacion"


@dataclass(frozen=True, slots=True)
class Spread:
    """How many evaluators there are of something."""

    label: str
    people: int


def people_in(found: Round, order: str = FIRST_ORDER) -> list[Evaluator]:
    """Return the evaluators in force of a round in one of `ORDERS`, with organizations and axes: one query."""
    rows = Evaluator.objects.current().filter(round=found).select_related("organization", "axis")
    return sorted(rows.defer("axis__text", "axis__text_en"), key=ORDERS.get(order, ORDERS[FIRST_ORDER]))


def by_sector(people: list[Evaluator]) -> list[Spread]:
    """Return how many there are of each sector, those without one last."""
    counts = Counter(one.organization.sector if one.organization else "" for one in people)
    named = [Spread(str(sector.label), counts[sector.value]) for sector in Sector if counts[sector.value]]
    return [*named, Spread("", counts[""])] if counts[""] else named


def by_axis(plan: Any, people: list[Evaluator]) -> list[Spread]:
    """Return how many are asked about one axis alone, by axis in force; first how many about all of them."""
    counts = Counter(one.axis_id for one in people)
    axes = Axis.objects.current().filter(plan=plan).defer("text", "text_en")
    return [Spread("", counts[None]), *(Spread(axis.name, counts[axis.pk]) for axis in axes)]


def conflicts_of(found: Round) -> list[Conflict]:
    """Return the conflicts of interest of a round, those taken back too, by person: one query."""
    rows = Conflict.objects.filter(evaluator__round=found).select_related("evaluator__organization", "actor")
    return sorted(rows, key=lambda one: (one.withdrawn, text_key(one.evaluator.title), one.pk))


def _organization(one: Evaluator) -> str:
    return text_key(one.organization.title) if one.organization else "~"
