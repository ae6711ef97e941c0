"""The steps of a period: rules, preparing the next one, opening with a look at who is asked, closing, reopening."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from rumbo.core.errors import Refused
from rumbo.monitoring.enums import Frequency
from rumbo.monitoring.models import Assignment, ReportingPeriod, ReportingRules, ReportLink
from rumbo.monitoring.period_calendar import MONTHS
from rumbo.monitoring.queries.assignments import People, assignments_of, axis_of_thing, project_of_thing, thing_of
from rumbo.monitoring.queries.period_progress import counts_of
from rumbo.monitoring.queries.proposed import Proposed
from rumbo.monitoring.services import periods as services
from rumbo.monitoring.web.access import SECTION, get_period
from rumbo.monitoring.web.period_words import way
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page

_BOTH = ["GET", "HEAD", "POST"]
#: Organizations without anybody to ask that the page names.
NAMED = 20


class RulesForm(forms.ModelForm[ReportingRules]):
    """How often, and for how many days."""

    class Meta:
        model = ReportingRules
        fields = ("frequency", "due_days", "link_days")
        help_texts = {
            "frequency": gettext_lazy("The next period follows the last one by this calendar."),
            "due_days": gettext_lazy("How many days after a period ends its reports are due. Usually 15."),
            "link_days": gettext_lazy("How long a personal link works from when it is made. Usually 120."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["frequency"]
        field.choices = [(one.value, one.label) for one in Frequency if one in MONTHS]


class ReopenForm(forms.Form):
    """Why a period takes reports again."""

    reason = forms.CharField(
        label=gettext_lazy("Why it is opened again"),
        help_text=gettext_lazy("It stays in the history, beside your name."),
        max_length=services.REASON_LIMIT,
        error_messages={"required": gettext_lazy("Say why: it stays on record.")},
    )


@require_POST
@plan_page("plan.manage")
def prepare(request: HttpRequest, plan: Any) -> HttpResponse:
    """Save the period that comes next by the calendar, and go to it."""
    try:
        made = services.prepare_next(request.user, plan, today=localdate())
    except (Refused, ValidationError) as error:
        messages.error(request, _said(error))
        return redirect("monitoring:periods", plan.key)
    messages.success(request, _("“%(period)s” is prepared. Nobody was asked yet.") % {"period": made.name})
    return redirect("monitoring:period", plan.key, made.pk)


@require_http_methods(_BOTH)
@plan_page()
def rules(request: HttpRequest, plan: Any) -> HttpResponse:
    """Show how the plan asks for reports, and how it did before; let managers change it."""
    present = services.rules_of(plan)
    may = request.user.has_perm("plan.manage", plan)
    if request.method == "POST" and not may:
        raise PermissionDenied
    form = RulesForm(request.POST if request.method == "POST" else None, instance=services.rules_of(plan))
    if form.is_valid():
        try:
            services.set_rules(request.user, plan, **{name: form.cleaned_data[name] for name in form.fields})
            messages.success(request, _("The rules are saved. Periods that are there already keep their days."))
            return redirect("monitoring:reporting_rules", plan.key)
        except ValidationError as error:
            form.add_error(None, error)
    return page(
        request,
        "monitoring/reporting_rules.html",
        plan,
        here=SECTION,
        crumbs=way(plan, last=_("Rules of reporting")),
        form=form if may else None,
        rules=present,
        versions=list(ReportingRules.history.filter(plan=plan).select_related("history_user")[:50]),
        status=422 if form.errors else 200,
    )


@require_http_methods(_BOTH)
@plan_page("plan.manage")
def open_(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show who will be asked for what, and open the period."""
    found, today = get_period(plan, pk), localdate()
    if request.method == "POST":
        try:
            services.open_period(request.user, found, today=today)
        except Refused as refusal:
            messages.error(request, refusal.message)
            return redirect("monitoring:period", plan.key, found.pk)
        _tell_opened(request, found)
        return redirect("monitoring:period", plan.key, found.pk)
    pairs = _asked(found)
    people = People(plan, today)
    alone = sorted(
        {one.organization.title for one in pairs if not people.of(one.organization.pk, _project(one)).first}
    )
    return page(
        request,
        "monitoring/period_open.html",
        plan,
        here=SECTION,
        crumbs=way(plan, found, _("Open")),
        period=found,
        total=len(pairs),
        organizations=Counter(one.organization for one in pairs).most_common(),
        by_axis=_by_axis(pairs),
        kinds=Counter(one.kind for one in pairs),
        alone=alone[:NAMED],
        more_alone=max(len(alone) - NAMED, 0),
        chosen=Assignment.objects.filter(period=found).exists(),
        too_soon=today < found.starts_on,
        too_late=found.due_on < today,
    )


@require_http_methods(_BOTH)
@plan_page("plan.manage")
def close(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Say what is still owed, and close the period."""
    found, today = get_period(plan, pk), localdate()
    if request.method == "POST":
        try:
            services.close_period(request.user, found, today=today)
            messages.success(request, _("“%(period)s” is closed: it takes no more reports.") % {"period": found.name})
        except Refused as refusal:
            messages.error(request, refusal.message)
        return redirect("monitoring:period", plan.key, found.pk)
    return page(
        request,
        "monitoring/period_close.html",
        plan,
        here=SECTION,
        crumbs=way(plan, found, _("Close")),
        period=found,
        counts=counts_of(found, today),
    )


@require_http_methods(_BOTH)
@plan_page("plan.manage")
def reopen(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Take reports for a closed period again, with the reason."""
    found = get_period(plan, pk)
    form = ReopenForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.reopen_period(request.user, found, reason=form.cleaned_data["reason"])
            messages.success(request, _("“%(period)s” takes reports again.") % {"period": found.name})
            return redirect("monitoring:period", plan.key, found.pk)
        except Refused as refusal:
            form.add_error("reason", refusal.message)
    return page(
        request,
        "monitoring/period_reopen.html",
        plan,
        here=SECTION,
        crumbs=way(plan, found, _("Open again")),
        period=found,
        form=form,
        status=422 if form.errors else 200,
    )


def _asked(found: ReportingPeriod) -> list[Proposed]:
    """Return who will be asked when the period opens: who was chosen, or who is proposed."""
    chosen = [Proposed(one.organization, thing_of(one)) for one in assignments_of(period=found)]
    return chosen or services.propose(found)


def _project(one: Proposed) -> int | None:
    return project_of_thing(one.thing)


def _by_axis(pairs: list[Proposed]) -> list[tuple[Any, int]]:
    """Return how many reports are asked for in each axis, in the order of the plan; the whole plan last."""
    counted: Counter[Any] = Counter(axis_of_thing(one.thing) for one in pairs)
    return sorted(counted.items(), key=lambda item: item[0].position if item[0] is not None else 1_000_000)


def _tell_opened(request: HttpRequest, found: ReportingPeriod) -> None:
    asked = Assignment.objects.filter(period=found).count()
    links = ReportLink.objects.filter(assignment__period=found, revoked_at=None).count()
    said = ngettext("It is open: %(n)d report is asked for.", "It is open: %(n)d reports are asked for.", asked)
    made = ngettext("%(n)d link is ready to be sent.", "%(n)d links are ready to be sent.", links)
    messages.success(request, f"{said % {'n': asked}} {made % {'n': links}}")


def _said(error: Exception) -> str:
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
