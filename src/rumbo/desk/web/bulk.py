"""Editing many projects at once: choosing what changes, looking it over one by one, applying what was seen."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from rumbo.accounts.models import Organization
from rumbo.accounts.queries.organizations import all_organizations
from rumbo.core.errors import Refused
from rumbo.core.ordering import text_key
from rumbo.desk.kinds import KINDS
from rumbo.desk.web.bulk_undo import say_batch
from rumbo.desk.web.portfolio import SECTION
from rumbo.desk.web.portfolio import crumbs as portfolio_crumbs
from rumbo.desk.web.selection import SHOWN, Selection, sealed, selection, unsealed
from rumbo.desk.web.tags import TagsInput
from rumbo.plan.enums import Term
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page
from rumbo.portfolio.enums import Responsible
from rumbo.portfolio.models.project import check_tags, joined_tags
from rumbo.portfolio.queries.bulk import Difference, Edit, Line, looked_at
from rumbo.portfolio.queries.tags import tags_among, tags_of
from rumbo.portfolio.services import bulk as services

if TYPE_CHECKING:
    from rumbo.plan.models import Plan

KEEP, NO_TERM = "", "none"


TEMPLATE = "desk/bulk.html"


class EditForm(forms.Form):
    """What to change in all of them; what is left empty stays as it is."""

    term = forms.ChoiceField(
        label=gettext_lazy("Term"),
        required=False,
        choices=[
            (KEEP, gettext_lazy("Leave as it is")),
            *Term.choices,
            (NO_TERM, gettext_lazy("Take the term away")),
        ],
    )
    add = forms.CharField(
        label=gettext_lazy("Tags to add"),
        help_text=gettext_lazy("Several with semicolons between them."),
        required=False,
        max_length=1000,
    )
    remove = forms.MultipleChoiceField(
        label=gettext_lazy("Tags to take away"), required=False, widget=forms.CheckboxSelectMultiple
    )
    organization: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None,
        label=gettext_lazy("Organization"),
        required=False,
        empty_label=gettext_lazy("Leave as it is"),
    )
    role = forms.ChoiceField(label=gettext_lazy("Its role"), choices=Responsible.choices)
    replace = forms.BooleanField(
        label=gettext_lazy("Where another organization is accountable, put this one in its place"), required=False
    )
    reason = forms.CharField(
        label=gettext_lazy("Why you change it"),
        help_text=gettext_lazy("It is published in the history of each project, without your name."),
        max_length=500,
        error_messages={
            "required": gettext_lazy("Say why: it is published in the history of each project, without your name.")
        },
    )

    def __init__(self, plan: Plan, numbers: list[int], data: Any = None) -> None:
        super().__init__(data, auto_id="bulk-%s", initial={"role": Responsible.ACCOUNTABLE})
        self.fields["add"].widget = TagsInput([tag.name for tag in tags_of(plan)])
        self.fields["organization"].queryset = all_organizations()  # type: ignore[attr-defined]
        there = tags_among(plan, numbers)
        choices = [(tag.name, f"{tag.name} ({tag.count})") for tag in there]
        self.fields["remove"].choices = choices  # type: ignore[attr-defined]
        if not there:
            del self.fields["remove"]

    def clean_add(self) -> str:
        """Refuse what is no tag."""
        check_tags(self.cleaned_data["add"])
        return joined_tags(self.cleaned_data["add"].split(";"))

    def clean(self) -> dict[str, Any]:
        """Refuse a form that changes nothing, or that adds and takes away the same tag."""
        given = super().clean() or {}
        both = {text_key(tag) for tag in given.get("remove", ())} & {
            text_key(tag) for tag in given.get("add", "").split("; ")
        }
        if both:
            self.add_error("add", _("The same tag is to be added and taken away: choose one of the two."))
        if not any(given.get(name) for name in ("term", "add", "remove", "organization")) and not self.errors:
            raise ValidationError(_("Choose something to change: term, tags or who answers."))
        return given

    def edit(self) -> Edit:
        """Return what was chosen."""
        given = self.cleaned_data
        return Edit(
            term={KEEP: None, NO_TERM: ""}.get(given["term"], given["term"]),
            add=tuple(given["add"].split("; ")) if given["add"] else (),
            remove=tuple(given.get("remove", ())),
            organization=given["organization"],
            role=given["role"],
            replace=given["replace"],
        )


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def bulk(request: HttpRequest, plan: Any) -> HttpResponse:
    """Choose what changes in the projects that the address names; look it over; apply what was seen."""
    try:
        chosen = selection(request, plan)
        if request.method == "POST" and "preview" in request.POST:
            return _apply(request, plan)
    except Refused as refusal:
        return nothing_chosen(request, plan, refusal.message)
    if not chosen:
        return nothing_chosen(request, plan)
    if request.method != "POST":
        return form_page(request, plan, chosen, EditForm(plan, chosen.numbers), TEMPLATE)
    form = EditForm(plan, chosen.numbers, request.POST)
    if not form.is_valid():
        return form_page(request, plan, chosen, form, TEMPLATE, status=422)
    if "again" in request.POST:
        return form_page(request, plan, chosen, form, TEMPLATE)
    return _preview(request, plan, chosen, form)


def nothing_chosen(request: HttpRequest, plan: Any, refusal: str = "") -> HttpResponse:
    """Say that there is nothing to change, and where projects are marked."""
    back = reverse("desk:list", args=[plan.key, "project"])
    status = 422 if refusal else 200
    context = {"refusal": refusal, "back": back}
    return page(request, "desk/bulk_nothing.html", plan, here=SECTION, crumbs=crumbs(plan), status=status, **context)


def crumbs(plan: Any, last: str = "") -> list[tuple[str, str]]:
    """Return the way to the pages of bulk edits."""
    return portfolio_crumbs(plan, "table", (last or _("Bulk edit"), ""))


def form_page(
    request: HttpRequest,
    plan: Any,
    chosen: Selection,
    form: Any,
    template: str,
    *,
    last: str = "",
    status: int = 200,
) -> HttpResponse:
    """Ask what to do with the chosen projects; ``last`` is the last step of the way, if not the bulk edit."""
    return page(
        request,
        template,
        plan,
        here=SECTION,
        crumbs=crumbs(plan, last),
        status=status,
        form=form,
        count=len(chosen),
        names=names_of(plan, chosen),
        chosen=chosen,
        back=reverse("desk:list", args=[plan.key, "project"]),
    )


def names_of(plan: Any, chosen: Selection, limit: int = 50) -> list[Any]:
    """Return the first projects of a selection."""
    rows = {row.pk: row for row in KINDS["project"].rows(plan).filter(pk__in=chosen.numbers[:limit])}
    return [rows[pk] for pk in chosen.numbers[:limit] if pk in rows]


def _preview(request: HttpRequest, plan: Any, chosen: Selection, form: EditForm) -> HttpResponse:
    edit = form.edit()
    lines = looked_at(request.user, plan, chosen.numbers, edit)
    groups = {kind: [line for line in lines if line.kind == kind] for kind in ("change", "refused", "same")}
    marks = {str(line.project.pk): line.mark for line in groups["change"]}
    kept = {"edit": _kept(edit), "marks": marks, "reason": form.cleaned_data["reason"]}
    return page(
        request,
        "desk/bulk_preview.html",
        plan,
        here=SECTION,
        crumbs=crumbs(plan),
        groups={kind: found[:SHOWN] for kind, found in groups.items()},
        counts={kind: len(found) for kind, found in groups.items()},
        more={kind: max(0, len(found) - SHOWN) for kind, found in groups.items()},
        taken=sum(line.taken for line in lines),
        totals=_totals(groups["change"]) if len(groups["change"]) > 1 else [],
        organization=edit.organization,
        typed=typed(request),
        reason=form.cleaned_data["reason"],
        preview=sealed(request, plan, kept) if marks else "",
    )


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what the form was filled in with, to carry it along."""
    left_out = {"csrfmiddlewaretoken", "replace", "again", "preview"}
    return [(name, value) for name in request.POST if name not in left_out for value in request.POST.getlist(name)]


