"""A workshop: its tables, who is invited and who came."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from rumbo.core.errors import Refused
from rumbo.participation.queries.setup import axes_without_table, tables_of
from rumbo.participation.services.setup import add_tables
from rumbo.participation.web.access import get_workshop, way_to_workshop
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page


@require_safe
@plan_page()
def workshop(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show a workshop with its tables."""
    found = get_workshop(plan, pk)
    may_edit = request.user.has_perm("plan.edit", found)
    tables = tables_of(found)
    return page(
        request,
        "participation/workshop.html",
        plan,
        here="participation:home",
        crumbs=way_to_workshop(plan, found),
        workshop=found,
        tables=tables,
        led={table.pk for table in tables if request.user.has_perm("participation.facilitate", table)},
        may_edit=may_edit,
        axes_left=axes_without_table(found) if may_edit and found.is_current else [],
    )


@require_POST
@plan_page()
def tables(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Make a table for each axis that has none yet."""
    found = get_workshop(plan, pk)
    try:
        n = len(add_tables(request.user, found))
        text = ngettext("%(n)d table was added.", "%(n)d tables were added.", n)
        messages.success(request, text % {"n": n})
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("participation:workshop", plan.key, found.pk)
