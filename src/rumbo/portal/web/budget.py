"""The budget: what the projects need year by year, against what is authorised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.portal.web.access import get_plan
from rumbo.portal.web.kept import kept
from rumbo.portal.web.portfolio import view_context
from rumbo.portfolio.web.budget import budget_context, budget_file
from rumbo.portfolio.web.filters import read_filters

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


@require_safe
@kept
def budget(request: HttpRequest, plan_key: str) -> HttpResponseBase:
    """Show the projects that the filters keep by axis and year, those of one axis one by one; or as a file."""
    plan = get_plan(request, plan_key)
    filters = read_filters(request.GET, plan)
    if export := budget_file(request, plan, filters):
        return export
    context = view_context(plan, "budget", _("Budget"), filters) | budget_context(request, plan, filters)
    return render(request, "portfolio/budget.html", context)
