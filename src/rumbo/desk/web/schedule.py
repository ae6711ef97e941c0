"""The schedule of a project on the desk: fixing it as a baseline, what moved since, and what it is worth."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from rumbo.core.errors import Refused
from rumbo.desk.kinds import KINDS
from rumbo.desk.web.access import get_record, may_edit
from rumbo.desk.web.page import way_to
from rumbo.methods.earned_value import Figure, Why
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page
from rumbo.portfolio.curve import curve
from rumbo.portfolio.queries.chains import slips_of
from rumbo.portfolio.queries.schedules import baselines_of, chart_of, schedule_of, worth_of
from rumbo.portfolio.services.schedules import set_baseline

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django_stubs_ext import StrPromise

    from rumbo.portfolio.queries.schedules import Worth

WHY: dict[Why, StrPromise] = {
    Why.NO_STEPS: gettext_lazy("Undefined: there are no milestones."),
    Why.NO_BUDGET: gettext_lazy("Undefined: the project has no estimates yet."),
    Why.UNKNOWN_COST: gettext_lazy("Unknown: no funding says yet what is spent of it."),
    Why.NOTHING_PLANNED: gettext_lazy("Undefined: nothing was planned to be done by today."),
    Why.NOTHING_EARNED: gettext_lazy("Undefined: nothing is done yet."),
    Why.NOTHING_SPENT: gettext_lazy("Undefined: nothing is spent yet."),
}

#: Code, name and meaning of each figure; the codes are those of the literature in all languages.
FIGURES: tuple[tuple[str, StrPromise, StrPromise], ...] = (
    (
        "bac",
        gettext_lazy("Budget at completion"),
        gettext_lazy("What all should cost: the sum of the estimates."),
    ),
    ("pv", gettext_lazy("Planned value"), gettext_lazy("The budget of what should be done by today.")),
    ("ev", gettext_lazy("Earned value"), gettext_lazy("The budget of what is done by today.")),
    ("ac", gettext_lazy("Actual cost"), gettext_lazy("What is spent of its funding by today.")),
    ("sv", gettext_lazy("Schedule variance"), gettext_lazy("EV − PV. Below zero, less is done than was planned.")),
    (
        "cv",
        gettext_lazy("Cost variance"),
        gettext_lazy("EV − AC. Below zero, what is done cost too much."),
    ),
    (
        "spi",
        gettext_lazy("Schedule performance index"),
        gettext_lazy("EV / PV. 1 is as planned; 0.80 means that four fifths of what was planned is done."),
    ),
    (
        "cpi",
        gettext_lazy("Cost performance index"),
        gettext_lazy("EV / AC. 1 is as budgeted; at 0.80 each peso spent brings 80 cents of work."),
    ),
    (
        "eac",
        gettext_lazy("Estimate at completion"),
        gettext_lazy("What all will cost if it goes on like this."),
    ),
    (
        "etc",
        gettext_lazy("Estimate to complete"),
        gettext_lazy("What is still to be spent, if so."),
    ),
    (
        "vac",
        gettext_lazy("Variance at completion"),
        gettext_lazy("BAC − EAC. Below zero, so much will be lacking."),
    ),
)
INDICES = ("spi", "cpi")
#: Days late of a milestone whose consequences are shown, and the most that can be asked for.
USUAL_DAYS, MOST_DAYS = 30, 3650


class BaselineForm(forms.Form):
    """Why the schedule is fixed as it is now."""

    reason = forms.CharField(
        label=gettext_lazy("Why it is fixed so"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The agreement that fixes the dates, or what made them move. It stays beside it."),
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure of earned value in words."""

    code: str
    name: str
    value: str
    meaning: str
    is_defined: bool


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def schedule(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show the schedule of a project with its baselines; fix it as the next one."""
    project: Any = get_record(plan, KINDS["project"], pk)
    form = BaselineForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = set_baseline(request.user, project, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The schedule is fixed as baseline %(number)d.") % {"number": made.number})
            return redirect("desk:schedule", plan.key, pk)
    today, days = timezone.localdate(), _days(request.GET.get("days", ""))
    found, worth = schedule_of(project, today), worth_of(project, today)
    create = reverse("desk:create", args=[plan.key, "milestone"])
    return page(
        request,
        "desk/schedule.html",
        plan,
        crumbs=way_to(plan, project, _("Schedule")),
        project=project,
        form=form,
        may_edit=may_edit(request, project),
        schedule=found,
        schedules=[found] if found else [],
        chart=chart_of([found], today, folded=False) if found else None,
        baselines=baselines_of(project),
        days=days,
        slips=slips_of(project, days) if found else [],
        worth=worth,
        figures=figures(worth) if worth else [],
        curve=curve(worth.planned, worth.present, today, worth.done) if worth else None,
        add_url=f"{create}?project={pk}",
    )


def figures(worth: Worth) -> list[Shown]:
    """Return the figures of earned value in words, each with what it means."""
    return [
        Shown(
            code.upper(),
            str(name),
            _said(figure := getattr(worth.figures, code), index=code in INDICES),
            str(meaning),
            not isinstance(figure, Why),
        )
        for code, name, meaning in FIGURES
    ]


def _days(text: str) -> int:
    """Return the days that a milestone is asked to be late; a month where the address says nothing of sense."""
    return int(text) if text.isdecimal() and len(text) < 5 and 0 < int(text) <= MOST_DAYS else USUAL_DAYS


def _said(figure: Figure, *, index: bool) -> str:
    if isinstance(figure, Why):
        return str(WHY[figure])
    cents = figure.quantize(Decimal("0.01"))
    if index:
        return f"{cents:.2f}"
    sign = "−" if cents < 0 else ""
    return f"{sign}${abs(cents):,.2f}"
