"""Reading a plan's territories and what happens in each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from rumbo.core.models import State
from rumbo.portfolio.models import Project
from rumbo.portfolio.queries.counts import ProjectCounts, project_counts
from rumbo.portfolio.queries.programs import LINE, first_of_each

if TYPE_CHECKING:
    from rumbo.places.models import Territory
    from rumbo.plan.models import Plan


@dataclass(frozen=True, slots=True)
class AxisProjects:
    """The first projects of an axis in a territory, and how many there are."""

    axis: Any
    projects: list[Project]
    counts: ProjectCounts


def territories_of(plan: Plan, territories: QuerySet[Any, Any]) -> list[Any]:
    """Return those of the territories that are a plan's, each with ``project_count``.

    A territory is the plan's when it is its own, a part or a whole of that, or where one of its projects is.
    """
    within = Project.territories.through.objects.filter(project__plan=plan, project__state=State.CURRENT)
    counts = dict(within.order_by().values_list("territory").annotate(Count("project")))
    listed = list(territories.filter(pk__in=territories.order_by().filter(is_of(plan)).values("pk")))
    for territory in listed:
        territory.project_count = counts.get(territory.pk, 0)
    return listed


def is_of(plan: Plan) -> Q:
    """Return the condition on territories that they are a plan's, as `territories_of` says; it may repeat rows."""
    own = plan.territory_id
    within = Project.territories.through.objects.filter(
        territory=OuterRef("pk"), project__plan=plan, project__state=State.CURRENT
    )
    found = Q(Exists(within))
    if own:
        found |= Q(pk=own) | Q(areas=own) | Q(parent=own) | Q(children=own) | Q(members=own)
        found |= Q(children__areas=own) | Q(parent__areas=own)
    return found


def projects_in(plan: Plan, territory: Territory) -> list[AxisProjects]:
    """Return the projects in force in a territory by axis: the first 20 of each, and the counts."""
    scope = {"plan": plan, "territories": territory}
    counts = project_counts("program__theme__axis", **scope)
    projects = first_of_each(
        Project.objects.current().filter(**scope).select_related("program__theme__axis").only(*_LINE),
        "program__theme__axis",
    )
    groups: dict[int, list[Project]] = {}
    axes: dict[int, Any] = {}
    for project in projects:
        axis = project.program.theme.axis
        axes[axis.pk] = axis
        groups.setdefault(axis.pk, []).append(project)
    ordered = sorted(axes.values(), key=lambda axis: (axis.position, axis.pk))
    return [AxisProjects(axis, groups[axis.pk], counts[axis.pk]) for axis in ordered]


_AXIS = "program__theme__axis__"
_LINE = (
    *LINE,
    "program__theme",
    "program__theme__axis",
    *(f"{_AXIS}{name}" for name in ("key", "title", "title_en", "position")),
)
