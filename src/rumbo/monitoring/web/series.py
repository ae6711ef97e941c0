"""An indicator's series on the desk: one a territory, each with its chart, baseline, targets and goals."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from rumbo.core.errors import Refused
from rumbo.core.queries.memory import memory_of
from rumbo.monitoring.enums import PathKind
from rumbo.monitoring.models import Target
from rumbo.monitoring.queries.indicators import series_of, statuses_of, targets_in_force
from rumbo.monitoring.queries.paths import points_given, points_in_use
from rumbo.monitoring.queries.series import rows_of, values_by_place, values_of
from rumbo.monitoring.services import targets
from rumbo.monitoring.web.access import SECTION, editable, get_indicator, get_series, may_edit, way_to
from rumbo.monitoring.web.drawing import drawn, lines_of, multiples, scale_shared
from rumbo.places.queries.territories import all_territories
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page

#: Rows of the table that are seen at once; more are unfolded.
ROWS = 30


class TerritoryForm(forms.Form):
    """The territory of a new series."""

    territory = forms.ModelChoiceField(
        label=gettext_lazy("Territory"),
        help_text=gettext_lazy("Where it is measured. Each territory has its own values, baseline and targets."),
        queryset=all_territories(),
        empty_label=gettext_lazy("Choose a territory"),
        error_messages={"invalid_choice": gettext_lazy("Choose a territory of the list.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def indicator(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show an indicator in all its territories with one scale, and add a territory."""
    shown = get_indicator(plan, pk)
    form = TerritoryForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        editable(request, shown)
        if form.is_valid():
            try:
                made = targets.open_series(request.user, shown, form.cleaned_data["territory"])
            except Refused as refusal:
                form.add_error(None, refusal.message)
            else:
                return redirect("monitoring:series", plan.key, made.pk)
    series = series_of(shown)
    for one in series:
        one.indicator = shown
    known = [one.territory_id for one in series]
    form.fields["territory"].queryset = all_territories().exclude(pk__in=known)  # type: ignore[attr-defined]
    values = values_by_place(plan, [shown])
    rows = [(one, values.get((shown.pk, one.territory_id), [])) for one in series]
    return page(
        request,
        "monitoring/indicator.html",
        plan,
        here=SECTION,
        crumbs=way_to(plan, indicator=shown),
        indicator=shown,
        multiples=multiples(rows, shown),
        scale=scale_shared(rows),
        targets=targets_in_force(one.pk for one in series),
        form=form,
        may_edit=may_edit(request, shown),
        status=422 if form.errors else 200,
    )


@require_safe
@plan_page()
def series(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show a series: its chart, what is expected, baseline, targets old and new, goals and values."""
    memory = memory_of(f"earlier values of {plan.pk}")
    shown = get_series(plan, pk)
    measured = shown.indicator
    edits = may_edit(request, measured) and measured.is_current
    values = values_of(shown)
    lines, more_count, more_rows = memory.get(f"{shown.pk} {edits}", lambda: _lines(plan, shown, values, edits=edits))
    of_it = list(Target.objects.filter(series=shown).select_related("replaced_by").order_by("on", "pk"))
    in_force = [one for one in of_it if one.replaced_by_id is None and not one.dropped]
    used = points_in_use(shown, (one.on for one in in_force))
    return page(
        request,
        "monitoring/series.html",
        plan,
        here=SECTION,
        crumbs=way_to(plan, indicator=measured, series=shown),
        series=shown,
        indicator=measured,
        drawn=drawn(shown, values, targets_in_force([shown.pk]).get(shown.pk, [])),
        stands=statuses_of([shown.pk]).get(shown.pk),
        in_force=in_force,
        points=[(point, point in used) for point in points_given(shown)] if shown.path == PathKind.OWN else [],
        earlier=[one for one in of_it if one.replaced_by_id is not None or one.dropped],
        goals=list(shown.goals.select_related("objective").order_by("pk")),
        lines=lines,
        more_count=more_count,
        more_rows=more_rows,
        may_edit=edits,
    )


def _lines(plan: Any, series: Any, values: Any, *, edits: bool) -> tuple[list[Any], int, SafeString]:
    """Return the newest values of a series, how many more there are, and those as HTML: there may be hundreds."""
    measured = series.indicator
    lines = lines_of([] if measured.is_derived else list(rows_of([series.pk])), values)
    context = {"plan": plan, "indicator": measured, "lines": lines[ROWS:], "edit": edits}
    return lines[:ROWS], len(lines[ROWS:]), render_to_string("monitoring/_lines.html", context)


def done(request: HttpRequest, message: str, series_pk: int, plan: Any) -> HttpResponse:
    """Say what was done, and lead back to the series."""
    messages.success(request, message)
    return redirect("monitoring:series", plan.key, series_pk)


def ask(
    request: HttpRequest,
    plan: Any,
    of: Any,
    form: forms.Form,
    title: str,
    action: str,
    *,
    text: str = "",
    notes: Any = (),
) -> HttpResponse:
    """Render the page that asks for something of a series."""
    return page(
        request,
        "monitoring/ask.html",
        plan,
        here=SECTION,
        crumbs=way_to(plan, indicator=of.indicator, series=of, last=title),
        series=of,
        form=form,
        title=title,
        action=action,
        text=text or _("%(name)s in %(place)s") % {"name": of.indicator.name, "place": of.territory.name},
        notes=notes,
        status=422 if form.errors else 200,
    )
