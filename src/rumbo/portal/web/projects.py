"""The portfolio: all projects of the plan, filtered, sorted, page by page, and as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.core.tables import export_response
from rumbo.core.web.choices import Option, options
from rumbo.portal.web.access import get_plan, wants_fragment
from rumbo.portal.web.kept import kept
from rumbo.portal.web.project_filters import ProjectFilters, address, read_filters
from rumbo.portfolio.queries.projects import filtered_projects, ordered_projects, project_rows
from rumbo.portfolio.queries.tables import PROJECTS, project_table_rows

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase
    from django.utils.safestring import SafeString

#: Projects on a page.
PER_PAGE = 50


@require_safe
@kept
def projects(request: HttpRequest, plan_key: str) -> HttpResponseBase:
    """List the projects that the address asks for; as a fragment where htmx asks, as a file on ``format``."""
    plan = get_plan(request, plan_key)
    filters = read_filters(request.GET, plan)
    listed = ordered_projects(filtered_projects(plan, filters.wanted), filters.order)
    export = export_response(request, PROJECTS, project_table_rows(listed), f"{plan.key}-proyectos")
    if export is not None:
        return export
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    here = reverse("portal:projects", args=[plan.key])
    rows = project_rows(listed[max(0, page.start_index() - 1) : page.end_index()])
    context = {
        "plan": plan,
        "section": "projects",
        "crumbs": [(plan.name, reverse("portal:plan", args=[plan.key])), (_("Portfolio"), "")],
        "here": here,
        "filters": filters,
        "chips": filters.chips,
        "text": filters.values.get("q", ""),
        "page_obj": page,
        "rows": rows,
        "has_accountable": any(row.accountable for row in rows),
        "has_stage": any(row.begun or row.suspended for row in rows),
        "headings": _headings(filters),
        "orders": _orders(filters),
        "is_fragment": wants_fragment(request),
    }
    template = "portal/projects_fragment.html" if context["is_fragment"] else "portal/projects.html"
    response = render(request, template, context)
    if context["is_fragment"]:
        shown = address(filters.values, page=str(page.number) if page.number > 1 else "").rstrip("?")
        response.headers["HX-Push-Url"] = f"{here}{shown}"
    patch_vary_headers(response, ["HX-Request"])
    return response


def _names() -> list[tuple[str, str]]:
    """Return the orders with the headings of their columns."""
    return [("number", _("No.")), ("title", _("Project")), ("axis", _("Axis and theme")), ("program", _("Program"))]


def _headings(filters: ProjectFilters) -> list[tuple[str, str, str, str]]:
    """Return name, heading, address and present direction of each column that sorts."""
    headings = []
    for name, label in _names():
        ascending, descending = filters.order == name, filters.order == f"-{name}"
        turned = f"-{name}" if ascending else "" if name == "number" else name
        direction = "ascending" if ascending else "descending" if descending else ""
        headings.append((name, label, address(filters.values, sort=turned), direction))
    return headings


def _orders(filters: ProjectFilters) -> SafeString:
    """Return the orders as options of a list, for pages too narrow for headings."""
    backwards = _("%(order)s, backwards")
    names = [("number", _("Number")), *_names()[1:]]
    choices = [
        option
        for name, label in names
        for option in (Option(name, label), Option(f"-{name}", backwards % {"order": label}))
    ]
    return options(choices, filters.order)
