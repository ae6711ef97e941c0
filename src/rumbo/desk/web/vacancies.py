"""The vacancies of all teams of a plan, and who is asked for more than a full time."""

from __future__ import annotations

from typing import Any, cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.core.tables import export_response
from rumbo.desk.kinds import ANSWERS_SECTION, KINDS
from rumbo.desk.web.access import may_edit
from rumbo.desk.web.answers import answers_tabs, axis_tabs, wanted
from rumbo.desk.web.page import answers_crumbs
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page
from rumbo.portfolio.queries import team as queries

#: Vacancies on a page.
SIZE = 50


@require_safe
@plan_page()
def vacancies(request: HttpRequest, plan: Any) -> HttpResponse:
    """List the vacancies of the plan or of an axis, and who is above a full time; on ``format`` as files."""
    _kind, axis, axes = wanted(request, plan)
    overloads = queries.overloads_of(plan, localdate())
    if request.GET.get("list") == "overloads":
        table, rows = queries.OVERLOADS, queries.overload_rows(overloads)
        if export := export_response(request, table, rows, f"{plan.key}-dedicacion"):
            return cast("HttpResponse", export)
    found = queries.vacancies_of(plan, axis)
    if export := export_response(request, queries.VACANCIES, found, f"{plan.key}-vacantes"):
        return cast("HttpResponse", export)
    shown = Paginator(found, SIZE).get_page(request.GET.get("page"))
    return page(
        request,
        "desk/vacancies.html",
        plan,
        here=ANSWERS_SECTION,
        crumbs=[*answers_crumbs(plan), (_("Vacancies"), "")],
        answers=answers_tabs(plan, "desk:vacancies"),
        tabs=axis_tabs(KINDS["project"], axis, axes),
        page_obj=shown,
        rows=[(row, may_edit(request, row.position)) for row in shown.object_list],
        overloads=overloads,
    )
