"""The outbox: the list, one notice with its attempts, sending it again, calling it off."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from rumbo.communication.enums import NoticeKind, NoticeState
from rumbo.communication.models import Notice
from rumbo.communication.queries.outbox import (
    TONES,
    Filters,
    notices,
    recipient,
    shown_answer,
    shown_text,
    written_organizations,
)
from rumbo.communication.services.outbox import AGAIN, STOPPED, call_off, send_again
from rumbo.communication.web.home import SECTION
from rumbo.core.errors import Refused
from rumbo.plan.web.access import plan_page, site_page
from rumbo.plan.web.page import Crumb, page

SIZE = 50
#: Spans of time that one can look at, in days.
DAYS = (7, 30, 90, 365)


@dataclass(frozen=True, slots=True)
class Box:
    """The outbox of a plan; without one, that of the mails of no plan, for administrators of the site."""

    plan: Any = None

    def url(self, name: str, *args: Any) -> str:
        """Return the address of one of its pages."""
        if self.plan is None:
            return reverse(f"site_mail:{name}", args=args)
        return reverse(f"communication:{name}", args=[self.plan.key, *args])

    def page(self, request: HttpRequest, template: str, *way: Crumb, **context: Any) -> HttpResponse:
        """Render one of its pages; ``way`` leads on from the outbox."""
        if self.plan is None:
            first = [(_("Work desk"), reverse("desk:home"))]
            name = _("Mails of no plan")
        else:
            first = [(_("Communication"), reverse("communication:home", args=[self.plan.key]))]
            name = _("Outbox")
        crumbs = [*first, (name, self.url("outbox") if way else ""), *way]
        context |= {"name": name, "sends": settings.MAIL_DELIVERY == "smtp"}
        if self.plan is None:
            return render(request, template, {"section": "desk", "crumbs": crumbs, **context})
        return page(request, template, self.plan, here=SECTION, crumbs=crumbs, **context)


@never_cache
@require_safe
@plan_page("plan.manage")
def outbox(request: HttpRequest, plan: Any) -> HttpResponse:
    """List the notices of a plan, by state, kind, organization, words and days."""
    return _list(request, Box(plan))


@never_cache
@require_safe
@plan_page("plan.manage")
def notice(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show one notice: its text, to whom and why, and what the mail server said to each attempt."""
    return _one(request, Box(plan), pk)


@require_POST
@plan_page("plan.manage")
def again(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Send a notice again that did not go out, or of which nobody knows."""
    return _again(request, Box(plan), pk)


@require_POST
@plan_page("plan.manage")
def stop(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Call a notice off."""
    return _stop(request, Box(plan), pk)


@never_cache
@require_safe
@site_page
def site_outbox(request: HttpRequest) -> HttpResponse:
    """List the notices of no plan as `outbox` does those of a plan."""
    return _list(request, Box())


@never_cache
@require_safe
@site_page
def site_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one notice of no plan, without its text."""
    return _one(request, Box(), pk)


@require_POST
@site_page
def site_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a notice of no plan again."""
    return _again(request, Box(), pk)


@require_POST
@site_page
def site_stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Call a notice of no plan off."""
    return _stop(request, Box(), pk)


def _list(request: HttpRequest, box: Box) -> HttpResponse:
    given = request.GET
    days = int(given["days"]) if given.get("days", "") in map(str, DAYS) else 0
    filters = Filters(
        state=given.get("state", ""),
        kind=given.get("kind", ""),
        organization=_number(given.get("organization", "")),
        words=given.get("q", "").replace("\x00", "").strip()[:100],
        since=timezone.now() - datetime.timedelta(days=days) if days else None,
    )
    found = Paginator(notices(box.plan, filters), SIZE).get_page(given.get("page"))
    return box.page(
        request,
        "communication/outbox.html",
        page_obj=found,
        rows=[_row(one) | {"url": box.url("notice", one.pk)} for one in found.object_list],
        filters=filters,
        filtered=filters != Filters(),
        days=days,
        spans=DAYS,
        states=NoticeState.choices,
        kinds=NoticeKind.choices,
        organizations=written_organizations(box.plan),
    )


def _one(request: HttpRequest, box: Box, pk: int) -> HttpResponse:
    found = _notice(box.plan, pk)
    state = NoticeState(found.state)
    attempts = list(found.attempts.all())
    for one in attempts:
        one.answer = shown_answer(found, one.answer)
    stands = state in AGAIN
    return box.page(
        request,
        "communication/notice.html",
        (found.subject, ""),
        notice=found,
        row=_row(found),
        text=shown_text(found),
        attempts=[(one, _outcome_tone(one.outcome)) for one in attempts],
        again_url=box.url("send_again", found.pk) if stands and found.to and found.text else "",
        gone=stands and not (found.to and found.text),
        stop_url=box.url("call_off", found.pk) if state in STOPPED else "",
    )


def _again(request: HttpRequest, box: Box, pk: int) -> HttpResponse:
    found = _notice(box.plan, pk)
    try:
        send_again(request.user, found)
        messages.success(request, _("It goes out again in a few seconds."))
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(box.url("notice", found.pk))


def _stop(request: HttpRequest, box: Box, pk: int) -> HttpResponse:
    found = _notice(box.plan, pk)
    try:
        call_off(request.user, found)
        messages.success(request, _("It was called off: it does not go out."))
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(box.url("notice", found.pk))


def _notice(plan: Any, pk: int) -> Notice:
    found = Notice.objects.filter(plan=plan, pk=pk).select_related("organization", "liaison").first()
    if found is None:
        message = _("There is no such notice in this plan.") if plan else _("There is no such mail.")
        raise Http404(message)
    return found


def _number(said: str) -> int | None:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 19 else None


def _row(one: Notice) -> dict[str, Any]:
    return {"notice": one, "to": recipient(one), "tone": TONES[NoticeState(one.state)]}


def _outcome_tone(outcome: str) -> str:
    return {"accepted": "done", "refused": "off", "later": "risk", "unreached": "risk"}.get(outcome, "ask")
