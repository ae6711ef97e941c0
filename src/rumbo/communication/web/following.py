"""What the links in mails to followers lead to. Looking changes nothing, only buttons and mail programs do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from rumbo.communication.enums import Language
from rumbo.communication.models import Preference
from rumbo.communication.queries.followed import WORDS, of_follower, records_of
from rumbo.communication.services import subscriptions
from rumbo.communication.tokens import follow_token
from rumbo.core.errors import Refused
from rumbo.core.links import public_url

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from rumbo.communication.models import Subscription

METHODS = ["GET", "HEAD", "POST"]


class WishForm(forms.Form):
    """How an address is written to."""

    language = forms.ChoiceField(
        label=gettext_lazy("In which language do we write?"), choices=Language.choices, widget=forms.RadioSelect
    )
    announcements = forms.BooleanField(
        label=gettext_lazy("Announcements of the institute"),
        required=False,
    )
    digest = forms.BooleanField(
        label=gettext_lazy("Weekly digest"),
        help_text=gettext_lazy("For people who answer for something in the plan."),
        required=False,
    )


@never_cache
@require_http_methods(METHODS)
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a link confirms, with the button that does it."""
    try:
        found = subscriptions.confirm(token) if request.method == "POST" else subscriptions.asked_by(token)
    except subscriptions.LinkExpired as refusal:
        return _refused(request, refusal, status=410)
    except Refused as refusal:
        return _refused(request, refusal)
    return _page(request, "confirm", found, waits=found.confirmed_at is None)


@csrf_exempt
@never_cache
@require_http_methods(METHODS)
def end(request: HttpRequest, token: str) -> HttpResponse:
    """End what a link is of: by the button, or by a mail program without cookies (RFC 8058). It can be undone."""
    return _ending(request, token, subscriptions.end, subscriptions.take_up, everything=False)


@csrf_exempt
@never_cache
@require_http_methods(METHODS)
def end_all(request: HttpRequest, token: str) -> HttpResponse:
    """End all that the address of a link follows in the plan, in the same two ways. It can be undone."""
    return _ending(request, token, subscriptions.end_all, subscriptions.take_up_all, everything=True)


@csrf_exempt
@never_cache
@require_http_methods(METHODS)
def announcements(request: HttpRequest, token: str) -> HttpResponse:
    """Let an address get no announcements any more, in the same two ways. It can be undone."""
    wanted = request.method == "POST" and "undo" in request.POST
    try:
        wish = (
            subscriptions.want_announcements(token, wanted=wanted)
            if request.method == "POST"
            else subscriptions.wish_of(token)
        )
    except Refused as refusal:
        return _refused(request, refusal)
    context = {"plan": wish.plan, "wish": wish, "masked": masked(wish.email), "undone": wanted}
    return render(request, "communication/follow/announcements.html", context)


@never_cache
@require_http_methods(METHODS)
def follower(request: HttpRequest, token: str) -> HttpResponse:
    """Show all that an address follows in a plan and how it is written to, and take changes."""
    try:
        own = subscriptions.follower_of(token)
        form = WishForm(request.POST if "wish" in request.POST else None, initial=_wishes(own))
        if request.method == "POST" and ("wish" not in request.POST or form.is_valid()):
            messages.success(request, _change(request, token, form))
            return redirect("follow:follower", token)
    except Refused as refusal:
        return _refused(request, refusal)
    rows = of_follower(own, timezone.now() - subscriptions.UNDO)
    records = records_of((one.kind, one.thing) for one in rows)
    listed = [_line(own, one, records[one.kind, one.thing]) for one in rows if (one.kind, one.thing) in records]
    return _page(
        request,
        "follower",
        own,
        form=form,
        token=token,
        followed=[line for line in listed if line["row"].ended_at is None],
        ended=[line for line in listed if line["row"].ended_at is not None],
    )


def masked(email: str) -> str:
    """Return an address so that its owner knows it, and whoever else sees the page does not: ``l…@example.org``."""
    name, _at, domain = email.partition("@")
    return f"{name[:1]}…@{domain}"


def _ending(
    request: HttpRequest,
    token: str,
    stop: Callable[[str], Any],
    resume: Callable[[str], Any],
    *,
    everything: bool,
) -> HttpResponse:
    undone = request.method == "POST" and "undo" in request.POST
    try:
        if request.method == "POST":
            (resume if undone else stop)(token)
        found = subscriptions.follower_of(token)
    except Refused as refusal:
        return _refused(request, refusal)
    ended = request.method == "POST" and not undone
    if not everything and request.method != "POST":
        ended = found.ended_at is not None
    return _page(request, "end", found, ended=ended, undone=undone, everything=everything, link=follow_token(found))


def _change(request: HttpRequest, token: str, form: WishForm) -> str:
    """Do what a button of the page asks for; return what to say."""
    if "wish" in request.POST:
        given = form.cleaned_data
        subscriptions.prefer(
            token, language=given["language"], announcements=given["announcements"], digest=given["digest"]
        )
        return _("Your choices were saved.")
    if "end_all" in request.POST:
        subscriptions.end_all(token)
        return _("You follow nothing any more. You can take it up again below.")
    name = "end" if "end" in request.POST else "again"
    number = request.POST.get(name, "")
    if not number.isascii() or not number.isdecimal() or len(number) > 18:
        raise Refused(_("You do not follow this any more."))
    if name == "end":
        subscriptions.end_one(token, int(number))
        return _("You do not follow it any more. You can take it up again below.")
    subscriptions.take_up(token, int(number))
    return _("You follow it again.")


def _wishes(own: Subscription) -> dict[str, Any]:
    wish = Preference.objects.filter(plan=own.plan_id, email=own.email).first() or Preference(language=own.language)
    return {"language": wish.language, "announcements": wish.announcements, "digest": wish.digest}


def _line(own: Subscription, row: Subscription, record: Any) -> dict[str, Any]:
    return {"row": row, "record": record, "url": public_url(record, own.plan.key), "what": row.get_kind_display()}


def _page(request: HttpRequest, name: str, found: Subscription, **more: Any) -> HttpResponse:
    record = records_of([(found.kind, found.thing)]).get((found.kind, found.thing))
    context = {
        "plan": found.plan,
        "found": found,
        "record": record,
        "url": public_url(record, found.plan.key) if record is not None else public_url(found.plan),
        "what": found.get_kind_display(),
        "word": WORDS[found.kind],
        "masked": masked(found.email),
    }
    return render(request, f"communication/follow/{name}.html", context | more)


def _refused(request: HttpRequest, refusal: Refused, status: int = 404) -> HttpResponse:
    return render(request, "communication/follow/refused.html", {"refusal": refusal.message}, status=status)
