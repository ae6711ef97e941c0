"""Editions: the published states of a plan."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from rumbo.core.errors import Refused
from rumbo.desk.services.editions import publish_edition
from rumbo.monitoring.queries.learning import proposed_note, waiting
from rumbo.plan.queries.editions import editions_of
from rumbo.plan.services.editions import next_number
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page


class EditionForm(forms.Form):
    """Number, title and note of an edition."""

    number = forms.IntegerField(label=gettext_lazy("Number"), min_value=1)
    title = forms.CharField(
        label=gettext_lazy("Title"), help_text=gettext_lazy("Such as: Edition of December 2026."), max_length=250
    )
    note = forms.CharField(
        label=gettext_lazy("What changed and why"),
        help_text=gettext_lazy("For readers who know the edition before."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def _proposed(plan: Any) -> dict[str, Any]:
    """Return what the form proposes: the next number, and the reasons of the changes that wait for an edition."""
    return {"number": next_number(plan), "note": proposed_note(plan)}


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def editions(request: HttpRequest, plan: Any) -> HttpResponse:
    """List the editions of a plan; managers publish the next."""
    if request.method == "POST" and not request.user.has_perm("plan.manage", plan):
        raise PermissionDenied
    form = EditionForm(request.POST or None, initial=_proposed(plan))
    if form.is_valid():
        try:
            made = publish_edition(request.user, plan, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("number", refusal.message)
        else:
            messages.success(request, _("Edition “%(name)s” was published.") % {"name": str(made)})
            return redirect("desk:editions", plan.key)
    return page(
        request,
        "desk/editions.html",
        plan,
        here="desk:editions",
        crumbs=[(_("Editions"), "")],
        form=form,
        editions=editions_of(plan),
        waiting=len(waiting(plan)),
    )
