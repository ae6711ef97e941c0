"""The dialogue with an organization on one page, and the note of a call."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from rumbo.accounts.models import Organization
from rumbo.communication.asking_words import when
from rumbo.communication.enums import NoteKind
from rumbo.communication.models import DialogueNote
from rumbo.communication.queries.dialogue import dialogue, part_names
from rumbo.communication.queries.reminding import items_of
from rumbo.communication.services.notes import TEXT_LIMIT, may_note, note
from rumbo.communication.web.home import SECTION
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page
from rumbo.portfolio.models import Liaison
from rumbo.portfolio.queries.liaisons import people_of, row_of

#: Entries on a page.
SIZE = 30


class NoteForm(forms.ModelForm[DialogueNote]):
    """How one spoke, with whom, when, and what was said."""

    class Meta:
        model = DialogueNote
        fields = ("kind", "liaison", "on", "text")
        help_texts = {"text": gettext_lazy("What was said or agreed. Only the staff of the plan reads it.")}

    def __init__(self, people: list[Liaison], data: Any = None) -> None:
        super().__init__(data, initial={"kind": NoteKind.CALL, "on": localdate()})
        own = Liaison.objects.filter(pk__in=[one.pk for one in people])
        self.fields["liaison"].queryset = own  # type: ignore[attr-defined]
        self.fields["liaison"].empty_label = _("somebody else")  # type: ignore[attr-defined]
        self.fields["on"].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        self.fields["text"].widget = forms.Textarea(attrs={"rows": 4, "maxlength": TEXT_LIMIT})


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def organization_dialogue(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show all that was written, reported, asked, promised and said with an organization; keep a note."""
    organization = Organization.objects.filter(pk=pk).first()
    if organization is None:
        raise Http404(_("There is no such organization."))
    may, today = may_note(request.user, plan), localdate()
    if request.method == "POST" and not may:
        raise PermissionDenied
    people = people_of(plan, organization)
    form = NoteForm(people, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _note(request, plan, organization, form):
        return redirect("communication:dialogue", plan.key, organization.pk)
    part, words = request.GET.get("part", ""), request.GET.get("q", "").replace("\x00", "").strip()[:100]
    manages = request.user.has_perm("plan.manage", plan)
    entries = dialogue(plan, organization, part, words, opens_mails=manages)
    found = Paginator(entries, SIZE).get_page(request.GET.get("page"))
    owed = [(item, when(item, today)) for item, _who in items_of(plan, today) if item.organization.pk == pk]
    return page(
        request,
        "communication/dialogue.html",
        plan,
        here=SECTION,
        crumbs=[
            (_("Communication"), reverse("communication:home", args=[plan.key])),
            (organization.name, reverse("desk:element", args=[plan.key, "organization", organization.pk])),
            (_("Dialogue"), ""),
        ],
        organization=organization,
        page_obj=found,
        entries=found.object_list,
        people=[row_of(one, today) for one in people],
        owed=owed,
        parts=part_names(),
        part=part,
        q=words,
        filtered=bool(part or words),
        form=form if may else None,
    )


def _note(request: HttpRequest, plan: Any, organization: Organization, form: NoteForm) -> bool:
    """Keep what the form says; False where it was refused, with the sentences at its fields."""
    said = form.cleaned_data
    try:
        note(
            request.user,
            plan,
            organization,
            said["text"],
            kind=said["kind"],
            on=said["on"],
            liaison=said["liaison"],
        )
    except ValidationError as error:
        form.add_error(None, error)
        return False
    messages.success(request, _("Your note is in the dialogue."))
    return True
