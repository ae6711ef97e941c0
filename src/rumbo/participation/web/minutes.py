"""The minutes of a table: writing them, seeing what will be fixed, signing off, publishing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from rumbo.core.errors import EditConflict, Refused
from rumbo.participation import acta
from rumbo.participation.enums import MinutesState
from rumbo.participation.models import Minutes, Table
from rumbo.participation.queries.minutes import find_minutes, record_of
from rumbo.participation.services import minutes as services
from rumbo.participation.web.console_base import need_lead
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page

if TYPE_CHECKING:
    from collections.abc import Callable

    from rumbo.participation.acta import Shown


class MinutesForm(forms.Form):
    """What the secretary writes; the rest of the minutes writes itself."""

    agreements = forms.CharField(
        label=gettext_lazy("Agreements"),
        help_text=gettext_lazy(
            "One a line: who does what by when. They are published: name organizations, not people."
        ),
        required=False,
        max_length=services.TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    remarks = forms.CharField(
        label=gettext_lazy("Remarks"),
        help_text=gettext_lazy("What else should be known years from now. Published too."),
        required=False,
        max_length=services.TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def minutes(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show the minutes of a table to those who lead it, and do what they ask: save, sign off, open again, publish."""
    table = _table(plan, pk)
    need_lead(request, table)
    if request.method == "POST":
        if request.POST.get("do") == "save":
            return _save(request, plan, table)
        return _act(request, plan, table)
    found = find_minutes(table)
    return _page(request, plan, table, found, _form_of(found))


@require_safe
@plan_page()
def minutes_pdf(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Give the minutes with the names of those who came as PDF, for whoever leads the table."""
    table = _table(plan, pk)
    need_lead(request, table)
    response = HttpResponse(acta.pdf(_words(table, find_minutes(table))), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="acta-{slugify(table.title)[:60] or table.pk}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _save(request: HttpRequest, plan: Any, table: Table) -> HttpResponse:
    form = MinutesForm(request.POST)
    if not form.is_valid():
        return _page(request, plan, table, find_minutes(table), form, status=422)
    given = form.cleaned_data
    try:
        services.edit(
            request.user,
            table,
            agreements=given["agreements"],
            remarks=given["remarks"],
            expected_version=given["version"],
        )
    except EditConflict as conflict:
        current = cast("Minutes", conflict.current)
        mine = MinutesForm(initial={**conflict.submitted, "version": current.version})
        messages.error(request, conflict.message)
        return _page(request, plan, table, current, mine, theirs=current, status=409)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return _page(request, plan, table, find_minutes(table), form, status=422)
    messages.success(request, _("The minutes were saved."))
    return _back(plan, table)


def _act(request: HttpRequest, plan: Any, table: Table) -> HttpResponse:
    acts: dict[str, tuple[Callable[[], Any], str]] = {
        "sign": (lambda: services.sign(request.user, table), _("The minutes were signed off.")),
        "reopen": (
            lambda: services.reopen(request.user, table, request.POST.get("reason", "")),
            _("The minutes can be changed again."),
        ),
        "publish": (lambda: services.publish(request.user, table), _("The minutes were published.")),
    }
    act, done = acts.get(request.POST.get("do", ""), (None, ""))
    if act is None:
        messages.error(request, _("Choose what to do with the minutes."))
        return _back(plan, table)
    try:
        act()
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, done)
    return _back(plan, table)


def _page(
    request: HttpRequest,
    plan: Any,
    table: Table,
    found: Minutes,
    form: MinutesForm,
    *,
    theirs: Minutes | None = None,
    status: int = 200,
) -> HttpResponse:
    return page(
        request,
        "participation/minutes.html",
        plan,
        here="participation:home",
        crumbs=[
            (_("Participation"), reverse("participation:home", args=[plan.key])),
            (table.workshop.name, reverse("participation:workshop", args=[plan.key, table.workshop_id])),
            (table.name, reverse("participation:table", args=[plan.key, table.pk])),
            (_("Minutes"), ""),
        ],
        status=status,
        table=table,
        minutes=found,
        form=form if found.state == MinutesState.DRAFT else None,
        theirs=theirs,
        words=_words(table, found),
    )


def _words(table: Table, found: Minutes) -> Shown:
    if found.state == MinutesState.DRAFT or found.signed_at is None:
        return acta.shown(record_of(table, found))
    return acta.shown(found.record, signed=(str(found.signed_by or ""), found.signed_at))


def _form_of(found: Minutes) -> MinutesForm:
    return MinutesForm(initial={"agreements": found.agreements, "remarks": found.remarks, "version": found.version})


def _table(plan: Any, pk: int) -> Table:
    related = ("plan", "axis", "workshop__stage__process", "facilitator", "secretary")
    found: Table | None = Table.objects.select_related(*related).filter(plan=plan, pk=pk).first()
    if found is None:
        raise Http404(_("There is no such table in this plan."))
    return found


def _back(plan: Any, table: Table) -> HttpResponse:
    return redirect("participation:minutes", plan.key, table.pk)
