"""The criteria of a round, in order."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rumbo.core.errors import Refused
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page
from rumbo.priority.enums import WeightsFrom
from rumbo.priority.models import Criterion
from rumbo.priority.models.round import was_opened
from rumbo.priority.queries.items import criteria_of
from rumbo.priority.services.criteria import USUAL_CRITERIA, start_with_usual
from rumbo.priority.web.access import SECTION, get_round, way_to


@require_safe
@plan_page()
def criteria(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show the criteria of a round with their scales and weights."""
    found = get_round(plan, pk)
    rows = list(criteria_of(found))
    total = sum(one.weight for one in rows)
    return page(
        request,
        "priority/criteria.html",
        plan,
        here=SECTION,
        crumbs=way_to(plan, found, _("Criteria")),
        round=found,
        rows=[{"criterion": one, "share": 100 * one.weight / total if total else 0} for one in rows],
        gone=list(Criterion.objects.filter(round=found).exclude(state="current").order_by("position", "pk")),
        usual=USUAL_CRITERIA,
        opened=was_opened(found.pk),
        given=found.weights_from == WeightsFrom.GIVEN,
        weightless=bool(rows) and not total,
        may_edit=request.user.has_perm("plan.manage", found) and found.is_current,
    )


@require_POST
@plan_page("plan.manage")
def usual(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Begin with the usual criteria."""
    found = get_round(plan, pk)
    try:
        n = len(start_with_usual(request.user, found))
        messages.success(request, _("%(n)d criteria were added. Change them so that they fit your plan.") % {"n": n})
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("priority:criteria", plan.key, found.pk)
