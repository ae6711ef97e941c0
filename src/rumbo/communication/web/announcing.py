"""Announcements from draft to mail, and how many follow what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from rumbo.communication.enums import FollowKind
from rumbo.communication.models import Subscription
from rumbo.communication.queries.announcements import announcements_of
from rumbo.communication.queries.followed import counts_of, of_address, records_of
from rumbo.communication.services import announcements as service
from rumbo.communication.services.subscriptions import checked_address, end_for
from rumbo.communication.web.following import masked
from rumbo.core.errors import Refused
from rumbo.core.links import public_url
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from rumbo.communication.models import Announcement

SECTION = "communication:home"


class ReasonForm(forms.Form):
    """Why an announcement is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("Why is it taken back?"),
        max_length=100,
        error_messages={"required": gettext_lazy("Say why: it stays on record.")},
    )


class AddressForm(forms.Form):
    """An address that asked to be taken off."""

    email = forms.CharField(
        label=gettext_lazy("E-mail of the person who asks"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Write the address.")},
    )

    def clean_email(self) -> str:
        """Return the address in small letters."""
        return checked_address(self.cleaned_data["email"])


@require_safe
@plan_page()
def announcements(request: HttpRequest, plan: Any) -> HttpResponse:
    """List the announcements: those to publish, then the published ones."""
    return page(
        request,
        "communication/announcements.html",
        plan,
        here=SECTION,
        crumbs=_crumbs(plan, (_("Announcements"), "")),
        rows=list(announcements_of(plan)),
    )


@require_safe
@plan_page()
def announcement(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show an announcement as it will be read, with how many people it goes to."""
    return _page(request, plan, _found(plan, pk))


@require_POST
@plan_page("plan.manage")
def publish(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Publish an announcement."""
    found = _found(plan, pk)
    try:
        service.publish(request.user, found)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("It is published, and the mails go out in the next minutes."))
    return redirect("communication:announcement", plan.key, pk)


@require_POST
@plan_page("plan.manage")
def take_back(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Take an announcement back."""
    found = _found(plan, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, plan, found, form=form, status=400)
    try:
        service.take_back(request.user, found, form.cleaned_data["reason"])
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("It was taken back. Mails that had not gone out are called off."))
    return redirect("communication:announcement", plan.key, pk)


@require_safe
@plan_page()
def followers(request: HttpRequest, plan: Any) -> HttpResponse:
    """Say how many follow what; never who."""
    return _followers_page(request, plan)


@never_cache
@require_POST
@plan_page("plan.manage")
def find_follower(request: HttpRequest, plan: Any) -> HttpResponse:
    """Show a manager what an address follows, because its owner asked."""
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _followers_page(request, plan, form=form, status=400)
    rows = of_address(plan, form.cleaned_data["email"])
    records = records_of((one.kind, one.thing) for one in rows)
    found = [(one, records[one.kind, one.thing]) for one in rows if (one.kind, one.thing) in records]
    return _followers_page(request, plan, form=form, found=found, email=form.cleaned_data["email"])


@require_POST
@plan_page("plan.manage")
def end_follower(request: HttpRequest, plan: Any) -> HttpResponse:
    """End a subscription because its owner asked."""
    number = request.POST.get("subscription", "")
    if not (number.isascii() and number.isdecimal() and len(number) <= 18):
        raise Http404(_("Nobody follows it."))
    found = Subscription.objects.filter(pk=int(number), plan=plan).first()
    if found is None:
        raise Http404(_("Nobody follows it."))
    end_for(request.user, found)
    messages.success(request, _("%(email)s does not follow it any more.") % {"email": masked(found.email)})
    return redirect("communication:followers", plan.key)


def _found(plan: Any, pk: int) -> Announcement:
    found = announcements_of(plan).filter(pk=pk).select_related("plan").first()
    if found is None:
        raise Http404(_("The plan has no such announcement."))
    return found


def _page(
    request: HttpRequest, plan: Any, found: Announcement, *, form: ReasonForm | None = None, status: int = 200
) -> HttpResponse:
    people = service.audience_of(found)
    confirmation = ngettext(
        "It is published, and %(n)d person gets it by mail. A mail that went out cannot be taken back.",
        "It is published, and %(n)d people get it by mail. Mails that went out cannot be taken back.",
        len(people),
    )
    return page(
        request,
        "communication/announcement.html",
        plan,
        here=SECTION,
        crumbs=_crumbs(
            plan, (_("Announcements"), reverse("communication:announcements", args=[plan.key])), (found.name, "")
        ),
        status=status,
        found=found,
        followers=sum(one.follows for one in people),
        liaisons=sum(not one.follows for one in people),
        total=len(people),
        mailed=service.mailed(found) if found.published_at else None,
        confirmation=confirmation % {"n": len(people)},
        form=form or ReasonForm(),
    )


def _followers_page(
    request: HttpRequest, plan: Any, *, form: AddressForm | None = None, status: int = 200, **more: Any
) -> HttpResponse:
    rows = [
        {
            "what": FollowKind(kind).label,
            "record": record,
            "count": count,
            "url": public_url(record, plan.key),
        }
        for kind, record, count in counts_of(plan)
    ]
    return page(
        request,
        "communication/followers.html",
        plan,
        here=SECTION,
        crumbs=_crumbs(plan, (_("Followers"), "")),
        status=status,
        rows=rows,
        form=form or AddressForm(),
        **more,
    )


def _crumbs(plan: Any, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Communication"), reverse(SECTION, args=[plan.key])), *more]
