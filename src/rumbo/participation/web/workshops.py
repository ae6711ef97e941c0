"""A workshop: its tables, who is invited and who came."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rumbo.core.errors import Refused
from rumbo.participation.queries.balance import balance
from rumbo.participation.queries.setup import axes_without_table, tables_of
from rumbo.participation.services.balance import set_targets
from rumbo.participation.services.setup import add_tables
from rumbo.participation.web.access import get_workshop, way_to_workshop
from rumbo.participation.web.balance import TargetsForm, charts
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page


@require_safe
@plan_page()
def workshop(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show a workshop with its tables."""
    found = get_workshop(plan, pk)
    may_edit = request.user.has_perm("plan.edit", found)
    tables = tables_of(found)
    led = {table.pk for table in tables if request.user.has_perm("participation.facilitate", table)}
    people = balance(found)
    return page(
        request,
        "participation/workshop.html",
        plan,
        here="participation:home",
        crumbs=way_to_workshop(plan, found),
        workshop=found,
        tables=tables,
        led=led,
        edited={table.pk for table in tables if request.user.has_perm("plan.edit", table)},
        places=sum(table.capacity for table in tables if table.is_current),
        may_edit=may_edit,
        sees_invitations=may_edit or any(table.is_current and table.pk in led for table in tables),
        people=people,
        charts=charts(people),
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


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def targets(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Set how many people of each group the workshop wants."""
    found = get_workshop(plan, pk)
    if not request.user.has_perm("plan.edit", found):
        raise PermissionDenied
    form = TargetsForm(plan, found, request.POST if request.method == "POST" else None)
    if form.is_valid():
        set_targets(request.user, found, form.wanted())
        messages.success(request, _("The targets were saved."))
        return redirect(f"{reverse('participation:workshop', args=[plan.key, found.pk])}#balance")
    return page(
        request,
        "participation/targets.html",
        plan,
        here="participation:home",
        crumbs=way_to_workshop(plan, found, _("Targets")),
        workshop=found,
        form=form,
    )
