"""Moving a round on: Delphi rounds are opened and closed, scores are closed and reopened, always asked before."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from rumbo.core.errors import Refused
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page
from rumbo.priority.queries.overview import people_of
from rumbo.priority.queries.stopping import verdict
from rumbo.priority.services import rounds
from rumbo.priority.web.access import SECTION, get_round, way_to

if TYPE_CHECKING:
    from rumbo.priority.models import Round

_BOTH = ["GET", "HEAD", "POST"]


class DayForm(forms.Form):
    """The last day of a Delphi round."""

    closes_on = forms.DateField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("Evaluators see it. Nothing closes by itself; you close it when you want."),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class ReasonForm(forms.Form):
    """Why it is done."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("It stays in the history, beside your name."),
        max_length=300,
        error_messages={"required": gettext_lazy("Say why: it stays on record.")},
    )


class CloseForm(forms.Form):
    """Closing a Delphi round, knowing how many have not finished."""

    reason = forms.CharField(
        label=gettext_lazy("Note"),
        help_text=gettext_lazy("Only if there is something to remember about it."),
        max_length=300,
        required=False,
    )
    unfinished = forms.IntegerField(required=False, widget=forms.HiddenInput)


@require_http_methods(_BOTH)
@plan_page("plan.manage")
def open_delphi(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Ask for the last day, and open the next Delphi round."""
    found = get_round(plan, pk)
    number = found.delphi.count() + 1
    form = DayForm(
        request.POST if request.method == "POST" else None,
        initial={"closes_on": found.closes_on if found.closes_on >= localdate() else None},
    )
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["closes_on"]
        if _done(form, lambda: rounds.open_delphi(request.user, found, closes_on=day)):
            messages.success(
                request, _("Delphi round %(n)d is open: the links of the evaluators take scores now.") % {"n": number}
            )
            return redirect("priority:round", plan.key, found.pk)
    text = _("Each evaluator scores alone, with the link that is theirs.")
    if number > 1:
        text = _("Each evaluator sees the middle and the spread of what all said, and may revise with a comment.")
    notes = [_("From now on criteria keep their scale, and what is prioritised is taken out with a reason only.")]
    return ask_page(
        request,
        plan,
        found,
        form,
        _("Open Delphi round %(n)d") % {"n": number},
        text,
        notes if number == 1 else [],
        _("Open it"),
    )


@require_http_methods(_BOTH)
@plan_page("plan.manage")
def close_delphi(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Say how many have not finished, and close the Delphi round that is open."""
    found = get_round(plan, pk)
    delphi = found.delphi.filter(closed_at=None).last()
    if delphi is None:
        messages.error(request, _("No Delphi round is open."))
        return redirect("priority:round", plan.key, found.pk)
    unfinished = people_of([delphi])[delphi.pk].unfinished
    form = CloseForm(request.POST if request.method == "POST" else None, initial={"unfinished": unfinished})
    if request.method == "POST" and form.is_valid():
        if unfinished > (form.cleaned_data["unfinished"] or 0):
            form = CloseForm(initial={"unfinished": unfinished, "reason": form.cleaned_data["reason"]})
        elif _done(form, lambda: rounds.close_delphi(request.user, found, reason=form.cleaned_data["reason"])):
            messages.success(request, _("Delphi round %(n)d is closed.") % {"n": delphi.number})
            return redirect("priority:round", plan.key, found.pk)
    notes = [_unfinished(unfinished, delphi.number)] if unfinished else []
    title = _("Close Delphi round %(n)d") % {"n": delphi.number}
    text = _("The evaluators cannot score any more; then you see how far they agree.")
    return ask_page(request, plan, found, form, title, text, notes, _("Close it"))


@require_http_methods(_BOTH)
@plan_page("plan.manage")
def last_day(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Move the last day of the open Delphi round."""
    found = get_round(plan, pk)
    delphi = found.delphi.filter(closed_at=None).last()
    form = DayForm(
        request.POST if request.method == "POST" else None,
        initial={"closes_on": delphi.closes_on if delphi else None},
    )
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["closes_on"]
        if _done(form, lambda: rounds.set_last_day(request.user, found, day)):
            messages.success(request, _("The last day was saved."))
            return redirect("priority:round", plan.key, found.pk)
    return ask_page(request, plan, found, form, _("Last day of the Delphi round"), "", [], _("Save"))


@require_http_methods(_BOTH)
@plan_page("plan.manage")
def finish(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Close the scores of the round."""
    found = get_round(plan, pk)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if form.is_valid() and _done(form, lambda: rounds.finish(request.user, found)):
        messages.success(request, _("The scores are closed. Now they become an order."))
        return redirect("priority:round", plan.key, found.pk)
    said = verdict(found, list(found.delphi.all()))
    notes = []
    if said is not None and not said.stop:
        notes.append(
            _("The evaluators do not agree as far as you asked for, and another Delphi round is still planned.")
        )
    text = _("No Delphi round is opened any more; the ranking is made of the last scores. You can reopen them.")
    return ask_page(request, plan, found, form, _("Close the scores"), text, notes, _("Close the scores"))


@require_http_methods(_BOTH)
@plan_page("plan.manage")
def reopen(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Go one step back, with the reason."""
    found = get_round(plan, pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _done(
        form, lambda: rounds.reopen(request.user, found, reason=form.cleaned_data["reason"])
    ):
        messages.success(request, _("It is open again."))
        return redirect("priority:round", plan.key, found.pk)
    if found.phase == "closed":
        title, text = _("Reopen the scores"), _("Then another Delphi round can be opened. Runs that were made stay.")
    else:
        title = _("Take up the last Delphi round again")
        text = _("Its evaluators can score again; how far they agreed is computed anew when you close it.")
    return ask_page(request, plan, found, form, title, text, [], _("Reopen"))


def _unfinished(people: int, number: int) -> str:
    """Return how many have not finished, and what becomes of what they did not answer."""
    left = ngettext("%(n)d person has not finished.", "%(n)d people have not finished.", people) % {"n": people}
    if number > 1:
        rest = _("What is not answered again stays as it was in the Delphi round before.")
    else:
        rest = _("What is not answered has no score; it never counts as zero.")
    return f"{left} {rest}"


def _done(form: forms.Form, act: Callable[[], Any]) -> bool:
    """Do it; False where the service refused, with its sentence in the form."""
    try:
        act()
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return False
    return True


def ask_page(
    request: HttpRequest,
    plan: Any,
    found: Round,
    form: forms.Form,
    title: str,
    text: str,
    notes: list[str],
    action: str,
    *,
    back: str = "",
) -> HttpResponse:
    """Ask before something is done in a round; ``back`` is where "Cancel" leads: to the round where none is given."""
    return page(
        request,
        "priority/ask.html",
        plan,
        here=SECTION,
        crumbs=way_to(plan, found, title),
        round=found,
        form=form,
        title=title,
        text=text,
        notes=notes,
        action=action,
        back=back or reverse("priority:round", args=[plan.key, found.pk]),
        status=422 if form.errors else 200,
    )
