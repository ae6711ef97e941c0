"""What the links in the mails lead to. A mail program that looks at a link changes nothing: there is a button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from rumbo.core.errors import Refused
from rumbo.participation.enums import ProposalState
from rumbo.participation.limits import TooMany
from rumbo.participation.services.proposals import LinkTooOld, ask_again, confirm, proposal_of
from rumbo.participation.services.supports import confirm_support as count_support
from rumbo.participation.services.supports import supported

if TYPE_CHECKING:
    from rumbo.participation.models import Proposal

METHODS = ["GET", "HEAD", "POST"]


@never_cache
@require_http_methods(METHODS)
def confirm_proposal(request: HttpRequest, token: str) -> HttpResponse:
    """Show the proposal of a link with the button that confirms it; or offer a new link where it is too old."""
    again = request.method == "POST" and "again" in request.POST
    try:
        if again:
            ask_again(token)
            return _confirm_page(request, sent=True)
        proposal = confirm(token) if request.method == "POST" else proposal_of(token)
    except LinkTooOld as refusal:
        return _confirm_page(request, refusal=refusal.message, too_old=True, status=410)
    except TooMany as refusal:
        return _confirm_page(request, refusal=refusal.message, status=429)
    except Refused as refusal:
        return _confirm_page(request, refusal=refusal.message, status=404)
    return _confirm_page(request, proposal=proposal, waits=proposal.state == ProposalState.UNCONFIRMED)


@never_cache
@require_http_methods(METHODS)
def confirm_support(request: HttpRequest, token: str) -> HttpResponse:
    """Show the proposal of a link with the button that counts the support."""
    try:
        if request.method == "POST":
            return _support_page(request, proposal=count_support(token), counted=True)
        proposal = supported(token)
    except Refused as refusal:
        return _support_page(request, refusal=refusal.message, status=404)
    return _support_page(request, proposal=proposal)


def _confirm_page(
    request: HttpRequest,
    *,
    proposal: Proposal | None = None,
    waits: bool = False,
    refusal: str = "",
    too_old: bool = False,
    sent: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {"proposal": proposal, "waits": waits, "refusal": refusal, "too_old": too_old, "sent": sent}
    return render(request, "portal/confirm_proposal.html", context, status=status)


def _support_page(
    request: HttpRequest,
    *,
    proposal: Proposal | None = None,
    counted: bool = False,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {"proposal": proposal, "counted": counted, "refusal": refusal}
    return render(request, "portal/confirm_support.html", context, status=status)
