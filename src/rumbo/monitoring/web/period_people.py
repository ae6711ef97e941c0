"""Who is asked in a period: what the responsibilities propose, what was chosen, and what is added by hand."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from rumbo.accounts.models import Organization
from rumbo.core.errors import Refused
from rumbo.monitoring.enums import PeriodState
from rumbo.monitoring.models import Assignment, ReportingPeriod, Series
from rumbo.monitoring.queries.assignments import MEASURED, assignments_of, owner_of, thing_of
from rumbo.monitoring.queries.candidates import found_by_words
from rumbo.monitoring.queries.proposed import Proposed
from rumbo.monitoring.services import periods as services
from rumbo.monitoring.web.access import SECTION, get_period
from rumbo.monitoring.web.period_words import way
from rumbo.monitoring.web.periods import number
from rumbo.plan.enums import Role
from rumbo.plan.models import Measure
from rumbo.plan.queries.roles import holds
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page

_BOTH = ["GET", "HEAD", "POST"]
#: Rows on a page, and pairs that one press adds by hand.
LISTED, AT_ONCE = 100, 500


@require_http_methods(_BOTH)
@plan_page()
def people(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show who should be asked for what and who was chosen; add and take out, one by one or many at once."""
    found = get_period(plan, pk)
    chosen = request.GET.get("ver") == "elegidos"
    everything = _mine(request, _chosen(found) if chosen else services.propose(found))
    axis, organization = number(request.GET.get("eje")), number(request.GET.get("organizacion"))
    rows = [
        one
        for one in everything
        if (axis is None or (one.axis is not None and one.axis.pk == axis))
        and (organization is None or one.organization.pk == organization)
    ]
    if request.method == "POST":
        return _do(request, plan, found, rows, chosen=chosen)
    shown = Paginator(rows, LISTED).get_page(request.GET.get("page"))
    axes = {one.axis.pk: one.axis for one in everything if one.axis is not None}
    return page(
        request,
        "monitoring/period_people.html",
        plan,
        here=SECTION,
        crumbs=way(plan, found, _("Who is asked")),
        period=found,
        rows=list(shown),
        page_obj=shown,
        total=len(rows),
        chosen=chosen,
        asked=Assignment.objects.filter(period=found).count(),
        axes=sorted(axes.values(), key=lambda one: one.position),
        organizations=sorted({one.organization for one in everything}, key=lambda one: str(one.title)),
        axis=axis,
        organization=organization,
        filtered=axis is not None or organization is not None,
        may_change=_may_change(request, found) and not (chosen and found.phase != PeriodState.PLANNED),
    )


@require_http_methods(_BOTH)
@plan_page()
def by_hand(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Look for a thing by its words, and ask an organization for a report on it."""
    found = get_period(plan, pk)
    if not _may_change(request, found):
        raise PermissionDenied
    if request.method == "POST":
        return _add(request, plan, found)
    words = request.GET.get("q", "")[:100].replace("\0", "").strip()
    things = found_by_words(plan, words) if words else []
    mine = [one for one in things if request.user.has_perm("plan.edit", owner_of(one))]
    return page(
        request,
        "monitoring/period_by_hand.html",
        plan,
        here=SECTION,
        crumbs=way(plan, found, _("Ask somebody by hand")),
        period=found,
        words=words,
        things=[Proposed(None, one) for one in mine],
        hidden=len(things) - len(mine),
        organizations=Organization.objects.current().order_by("title", "pk"),
    )


def _may_change(request: HttpRequest, found: ReportingPeriod) -> bool:
    """Whether who is asked may be changed: somebody who edits something, in a period that is not over."""
    plan = found.plan
    edits = request.user.has_perm("plan.manage", plan) or holds(request.user, plan.pk, Role.EDITOR)
    return bool(edits) and found.is_current and found.phase != PeriodState.CLOSED


def _mine(request: HttpRequest, rows: list[Proposed]) -> list[Proposed]:
    """Return what the person may change: all for managers; editors see what is of their axis, readers everything."""
    user = request.user
    own = [one for one in rows if user.has_perm("plan.edit", owner_of(one.thing))]
    return own or ([] if request.method == "POST" else rows)


def _chosen(found: ReportingPeriod) -> list[Proposed]:
    return [Proposed(one.organization, thing_of(one), one) for one in assignments_of(period=found)]


def _do(
    request: HttpRequest, plan: Any, found: ReportingPeriod, rows: list[Proposed], *, chosen: bool
) -> HttpResponse:
    if not _may_change(request, found):
        raise PermissionDenied
    marked = set(request.POST.getlist("pair"))
    wanted = rows if request.POST.get("do") == "all" else [one for one in rows if one.key in marked]
    if not wanted:
        messages.info(request, _("Nothing was marked."))
        return redirect(request.get_full_path())
    try:
        if chosen:
            n = services.unassign(request.user, [one.assignment for one in wanted])
            said = ngettext("%(n)d report was taken out.", "%(n)d reports were taken out.", n)
        else:
            pairs = [(one.organization, one.thing) for one in wanted]
            n = len(services.assign(request.user, found, pairs))
            said = ngettext("%(n)d report was added.", "%(n)d reports were added.", n)
        messages.success(request, said % {"n": n})
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(request.get_full_path())


def _add(request: HttpRequest, plan: Any, found: ReportingPeriod) -> HttpResponse:
    """Ask the chosen organization for a report on each thing that was marked."""
    organization = Organization.objects.current().filter(pk=number(request.POST.get("organization")) or 0).first()
    things = _things(plan, request.POST.getlist("thing")[:AT_ONCE])
    if organization is None or not things:
        messages.error(request, _("Choose the organization, and mark what it reports on."))
        return redirect(request.get_full_path())
    try:
        made = services.assign(request.user, found, [(organization, one) for one in things])
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(request.get_full_path())
    said = ngettext("%(n)d report was added.", "%(n)d reports were added.", len(made))
    messages.success(request, said % {"n": len(made)} if made else _("It was asked for already."))
    return redirect("monitoring:period_people", plan.key, found.pk)


def _things(plan: Any, anchors: list[str]) -> list[Any]:
    """Return the projects, actions, strategies and series of the plan that anchors such as ``m7`` name."""
    wanted = {kind: [number(one[1:]) or 0 for one in anchors if one[:1] == kind] for kind in "ms"}
    measures = Measure.objects.filter(plan=plan, pk__in=wanted["m"]).select_related(*MEASURED)
    series = Series.objects.filter(indicator__plan=plan, pk__in=wanted["s"]).select_related("indicator", "territory")
    return [*(one.element for one in measures), *series]
