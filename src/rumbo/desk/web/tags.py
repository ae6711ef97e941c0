"""Tags of a plan: writing them with suggestions, and renaming, joining or taking one away in the whole plan."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from rumbo.core.errors import Refused
from rumbo.desk.web.bulk_undo import say_batch
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page
from rumbo.portfolio.queries.tags import tags_of
from rumbo.portfolio.services import bulk


class TagsInput(forms.TextInput):
    """A text of tags with those of the plan as suggestions; the script suggests for the tag being typed."""

    def __init__(self, suggestions: list[str], attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"data-tags": "", "autocomplete": "off", "spellcheck": "true", **(attrs or {})})
        self.suggestions = suggestions

    class Media:
        js = (Script("rumbo/etiquetas.js", defer=True),)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Return the field and its list of suggestions."""
        number = f"{(attrs or {}).get('id', name)}-known"
        field = super().render(name, value, {**(attrs or {}), "list": number}, renderer)
        choices = format_html_join("", '<option value="{}"></option>', ((tag,) for tag in self.suggestions))
        return format_html('{}<datalist id="{}">{}</datalist>', field, number, choices)


class RenameForm(forms.Form):
    """The new name of a tag, and why."""

    tag = forms.CharField(widget=forms.HiddenInput, max_length=200)
    to = forms.CharField(
        label=gettext_lazy("New name"),
        help_text=gettext_lazy("With the name of another tag, the two become one."),
        max_length=200,
        error_messages={"required": gettext_lazy("Write the new name.")},
    )
    reason = forms.CharField(label=gettext_lazy("Why you change it"), max_length=500, required=False)

    def __init__(self, tag: str, known: list[str], data: Any = None) -> None:
        super().__init__(data, initial={"tag": tag, "to": tag}, auto_id="rename-%s")
        self.fields["to"].widget = forms.TextInput(attrs={"list": "known-tags", "autocomplete": "off"})
        self.known = known


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page("plan.manage")
def tags(request: HttpRequest, plan: Any) -> HttpResponse:
    """List the tags of a plan; with ``tag``, change this one in all its projects."""
    found = tags_of(plan)
    known = [one.name for one in found]
    if request.method == "POST":
        return _change(request, plan, known)
    chosen = request.GET.get("tag", "")
    form = RenameForm(chosen, known) if chosen in known else None
    return _page(request, plan, form)


def _change(request: HttpRequest, plan: Any, known: list[str]) -> HttpResponse:
    form = RenameForm(request.POST.get("tag", ""), known, request.POST)
    form.fields["to"].required = "remove" not in request.POST
    if form.is_valid():
        given = form.cleaned_data
        to = "" if "remove" in request.POST else given["to"]
        try:
            outcome = bulk.rename_tag(request.user, plan, given["tag"], to, reason=given["reason"])
        except ValidationError as error:
            form.add_error("to", error)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            say_batch(request, plan, outcome)
            return redirect(reverse("desk:tags", args=[plan.key]))
    return _page(request, plan, form, status=422)


def _page(request: HttpRequest, plan: Any, form: RenameForm | None, *, status: int = 200) -> HttpResponse:
    list_url = reverse("desk:list", args=[plan.key, "project"])
    return page(
        request,
        "desk/tags.html",
        plan,
        here="desk:portfolio",
        crumbs=[(_("Portfolio"), list_url), (_("Tags"), "")],
        status=status,
        tags=tags_of(plan),
        form=form,
        chosen=form["tag"].value() if form else "",
        list_url=list_url,
    )
