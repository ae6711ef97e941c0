"""Who reports and who does not: by period and organization, as a statement of openness. People are never named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.core.tables import export_response
from rumbo.monitoring.queries.period_progress import (
    BY_ORGANIZATION,
    bar_of,
    counts_by_organization,
    is_over,
    published,
    spoken,
    with_counts,
)
from rumbo.portal.web.access import get_plan
from rumbo.portal.web.kept import kept
from rumbo.portal.web.page import found, list_page

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


@require_safe
@kept
def reports(request: HttpRequest, plan_key: str) -> HttpResponseBase:
    """Show how many reports came in each period, and in one who reported, in time, late or not; or as a file."""
    plan, today = get_plan(request, plan_key), localdate()
    periods = with_counts(published(plan), today)
    key = request.GET.get("periodo")
    chosen = next(iter(periods), None)
    if key:
        chosen = found(next((one for one in periods if one[0].key == key), None))
    parts = counts_by_organization(chosen[0], today) if chosen is not None else []
    name = f"{plan.key}-informes"
    if chosen is not None and (export := export_response(request, BY_ORGANIZATION, parts, name)):
        return export
    return list_page(
        request,
        "reports",
        plan,
        here=_("Who reports"),
        section="organizations",
        periods=[
            {"period": one, "counts": counts, "bar": bar_of(counts), "spoken": spoken(counts)}
            for one, counts in periods
        ],
        chosen=chosen[0] if chosen is not None else None,
        counts=chosen[1] if chosen is not None else None,
        parts=parts,
        over=chosen is not None and is_over(chosen[0], today),
    )
