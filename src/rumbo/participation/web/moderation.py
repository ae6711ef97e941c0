"""What whoever leads a table does with contributions: correct, hide, show, merge, split, name, and take it back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from rumbo.core.errors import Refused
from rumbo.participation.enums import ContributionKind
from rumbo.participation.models import Contribution, Exercise
from rumbo.participation.models.contribution import TEXT_LIMIT
from rumbo.participation.services import grouping
from rumbo.participation.web.console_base import (
    attempt,
    back_to,
    crumbs_of,
    find_change,
    find_contribution,
    find_exercise,
    need_lead,
    say_changed,
)
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page


class TextForm(forms.Form):
    """What a contribution says, and what it is."""

    text = forms.CharField(
        label=gettext_lazy("Text"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("At most %(limit)d characters. What it said before stays on record.")
        % {"limit": TEXT_LIMIT},
    )
    kind = forms.ChoiceField(label=gettext_lazy("What it is"), choices=ContributionKind.choices)


class HideForm(forms.Form):
    """Why a contribution is hidden."""

    reason = forms.CharField(
        label=gettext_lazy("Why you hide it"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("It stays on record, with your name. Whoever wrote it can be told."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def edit(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Correct the text of a contribution, or name a group."""
    one = find_contribution(plan, pk)
    need_lead(request, one)
    form = TextForm(request.POST or None, initial={"text": one.text, "kind": one.kind})
    return _ask(
        request,
        plan,
        one,
        form,
        lambda: grouping.rename(request.user, one, form.cleaned_data["text"], kind=form.cleaned_data["kind"]),
        title=_("Name the group") if one.is_group else _("Correct what was said"),
        text=_("Correct what hinders reading: people said it in their own words."),
        done=_("It says now what you wrote."),
        action=_("Save"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def hide(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Hide a contribution, with the reason."""
    one = find_contribution(plan, pk)
    need_lead(request, one)
    form = HideForm(request.POST or None)
    return _ask(
        request,
        plan,
        one,
        form,
        lambda: grouping.hide(request.user, one, reason=form.cleaned_data["reason"]),
        title=_("Hide what was said"),
        text=_("It is taken off the phones, the projector and the results. You can show it again."),
        done=_("It is hidden."),
        action=_("Hide it"),
    )


@require_POST
@plan_page()
def show(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show a hidden contribution again."""
    one = find_contribution(plan, pk)
    change = attempt(request, lambda: grouping.show_again(request.user, one))
    if change is not None:
        say_changed(request, plan, change, _("It is shown again."), _seen_in(request, one))
    return back_to(plan, "exercise", _seen_in(request, one), f"c{pk}")


@require_POST
@plan_page()
def split(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Take a contribution out of its group."""
    one = find_contribution(plan, pk)
    change = attempt(request, lambda: grouping.split(request.user, one))
    if change is not None:
        sentence = _("“%(text)s” stands alone again.") % {"text": one.text}
        say_changed(request, plan, change, sentence, _seen_in(request, one))
    return back_to(plan, "exercise", _seen_in(request, one), f"c{pk}")


@require_POST
@plan_page()
def merge(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Merge the contributions that were ticked."""
    exercise = find_exercise(plan, pk)
    need_lead(request, exercise)
    wanted = [number for text in request.POST.getlist("one") if (number := _number(text))]
    found = {one.pk: one for one in Contribution.objects.filter(plan=plan, pk__in=wanted)}
    chosen = [found[number] for number in wanted if number in found]
    made = attempt(request, lambda: grouping.merge(request.user, exercise, chosen, request.POST.get("name", "")))
    if made is not None:
        group, change = made
        say_changed(request, plan, change, _("They are together now, as “%(text)s”.") % {"text": group.text}, pk)
        return back_to(plan, "exercise", pk, f"c{group.pk}")
    return back_to(plan, "exercise", pk)


@require_POST
@plan_page()
def undo(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Take an act back."""
    change = find_change(plan, pk)
    made = attempt(request, lambda: grouping.undo(request.user, change))
    back = _number(request.POST.get("back", ""))
    known = Exercise.objects.filter(pk=back, table=change.table_id).exists()
    if made is not None:
        say_changed(request, plan, made, _("That was taken back."), back if known else 0)
    if known:
        return back_to(plan, "exercise", back)
    return back_to(plan, "changes", change.table_id)


def _seen_in(request: HttpRequest, one: Contribution) -> int:
    """Return the exercise whose console the person comes from: the contribution's own, or one that works on it."""
    wanted = _number(request.POST.get("exercise") or request.GET.get("exercise") or "")
    known = Exercise.objects.filter(pk=wanted, plan=one.plan_id).exists()
    return wanted if known else one.exercise_id


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def _ask(
    request: HttpRequest,
    plan: Any,
    one: Contribution,
    form: forms.Form,
    act: Any,
    *,
    title: str,
    text: str,
    done: str,
    action: str,
) -> HttpResponse:
    """Ask in a form, act, say what was done with a button that undoes it."""
    seen_in = _seen_in(request, one)
    if form.is_valid():
        try:
            change = act()
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            say_changed(request, plan, change, done, seen_in)
            return back_to(plan, "exercise", seen_in, f"c{one.pk}")
    return page(
        request,
        "participation/ask.html",
        plan,
        here="participation:home",
        crumbs=crumbs_of(plan, one.exercise.table, (title, "")),
        form=form,
        title=title,
        text=text,
        quoted=one.text,
        action=action,
        back=reverse("participation:exercise", args=[plan.key, seen_in]) + f"#c{one.pk}",
        seen_in=seen_in,
    )
