"""The outbox: the list, one notice with its attempts, sending it again, calling it off."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
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
from rumbo.communication.services.outbox import AGAIN, call_off, send_again
from rumbo.communication.web.home import SECTION
from rumbo.core.errors import Refused
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import Crumb, page

SIZE = 50
#: Spans of time that one can look at, in days.
DAYS = (7, 30, 90, 365)


@never_cache
@require_safe
@plan_page("plan.manage")
def outbox(request: HttpRequest, plan: Any) -> HttpResponse:
    """List the notices of a plan, by state, kind, organization, words and days."""
    given = request.GET
    days = int(given["days"]) if given.get("days", "") in map(str, DAYS) else 0
    filters = Filters(
        state=given.get("state", ""),
        kind=given.get("kind", ""),
        organization=_number(given.get("organization", "")),
        words=given.get("q", "").replace("\x00", "").strip()[:100],
        since=timezone.now() - datetime.timedelta(days=days) if days else None,
    )
    found = Paginator(notices(plan, filters), SIZE).get_page(given.get("page"))
    return page(
        request,
        "communication/outbox.html",
        plan,
        here=SECTION,
        crumbs=_way(plan, (_("Outbox"), "")),
        page_obj=found,
        rows=[_row(one) for one in found.object_list],
        filters=filters,
        filtered=filters != Filters(),
        days=days,
        spans=DAYS,
        states=NoticeState.choices,
        kinds=NoticeKind.choices,
        organizations=written_organizations(plan),
        sends=settings.MAIL_DELIVERY == "smtp",
    )


@never_cache
@require_safe
@plan_page("plan.manage")
def notice(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show one notice: its text, to whom and why, and what the mail server said to each attempt."""
    found = _notice(plan, pk)
    state = NoticeState(found.state)
    attempts = list(found.attempts.all())
    for one in attempts:
        one.answer = shown_answer(found, one.answer)
    return page(
        request,
        "communication/notice.html",
        plan,
        here=SECTION,
        crumbs=_way(plan, (_("Outbox"), reverse("communication:outbox", args=[plan.key])), (found.subject, "")),
        notice=found,
        row=_row(found),
        text=shown_text(found),
        attempts=[(one, _outcome_tone(one.outcome)) for one in attempts],
        again=state in AGAIN and bool(found.to and found.text),
        gone=state in AGAIN and not (found.to and found.text),
        stops=state in (NoticeState.WAITING, NoticeState.FAILED, NoticeState.UNCERTAIN),
        sends=settings.MAIL_DELIVERY == "smtp",
    )


@require_POST
@plan_page("plan.manage")
def again(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Send a notice again that did not go out, or of which nobody knows."""
    found = _notice(plan, pk)
    try:
        send_again(request.user, found)
        messages.success(request, _("It goes out again in a few seconds."))
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("communication:notice", plan.key, found.pk)


@require_POST
@plan_page("plan.manage")
def stop(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Call a notice off."""
    found = _notice(plan, pk)
    try:
        call_off(request.user, found)
        messages.success(request, _("It was called off: it does not go out."))
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("communication:notice", plan.key, found.pk)


def _notice(plan: Any, pk: int) -> Notice:
    found = Notice.objects.filter(plan=plan, pk=pk).select_related("organization", "liaison").first()
    if found is None:
        raise Http404(_("There is no such notice in this plan."))
    return found


def _number(said: str) -> int | None:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 19 else None


def _row(one: Notice) -> dict[str, Any]:
    return {"notice": one, "to": recipient(one), "tone": TONES[NoticeState(one.state)]}


def _outcome_tone(outcome: str) -> str:
    return {"accepted": "done", "refused": "off", "later": "risk", "unreached": "risk"}.get(outcome, "ask")


def _way(plan: Any, *rest: Crumb) -> list[Crumb]:
    return [(_("Communication"), reverse("communication:home", args=[plan.key])), *rest]
