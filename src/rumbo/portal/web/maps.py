"""Where the projects of a plan are: the map, and its places as GeoJSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.portal.web.access import get_plan
from rumbo.portal.web.kept import kept
from rumbo.portfolio.web.area import PUBLIC
from rumbo.portfolio.web.filters import read_filters
from rumbo.portfolio.web.map import map_context, map_data

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@kept
def portfolio_map(request: HttpRequest, plan_key: str) -> HttpResponse:
    """Show where the projects are that the address asks for, and a list of them."""
    plan = get_plan(request, plan_key)
    filters = read_filters(request.GET, plan)
    here = reverse("portal:projects", args=[plan.key])
    context = {
        "plan": plan,
        "section": "projects",
        "crumbs": [(plan.name, reverse("portal:plan", args=[plan.key])), (_("Portfolio"), here), (_("Map"), "")],
        **PUBLIC.context(plan, "map", filters),
        **map_context(request, filters, reverse("portal:map_data", args=[plan.key]), lambda row: f"{here}{row.key}/"),
    }
    return render(request, "portfolio/map.html", context)


@require_safe
@kept
def portfolio_map_data(request: HttpRequest, plan_key: str) -> HttpResponse:
    """Answer the places of the projects that the address asks for as GeoJSON; a file on ``format=geojson``."""
    plan = get_plan(request, plan_key)
    here = request.build_absolute_uri if request.GET.get("format") else str
    base = here(reverse("portal:projects", args=[plan.key]))
    return map_data(request, read_filters(request.GET, plan), lambda _pk, key: f"{base}{key}/")
