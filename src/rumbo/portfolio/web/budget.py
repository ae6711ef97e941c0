"""The budget of the projects that the filters keep: by axis and year, and of one axis project by project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from rumbo.core.tables import export_response
from rumbo.portfolio.queries.budget import (
    BUDGET,
    budget_of,
    budget_rows,
    by_place,
    by_source,
    by_state,
    project_lines,
    with_money,
)
from rumbo.portfolio.queries.spending import overspending_of_plan

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from rumbo.plan.models import Plan
    from rumbo.portfolio.queries.budget import Budget, KindLine, PlaceLine, Projects
    from rumbo.portfolio.queries.spending import Overspending
    from rumbo.portfolio.web.filters import Filters

#: Projects on a page of an axis.
PER_PAGE = 50


def budget_file(request: HttpRequest, plan: Plan, filters: Filters) -> HttpResponseBase | None:
    """Return the file that ``format`` asks for, with exact amounts."""
    axis = filters.values.get("axis")
    name = f"{plan.key}-presupuesto-{axis}" if axis else f"{plan.key}-presupuesto"
    return export_response(request, BUDGET, budget_rows(plan, _projects(filters)), name)


def budget_context(request: HttpRequest, plan: Plan, filters: Filters) -> dict[str, Any]:
    """Return what ``portfolio/budget.html`` shows: a row an axis, or where an axis is chosen a row a project."""
    projects = _projects(filters)
    whole, overspending, places, sources, states = filters.kept("budget", lambda: _whole(plan, projects))
    line = next((one for one in whole.axes if one.of and one.of.key == filters.values.get("axis")), None)
    axis = line.of if line else None
    listed = with_money(filters.ordered())
    page = filters.page("budget", listed, PER_PAGE, request.GET.get("page")) if axis else None
    lines = (
        filters.kept(f"lines {filters.order} {page.number}", lambda: project_lines(plan, page.object_list))
        if page
        else [one for one in whole.axes if one.of is None or one.cells]
    )
    return {
        "budget": whole,
        "axis": axis,
        "all_axes": filters.changed(axis="", theme="", program=""),
        "by_year": whole.whole.row(whole.years),
        "lines": [
            (one, one.row(whole.years), filters.changed(axis=one.of.key) if not axis and one.of else "")
            for one in lines
        ],
        "page_obj": page,
        "overspending": overspending,
        "places": places,
        "kinds": [(_("By source"), sources), (_("By how sure it is"), states)],
    }


def _projects(filters: Filters) -> Projects:
    """Return the projects to add up; None where the filters keep all in force, which costs the database less."""
    return filters.projects() if filters.narrowed else None


def _whole(
    plan: Plan, projects: Projects
) -> tuple[Budget, list[Overspending], list[PlaceLine], list[KindLine], list[KindLine]]:
    """Return the matrix, where more was spent than may be, and the sums by place, by source and by state."""
    return (
        budget_of(plan, projects),
        _overspending(plan, projects),
        by_place(plan, projects),
        by_source(plan, projects),
        by_state(plan, projects),
    )


def _overspending(plan: Plan, projects: Projects) -> list[Overspending]:
    found = overspending_of_plan(plan)
    if projects is None or not found:
        return found
    kept = set(projects.filter(pk__in={one.project.pk for one in found}).values_list("pk", flat=True))
    return [one for one in found if one.project.pk in kept]
