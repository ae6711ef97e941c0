"""The plan as a workbook, to be edited in a spreadsheet and imported again."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from rumbo.core.tables.web import XLSX
from rumbo.importers.snapshot import snapshot
from rumbo.importers.workbook import write_workbook
from rumbo.plan.web.access import plan_page


@require_safe
@plan_page()
def workbook(request: HttpRequest, plan: Any) -> HttpResponse:
    """Give the workbook of the plan as it is now; with ``?hojas=cartera`` only the sheets of its projects."""
    portfolio = request.GET.get("hojas") == "cartera"
    content = write_workbook(snapshot(plan), plan=plan.key, portfolio=portfolio)
    name = f"{plan.key}-cartera.xlsx" if portfolio else f"{plan.key}.xlsx"
    response = HttpResponse(content, content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
