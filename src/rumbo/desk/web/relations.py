"""Which organizations answer for an element, and what it took from earlier plans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from rumbo.core.errors import Refused
from rumbo.core.models import State
from rumbo.desk.kinds import KINDS, LINKED, MEASURED
from rumbo.desk.queries.relations import antecedent_links, responsibilities
from rumbo.desk.services.responsibilities import change_role as change_role_of
from rumbo.desk.web.access import get_record, may_edit
from rumbo.desk.web.page import element_url, way_to
from rumbo.plan.enums import Relation
from rumbo.plan.services import antecedents
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page
from rumbo.portfolio.enums import Responsible
from rumbo.portfolio.services import responsibilities as service

if TYPE_CHECKING:
    from rumbo.core.models import Record
    from rumbo.desk.kinds import Kind


class ResponsibilityForm(forms.Form):
    """An organization and its role."""

    organization: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None, label=gettext_lazy("Organization")
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Responsible.choices)
    replace = forms.BooleanField(
        label=gettext_lazy("It takes the place of the organization that is accountable now"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = KINDS["organization"].model._default_manager.filter(state=State.CURRENT)
        self.fields["organization"].queryset = rows  # type: ignore[attr-defined]


class LinkForm(forms.Form):
    """An earlier plan, and what this one did with it."""

    antecedent: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None, label=gettext_lazy("Earlier plan")
    )
    relation = forms.ChoiceField(label=gettext_lazy("What this plan did with it"), choices=Relation.choices)
    note = forms.CharField(
        label=gettext_lazy("Note"),
        help_text=gettext_lazy("What was taken, how it was adapted, or why it was dropped."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, plan: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = KINDS["antecedent"].rows(plan).filter(state=State.CURRENT)
        self.fields["antecedent"].queryset = rows  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page("plan.read")
def responsible(request: HttpRequest, plan: Any, kind: Kind, pk: int) -> HttpResponse:
    """Show who answers for an element, and give an organization a role."""
    record = _of(plan, kind, pk, MEASURED)
    form = ResponsibilityForm(request.POST or None)
    if form.is_valid() and _assign(request, record, form):
        return redirect(element_url(plan, record, "desk:responsible"))
    rows = responsibilities(record)
    return page(
        request,
        "desk/responsible.html",
        plan,
        crumbs=way_to(plan, record, _("Who answers")),
        kind=kind,
        record=record,
        form=form,
        rows=rows,
        accountable=any(row.role == Responsible.ACCOUNTABLE for row in rows),
        roles=Responsible.choices,
        may_edit=may_edit(request, record),
        back=element_url(plan, record),
    )


@require_POST
@plan_page()
def change_role(request: HttpRequest, plan: Any, kind: Kind, pk: int, row: int) -> HttpResponse:
    """Give the organization of a row another role; who was accountable is replaced when the person says so."""
    record = _of(plan, kind, pk, MEASURED)
    held = _row(responsibilities(record), row)
    role = request.POST.get("role", "")
    if role not in Responsible.values:
        raise Http404
    try:
        change_role_of(request.user, held, role, replace=bool(request.POST.get("replace")))
        messages.success(request, _("The role of “%(name)s” was changed.") % {"name": held.organization.name})
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(element_url(plan, record, "desk:responsible"))


@require_POST
@plan_page()
def remove_role(request: HttpRequest, plan: Any, kind: Kind, pk: int, row: int) -> HttpResponse:
    """Take a role away from an organization."""
    record = _of(plan, kind, pk, MEASURED)
    held = _row(responsibilities(record), row)
    service.remove(request.user, held, reason=_("Taken away on the page of the element"))
    messages.success(request, _("“%(name)s” has that role no longer.") % {"name": held.organization.name})
    return redirect(element_url(plan, record, "desk:responsible"))


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def links(request: HttpRequest, plan: Any, kind: Kind, pk: int) -> HttpResponse:
    """Show what an element took from earlier plans, and say it of one more."""
    record = _of(plan, kind, pk, LINKED)
    form = LinkForm(plan, request.POST or None)
    if form.is_valid():
        chosen = form.cleaned_data
        try:
            antecedents.link(
                request.user, chosen["antecedent"], cast("Any", record), chosen["relation"], chosen["note"]
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("The link to “%(name)s” was saved.") % {"name": chosen["antecedent"].name})
            return redirect(element_url(plan, record, "desk:links"))
    return page(
        request,
        "desk/links.html",
        plan,
        crumbs=way_to(plan, record, _("Antecedents")),
        kind=kind,
        record=record,
        form=form,
        rows=antecedent_links(record),
        may_edit=may_edit(request, record),
        back=element_url(plan, record),
    )


@require_POST
@plan_page()
def unlink(request: HttpRequest, plan: Any, kind: Kind, pk: int, row: int) -> HttpResponse:
    """Take a link to an earlier plan away."""
    record = _of(plan, kind, pk, LINKED)
    made = _row(antecedent_links(record), row)
    antecedents.unlink(request.user, made, reason=_("Taken away on the page of the element"))
    messages.success(request, _("The link to “%(name)s” was taken away.") % {"name": made.antecedent.name})
    return redirect(element_url(plan, record, "desk:links"))


def _assign(request: HttpRequest, record: Record, form: ResponsibilityForm) -> bool:
    """Give the role and say who was replaced; False where it was refused."""
    chosen = form.cleaned_data
    before = next((row for row in responsibilities(record) if row.role == Responsible.ACCOUNTABLE), None)
    try:
        service.assign(
            request.user,
            cast("Any", record),
            chosen["organization"],
            chosen["role"],
            replace=chosen["replace"],
        )
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return False
    new, names = chosen["organization"], {"new": chosen["organization"].name, "name": chosen["organization"].name}
    if chosen["role"] == Responsible.ACCOUNTABLE and before is not None and before.organization_id != new.pk:
        names["old"] = before.organization.name
        messages.success(request, _("“%(new)s” is accountable now, in the place of “%(old)s”.") % names)
    else:
        messages.success(request, _("“%(name)s” has the role now.") % names)
    return True


def _of(plan: Any, kind: Kind, pk: int, kinds: tuple[str, ...]) -> Record:
    if kind.code not in kinds:
        raise Http404
    return get_record(plan, kind, pk)


def _row(rows: Any, pk: int) -> Any:
    found = next((row for row in rows if row.pk == pk), None)
    if found is None:
        raise Http404
    return found
