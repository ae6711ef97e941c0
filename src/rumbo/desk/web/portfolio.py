"""The portfolio on the desk: its table, schedule and budget under the filters of the portfolio, and what is kept."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.desk.kinds import KINDS
from rumbo.desk.queries.gaps import BY_CODE, Gap
from rumbo.desk.web.access import may_create, may_edit_some
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import Crumb, page
from rumbo.portfolio.queries.saved_views import PAGE, views_of
from rumbo.portfolio.web.area import DESK
from rumbo.portfolio.web.budget import budget_context, budget_file
from rumbo.portfolio.web.filters import Extra, Filters, read_filters
from rumbo.portfolio.web.schedule import schedule_context, schedule_file
from rumbo.portfolio.web.table import pushed, table_context, table_file

#: The section of the desk's bar that all views of the portfolio belong to.
SECTION = "desk:portfolio"


@require_safe
@plan_page()
def portfolio(request: HttpRequest, plan: Any) -> HttpResponse:
    """Show the table of the projects that the address asks for; as a fragment for htmx, as a file on ``format``."""
    filters = desk_filters(request, plan)
    if export := table_file(request, filters, f"{plan.key}-proyectos"):
        return cast("HttpResponse", export)
    kind, here = KINDS["project"], reverse(SECTION, args=[plan.key])
    marked = may_edit_some(request.user, plan)
    context = view_context(request, plan, "table", filters) | table_context(
        request, filters, lambda row: f"{here}{row.pk}/", marked=marked
    )
    context |= {
        "kind": kind,
        "bulk_template": "desk/_bulk.html",
        "may_create": may_create(request, plan, kind, kind.model(plan=plan)),
    }
    if getattr(request, "htmx", False) and not request.htmx.history_restore_request:  # type: ignore[attr-defined]
        response = render(request, "portfolio/_table.html", context | {"plan": plan, "is_fragment": True})
        response.headers["HX-Push-Url"] = f"{here}{pushed(filters, context['page_obj'])}"
    else:
        response = page(request, "desk/portfolio.html", plan, here=SECTION, crumbs=crumbs(plan, "table"), **context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
@plan_page()
def schedule(request: HttpRequest, plan: Any) -> HttpResponse:
    """Show the schedules of the projects that the filters keep, page by page; on ``format`` as a file."""
    filters = desk_filters(request, plan)
    if export := schedule_file(request, filters, f"{plan.key}-cronograma"):
        return cast("HttpResponse", export)
    context = view_context(request, plan, "schedule", filters) | schedule_context(request, filters)
    way = crumbs(plan, "schedule", (_("Schedule"), ""))
    return page(request, "portfolio/schedule.html", plan, here=SECTION, crumbs=way, **context)


@require_safe
@plan_page()
def budget(request: HttpRequest, plan: Any) -> HttpResponse:
    """Show the budget of the projects that the filters keep; on ``format`` as a file."""
    filters = desk_filters(request, plan)
    if export := budget_file(request, plan, filters):
        return cast("HttpResponse", export)
    context = view_context(request, plan, "budget", filters) | budget_context(request, plan, filters)
    way = crumbs(plan, "budget", (_("Budget"), ""))
    return page(request, "portfolio/budget.html", plan, here=SECTION, crumbs=way, **context)


def desk_filters(request: HttpRequest, plan: Any) -> Filters:
    """Return the filters of an address of the desk, which also knows what projects lack."""
    return read_filters(request.GET, plan, [lacking()])


def lacking() -> Extra:
    """Return the filter by what projects lack."""
    gaps = tuple((gap.code, str(gap.label)) for gap in BY_CODE.values() if gap.kind == "project")
    return Extra(
        "gap", _("What it lacks"), _("Everything"), gaps, lambda rows, code: rows.filter(_gap(code).condition())
    )


def view_context(request: HttpRequest, plan: Any, view: str, filters: Filters) -> dict[str, Any]:
    """Return what all views of the portfolio show on the desk, with the views that the person keeps."""
    saved = [
        (address_of(plan, one.query), one, one.owner_id == request.user.pk) for one in views_of(plan, request.user)
    ]
    return {
        **DESK.context(plan, view, filters),
        "saved": saved,
        "views_url": reverse("desk:views", args=[plan.key]),
        "save_url": reverse("desk:save_view", args=[plan.key]),
        "may_share": request.user.has_perm("plan.manage", plan),
    }


def address_of(plan: Any, query: str) -> str:
    """Return the address of a view that was kept: its page and the filters on it."""
    first, _and, rest = query.partition("&")
    name, _is, view = first.partition("=")
    if name != PAGE:
        return f"{DESK.address(plan, 'table')}{'?' if query else ''}{query}"
    url = DESK.address(plan, view) or DESK.address(plan, "table")
    return f"{url}{'?' if rest else ''}{rest}"


def crumbs(plan: Any, view: str, *more: Crumb) -> list[Crumb]:
    """Return the way to a view: the portfolio, then the view."""
    first: Crumb = (_("Portfolio"), "" if view == "table" and not more else reverse(SECTION, args=[plan.key]))
    return [first, *more]


def _gap(code: str) -> Gap:
    return BY_CODE[code]
