"""The results of an exercise for the staff, as a page and as files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.core.tables import export_response
from rumbo.participation.exercises import part
from rumbo.participation.queries.results import staff_results
from rumbo.participation.result_tables import rows_of, table_of
from rumbo.participation.web.console_base import crumbs_of, find_exercise, leads
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

FORMATS = (("csv", "CSV"), ("xlsx", "XLSX"), ("json", "JSON"))


@require_safe
@plan_page()
def results(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show the results of an exercise: to who leads the table always, to other staff once closed or shown."""
    exercise = find_exercise(plan, pk)
    leading = leads(request, exercise)
    may_read = staff_results(exercise, leads=leading)
    table = table_of(exercise) if may_read else None
    if table is not None and "format" in request.GET:
        response = export_response(request, table, rows_of(exercise), f"{plan.key}-{exercise.pk}-{table.name}")
        if response is not None:
            return cast("HttpResponse", response)
    found: Any = part(exercise, "results")
    way = (exercise.name, reverse("participation:exercise", args=[plan.key, exercise.pk]))
    return page(
        request,
        "participation/results.html",
        plan,
        here="participation:home",
        crumbs=crumbs_of(plan, exercise.table, way, (_("Results"), "")),
        exercise=exercise,
        table=exercise.table,
        status=200 if may_read else 403,
        formats=FORMATS if table is not None else (),
        results_template=f"participation/{exercise.type}/results.html" if may_read else "",
        **(found.context(exercise) if may_read else {}),
    )
