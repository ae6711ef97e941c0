"""The calls of a plan as its staff sees them: what waits to be read, and what for an answer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.participation.queries.calls import staff_calls
from rumbo.participation.web.call_crumbs import crumb_home
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page

TONES = {"open": "go", "coming": "new", "closed": "mute"}


@require_safe
@plan_page()
def calls(request: HttpRequest, plan: Any) -> HttpResponse:
    """List the calls with how many proposals each has and how many wait."""
    rows = [(call, call.time(), TONES[call.time()]) for call in staff_calls(plan)]
    return page(
        request,
        "participation/calls.html",
        plan,
        here="participation:home",
        crumbs=[crumb_home(plan), (_("Citizens' calls"), "")],
        rows=rows,
    )
