"""How many elements a plan has under each axis."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Value

from rumbo.plan.models import Goal, Objective, Plan, Problem, Strategy, Theme


@dataclass(slots=True)
class TreeCounts:
    """Elements in force under an axis."""

    themes: int = 0
    problems: int = 0
    objectives: int = 0
    goals: int = 0
    strategies: int = 0


_PATHS: dict[str, tuple[Any, str]] = {
    "themes": (Theme, "axis"),
    "problems": (Problem, "axis"),
    "objectives": (Objective, "theme__axis"),
    "goals": (Goal, "objective__theme__axis"),
    "strategies": (Strategy, "objective__theme__axis"),
}


def tree_counts(plan: Plan) -> dict[int, TreeCounts]:
    """Return the counts by the axis's primary key, in one query; an axis with nothing counts zero."""
    counted = [
        model.objects.current()
        .filter(plan=plan)
        .order_by()
        .annotate(what=Value(what))
        .values("what", path)
        .annotate(number=Count("pk"))
        .values_list("what", path, "number")
        for what, (model, path) in _PATHS.items()
    ]
    counts: dict[int, TreeCounts] = defaultdict(TreeCounts)
    for what, axis, number in counted[0].union(*counted[1:], all=True):
        setattr(counts[axis], what, number)
    return counts
