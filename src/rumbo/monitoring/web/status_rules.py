"""The rules of status: everybody of the plan reads them in words, its managers set them and see what would change."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from rumbo.core.errors import Refused
from rumbo.methods.status import USUAL, Status, Thresholds, thresholds_of
from rumbo.monitoring.models import StatusRules
from rumbo.monitoring.queries.statuses import versions_of
from rumbo.monitoring.services import previews
from rumbo.monitoring.services.status import REASON_LIMIT, rules_in_force, set_rules
from rumbo.monitoring.status_lines import LINES, Line
from rumbo.monitoring.status_words import WORDS
from rumbo.monitoring.tasks import evaluate_plan
from rumbo.monitoring.web.home import SECTION
from rumbo.monitoring.web.statuses import crumbs
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page


class RulesForm(forms.Form):
    """A number for each line, shares in per cent, and why."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("It stays in the history of the rules."),
        max_length=REASON_LIMIT,
        required=False,
    )

    def __init__(self, present: Thresholds, data: Any = None) -> None:
        super().__init__(data)
        values = asdict(present)
        for line in LINES:
            self.fields[line.name] = forms.FloatField(
                label=f"{line.label} ({line.unit})",
                help_text=line.meaning,
                initial=line.shown(values[line.name]),
                widget=forms.NumberInput(attrs={"step": "1" if line.whole else "any"}),
            )
        self.order_fields([line.name for line in LINES])

    @property
    def lines(self) -> list[Any]:
        """The fields of the lines."""
        return [self[line.name] for line in LINES]

    def values(self) -> dict[str, float]:
        """Return what was typed, as it is stored."""
        given = self.cleaned_data
        return {line.name: round(given[line.name] / 100, 6) if line.share else given[line.name] for line in LINES}

    def blame(self, error: ValidationError) -> None:
        """Put what is wrong beside its line."""
        for name, said in error.message_dict.items():
            self.add_error(name, said)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many would have a status, beside how many have it now."""

    label: str
    tone: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Change:
    """A line that a version of the rules moved."""

    label: str
    before: str
    after: str
    unit: str


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def rules(request: HttpRequest, plan: Any) -> HttpResponse:
    """Show the rules with what they mean; show what others would change, or set them."""
    present = rules_in_force(plan)
    if request.method != "POST":
        return _asked(request, plan, present) or _show(request, plan, present, RulesForm(present))
    if not request.user.has_perm("plan.manage", plan):
        raise PermissionDenied
    form = RulesForm(present, request.POST)
    try:
        if form.is_valid():
            if request.POST.get("act") == "preview":
                return _preview(request, plan, present, form)
            made = set_rules(request.user, plan, form.values(), form.cleaned_data["reason"])
            transaction.on_commit(lambda: evaluate_plan.enqueue(plan.pk))
            text = _("The rules are in force as version %(n)d. Everything is judged by them now.")
            messages.success(request, text % {"n": made.number})
            return redirect("monitoring:status_rules", plan.key)
    except ValidationError as error:
        form.blame(error)
    except Refused as refusal:
        form.add_error("reason", str(refusal))
    return _show(request, plan, present, form, status=422)


def _preview(request: HttpRequest, plan: Any, present: Thresholds, form: RulesForm) -> HttpResponse:
    """Show what rules would change; of a large plan lead to where that is shown when it is counted."""
    values = form.values()
    if previews.is_large(plan):
        name = previews.ask(request.user, plan, values)
        return redirect(f"{reverse('monitoring:status_rules', args=[plan.key])}?vista={name}")
    return _show(request, plan, present, form, found=_outcomes(previews.count(plan, values)))


def _asked(request: HttpRequest, plan: Any, present: Thresholds) -> HttpResponse | None:
    """Show the preview that the address names, or that it is being counted; None where it names none."""
    asked = previews.asked(plan, request.GET.get("vista", "")) if request.user.has_perm("plan.manage", plan) else None
    if asked is None:
        return None
    shown = {line.name: line.shown(asked.values[line.name]) for line in LINES if line.name in asked.values}
    form = RulesForm(present, {**shown, "reason": ""})
    found = _outcomes(asked.found) if asked.found is not None else None
    return _show(
        request, plan, present, form, found=found, waits=found is None and not asked.failed, failed=asked.failed
    )


def _show(
    request: HttpRequest,
    plan: Any,
    present: Thresholds,
    form: RulesForm,
    *,
    found: tuple[int, list[Outcome]] | None = None,
    waits: bool = False,
    failed: bool = False,
    status: int = 200,
) -> HttpResponse:
    values = asdict(present)
    return page(
        request,
        "monitoring/status_rules.html",
        plan,
        here=SECTION,
        crumbs=[
            *crumbs(plan),
            (_("How it stands"), reverse("monitoring:statuses", args=[plan.key])),
            (_("Rules"), ""),
        ],
        status=status,
        form=form,
        lines=[(line, line.shown(values[line.name])) for line in LINES],
        versions=_changes(versions_of(plan)),
        preview=found,
        waits=waits,
        failed=failed,
    )


def _outcomes(found: dict[str, Any]) -> tuple[int, list[Outcome]]:
    """Return how many statuses would change, and how many of each there are and would be."""
    return found["changed"], [_outcome(Status(status), before, after) for status, before, after in found["rows"]]


def _outcome(status: Status, before: int, after: int) -> Outcome:
    word, tone = WORDS[status]
    return Outcome(str(word), tone, before, after)


def _changes(versions: list[StatusRules]) -> list[tuple[StatusRules, list[Change]]]:
    """Return the versions, the newest first, each with the lines that it moved from where they were before."""
    found = []
    for place, version in enumerate(versions):
        last = thresholds_of(versions[place + 1].values) if place + 1 < len(versions) else USUAL
        now, then = asdict(thresholds_of(version.values)), asdict(last)
        found.append(
            (
                version,
                [
                    _change(line, then[line.name], now[line.name])
                    for line in LINES
                    if now[line.name] != then[line.name]
                ],
            )
        )
    return found


def _change(line: Line, before: float, after: float) -> Change:
    return Change(str(line.label), line.shown(before), line.shown(after), str(line.unit))
