"""A whole list of people to invite: pasted or in a file, looked over, then invited together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from rumbo.core.errors import Refused
from rumbo.participation import guest_lists
from rumbo.participation.queries.municipalities import municipalities_of
from rumbo.participation.services.invitations import Known, invite_many
from rumbo.participation.web.access import get_workshop, way_to_workshop
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page

if TYPE_CHECKING:
    from rumbo.participation.models import Workshop

#: People of a list that are shown before it is taken.
SHOWN = 20
PASTED = 400_000
#: Headings as the page writes them, for people to copy.
EXAMPLE = gettext_lazy("Name, Organization, Sector, Municipality, E-mail, Gender, Age")


class GuestsForm(forms.Form):
    """The list: cells that were pasted, or a file."""

    text = forms.CharField(
        label=gettext_lazy("Paste the list"),
        help_text=gettext_lazy("Cells copied from a spreadsheet, with their headings."),
        required=False,
        max_length=PASTED,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )
    file = forms.FileField(
        label=gettext_lazy("Or choose a file"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )

    def cells(self) -> list[list[str]]:
        """Return the cells of the list.

        Raises:
            Refused: nothing was given, or it cannot be read.
        """
        given = self.cleaned_data.get("file")
        if given is not None:
            if given.size > settings.UPLOAD_LIMIT:
                limit = settings.UPLOAD_LIMIT // (1024 * 1024)
                raise Refused(_("The file is larger than %(limit)d MB. Split it.") % {"limit": limit})
            return guest_lists.cells_of(given.name or "", given.read())
        if not self.cleaned_data.get("text", "").strip():
            raise Refused(_("Paste a list, or choose a file."))
        return guest_lists.cells_of_text(self.cleaned_data["text"])


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def guests(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Take a list, show what it holds or what is wrong with it, and invite everybody when told to."""
    workshop = get_workshop(plan, pk)
    if not request.user.has_perm("plan.edit", workshop):
        raise PermissionDenied
    if request.method != "POST":
        return _page(request, plan, workshop, GuestsForm())
    form = GuestsForm(request.POST, request.FILES)
    try:
        cells = form.cells() if form.is_valid() else None
    except Refused as refusal:
        form.add_error(None, refusal.message)
        cells = None
    if cells is None:
        return _page(request, plan, workshop, form)
    found = guest_lists.read_guests(cells, municipalities_of(plan), Known.of(workshop))
    if "apply" in request.POST and found.guests and not found.faults:
        try:
            return _invite(request, plan, workshop, found)
        except Refused as refusal:
            form.add_error(None, refusal.message)
    return _page(request, plan, workshop, form, found=found, text=guest_lists.as_text(cells))


def _invite(request: HttpRequest, plan: Any, workshop: Workshop, found: guest_lists.GuestList) -> HttpResponse:
    n = invite_many(request.user, workshop, found.guests, reason=_("From a list"))
    said = ngettext("%(n)d person was invited.", "%(n)d people were invited.", n) % {"n": n}
    messages.success(request, said)
    return redirect("participation:invitations", plan.key, workshop.pk)


def _page(
    request: HttpRequest,
    plan: Any,
    workshop: Workshop,
    form: GuestsForm,
    *,
    found: guest_lists.GuestList | None = None,
    text: str = "",
) -> HttpResponse:
    back = reverse("participation:invitations", args=[plan.key, workshop.pk])
    crumbs = way_to_workshop(plan, workshop, _("Invitations"), _("Invite a list"))
    crumbs[-2] = (crumbs[-2][0], back)
    return page(
        request,
        "participation/guests.html",
        plan,
        here="participation:home",
        crumbs=crumbs,
        workshop=workshop,
        form=form,
        found=found,
        text=text,
        shown=found.guests[:SHOWN] if found else [],
        more=max(len(found.guests) - SHOWN, 0) if found else 0,
        headings=EXAMPLE,
        back=back,
    )
