"""Asking for a ranking of a round."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from rumbo.core.errors import Refused
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page
from rumbo.priority.enums import RankMethod, ScoresBy, WeightsFrom
from rumbo.priority.method_words import preparing
from rumbo.priority.models import DelphiRound, Round
from rumbo.priority.queries.run_inputs import (
    LEAST_SAMPLES,
    MOST_SAMPLES,
    SAMPLES,
    Wanted,
    prepare,
    scored_delphi,
    wanted_of,
)
from rumbo.priority.services import rankings
from rumbo.priority.web.access import SECTION, get_round
from rumbo.priority.web.run_way import way_of_runs

METHODS = [
    (
        RankMethod.PROMETHEE,
        gettext_lazy("PROMETHEE II: compares each with all others, and counts by how much it is preferred"),
    ),
    (RankMethod.WEIGHTED_SUM, gettext_lazy("Weighted sum: scores from 0 to 1, times the weights, added up")),
    (
        RankMethod.TOPSIS,
        gettext_lazy("TOPSIS: how near it is to the best of each criterion and how far from the worst"),
    ),
]
SCORES = [
    (ScoresBy.MEDIAN, gettext_lazy("Median: one person with an extreme score moves nothing")),
    (ScoresBy.MEAN, gettext_lazy("Mean: every score counts the same")),
]


class RankingForm(forms.Form):
    """How a round is ranked."""

    delphi = forms.ChoiceField(label=gettext_lazy("Scores"), widget=forms.RadioSelect)
    method = forms.ChoiceField(label=gettext_lazy("Method"), choices=METHODS, widget=forms.RadioSelect)
    scores_by = forms.ChoiceField(label=gettext_lazy("Scores of many"), choices=SCORES, widget=forms.RadioSelect)
    weights_from = forms.ChoiceField(
        label=gettext_lazy("Weights"), choices=WeightsFrom.choices, widget=forms.RadioSelect
    )
    first = forms.IntegerField(
        label=gettext_lazy("How many are of priority"),
        help_text=gettext_lazy("The line is drawn after so many places."),
        min_value=1,
        max_value=32_767,
    )
    samples = forms.IntegerField(
        label=gettext_lazy("Random combinations"),
        help_text=gettext_lazy(
            "So many other weights, and so many other groups of evaluators, are tried to see how firm each place is. "
            "1,000 is enough for most."
        ),
        min_value=LEAST_SAMPLES,
        max_value=MOST_SAMPLES,
        initial=SAMPLES,
    )
    title = forms.CharField(
        label=gettext_lazy("Name of the run"),
        help_text=gettext_lazy("Leave it empty for the method and the Delphi round."),
        max_length=150,
        required=False,
    )

    def __init__(self, *args: Any, rounds: Sequence[DelphiRound], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rounds = {str(one.pk): one for one in rounds}
        field = self.fields["delphi"]
        field.choices = [(key, _delphi_name(one)) for key, one in self.rounds.items()]  # type: ignore[attr-defined]
        field.initial = next(iter(self.rounds), None)

    def wanted(self) -> Wanted:
        """Return how it is ranked, once the form is valid."""
        data = self.cleaned_data
        return Wanted(data["method"], data["scores_by"], data["weights_from"], data["first"], data["samples"])


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page("plan.manage")
def ask(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Say what a ranking would lack, take how it is wanted, and let a task do it."""
    found = get_round(plan, pk)
    rounds = scored_delphi(found)
    form = RankingForm(request.POST if request.method == "POST" else None, rounds=rounds, initial=_initial(found))
    if request.method == "POST" and form.is_valid():
        try:
            run = rankings.ask(
                request.user,
                found,
                form.wanted(),
                delphi=form.rounds[form.cleaned_data["delphi"]],
                title=form.cleaned_data["title"],
            )
            return redirect("priority:run", plan.key, run.pk)
        except Refused as refusal:
            form.add_error(None, refusal.message)
    prepared = prepare(found, next(iter(rounds), None), _looked_at(form, found))
    lacks = [one for one in prepared.missing if one["code"] not in _BY_CHOICE]
    return page(
        request,
        "priority/runs/ask_ranking.html",
        plan,
        here=SECTION,
        crumbs=way_of_runs(plan, found, (_("Ask for a ranking"), "")),
        round=found,
        form=form,
        missing=[preparing.missing(one) for one in lacks],
        doubts=[preparing.doubt(one) for one in (*prepared.missing, *prepared.doubts) if one not in lacks],
        facts=prepared.inputs,
    )


#: What is missing for one choice of weights, and not for another.
_BY_CHOICE = {"no_weights", "weights_zero", "no_weighed_scores"}


def _initial(found: Round) -> dict[str, Any]:
    wanted = wanted_of(found)
    return {
        "method": wanted.method,
        "scores_by": wanted.scores_by,
        "weights_from": wanted.weights_from,
        "first": wanted.first,
    }


def _looked_at(form: RankingForm, found: Round) -> Wanted:
    """Return what the page speaks of: what was chosen, or else what the round says."""
    return form.wanted() if form.is_bound and not form.errors.keys() - {"__all__"} else wanted_of(found)


def _delphi_name(one: DelphiRound) -> str:
    if one.is_open:
        return _("Delphi round %(n)d, still open: the order is provisional") % {"n": one.number}
    return _("Delphi round %(n)d, closed") % {"n": one.number}
