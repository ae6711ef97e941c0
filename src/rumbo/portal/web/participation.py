"""The participatory process in public: its workshops, who came in number, and what became of what was said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.core.tables import export_response
from rumbo.participation.queries.contributions import Filters, became, list_rows, public_list
from rumbo.participation.queries.process import presence, public_processes
from rumbo.participation.said_tables import PUBLIC_CONTRIBUTIONS
from rumbo.participation.web.contributions import PER_PAGE, chips, read_filters, selects
from rumbo.portal.web.access import get_plan
from rumbo.portal.web.page import list_page, section_trail

if TYPE_CHECKING:
    from rumbo.participation.queries.contributions import Became

#: How many of what was adopted the page shows.
SHOWN = 5
#: What each kind of element looks like in the bar.
TONES = {"problem": "new", "objective": "done", "goal": "done", "strategy": "go", "project": "ok", "action": "ok"}


@require_safe
def participation(request: HttpRequest, plan_key: str) -> HttpResponse:
    """Show the process: stages, workshops, people by sector, and how much of what was said became what."""
    plan = get_plan(request, plan_key)
    counts = became(plan)
    adopted = list_rows(public_list(plan, Filters(adopted="yes"))[:SHOWN]) if counts.adopted else []
    return list_page(
        request,
        "participation",
        plan,
        here=_("Participation"),
        section="participation",
        processes=public_processes(plan),
        presence=presence(plan),
        became=counts,
        parts=_parts(counts),
        adopted=adopted,
    )


@require_safe
def contributions(request: HttpRequest, plan_key: str) -> HttpResponseBase:
    """List what was said in public, with what became of it; also as a file."""
    plan = get_plan(request, plan_key)
    filters = read_filters(request)
    found = public_list(plan, filters)
    if request.GET.get("format") and (
        response := export_response(request, PUBLIC_CONTRIBUTIONS, list_rows(found), f"{plan.key}-contributions")
    ):
        return response
    page_obj = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    shown = selects(plan, filters)
    return list_page(
        request,
        "contributions",
        plan,
        here=_("Contributions"),
        above=(section_trail(plan, _("Participation"), "portal:participation"),),
        section="participation",
        rows=list_rows(page_obj.object_list),
        page_obj=page_obj,
        filters=filters,
        selects=shown,
        chips=chips(request, filters, shown),
    )


def _parts(counts: Became) -> list[tuple[str, str, int]]:
    """Return the shares of the bar: tone, label, number."""
    parts = [(TONES.get(code, "go"), label, number) for code, label, number in counts.kinds]
    return [*parts, ("mute", _("not taken up yet"), counts.waiting)]
