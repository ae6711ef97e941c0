"""The tree of a plan as its desk shows it, with what stands in each part."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rumbo.core.models import State
from rumbo.desk.kinds import KINDS, PLAN_SECTION

if TYPE_CHECKING:
    from rumbo.core.models import Record
    from rumbo.desk.kinds import Kind


@dataclass(frozen=True, slots=True)
class Branch:
    """An axis with its themes and how much stands under each: (theme, objectives, programs, projects)."""

    axis: Record
    themes: list[tuple[Record, int, int, int]]


def overview(plan: Any) -> list[Branch]:
    """Return the axes of a plan in force with their themes and counts; five queries, whatever its size."""
    themes: dict[int, list[Any]] = {}
    for theme in KINDS["theme"].rows(plan).filter(state=State.CURRENT):
        themes.setdefault(theme.axis_id, []).append(theme)
    objectives = _count("objective", plan, "theme_id")
    programs = _count("program", plan, "theme_id")
    projects = _count("project", plan, "program__theme_id")
    return [
        Branch(axis, [(t, objectives[t.pk], programs[t.pk], projects[t.pk]) for t in themes.get(axis.pk, [])])
        for axis in KINDS["axis"].rows(plan).filter(state=State.CURRENT)
    ]


def totals(plan: Any) -> list[tuple[Kind, int]]:
    """Return how many elements in force the plan's tree has of each kind; one query a kind."""
    kinds = [kind for kind in KINDS.values() if _is_counted(kind)]
    return [(kind, kind.model._default_manager.filter(plan=plan, state=State.CURRENT).count()) for kind in kinds]


def _is_counted(kind: Kind) -> bool:
    return kind.section == PLAN_SECTION and not kind.shared and not kind.sheet and kind.code != "plan"


def _count(kind: str, plan: Any, field: str) -> Counter[int]:
    rows = KINDS[kind].model._default_manager.filter(plan=plan, state=State.CURRENT)
    return Counter(rows.values_list(field, flat=True))
