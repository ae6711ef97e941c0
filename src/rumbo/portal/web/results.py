"""The published results of an exercise of a table."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.core.tables import export_response
from rumbo.participation.exercises import part
from rumbo.participation.queries.process import voted_results
from rumbo.participation.result_tables import rows_of, table_of
from rumbo.portal.web.access import get_plan
from rumbo.portal.web.page import found, list_page, section_trail


@require_safe
def results(request: HttpRequest, plan_key: str, pk: int) -> HttpResponseBase:
    """Show what people voted in an exercise that is closed, once whoever leads the table showed its results."""
    plan = get_plan(request, plan_key)
    exercise = found(voted_results(plan).filter(pk=pk).first())
    table = table_of(exercise)
    if table is not None and request.GET.get("format"):
        response = export_response(request, table, rows_of(exercise), f"{plan.key}-{exercise.pk}-{table.name}")
        if response is not None:
            return response
    context: dict[str, Any] = part(exercise, "results").context(exercise)
    return list_page(
        request,
        "results",
        plan,
        here=exercise.name if len(exercise.name) <= 60 else f"{exercise.name[:57].rstrip()}…",
        above=(section_trail(plan, _("Participation"), "portal:participation"),),
        **{
            **context,
            "section": "participation",
            "exercise": exercise,
            "has_table": table is not None,
            "results_template": f"participation/{exercise.type}/results.html",
        },
    )
