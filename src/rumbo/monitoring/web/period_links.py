"""The links of a period, by person: to copy, to mail, to print; and made for whoever has none."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rumbo.accounts.services.people import has_mail_server
from rumbo.core.errors import Refused
from rumbo.monitoring.enums import PeriodState
from rumbo.monitoring.models import ReportingPeriod
from rumbo.monitoring.queries.period_links import Holder, holders_of, without_link
from rumbo.monitoring.services.links import Sent, give_links, send_links
from rumbo.monitoring.web.access import SECTION, get_period
from rumbo.monitoring.web.links import address_of
from rumbo.monitoring.web.period_words import way
from rumbo.participation.qr import code_of
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page

#: People on a page; codes on a page of the sheet: each takes some 20 ms to draw; mails that one press writes.
LISTED, ON_SHEET, AT_ONCE = 40, 60, 200


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@plan_page("plan.manage")
def links(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show who has which links; make those that are missing, or mail them to people that were marked."""
    found, today = get_period(plan, pk), localdate()
    holders = holders_of(found, today)
    if request.method == "POST":
        _act(request, found, holders, today)
        return redirect(request.get_full_path())
    shown = Paginator(holders, LISTED).get_page(request.GET.get("page"))
    site = request.build_absolute_uri("/")
    return page(
        request,
        "monitoring/period_links.html",
        plan,
        here=SECTION,
        crumbs=way(plan, found, _("Report links")),
        period=found,
        people=[
            {"holder": one, "links": [(link, address_of(link, site), title) for link, title in one.links]}
            for one in shown
        ],
        page_obj=shown,
        missing=without_link(found, today),
        is_open=found.is_current and found.phase == PeriodState.OPEN,
        sends=has_mail_server(),
        reachable=sum(bool(one.liaison.email) for one in holders),
    )


@never_cache
@require_safe
@plan_page("plan.manage")
def sheet(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show a sheet to print: a card for each link with its QR code, to cut and give to its person."""
    found = get_period(plan, pk)
    rows = [(one.liaison, link, title) for one in holders_of(found, localdate()) for link, title in one.links]
    shown = Paginator(rows, ON_SHEET).get_page(request.GET.get("page"))
    site = request.build_absolute_uri("/")
    cards = []
    for liaison, link, title in shown:
        address = address_of(link, site)
        cards.append({"liaison": liaison, "title": title, "link": address, "qr": code_of(address)})
    return page(
        request,
        "monitoring/period_sheet.html",
        plan,
        here=SECTION,
        crumbs=way(plan, found, _("Sheet of report links")),
        period=found,
        cards=cards,
        page_obj=shown,
    )


def _act(request: HttpRequest, found: ReportingPeriod, holders: list[Holder], today: datetime.date) -> None:
    if request.POST.get("do") == "make":
        try:
            made = give_links(request.user, found, today=today)
        except Refused as refusal:
            messages.error(request, refusal.message)
            return
        said = ngettext("%(n)d link was made.", "%(n)d links were made.", made)
        messages.success(request, said % {"n": made} if made else _("Nobody was without a link."))
        return
    marked = set(request.POST.getlist("liaison"))
    everybody = request.POST.get("do") == "everybody"
    chosen = [one.liaison for one in holders if everybody or str(one.liaison.pk) in marked]
    if not chosen:
        messages.info(request, _("Nobody was marked."))
        return
    if not has_mail_server():
        messages.error(request, _("This site sends no mails: copy the report links here, or print their sheet."))
        return
    site = request.build_absolute_uri("/")
    try:
        became = send_links(request.user, found, chosen[:AT_ONCE], lambda one: address_of(one, site), today=today)
        _tell(request, became, len(chosen) - AT_ONCE)
    except Refused as refusal:
        messages.error(request, refusal.message)


def _tell(request: HttpRequest, became: Sent, left: int) -> None:
    if became.sent:
        said = ngettext(
            "The mail to %(n)d person is on its way.", "The mails to %(n)d people are on their way.", len(became.sent)
        )
        messages.success(request, said % {"n": len(became.sent)})
    if became.without:
        names = ", ".join(one.title for one in became.without)
        messages.info(request, _("Without an e-mail: %(names)s. Copy their links or print them.") % {"names": names})
    if left > 0:
        messages.info(request, _("%(n)d are left: send theirs too.") % {"n": left})