def _totals(lines: list[Line]) -> list[tuple[Difference, int]]:
    """Return the most frequent changes, and of how many projects."""
    counted = Counter(change for line in lines for change in line.changes)
    return [(change, n) for change, n in counted.most_common(12) if n > 1]


def _apply(request: HttpRequest, plan: Any) -> HttpResponse:
    seen = unsealed(request, plan, request.POST["preview"])
    marks = {int(pk): mark for pk, mark in seen["marks"].items()}
    outcome = services.apply(request.user, plan, marks, _edit_of(seen["edit"]), reason=seen["reason"])
    say_batch(request, plan, outcome)
    return redirect("desk:list", plan.key, "project")


def _kept(edit: Edit) -> dict[str, Any]:
    return {
        "term": edit.term,
        "add": edit.add,
        "remove": edit.remove,
        "organization": edit.organization.pk if edit.organization else None,
        "role": edit.role,
        "replace": edit.replace,
    }


def _edit_of(kept: dict[str, Any]) -> Edit:
    number = kept["organization"]
    organization = Organization.objects.filter(pk=number).first() if number else None
    if number and organization is None:
        raise Refused(_("The organization is not there any more. Look it over again."))
    lists = {name: tuple(kept[name]) for name in ("add", "remove")}
    return Edit(**(kept | lists | {"organization": organization}))
