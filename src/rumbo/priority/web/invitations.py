"""The links of the evaluators: to copy, to mail, to print, to renew."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rumbo.accounts.services.people import has_mail_server
from rumbo.core.errors import Refused
from rumbo.participation.qr import code_of
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page
from rumbo.priority.models import Evaluator
from rumbo.priority.queries.evaluators import people_in
from rumbo.priority.services.evaluators import Sent, renew_link, send_links
from rumbo.priority.web.access import SECTION, get_round, way_to
from rumbo.priority.web.links import link_of

#: Codes on a page of the sheet: each takes some 20 ms to draw.
ON_SHEET = 60


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@plan_page("plan.manage")
def links(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show the link of each evaluator and when it was mailed; mail those that were marked."""
    found = get_round(plan, pk)
    people = people_in(found)
    if request.method == "POST":
        chosen = _chosen(request, people)
        if not chosen:
            messages.info(request, _("Nobody was marked who has an e-mail."))
        else:
            try:
                became = send_links(request.user, found, chosen, lambda one: link_of(request, one))
                _tell(request, became)
            except Refused as refusal:
                messages.error(request, refusal.message)
        return redirect("priority:links", plan.key, found.pk)
    return page(
        request,
        "priority/links.html",
        plan,
        here=SECTION,
        crumbs=way_to(plan, found, _("Links")),
        round=found,
        people=[{"evaluator": one, "link": link_of(request, one)} for one in people],
        waiting=sum(bool(one.email) and one.invited_at is None for one in people),
        sends=has_mail_server(),
    )


@never_cache
@require_safe
@plan_page("plan.manage")
def sheet(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show a sheet to print: a card for each evaluator with their link and its QR code."""
    found = get_round(plan, pk)
    shown = Paginator(people_in(found), ON_SHEET).get_page(request.GET.get("page"))
    cards = []
    for one in shown:
        link = link_of(request, one)
        cards.append({"evaluator": one, "link": link, "qr": code_of(link)})
    return page(
        request,
        "priority/sheet.html",
        plan,
        here=SECTION,
        crumbs=way_to(plan, found, _("Sheet of links")),
        round=found,
        cards=cards,
        page_obj=shown,
    )


@require_POST
@plan_page("plan.manage")
def renew(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Give an evaluator another link."""
    found = Evaluator.objects.select_related("round").filter(plan=plan, pk=pk).first()
    if found is None:
        raise Http404(_("There is no such evaluator in this plan."))
    renew_link(request.user, found)
    messages.success(
        request, _("“%(name)s” has a new link; the old one does not work any more.") % {"name": found.title}
    )
    return redirect("priority:links", plan.key, found.round_id)


def _chosen(request: HttpRequest, people: list[Evaluator]) -> list[Evaluator]:
    """Return those with an address who were marked, those mailed longest ago first; or those who wait for theirs."""
    reachable = [one for one in people if one.email]
    reachable.sort(key=lambda one: one.invited_at.timestamp() if one.invited_at else 0)
    if request.POST.get("do") == "waiting":
        return [one for one in reachable if one.invited_at is None]
    marked = set(request.POST.getlist("evaluator"))
    return [one for one in reachable if str(one.pk) in marked]


def _tell(request: HttpRequest, became: Sent) -> None:
    if became.sent:
        said = ngettext(
            "The link goes to %(n)d person; the outbox says whether it was sent.",
            "The links go to %(n)d people; the outbox says whether they were sent.",
            len(became.sent),
        )
        messages.success(request, said % {"n": len(became.sent)})
