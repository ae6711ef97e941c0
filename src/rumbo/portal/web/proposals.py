"""A citizen's proposal in public: its page, its photo, and supporting it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from rumbo.accounts.web.lockout import visitor_address
from rumbo.core.errors import Refused
from rumbo.participation.enums import ProposalState
from rumbo.participation.limits import TooMany, count_connection
from rumbo.participation.queries.calls import find_photo, find_public_proposal, merged_into
from rumbo.participation.services.supports import ask_support
from rumbo.plan.queries.plans import sees
from rumbo.portal.maps import map_of_proposal
from rumbo.portal.proposal_words import TONES, proposal_thread
from rumbo.portal.web.access import get_plan
from rumbo.portal.web.calls import calls_trail
from rumbo.portal.web.page import found, trail

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from rumbo.participation.models import Proposal


class SupportForm(forms.Form):
    """The e-mail of somebody who supports a proposal; the service judges it."""

    email = forms.CharField(
        label=gettext_lazy("Your e-mail"),
        help_text=gettext_lazy("We send a link, so that each person counts once. The address is not kept."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "maxlength": 254}),
        error_messages={"required": gettext_lazy("Give an e-mail address such as nombre@example.org.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: HttpRequest, plan_key: str, pk: int) -> HttpResponse:
    """Show a proposal with its answer and its thread; take the e-mail of somebody who supports it."""
    plan = get_plan(request, plan_key)
    shown = found(find_public_proposal(plan, pk))
    form = SupportForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = _ask(request, shown, form)
        if status == 0:
            return redirect("portal:support_sent", plan.key, shown.pk)
    context: dict[str, Any] = {
        "plan": plan,
        "section": "participation",
        "proposal": shown,
        "tone": TONES[ProposalState(shown.state)],
        "form": form,
        "takes_support": shown.state == ProposalState.PUBLISHED,
        "map": map_of_proposal(shown),
        "merged": merged_into(shown),
        "thread": proposal_thread(plan, shown),
        "crumbs": trail(plan, shown.call, here=shown.title, sections=calls_trail(plan)),
        "can_moderate": request.user.is_authenticated and request.user.has_perm("participation.moderate", shown),
    }
    return render(request, "portal/proposal.html", context, status=status)


@require_safe
def support_sent(request: HttpRequest, plan_key: str, pk: int) -> HttpResponse:
    """Say that a mail with a link is on its way."""
    plan = get_plan(request, plan_key)
    shown = found(find_public_proposal(plan, pk))
    crumbs = trail(plan, shown.call, here=_("Look at your mail"), sections=calls_trail(plan))
    context = {"plan": plan, "section": "participation", "proposal": shown, "crumbs": crumbs}
    return render(request, "portal/support_sent.html", context)


@require_safe
def photo(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give the photo of a proposal: to everybody when it is published, to the staff of its plan always."""
    shown = find_photo(pk)
    if shown is None or not _may_see(request, shown):
        raise Http404(_("The plan has nothing at this address."))
    try:
        file = shown.photo.open("rb")
    except FileNotFoundError as error:
        raise Http404(_("The plan has nothing at this address.")) from error
    response = FileResponse(file, content_type="image/jpeg")
    response.headers["Cache-Control"] = "private, max-age=300"
    return response


def _may_see(request: HttpRequest, proposal: Proposal) -> bool:
    if proposal.is_public and proposal.call.is_published:
        return sees(request.user, proposal.plan)
    return request.user.is_authenticated and request.user.has_perm("plan.read", proposal.plan)


def _ask(request: HttpRequest, proposal: Proposal, form: SupportForm) -> int:
    """Hand the e-mail to the service; return 0, or the status of the page that says what is wrong."""
    try:
        count_connection(visitor_address(request))
        if form.is_valid():
            ask_support(proposal, form.cleaned_data["email"], site=request.build_absolute_uri("/"))
    except TooMany as refusal:
        form.add_error(None, refusal.message)
        return 429
    except Refused as refusal:
        form.add_error(None, refusal.message)
    except ValidationError as error:
        form.add_error("email", error.message_dict["email"])
    return 200 if form.errors else 0
