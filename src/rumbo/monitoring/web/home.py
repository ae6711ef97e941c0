"""Monitoring: what the plan measures, and how it stands."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.core.queries.memory import memory_of
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
    memory = memory_of(f"indicators of {plan.pk} on the desk")
    listed, where = indicators_of(plan, axis=axis, area=area, words=words), f"{axis and axis.pk} {area!r} {words!r}"
    count = memory.get(f"count {where}", listed.count)
    shown = Paginator(range(count), LISTED).get_page(request.GET.get("page"))
    return page(
        request,
        "monitoring/home.html",
        plan,
        here=SECTION,
        crumbs=[(_("Monitoring"), "")],
        table=memory.get(
            f"table {where} {shown.number} {localdate()}",
            lambda: _table(plan, list(listed[max(0, shown.start_index() - 1) : shown.end_index()])),
        ),
        page_obj=shown,
        to_confirm=memory.get("to confirm", conflicts_of(plan).count),
        axes=axes,
        areas=memory.get("areas", lambda: areas_of(plan)),
        axis=axis,
        area=area,
        words=words,
        filtered=bool(axis or area or words),
    )


def _table(plan: Any, indicators: list[Any]) -> SafeString:
    """Return the table of some indicators as HTML, which costs much to make; nothing where there are none."""
    rows = rows_for(plan, indicators, localdate())
    return (
        render_to_string("monitoring/_indicator_table.html", {"plan": plan, "rows": rows}) if rows else SafeString()
    )
