"""Monitoring: what the plan measures, and how it stands."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.monitoring.queries.indicators import areas_of, indicators_of, rows_for
from rumbo.monitoring.queries.series import conflicts_of
from rumbo.monitoring.web.access import SECTION
from rumbo.plan.queries.axes import axes_of
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page

__all__ = ["SECTION", "home"]

#: Indicators on a page.
LISTED = 60


@require_safe
@plan_page()
def home(request: HttpRequest, plan: Any) -> HttpResponse:
    """List the plan's indicators with the newest value of each, by axis, area and words."""
    axes = axes_of(plan)
    axis = next((one for one in axes if one.key == request.GET.get("axis")), None)
    area, words = (request.GET.get(name, "")[:120].replace("\0", "") for name in ("area", "q"))
    listed = Paginator(indicators_of(plan, axis=axis, area=area, words=words), LISTED)
    shown = listed.get_page(request.GET.get("page"))
    return page(
        request,
        "monitoring/home.html",
        plan,
        here=SECTION,
        crumbs=[(_("Monitoring"), "")],
        rows=rows_for(plan, list(shown), localdate()),
        page_obj=shown,
        to_confirm=conflicts_of(plan).count(),
        axes=axes,
        areas=areas_of(plan),
        axis=axis,
        area=area,
        words=words,
        filtered=bool(axis or area or words),
    )
