"""Reading the priority portfolio."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from rumbo.core.models import State
from rumbo.portfolio.models import PriorityEntry, Program, Project

if TYPE_CHECKING:
    from rumbo.plan.models import Axis, Plan


def entries_of_plan(plan: Plan) -> QuerySet[Any, Any]:
    """Return the entries in force in the order of the list, with axis and the project or programme each names."""
    return _entries().filter(plan=plan).select_related("axis").defer("axis__text", "axis__text_en")


def entries_of_axis(axis: Axis) -> list[PriorityEntry]:
    """Return the entries in force under an axis."""
    return list(_entries().filter(axis=axis))


def entries_of_project(project: Project) -> list[PriorityEntry]:
    """Return the entries in force that name a project or its programme."""
    return list(PriorityEntry.objects.current().filter(Q(project=project) | Q(program=project.program_id)))


def entries_of_program(program: Program) -> list[PriorityEntry]:
    """Return the entries in force that name a programme."""
    return list(PriorityEntry.objects.current().filter(program=program))


def _entries() -> QuerySet[Any, Any]:
    return (
        PriorityEntry.objects.filter(state=State.CURRENT)
        .select_related("project", "program")
        .defer("text", "text_en", "project__text", "project__text_en", "program__text", "program__text_en")
    )
