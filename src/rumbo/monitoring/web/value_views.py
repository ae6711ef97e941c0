"""Values on the desk: choosing one of several of a day, and revising one. What was there stays on record."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from rumbo.monitoring.queries.series import conflicts_of, rows_of_days
from rumbo.monitoring.services.observations import check_value, choose, revise
from rumbo.monitoring.web.access import SECTION, editable, get_value, may_edit, way_to
from rumbo.monitoring.web.series import ask, done
from rumbo.monitoring.web.target_views import does
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page

_BOTH = ["GET", "HEAD", "POST"]
#: Days with several values on a page.
LISTED = 30


class ChooseForm(forms.Form):
    """Why a value is the right one."""

    reason = forms.CharField(
        label=gettext_lazy("Why this one"),
        help_text=gettext_lazy("It stays in the history, beside your name."),
        max_length=500,
        required=False,
    )


class ReviseForm(forms.Form):
    """A value in the place of one, with the reason. ``asked`` is what was doubtful and asked about already."""

    text = forms.CharField(
        label=gettext_lazy("Value"),
        max_length=60,
        help_text=gettext_lazy("With a decimal point. Where there is none, write ND."),
    )
    source = forms.CharField(label=gettext_lazy("Source"), max_length=300, required=False)
    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    reason = forms.CharField(
        label=gettext_lazy("Why you change it"),
        help_text=gettext_lazy("The value of before stays on record, with this reason."),
        max_length=500,
        error_messages={"required": gettext_lazy("Say why: it stays on record.")},
    )
    asked = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)


@require_safe
@plan_page()
def conflicts(request: HttpRequest, plan: Any) -> HttpResponse:
    """List the days for which several values were given, with what each says."""
    days = Paginator(conflicts_of(plan), LISTED).get_page(request.GET.get("page"))
    rows = rows_of_days(days)
    for row in rows:
        row.series.indicator.plan = plan
    groups = [list(members) for _day, members in groupby(rows, key=lambda row: (row.series_id, row.on))]
    return page(
        request,
        "monitoring/conflicts.html",
        plan,
        here=SECTION,
        crumbs=way_to(plan, last=_("Values to confirm")),
        groups=[(group[0], group, may_edit(request, group[0].series.indicator)) for group in groups],
        page_obj=days,
    )


@require_http_methods(_BOTH)
@plan_page()
def choose_value(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Let one of several values of a day count."""
    given = get_value(plan, pk)
    editable(request, given.series.indicator)
    form = ChooseForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and does(form, lambda: choose(request.user, given, **form.cleaned_data)):
        return done(request, _("That value counts now; the others stay on record."), given.series_id, plan)
    text = _("%(value)s on %(day)s") % {"value": given.text, "day": date_format(given.on)}
    return ask(request, plan, given.series, form, _("Let this value count"), _("Let it count"), text=text)


@require_http_methods(_BOTH)
@plan_page()
def revise_value(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Put a new value in the place of one, with the reason; what is doubtful of it is asked about once."""
    given = get_value(plan, pk)
    editable(request, given.series.indicator)
    source = given.source.name if given.source else ""
    initial = {"text": given.text, "source": source, "note": given.note}
    form = ReviseForm(request.POST if request.method == "POST" else None, initial=initial)
    notes: list[str] = []
    if form.is_valid():
        typed = dict(form.cleaned_data)
        new, asked = typed["text"], typed.pop("asked")
        if new not in (given.text, asked):
            notes = check_value(given.series, new, given.on, but=given.pk)
        if notes:
            form = ReviseForm({**request.POST.dict(), "asked": new})
        elif does(form, lambda: revise(request.user, given, **typed)):
            return done(
                request, _("The value was revised; the one of before stays on record."), given.series_id, plan
            )
    text = _("%(value)s on %(day)s") % {"value": given.text, "day": date_format(given.on)}
    action = _("Record it as it is") if notes else _("Revise it")
    return ask(request, plan, given.series, form, _("Revise the value"), action, text=text, notes=notes)
