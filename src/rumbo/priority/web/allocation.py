"""Asking for equal shares of a round's votes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from rumbo.core.errors import Refused
from rumbo.core.money import read_amount
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page
from rumbo.priority.enums import RunKind, VoterKind, VotesTime
from rumbo.priority.models import Round
from rumbo.priority.queries.allocation_inputs import Asked, allocation_inputs
from rumbo.priority.queries.votes import options, turnout, votes_time
from rumbo.priority.services import runs
from rumbo.priority.web.access import SECTION, get_round, money_way

UTILITIES = (
    ("cost", gettext_lazy("What it costs: large projects of many are worth more")),
    ("cardinality", gettext_lazy("The same for each: many small ones before a few large ones")),
)
COMPLETIONS = (
    ("none", gettext_lazy("Nothing: it is left")),
    ("greedy", gettext_lazy("It goes to what has most approval per peso")),
    ("add1", gettext_lazy("All voters get a little more, until what they buy meets the budget")),
)


class AmountField(forms.CharField):
    """An amount of money as people type it: 1000.50, 1,000.50 or $1,000.50."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "maxlength": 25}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        """Return the amount, None for nothing."""
        text = super().to_python(value) or ""
        if not text.strip():
            return None
        try:
            return read_amount(text)
        except Refused as refusal:
            raise forms.ValidationError(refusal.message) from refusal

    def validate(self, value: Any) -> None:
        """Refuse nothing where an amount is needed."""
        if value is None and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Any) -> None:
        """Leave out the checks of texts."""


class AllocationForm(forms.Form):
    """What somebody asks equal shares for."""

    title = forms.CharField(label=gettext_lazy("Name of the run"), max_length=200)
    budget = AmountField(
        label=gettext_lazy("Budget"), error_messages={"required": gettext_lazy("Give the amount that there is.")}
    )
    utility = forms.ChoiceField(
        label=gettext_lazy("What a funded project is worth to those who approve it"),
        choices=UTILITIES,
        initial="cost",
        widget=forms.RadioSelect,
    )
    completion = forms.ChoiceField(
        label=gettext_lazy("What is done with money that equal shares leaves"),
        choices=COMPLETIONS,
        initial="add1",
        widget=forms.RadioSelect,
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Whose votes count"),
        choices=VoterKind.choices,
        initial=VoterKind.values,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one.")},
    )

    def asked(self) -> Asked:
        """Return what is asked for, once it is valid."""
        data = self.cleaned_data
        budget: Decimal = data["budget"]
        return Asked(budget, utility=data["utility"], completion=data["completion"], kinds=tuple(data["kinds"]))


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page("plan.manage")
def ask_allocation(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Ask for equal shares of the votes of a round."""
    found = get_round(plan, pk)
    initial = {"title": _("Equal shares of “%(round)s”") % {"round": found.name}, "budget": _shown(found)}
    form = AllocationForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            inputs, method, origin = allocation_inputs(found, form.asked())
            run = runs.ask(
                request.user,
                plan,
                RunKind.ALLOCATION,
                form.cleaned_data["title"],
                inputs,
                method,
                round=found,
                origin=origin,
            )
            return redirect("priority:run", plan.key, run.pk)
        except Refused as refusal:
            form.add_error(None, refusal.message)
    listed = options(found, with_text=False)
    return page(
        request,
        "priority/ask_allocation.html",
        plan,
        here=SECTION,
        crumbs=money_way(plan, found, _("Equal shares")),
        round=found,
        form=form,
        ballots=turnout(found).total,
        is_over=votes_time(found) in (VotesTime.CLOSED, VotesTime.NONE),
        eligible=[option for option in listed if option.cost is not None],
        without_cost=[option for option in listed if option.cost is None],
    )


def _shown(found: Round) -> str:
    return "" if found.votes_budget is None else f"{found.votes_budget:,.2f}".removesuffix(".00")
