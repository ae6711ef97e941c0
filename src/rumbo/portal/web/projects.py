"""The portfolio: all projects of the plan, filtered, sorted, page by page, and as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.portal.web.access import get_plan, wants_fragment
from rumbo.portal.web.kept import kept
from rumbo.portfolio.queries.prints import published_print
from rumbo.portfolio.web.area import PUBLIC
from rumbo.portfolio.web.filters import read_filters
from rumbo.portfolio.web.table import pushed, table_context, table_file

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


@require_safe
@kept
def projects(request: HttpRequest, plan_key: str) -> HttpResponseBase:
    """List the projects that the address asks for; as a fragment where htmx asks, as a file on ``format``."""
    plan = get_plan(request, plan_key)
    filters = read_filters(request.GET, plan)
    if export := table_file(request, filters, f"{plan.key}-proyectos"):
        return export
    here = reverse("portal:projects", args=[plan.key])
    is_fragment = wants_fragment(request)
    context = {
        "plan": plan,
        "section": "projects",
        "crumbs": [(plan.name, reverse("portal:plan", args=[plan.key])), (_("Portfolio"), "")],
        "is_fragment": is_fragment,
        "offered": published_print(plan, (get_language() or "es")[:2]),
        **PUBLIC.context(plan, "table", filters),
        **table_context(request, filters, lambda row: f"{here}{row.key}/"),
    }
    response = render(request, "portfolio/_table.html" if is_fragment else "portfolio/table.html", context)
    if is_fragment:
        response.headers["HX-Push-Url"] = f"{here}{pushed(filters, context['page_obj'])}"
    patch_vary_headers(response, ["HX-Request"])
    return response
