"""Following something by e-mail: the form, and what it says once it was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rumbo.accounts.web.lockout import visitor_address
from rumbo.communication.enums import FollowKind
from rumbo.communication.follow_mails import kind_words
from rumbo.communication.queries.followed import WORDS, find_followed, kind_of
from rumbo.communication.services.subscriptions import ask
from rumbo.core.errors import Refused
from rumbo.core.links import public_url
from rumbo.participation.limits import TooMany
from rumbo.portal.web.access import get_plan
from rumbo.portal.web.page import found, trail

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from rumbo.plan.models import Plan


class FollowForm(forms.Form):
    """The address to write to."""

    email = forms.CharField(
        label=gettext_lazy("Your e-mail"),
        help_text=gettext_lazy("We send a link to confirm it. Nobody else sees your address."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "maxlength": 254}),
        error_messages={"required": gettext_lazy("This is needed.")},
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, plan_key: str, kind: str, key: str) -> HttpResponse:
    """Show the form, and take the address; the answer is the same whoever it is of."""
    plan, code, thing = _asked_for(request, plan_key, kind, key)
    form = FollowForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        status = _ask(request, plan, code, thing, form)
        if not status:
            return redirect("portal:follow_sent", plan.key, kind, key)
        return _page(request, plan, code, thing, form=form, status=status)
    return _page(request, plan, code, thing, form=form, status=400 if form.errors else 200)


@never_cache
@require_safe
def follow_sent(request: HttpRequest, plan_key: str, kind: str, key: str) -> HttpResponse:
    """Say that a mail is on its way."""
    plan, code, thing = _asked_for(request, plan_key, kind, key)
    return _page(request, plan, code, thing, sent=True)


def follow_url(plan: Plan, kind: str, record: Any) -> str:
    """Return the address where something is followed."""
    return reverse("portal:follow", args=[plan.key, WORDS[kind], record.key])


def _asked_for(request: HttpRequest, plan_key: str, kind: str, key: str) -> tuple[Plan, str, Any]:
    plan = get_plan(request, plan_key)
    code = kind_of(kind)
    if code is None or not plan.is_public:
        raise Http404(_("The plan has nothing at this address."))
    return plan, code, found(find_followed(plan, code, key))


def _ask(request: HttpRequest, plan: Plan, kind: str, thing: Any, form: FollowForm) -> int:
    """Hand the address to the service; return 0, or the status of the page that says what is wrong."""
    try:
        ask(
            plan,
            form.cleaned_data["email"],
            kind,
            thing.pk,
            get_language() or "es",
            visitor=visitor_address(request),
            site=request.build_absolute_uri("/").rstrip("/"),
        )
    except ValidationError as error:
        form.add_error("email", error)
        return 400
    except TooMany as refusal:
        form.add_error(None, refusal.message)
        return 429
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return 400
    return 0


def _page(request: HttpRequest, plan: Plan, kind: str, thing: Any, *, status: int = 200, **more: Any) -> HttpResponse:
    above = () if kind == FollowKind.PLAN else (thing,)
    context = {
        "plan": plan,
        "thing": thing,
        "what": FollowKind(kind).label,
        "words": kind_words(kind),
        "back": public_url(thing, plan.key),
        "crumbs": trail(plan, *above, here=_("Follow")),
        "section": "plan",
    }
    return render(request, "portal/follow.html", context | more, status=status)
