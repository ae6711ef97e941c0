"""One report that is asked for: who answers, their links, and excusing it with a reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from rumbo.core.errors import Refused
from rumbo.monitoring.enums import PeriodState
from rumbo.monitoring.models import Assignment, ReportLink
from rumbo.monitoring.queries.assignments import People, owner_of, thing_of
from rumbo.monitoring.queries.links import Shut, why_shut
from rumbo.monitoring.queries.owing import is_owed
from rumbo.monitoring.queries.period_progress import line_of
from rumbo.monitoring.services import links as link_services
from rumbo.monitoring.services import periods as services
from rumbo.monitoring.web.access import SECTION, get_assignment
from rumbo.monitoring.web.links import address_of
from rumbo.monitoring.web.period_words import way
from rumbo.monitoring.web.periods import number
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page
from rumbo.portfolio.models import Liaison

#: Why a link does not work, in words.
SHUT = {
    Shut.REVOKED: gettext_lazy("Revoked"),
    Shut.EXPIRED: gettext_lazy("It expired"),
    Shut.LEFT: gettext_lazy("The person left"),
    Shut.CLOSED: gettext_lazy("The period takes no reports"),
}


class ExcuseForm(forms.Form):
    """Why an organization need not report."""

    reason = forms.CharField(
        label=gettext_lazy("Why it need not report"),
        help_text=gettext_lazy("Such as “The works begin next year”. It stays on record."),
        max_length=services.REASON_LIMIT,
        error_messages={"required": gettext_lazy("Say why: it stays on record.")},
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def assignment(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show a report that is asked for, with who answers and their links; act on it."""
    found = get_assignment(plan, pk)
    may = request.user.has_perm("plan.edit", owner_of(thing_of(found)))
    if request.method == "POST" and not may:
        raise PermissionDenied
    excusing = request.method == "POST" and request.POST.get("do") == "excuse"
    form = ExcuseForm(request.POST if excusing else None)
    if request.method == "POST" and (not excusing or form.is_valid()):
        try:
            messages.success(request, _act(request, found, form))
            return redirect("monitoring:assignment", plan.key, found.pk)
        except Refused as refusal:
            if excusing:
                form.add_error("reason", refusal.message)
            else:
                messages.error(request, refusal.message)
                return redirect("monitoring:assignment", plan.key, found.pk)
    return _show(request, plan, found, form, may=may)


def _show(request: HttpRequest, plan: Any, found: Assignment, form: ExcuseForm, *, may: bool) -> HttpResponse:
    today = localdate()
    made = list(_links(found))
    holders = {one.liaison_id for one in made if why_shut(one, today) is None}
    asked = People(plan, today).asked(found)
    period = found.period
    going = period.is_current and period.phase != PeriodState.CLOSED
    return page(
        request,
        "monitoring/assignment.html",
        plan,
        here=SECTION,
        crumbs=way(plan, period, _("Report to make")),
        period=period,
        line=line_of(found, period, today),
        report=getattr(found, "report", None),
        links=[_shown(request, one, today) for one in made] if may else [],
        linkless=[one for one in asked.everybody if one.pk not in holders],
        asked=asked,
        form=form,
        may_edit=may,
        may_link=may and going and period.phase == PeriodState.OPEN and is_owed(found),
        may_excuse=may and going and not getattr(getattr(found, "report", None), "is_sent", False),
        status=422 if form.errors else 200,
    )


def _shown(request: HttpRequest, link: ReportLink, today: Any) -> dict[str, Any]:
    shut = why_shut(link, today)
    address = address_of(link, request.build_absolute_uri("/")) if shut is None else ""
    return {"link": link, "shut": SHUT.get(shut, "") if shut is not None else "", "address": address}


def _links(found: Assignment) -> list[ReportLink]:
    rows = ReportLink.objects.filter(assignment=found).select_related("liaison__organization", "liaison__plan")
    listed = list(rows.order_by("revoked_at", "pk"))
    for one in listed:
        one.assignment = found
    return listed


def _act(request: HttpRequest, found: Assignment, form: ExcuseForm) -> str:
    """Do what was pressed, and return what to say of it."""
    do = request.POST.get("do", "")
    if do == "excuse":
        services.excuse(request.user, found, form.cleaned_data["reason"])
        return _("It need not be reported; the reason stays on record.")
    if do == "ask":
        services.ask_again(request.user, found)
        return _("It is asked for again.")
    if do == "make":
        rows = Liaison.objects.filter(plan=found.period.plan_id, pk=number(request.POST.get("liaison")) or 0)
        person = rows.select_related("organization").first()
        if person is None:
            raise Http404
        link_services.give_link(request.user, found, person, today=localdate())
        return _("“%(name)s” has a link now.") % {"name": person.title}
    link = ReportLink.objects.filter(assignment=found, pk=number(request.POST.get("link")) or 0).first()
    if link is None or do not in {"revoke", "renew"}:
        raise Http404
    if do == "revoke":
        link_services.revoke(request.user, link)
        return _("The link does not work any more. What was reported by it stays.")
    link_services.renew(request.user, link, today=localdate())
    return _("There is a new link; the old one does not work any more.")
