"""The processes of a plan: where its staff begins, goes on, and finds its own tables."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rumbo.core.errors import Refused
from rumbo.participation.queries.setup import own_tables, processes
from rumbo.participation.services.setup import start_process
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page


@require_safe
@plan_page()
def home(request: HttpRequest, plan: Any) -> HttpResponse:
    """Show the tables that the person leads, then the processes with stages and workshops."""
    return page(
        request,
        "participation/home.html",
        plan,
        here="participation:home",
        crumbs=[(_("Participation"), "")],
        mine=own_tables(request.user, plan, today := localdate()),
        today=today,
        processes=processes(plan),
    )


@require_POST
@plan_page("plan.manage")
def start(request: HttpRequest, plan: Any) -> HttpResponse:
    """Make a process with the four usual stages."""
    try:
        process = start_process(request.user, plan)
        messages.success(request, _("“%(name)s” was created with its stages.") % {"name": process.name})
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("participation:home", plan.key)
