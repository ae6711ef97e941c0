"""Joining two organizations that are one."""

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
from rumbo.desk.kinds import KINDS
from rumbo.desk.services.organizations import merge_organizations
from rumbo.desk.web.access import get_record, may_edit
from rumbo.desk.web.page import element_url, way_to
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page


class KeepForm(forms.Form):
    """The organization that stays."""

    keep: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None, label=gettext_lazy("The organization that stays")
    )

    def __init__(self, plan: Any, pk: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = KINDS["organization"].rows(plan).current().exclude(pk=pk)
        self.fields["keep"].queryset = rows  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def merge(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Say that an organization is the same as another."""
    record = get_record(plan, KINDS["organization"], pk)
    if not may_edit(request, record):
        raise PermissionDenied
    form = KeepForm(plan, pk, request.POST or None)
    if form.is_valid():
        try:
            kept = merge_organizations(request.user, record, keep=form.cleaned_data["keep"])
        except Refused as refusal:
            form.add_error("keep", refusal.message)
        else:
            messages.success(request, _("They are one organization now: “%(name)s”.") % {"name": kept.name})
            return redirect(element_url(plan, kept))
    title = _("“%(name)s” is the same as another") % {"name": record.name}
    return page(
        request,
        "desk/ask.html",
        plan,
        here="organization",
        crumbs=way_to(plan, record, title),
        record=record,
        form=form,
        title=title,
        text=_("What it answers for goes to the one that stays, which keeps this name as another name of it."),
        back=element_url(plan, record),
    )
