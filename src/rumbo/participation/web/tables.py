"""The console of a table: its code, its people, its agenda; and what is done with the agenda by one tap."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rumbo.core.errors import Refused
from rumbo.core.services import records
from rumbo.participation.exercises.usual import USUAL
from rumbo.participation.queries import console
from rumbo.participation.services import exercises as services
from rumbo.participation.web.console_base import (
    attempt,
    back_to,
    crumbs_of,
    find_exercise,
    find_table,
    leads,
    need_lead,
)
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page

if TYPE_CHECKING:
    from collections.abc import Callable

    from rumbo.participation.models import Exercise


class ReasonForm(forms.Form):
    """Asks why."""

    reason = forms.CharField(label=gettext_lazy("Why"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


@require_safe
@plan_page()
def table(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show the console of a table; those who do not lead it see the agenda without buttons."""
    found = find_table(plan, pk)
    agenda = console.agenda(found)
    leading = leads(request, found)
    return page(
        request,
        "participation/table.html",
        plan,
        here="participation:home",
        crumbs=crumbs_of(plan, found),
        table=found,
        agenda=agenda,
        open_now=next((item for item in agenda if item.exercise.is_open), None),
        leading=leading,
        seated=console.seated(found),
        usual=[(code, usual.label, len(usual.steps)) for code, usual in USUAL.items()] if leading else [],
    )


@require_POST
@plan_page()
def usual(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Put the exercises of a usual agenda on the agenda."""
    found = find_table(plan, pk)
    attempt(
        request,
        lambda: services.put_usual(request.user, found, request.POST.get("usual", "")),
        _("The usual exercises are on the agenda. Change what you need before you open them."),
    )
    return back_to(plan, "table", pk, "agenda")


@require_POST
@plan_page()
def act(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Open or close an exercise, show or hide its results, or move it, as the button says."""
    exercise = find_exercise(plan, pk)
    need_lead(request, exercise)
    wanted = request.POST.get("act", "")
    if wanted in _ACTS:
        attempt(request, lambda: _ACTS[wanted](request.user, exercise))
    if request.POST.get("back") == "exercise":
        return back_to(plan, "exercise", pk)
    return back_to(plan, "table", exercise.table_id, "agenda")


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def withdraw(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Take an exercise off the agenda, or put it on it again, with the reason."""
    exercise = find_exercise(plan, pk)
    need_lead(request, exercise)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        do = records.withdraw if exercise.is_current else records.reinstate
        try:
            do(request.user, exercise, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            return back_to(plan, "table", exercise.table_id, "agenda")
    if exercise.is_current:
        title, text = _("Take “%(name)s” off the agenda"), _("What was said in it stays, and it can be put back.")
    else:
        title, text = _("Put “%(name)s” on the agenda again"), _("It comes back with all that was said in it.")
    title = title % {"name": exercise.name}
    return page(
        request,
        "participation/ask.html",
        plan,
        here="participation:home",
        crumbs=crumbs_of(plan, exercise.table, (title, "")),
        form=form,
        title=title,
        text=text,
        back=reverse("participation:table", args=[plan.key, exercise.table_id]),
    )


def _move(actor: Any, exercise: Exercise, *, up: bool) -> None:
    """Move an exercise one place among those in force."""
    rows = [row for row in records.siblings_of(exercise) if row.state == exercise.state]
    index = next(i for i, row in enumerate(rows) if row.pk == exercise.pk)
    if up and index:
        records.move(actor, exercise, before=rows[index - 1])
    elif not up and index + 1 < len(rows):
        records.move(actor, exercise, before=rows[index + 2] if index + 2 < len(rows) else None)


_ACTS: dict[str, Callable[[Any, Exercise], Any]] = {
    "open": services.open_exercise,
    "close": services.close_exercise,
    "show": lambda actor, exercise: services.show_results(actor, exercise, shown=True),
    "hide": lambda actor, exercise: services.show_results(actor, exercise, shown=False),
    "up": lambda actor, exercise: _move(actor, exercise, up=True),
    "down": lambda actor, exercise: _move(actor, exercise, up=False),
}
