"""The rounds of a plan: where its staff begins, and what is next in each."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page
from rumbo.priority.models import Round
from rumbo.priority.web.access import SECTION, get_round, way_to


@require_safe
@plan_page()
def home(request: HttpRequest, plan: Any) -> HttpResponse:
    """Show the rounds of the plan."""
    rounds = list(Round.objects.filter(plan=plan))
    return page(
        request,
        "priority/home.html",
        plan,
        here=SECTION,
        crumbs=way_to(plan),
        rounds=rounds,
    )


@require_safe
@plan_page()
def one(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show a round: what is prepared, how far the scores are, and what comes next."""
    found = get_round(plan, pk)
    return page(
        request,
        "priority/round.html",
        plan,
        here=SECTION,
        crumbs=way_to(plan, found),
        round=found,
        title=_("Prioritisation round"),
    )
