"""The budget: what the projects need year by year, against what is authorised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.core.tables import export_response
from rumbo.portal.web.access import get_plan
from rumbo.portal.web.kept import kept
from rumbo.portal.web.page import found, list_page
from rumbo.portfolio.queries.budget import (
    BUDGET,
    budget_of,
    budget_rows,
    by_place,
    by_source,
    by_state,
    project_lines,
    projects_with_money,
)
from rumbo.portfolio.queries.spending import overspending_of_plan

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

#: Projects on a page of an axis.
PER_PAGE = 50


@require_safe
@kept
def budget(request: HttpRequest, plan_key: str) -> HttpResponseBase:
    """Show the plan by axis and year; with ``?axis=`` one axis by project, page by page; on ``format`` as a file."""
    plan = get_plan(request, plan_key)
    whole = budget_of(plan)
    key = request.GET.get("axis")
    line = found(next((one for one in whole.axes if one.of and one.of.key == key), None)) if key else None
    axis = line.of if line else None
    name = f"{plan.key}-presupuesto-{axis.key}" if axis else f"{plan.key}-presupuesto"
    if export := export_response(request, BUDGET, budget_rows(plan, axis), name):
        return export
    tabs = [(one.of.name, f"?axis={one.of.key}", one is line, None) for one in whole.axes if one.of]
    page = Paginator(projects_with_money(plan, axis), PER_PAGE).get_page(request.GET.get("page")) if axis else None
    rows = project_lines(plan, page.object_list) if page else []
    return list_page(
        request,
        "budget",
        plan,
        here=_("Budget"),
        section="projects",
        budget=whole,
        axis=axis,
        tabs=[(_("All axes"), "?", axis is None, None), *tabs],
        shown=line or whole.whole,
        by_year=(line or whole.whole).row(whole.years),
        lines=[(one, one.row(whole.years)) for one in (rows if axis else whole.axes)],
        totals=(line or whole.whole).row(whole.years),
        page_obj=page,
        overspending=overspending_of_plan(plan) if axis is None else [],
        places=by_place(plan) if axis is None else [],
        kinds=[] if axis else [(_("By source"), by_source(plan)), (_("By how sure it is"), by_state(plan))],
    )
