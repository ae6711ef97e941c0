"""Where the projects of a plan are, on the desk: the map, and its places as GeoJSON."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.desk.web.portfolio import SECTION, crumbs, desk_filters, view_context
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page
from rumbo.portfolio.web.map import map_context, map_data


@require_safe
@plan_page()
def portfolio_map(request: HttpRequest, plan: Any) -> HttpResponse:
    """Show where the projects are that the address asks for, and a list of them."""
    filters = desk_filters(request, plan)
    here = reverse(SECTION, args=[plan.key])
    context = view_context(request, plan, "map", filters) | map_context(
        request, filters, reverse("desk:map_data", args=[plan.key]), lambda row: f"{here}{row.pk}/"
    )
    way = crumbs(plan, "map", (_("Map"), ""))
    return page(request, "portfolio/map.html", plan, here=SECTION, crumbs=way, **context)


@require_safe
@plan_page()
def portfolio_map_data(request: HttpRequest, plan: Any) -> HttpResponse:
    """Answer the places of the projects that the address asks for as GeoJSON; a file on ``format=geojson``."""
    here = reverse(SECTION, args=[plan.key])
    return map_data(request, desk_filters(request, plan), lambda pk, _key: f"{here}{pk}/")
