"""How many projects, programmes and actions there are, and under what."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from rumbo.portfolio.models import Action, Program, Project

if TYPE_CHECKING:
    from rumbo.plan.models import Axis, Plan


@dataclass(frozen=True, slots=True)
class ProjectCounts:
    """Projects in force: all, those under way, those with priority."""

    projects: int = 0
    under_way: int = 0
    priority: int = 0


def project_counts(group: str, **scope: Any) -> dict[int, ProjectCounts]:
    """Return counts of projects in force by a path from the project, such as ``program__theme``.

    ``scope`` filters projects. A group without projects counts zero.
    """
    rows = (
        Project.objects.current()
        .filter(**scope)
        .order_by()
        .values(group)
        .annotate(
            projects=Count("pk"),
            going=Count("pk", filter=Q(under_way=True)),
            chosen=Count("pk", filter=Q(priority=True)),
        )
    )
    counts: dict[int, ProjectCounts] = defaultdict(ProjectCounts)
    counts.update({row[group]: ProjectCounts(row["projects"], row["going"], row["chosen"]) for row in rows})
    return counts


def counts_by_axis(plan: Plan) -> dict[int, ProjectCounts]:
    """Return the counts of projects by axis."""
    return project_counts("program__theme__axis", plan=plan)


def counts_by_theme(axis: Axis) -> dict[int, ProjectCounts]:
    """Return the counts of an axis's projects by theme."""
    return project_counts("program__theme", program__theme__axis=axis)


def program_count(plan: Plan) -> int:
    """Return how many programmes are in force."""
    return int(Program.objects.current().filter(plan=plan).count())


def action_count(plan: Plan) -> int:
    """Return how many actions are in force."""
    return int(Action.objects.current().filter(plan=plan).count())
