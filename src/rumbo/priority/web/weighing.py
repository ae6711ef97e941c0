"""How much each criterion counts for an evaluator: four ways to say it, and what follows in bars and words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rumbo.core.errors import Refused
from rumbo.methods.weights import CONSISTENT, Pairwise
from rumbo.participation import limits
from rumbo.priority.enums import WeightMethod
from rumbo.priority.models import Criterion, Evaluator, Weighting
from rumbo.priority.queries.own import Sitting, sitting_of
from rumbo.priority.scales import shown
from rumbo.priority.services import weightings
from rumbo.priority.services.weightings import PAIRS_LIMIT, Found, Inconsistent, find, pairs_of
from rumbo.priority.web.own_page import frame, own_page
from rumbo.priority.web.weight_words import about, breaking, pairs, saaty, shares, short, words

if TYPE_CHECKING:
    from django.http import QueryDict

#: How often a link may save weights in an hour.
SAVES = 200


@dataclass(frozen=True, slots=True)
class Number:
    """A criterion with the number given to it, as typed."""

    criterion: Criterion
    text: str

    @property
    def name(self) -> str:
        """The name of its control."""
        return f"w-{self.criterion.pk}"


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def weights(request: HttpRequest, token: str, evaluator: Evaluator) -> HttpResponse:
    """Show the four ways with one of them to fill in, and take it; ``modo`` is the way."""
    sitting = sitting_of(evaluator)
    if sitting.delphi is None or not sitting.asks_weights:
        return redirect("evaluate:start", token)
    kept = Weighting.objects.filter(evaluator=evaluator).first()
    if request.method == "POST":
        return _take(request, token, sitting, kept)
    method = request.GET.get("modo", "")
    if method not in WeightMethod.values:
        method = kept.method if kept is not None else WeightMethod.POINTS
    texts = _texts(kept.answers) if kept is not None and kept.method == method else {}
    return _show(request, token, sitting, kept, method, texts)


def _take(request: HttpRequest, token: str, sitting: Sitting, kept: Weighting | None) -> HttpResponse:
    method = request.POST.get("method", "")
    if method not in WeightMethod.values:
        method = WeightMethod.POINTS
    texts, answers = _sent(sitting.criteria, method, request.POST)
    version = request.POST.get("version", "")
    try:
        message = _("A great deal was sent with this link in the last hour. Try again later; nothing was lost.")
        limits.count("weights", str(sitting.evaluator.pk), SAVES, limits.HOUR, message)
        weightings.save(
            sitting.evaluator,
            method,
            answers,
            knowingly=request.POST.get("knowingly") == "1",
            expected_version=int(version)
            if version.isascii() and version.isdecimal() and len(version) < 10
            else None,
        )
    except Inconsistent as found:
        return _show(request, token, sitting, kept, method, texts, say=found.message, asked=found.found)
    except Refused as refused:
        kept = Weighting.objects.filter(evaluator=sitting.evaluator).first()
        return _show(request, token, sitting, kept, method, texts, say=refused.message)
    messages.success(request, _("Your weights are saved."))
    return redirect(f"{reverse('evaluate:weights', args=[token])}?modo={method}#resultado")


def _show(
    request: HttpRequest,
    token: str,
    sitting: Sitting,
    kept: Weighting | None,
    method: str,
    texts: Mapping[str, str],
    *,
    say: str = "",
    asked: Found | None = None,
) -> HttpResponse:
    pairwise = asked.pairwise if asked is not None else _pairwise(sitting.criteria, kept, method)
    here = reverse("evaluate:weights", args=[token])
    context = frame(token, sitting) | {
        "kept": kept,
        "method": method,
        "about": about(method),
        "tabs": [(short(value), f"{here}?modo={value}", value == method, None) for value in WeightMethod.values],
        "numbers": [Number(one, texts.get(str(one.pk), "")) for one in sitting.criteria],
        "pairs": pairs(sitting.criteria, texts, pairwise) if method == WeightMethod.PAIRWISE else [],
        "too_many": method == WeightMethod.PAIRWISE and len(sitting.criteria) > PAIRS_LIMIT,
        "breaking": breaking(sitting.criteria, pairwise),
        "ratio": pairwise.ratio if pairwise is not None else None,
        "is_inconsistent": pairwise is not None and pairwise.ratio > CONSISTENT,
        "say": say,
        "asked": asked is not None,
        "version": kept.version if kept is not None else 0,
        "shares": shares(sitting.criteria, kept.weights) if kept is not None else [],
        "words": words(sitting.criteria, kept.weights) if kept is not None else "",
    }
    return render(request, "priority/own_weights.html", context)


def _texts(answers: Mapping[str, float]) -> dict[str, str]:
    return {key: saaty(value) if "-" in key else shown(value) for key, value in answers.items()}


def _sent(criteria: Sequence[Criterion], method: str, data: QueryDict) -> tuple[dict[str, str], dict[str, Any]]:
    """Return what was typed, and the answers that it says; None where it is no number."""
    if method == WeightMethod.PAIRWISE:
        texts = {name: data.get(f"p-{name}", "")[:4] for name, _one, _other in pairs_of(criteria)}
        return texts, {name: _ratio(text) for name, text in texts.items()}
    texts = {str(one.pk): data.get(f"w-{one.pk}", "").strip()[:20] for one in criteria}
    return texts, {key: _number(text, method) for key, text in texts.items()}


def _number(text: str, method: str) -> float | None:
    if not text:
        return 0.0 if method == WeightMethod.POINTS else None
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def _ratio(text: str) -> float | None:
    try:
        step = int(text)
    except ValueError:
        return None
    if step == 0:
        return None
    return float(step) if step > 0 else -1 / step


def _pairwise(criteria: Sequence[Criterion], kept: Weighting | None, method: str) -> Pairwise | None:
    """Return the comparison that is saved, to show again where it contradicts itself."""
    if kept is None or kept.method != WeightMethod.PAIRWISE or method != WeightMethod.PAIRWISE:
        return None
    try:
        return find(criteria, method, kept.answers).pairwise
    except Refused:  # the criteria changed since
        return None
