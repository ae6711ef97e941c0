"""Citizens' calls: the list, a call with its proposals, and the form to propose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rumbo.accounts.web.lockout import visitor_address
from rumbo.core.errors import Refused
from rumbo.core.queries.changes import left_force_at
from rumbo.participation.enums import CallTime
from rumbo.participation.limits import TooMany, count_connection
from rumbo.participation.queries.calls import (
    axes_of_call,
    find_call,
    points,
    public_calls,
    public_proposals,
    sorted_proposals,
)
from rumbo.participation.services.proposals import propose as send_proposal
from rumbo.portal.maps import map_of_proposals
from rumbo.portal.proposal_words import CALL_TONES, TONES
from rumbo.portal.web.access import get_plan
from rumbo.portal.web.page import found, list_page, section_trail, trail
from rumbo.portal.web.proposal_form import ProposalForm

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from rumbo.participation.models import Call
    from rumbo.plan.models import Plan

#: Proposals on a page.
PER_PAGE = 30


@require_safe
def calls(request: HttpRequest, plan_key: str) -> HttpResponse:
    """List the calls: open ones, those to come, and those that are over."""
    plan = get_plan(request, plan_key)
    listed = public_calls(plan)
    times = (CallTime.OPEN, CallTime.COMING, CallTime.CLOSED)
    headings = {
        CallTime.OPEN: _("Open now"),
        CallTime.COMING: _("To come"),
        CallTime.CLOSED: _("Closed calls"),
    }
    groups = [(time, headings[time], [call for call in listed if call.time() == time]) for time in times]
    return list_page(
        request,
        "calls",
        plan,
        here=_("Citizens' calls"),
        above=(section_trail(plan, _("Participation"), "portal:participation"),),
        section="participation",
        groups=[group for group in groups if group[2]],
        is_staff_of=request.user.is_authenticated and request.user.has_perm("plan.manage", plan),
    )


@require_safe
def call(request: HttpRequest, plan_key: str, key: str) -> HttpResponse:
    """Show a call: its rules, its dates, and what people proposed."""
    plan = get_plan(request, plan_key)
    shown = found(find_call(plan, key))
    axes = list(axes_of_call(shown))
    axis = next((one for one in axes if one.key == request.GET.get("axis")), None)
    order = "support" if request.GET.get("order") == "support" else "newest"
    listed = sorted_proposals(public_proposals(shown), order, axis)
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "portal/call.html",
        {
            "plan": plan,
            "section": "participation",
            "record": shown,
            "call": shown,
            "crumbs": trail(plan, here=shown.name, sections=calls_trail(plan)),
            "left_at": left_force_at(shown),
            "can_edit": request.user.is_authenticated and request.user.has_perm("plan.edit", shown),
            "time": shown.time(),
            "tone": CALL_TONES[shown.time()],
            "axes": axes,
            "axis": axis,
            "order": order,
            "page_obj": page,
            "tones": TONES,
            "map": map_of_proposals(plan, points(shown, axis)),
            "filtered": axis is not None,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, plan_key: str, key: str) -> HttpResponse:
    """Show the form of a call, and take what was sent; what is wrong is said, and what was typed stays."""
    plan = get_plan(request, plan_key)
    shown = found(find_call(plan, key))
    if request.method != "POST":
        if not shown.is_open:
            return redirect("portal:call", plan.key, shown.key)
        return _form_page(request, plan, shown, ProposalForm(shown))
    form = ProposalForm(shown, request.POST, request.FILES)
    status = _send(request, shown, form)
    if status == 0:
        return redirect("portal:proposal_sent", plan.key, shown.key)
    return _form_page(request, plan, shown, form, status=status)


@require_safe
def proposal_sent(request: HttpRequest, plan_key: str, key: str) -> HttpResponse:
    """Say that a mail with a link is on its way."""
    plan = get_plan(request, plan_key)
    shown = found(find_call(plan, key))
    crumbs = trail(plan, shown, here=_("Look at your mail"), sections=calls_trail(plan))
    context = {"plan": plan, "section": "participation", "call": shown, "crumbs": crumbs}
    return render(request, "portal/proposal_sent.html", context)


def calls_trail(plan: Plan) -> tuple[tuple[str, str], ...]:
    """Return the breadcrumbs to the list of calls."""
    return (
        section_trail(plan, _("Participation"), "portal:participation"),
        section_trail(plan, _("Citizens' calls"), "portal:calls"),
    )


def _send(request: HttpRequest, call: Call, form: ProposalForm) -> int:
    """Hand what was typed to the service; return 0, or the status of the page that says what is wrong."""
    try:
        count_connection(visitor_address(request))
        if form.is_valid():
            send_proposal(call, form.draft(request.build_absolute_uri("/")), nonce=form.nonce_given())
    except TooMany as refusal:
        form.add_error(None, refusal.message)
        return 429
    except Refused as refusal:
        form.add_error(None, refusal.message)
    except ValidationError as error:
        form.take(error)
    return 200 if form.errors else 0


def _form_page(
    request: HttpRequest, plan: Plan, call: Call, form: ProposalForm, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "plan": plan,
        "section": "participation",
        "call": call,
        "form": form,
        "lost_photo": bool(request.FILES),
        "crumbs": trail(plan, call, here=_("Propose"), sections=calls_trail(plan)),
        "map": map_of_proposals(plan, points(call, None), choose=True) if "place" in form.fields else None,
        "back": reverse("portal:call", args=[plan.key, call.key]),
    }
    return render(request, "portal/propose.html", context, status=status)
