"""An economic appraisal of a project, beside the other alternatives of the project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.core.tables import export_response
from rumbo.portal.web.access import get_plan
from rumbo.portal.web.kept import kept
from rumbo.portal.web.page import element_page, found
from rumbo.portfolio.appraisal_page import page_of
from rumbo.portfolio.queries.appraisals import (
    FLOWS_TABLE,
    INDICATORS_TABLE,
    find_appraisal,
    flow_rows,
    report_of,
    reports_of,
)

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


@require_safe
@kept
def appraisal(request: HttpRequest, plan_key: str, key: str) -> HttpResponseBase:
    """Show what an alternative is worth and how sure that is; with ``format`` its flows or, with ``table``, all."""
    plan = get_plan(request, plan_key)
    record = found(find_appraisal(plan, key))
    project, own = record.project, report_of(record)
    reports = reports_of(project)
    if request.GET.get("table") == "indicators":
        export = export_response(request, INDICATORS_TABLE, reports, f"{plan.key}-evaluaciones-{project.key}")
    else:
        export = export_response(request, FLOWS_TABLE, flow_rows([own]), f"{plan.key}-flujos-{record.key}")
    if export is not None:
        return export
    theme = project.program.theme
    return element_page(
        request,
        plan,
        record,
        (theme.axis, theme, project.program, project),
        here=_("Economic appraisal"),
        section="projects",
        project=project,
        appraised=page_of(own, reports),
    )
