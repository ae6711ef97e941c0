"""Changing a series on the desk: baseline, targets, goals, and a value that is typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rumbo.core.errors import Refused
from rumbo.monitoring.figures import plain
from rumbo.monitoring.queries.indicators import targets_in_force
from rumbo.monitoring.queries.paths import points_given
from rumbo.monitoring.services import targets
from rumbo.monitoring.services.doubts import day_of, no_day
from rumbo.monitoring.services.observations import NewValue, check_value, record_batch
from rumbo.monitoring.web.access import editable, get_series, get_target
from rumbo.monitoring.web.series import ask, done
from rumbo.monitoring.web.target_forms import (
    BaselineForm,
    GoalsForm,
    PathForm,
    ReasonForm,
    ReplaceForm,
    TargetForm,
    ValueForm,
    path_text,
)
from rumbo.plan.web.access import plan_page

_BOTH = ["GET", "HEAD", "POST"]


@require_http_methods(_BOTH)
@plan_page()
def baseline(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Set from what value and day a series starts."""
    of = get_series(plan, pk)
    editable(request, of.indicator)
    initial = {"value": of.baseline_value, "on": of.baseline_on, "path": of.path}
    form = BaselineForm(_posted(request), initial=initial)
    if form.is_valid() and does(form, lambda: targets.set_baseline(request.user, of, **form.cleaned_data)):
        return done(request, _("The baseline was saved."), of.pk, plan)
    return ask(request, plan, of, form, _("Baseline"), _("Save"))


@require_http_methods(_BOTH)
@plan_page()
def own_path(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Type the points of a path of its own between targets."""
    of = get_series(plan, pk)
    editable(request, of.indicator)
    form = PathForm(of, _posted(request), initial={"points": path_text(points_given(of))})
    if form.is_valid() and does(form, lambda: targets.set_own_path(request.user, of, **form.cleaned_data)):
        return done(request, _("The path was saved."), of.pk, plan)
    return ask(request, plan, of, form, _("A path of its own"), _("Save"), text=_way(of))


@require_http_methods(_BOTH)
@plan_page()
def add_target(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Add a target to a series."""
    of = get_series(plan, pk)
    editable(request, of.indicator)
    form = TargetForm(_posted(request))
    if form.is_valid() and does(form, lambda: targets.set_target(request.user, of, **form.cleaned_data)):
        return done(request, _("The target was added."), of.pk, plan)
    return ask(request, plan, of, form, _("New target"), _("Add it"))


@require_http_methods(_BOTH)
@plan_page()
def replace_target(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Put another target in the place of one, with the reason."""
    old = get_target(plan, pk)
    editable(request, old.series.indicator)
    form = ReplaceForm(_posted(request), initial={"value": old.value, "on": old.on})
    if form.is_valid() and does(form, lambda: targets.replace_target(request.user, old, **form.cleaned_data)):
        return done(request, _("The target was changed; the old one stays beside it."), old.series_id, plan)
    return ask(request, plan, old.series, form, _("Change the target"), _("Change it"))


@require_http_methods(_BOTH)
@plan_page()
def drop_target(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Take a target out of force, with the reason."""
    old = get_target(plan, pk)
    editable(request, old.series.indicator)
    form = ReasonForm(_posted(request))
    if form.is_valid() and does(form, lambda: targets.drop_target(request.user, old, **form.cleaned_data)):
        return done(request, _("The target was dropped; it stays on record."), old.series_id, plan)
    told = _("%(value)s by %(day)s") % {"value": plain(float(old.value)), "day": date_format(old.on)}
    return ask(request, plan, old.series, form, _("Drop the target"), _("Drop it"), text=told)


@require_http_methods(_BOTH)
@plan_page()
def goals(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Choose the goals that a series measures."""
    of = get_series(plan, pk)
    editable(request, of.indicator)
    chosen = list(of.goals.values_list("pk", flat=True))
    form = GoalsForm(plan, of.indicator.axis, chosen, _posted(request))
    if form.is_valid() and does(form, lambda: targets.link_goals(request.user, of, form.cleaned_data["goals"])):
        return done(request, _("The goals were saved."), of.pk, plan)
    return ask(request, plan, of, form, _("Goals that it measures"), _("Save"))


@require_http_methods(_BOTH)
@plan_page()
def value(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Record a value that is typed; what is doubtful of it is asked about once."""
    of = get_series(plan, pk)
    editable(request, of.indicator)
    form = ValueForm(_posted(request))
    notes: list[str] = []
    if form.is_valid():
        given = form.cleaned_data
        day = day_of(given["on"])
        sign = f"{given['on']} {given['text']}"
        if day is None:
            form.add_error("on", no_day(given["on"]))
        else:
            doubts = check_value(of, given["text"], day) if given["asked"] != sign else []
            new = NewValue(of.indicator, of.territory, day, given["text"], given["source"], given["note"])
            if doubts:
                notes = doubts
                again = request.POST.copy()
                again["asked"] = sign
                form = ValueForm(again)
            elif does(form, lambda: record_batch(request.user, plan, _("Typed on the desk"), [new])):
                return done(request, _("The value was recorded."), of.pk, plan)
    action = _("Record it as it is") if notes else _("Record the value")
    return ask(request, plan, of, form, _("New value"), action, notes=notes)


def _way(of: Any) -> str:
    """Return the baseline and the targets of a series, between which a path leads."""
    ends = [(one.on, one.value) for one in targets_in_force([of.pk]).get(of.pk, [])]
    if of.baseline_on is not None:
        ends.insert(0, (of.baseline_on, of.baseline_value))
    return " → ".join(
        _("%(value)s by %(day)s") % {"value": plain(float(value)), "day": date_format(on, "SHORT_DATE_FORMAT")}
        for on, value in ends
    )


def _posted(request: HttpRequest) -> dict[str, Any] | None:
    """Return what was sent; None where nothing was."""
    return request.POST if request.method == "POST" else None


def does(form: forms.Form, act: Callable[[], Any]) -> bool:
    """Do it; False where the service refused, with its sentence in the form."""
    try:
        act()
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return False
    return True
