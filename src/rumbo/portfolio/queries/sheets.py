"""What the page of a project shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from rumbo.plan.queries.objectives import objectives_behind
from rumbo.portfolio.models import Action, Component, Project
from rumbo.portfolio.queries.priority_entries import entries_of_project

if TYPE_CHECKING:
    from rumbo.places.models import Territory
    from rumbo.plan.models import Plan, Strategy
    from rumbo.portfolio.models import PriorityEntry


@dataclass(frozen=True, slots=True)
class ProjectSheet:
    """A project's parts and its place in the plan.

    ``objectives`` are those of the strategies that its programme serves; where it serves none, those of its theme.
    Each has ``problem_list`` and ``goal_list``.
    """

    components: list[Component]
    actions: list[Action]
    territories: list[Territory]
    strategies: list[Strategy]
    objectives: list[Any]
    entries: list[PriorityEntry]
    previous: Project | None
    next: Project | None


def find_project(plan: Plan, key: str) -> Project | None:
    """Return the project with this key with programme, theme and axis, in force or not, or None."""
    found: Project | None = (
        Project.objects.select_related("program__theme__axis", "superseded_by")
        .defer(*_texts("program", "program__theme", "program__theme__axis"))
        .filter(plan=plan, key=key)
        .first()
    )
    return found


def sheet_of(project: Project) -> ProjectSheet:
    """Return what the project's page shows, in a fixed number of queries."""
    strategies = list(_current(project.program.strategies).select_related("objective"))
    objectives = objectives_behind(project.program.theme, [strategy.objective_id for strategy in strategies])
    previous, following = _neighbours(project)
    return ProjectSheet(
        components=list(Component.objects.current().filter(project=project)),
        actions=list(Action.objects.current().filter(project=project)),
        territories=list(project.territories.only("key", "title", "title_en", "kind")),
        strategies=strategies,
        objectives=objectives,
        entries=entries_of_project(project),
        previous=previous,
        next=following,
    )


def _neighbours(project: Project) -> tuple[Project | None, Project | None]:
    """Return the projects before and after: by number in the whole plan, without one in the programme."""
    near: QuerySet[Any, Any] = Project.objects.current().only("plan", "key", "number", "title", "title_en")
    near = near.filter(plan=project.plan_id) if project.number else near.filter(program=project.program_id)
    here = {"number_order": project.number_order}
    tie = Q(**here, position=project.position)
    after = Q(number_order__gt=project.number_order) | Q(**here, position__gt=project.position)
    before = Q(number_order__lt=project.number_order) | Q(**here, position__lt=project.position)
    following = near.filter(number_order__gte=project.number_order).filter(after | (tie & Q(pk__gt=project.pk)))
    previous = near.filter(number_order__lte=project.number_order).filter(before | (tie & Q(pk__lt=project.pk)))
    return (
        previous.order_by("-number_order", "-position", "-pk").first(),
        following.order_by("number_order", "position", "pk").first(),
    )


def _current(manager: Any) -> QuerySet[Any, Any]:
    found: QuerySet[Any, Any] = manager.current()
    return found


def _texts(*paths: str) -> list[str]:
    return [f"{path}__{name}" for path in paths for name in ("text", "text_en")]
