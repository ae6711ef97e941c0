"""Reading programmes with their first projects."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Prefetch, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from rumbo.core.models import State
from rumbo.portfolio.models import Program, Project
from rumbo.portfolio.queries.counts import ProjectCounts, project_counts

if TYPE_CHECKING:
    from rumbo.plan.models import Plan, Strategy, Theme

#: How many projects a page shows under each heading before it links to the list.
FIRST = 20
#: What a line about a project needs.
LINE = ("plan", "key", "number", "number_order", "title", "title_en", "state", "under_way", "priority", "program")


def first_of_each(projects: QuerySet[Any, Any], path: str, limit: int = FIRST) -> QuerySet[Any, Any]:
    """Return the first projects, in number order, for each value of a path; each with ``rank`` counted from 1."""
    order = ("number_order", "position", "pk")
    ranked = projects.annotate(rank=Window(RowNumber(), partition_by=[F(path)], order_by=order))
    rows: QuerySet[Any, Any] = ranked.filter(rank__lte=limit).order_by(*order)
    return rows


def programs_of_theme(theme: Theme) -> list[Program]:
    """Return a theme's programmes in force, each with ``project_count`` and ``first_projects`` (the first 20)."""
    projects = first_of_each(Project.objects.current().filter(program__theme=theme).only(*LINE), "program")
    return _with_projects(Program.objects.current().filter(theme=theme), projects)


def programs_of_strategy(strategy: Strategy) -> list[Program]:
    """Return the programmes in force that serve a strategy, with their theme, like `programs_of_theme`."""
    programs = Program.objects.current().filter(strategies=strategy).select_related("theme")
    projects = first_of_each(Project.objects.current().filter(program__strategies=strategy).only(*LINE), "program")
    return _with_projects(programs, projects)


def programs_by_strategy(theme: Theme) -> dict[int, list[Program]]:
    """Return for each strategy of a theme the programmes in force that serve it, by the strategy's primary key."""
    programs = Program.objects.current().filter(strategies__objective__theme=theme)
    found: dict[int, list[Program]] = defaultdict(list)
    for program in programs.annotate(serves=F("strategies")).defer("text", "text_en").order_by("position", "pk"):
        found[program.serves].append(program)
    return found


def strategies_of_program(program: Program) -> list[Strategy]:
    """Return the strategies in force that a programme serves, with their objective."""
    return list(program.strategies.filter(state=State.CURRENT).select_related("objective").defer("text", "text_en"))


def first_projects_of(program: Program) -> tuple[list[Project], ProjectCounts]:
    """Return the first projects in force of a programme, in number order, and the counts of all."""
    projects = Project.objects.current().filter(program=program).only(*LINE)[:FIRST]
    return list(projects), project_counts("program", program=program)[program.pk]


def find_program(plan: Plan, key: str) -> Program | None:
    """Return the programme with this key with theme and axis, in force or not, or None."""
    found: Program | None = (
        Program.objects.select_related("theme__axis", "superseded_by").filter(plan=plan, key=key).first()
    )
    return found


def _with_projects(programs: QuerySet[Any, Any], projects: QuerySet[Any, Any]) -> list[Program]:
    counted = programs.annotate(
        project_count=Count("projects", filter=Q(projects__state=State.CURRENT), distinct=True)
    )
    return list(
        counted.order_by("position", "pk").prefetch_related(
            Prefetch("projects", queryset=projects, to_attr="first_projects")
        )
    )
