"""Entering from paper with the keyboard alone: texts one after another, numbered ballots, profiles of projects."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rumbo.participation.enums import ExerciseType, Scale
from rumbo.participation.exercises import kind_of
from rumbo.participation.exercises.profile import PARTS
from rumbo.participation.exercises.profile.choosing import choose
from rumbo.participation.models import Exercise
from rumbo.participation.queries.console import contributions
from rumbo.participation.queries.sheets import entered, sheet
from rumbo.participation.services.ballots import enter_sheet
from rumbo.participation.web.ballot_form import BallotForm, as_typed
from rumbo.participation.web.console_base import attempt, crumbs_of, find_exercise, need_lead
from rumbo.participation.web.entry import EntryForm
from rumbo.participation.web.profile_form import ProfileForm
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page

#: Texts that are shown below the field, the newest first.
SHOWN = 12


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def paper(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show the page on which paper is entered, and store what was typed."""
    exercise = find_exercise(plan, pk)
    need_lead(request, exercise)
    kind = kind_of(exercise)
    if kind.votes:
        return _ballots(request, plan, exercise)
    if kind.says:
        return _texts(request, plan, exercise)
    if exercise.type == ExerciseType.PROFILE:
        return _profile(request, plan, exercise)
    raise Http404(_("This exercise is not entered from paper."))


def has_paper(exercise: Exercise) -> bool:
    """Whether an exercise can be entered from paper: all but grouping, which is done on what was said."""
    kind = kind_of(exercise)
    return kind.says or kind.votes or exercise.type == ExerciseType.PROFILE


def _texts(request: HttpRequest, plan: Any, exercise: Exercise) -> HttpResponse:
    """Take a text; the problem and the person stay for the next one of the same sheet."""
    initial = {name: request.GET[name] for name in ("parent", "number") if name in request.GET}
    form = EntryForm(exercise, request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid() and form.save(request.user) is not None:
        kept = {name: request.POST.get(name, "").strip() for name in ("parent", "number")}
        query = "&".join(f"{name}={value}" for name, value in kept.items() if value.isdecimal())
        return redirect(_here(plan, exercise, query))
    first = "parent" if "parent" in form.fields and "parent" not in initial else "text"
    form.fields[first].widget.attrs["autofocus"] = True
    said = contributions([exercise.pk]).order_by("-pk")
    return _page(
        request, plan, exercise, "participation/paper_texts.html", form=form, said=said[:SHOWN], count=said.count()
    )


def _profile(request: HttpRequest, plan: Any, exercise: Exercise) -> HttpResponse:
    """Show the parts of the profile of the chosen project idea, and store those that were changed."""
    chosen = request.GET.get("idea", "")
    choice = choose(exercise, chosen)
    form = None
    if choice.ready:
        form = ProfileForm(exercise, choice.profile, request.POST if request.method == "POST" else None)
        if form.is_bound and form.is_valid() and form.save(request.user):
            messages.success(request, _("It is saved."))
            return redirect(_here(plan, exercise, f"idea={choice.profile.pk}" if choice.profile and chosen else ""))
    return _page(
        request,
        plan,
        exercise,
        "participation/paper_profile.html",
        form=form,
        choice=choice,
        total=len(PARTS),
    )


def _ballots(request: HttpRequest, plan: Any, exercise: Exercise) -> HttpResponse:
    """Take a ballot, take one out, or show one to be corrected."""
    if request.method == "POST":
        form = BallotForm(exercise, request.POST)
        if "remove" in request.POST:
            return _remove(request, plan, exercise)
        if form.is_valid() and form.save(request.user):
            number = form.cleaned_data["number"]
            messages.success(request, _("Sheet %(number)d is saved.") % {"number": number})
            return redirect(_here(plan, exercise, f"hoja={min(number + 1, exercise.table.capacity)}"))
    else:
        form = _asked_for(request, exercise)
    if form.asked:
        form.lines()[0].field.widget.attrs["autofocus"] = True
    numbers = entered(exercise)
    return _page(
        request,
        plan,
        exercise,
        "participation/paper_ballots.html",
        form=form,
        entered=numbers,
        number=_sheet_number(form),
        known=_sheet_number(form) in numbers,
        opinion=exercise.type == ExerciseType.OPINION,
        scale=exercise.settings.get("scale", ""),
        scales=Scale,
    )


def _asked_for(request: HttpRequest, exercise: Exercise) -> BallotForm:
    """Return the sheet that the address names, or the first one after all that were entered."""
    wanted = request.GET.get("hoja", "")
    if wanted.isdecimal() and 1 <= int(wanted[:6]) <= exercise.table.capacity:
        number = int(wanted[:6])
    else:
        numbers = entered(exercise)
        number = min(numbers[-1] + 1 if numbers else 1, exercise.table.capacity)
    return BallotForm(exercise, initial={"number": number, **as_typed(exercise, sheet(exercise, number))})


def _sheet_number(form: BallotForm) -> int:
    value = str(form["number"].value() or "")
    return int(value) if value.isdecimal() and len(value) < 9 else 0


def _remove(request: HttpRequest, plan: Any, exercise: Exercise) -> HttpResponse:
    text = request.POST.get("remove", "")
    number = int(text) if text.isdecimal() and len(text) < 9 else 0
    attempt(
        request,
        lambda: enter_sheet(request.user, exercise, number, {}),
        _("Sheet %(number)d was taken out.") % {"number": number},
    )
    return redirect(_here(plan, exercise, f"hoja={number}"))


def _here(plan: Any, exercise: Exercise, query: str) -> str:
    return reverse("participation:paper", args=[plan.key, exercise.pk]) + (f"?{query}" if query else "")


def _page(request: HttpRequest, plan: Any, exercise: Exercise, template: str, **context: Any) -> HttpResponse:
    title = _("From paper")
    here = reverse("participation:exercise", args=[plan.key, exercise.pk])
    return page(
        request,
        template,
        plan,
        here="participation:home",
        crumbs=crumbs_of(plan, exercise.table, (exercise.name, here), (title, "")),
        exercise=exercise,
        table=exercise.table,
        leading=True,
        title=title,
        **context,
    )
