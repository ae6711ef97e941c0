"""What the gates of a plan ask for: everybody of the plan reads it, its managers set it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page
from rumbo.portfolio.queries.rules import GateSheet, gate_sheets, rule_changes
from rumbo.portfolio.services.gates import reset_rules, set_rules

#: Longest reason, in characters.
REASON_LIMIT = 500


class GateForm(forms.Form):
    """What one gate asks for: a box for each requirement, and a threshold where it has one."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("It stays in the history of the gates."),
        max_length=REASON_LIMIT,
        required=False,
    )

    def __init__(self, sheet: GateSheet, data: Any = None) -> None:
        super().__init__(data, auto_id=f"{sheet.stage}-%s")
        self.sheet = sheet
        for rule in sheet.rules:
            code = rule.requirement.code
            label = rule.requirement.label
            self.fields[f"ask-{code}"] = forms.BooleanField(label=label, required=False, initial=rule.asked)
            if rule.value is not None:
                self.fields[f"value-{code}"] = forms.IntegerField(
                    label=_("At least, in %(unit)s") % {"unit": rule.requirement.unit},
                    min_value=1,
                    max_value=100,
                    required=False,
                    initial=rule.value,
                )
        self.order_fields([name for name in self.fields if name != "reason"])

    @property
    def rows(self) -> list[tuple[Any, Any, bool]]:
        """The box of each requirement, the field of its threshold or None, and whether it is asked for by default."""
        return [
            (
                self[f"ask-{rule.requirement.code}"],
                self[f"value-{rule.requirement.code}"] if rule.value is not None else None,
                rule.by_default,
            )
            for rule in self.sheet.rules
        ]

    def clean(self) -> dict[str, Any]:
        """Need a threshold where something with a threshold is asked for."""
        given = super().clean() or {}
        for rule in self.sheet.rules:
            name = f"value-{rule.requirement.code}"
            asked = given.get(f"ask-{rule.requirement.code}")
            if asked and rule.value is not None and name not in self.errors and given.get(name) is None:
                self.add_error(name, _("Say from how much on it is enough, from 1 to 100."))
        return given

    def asked(self) -> dict[str, int | None]:
        """Return the thresholds of what is asked for, by requirement."""
        codes = [rule.requirement.code for rule in self.sheet.rules]
        given = self.cleaned_data
        return {code: given.get(f"value-{code}") for code in codes if given[f"ask-{code}"]}


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def gates(request: HttpRequest, plan: Any) -> HttpResponse:
    """Show what each gate asks for; set one of them, or give it back its defaults."""
    sheets = gate_sheets(plan)
    if request.method != "POST":
        return _gates_page(request, plan, sheets)
    if not request.user.has_perm("plan.manage", plan):
        raise PermissionDenied
    sheet = next((one for one in sheets if one.stage == request.POST.get("stage")), None)
    if sheet is None:
        raise Http404
    form = GateForm(sheet, request.POST)
    words = {"stage": sheet.stage.label}
    if request.POST.get("act") == "reset":
        reset_rules(request.user, plan, sheet.stage, reason=request.POST.get("reason", "")[:REASON_LIMIT])
        messages.success(request, _("The gate into “%(stage)s” asks for the defaults again.") % words)
    elif form.is_valid():
        set_rules(request.user, plan, sheet.stage, form.asked(), reason=form.cleaned_data["reason"])
        messages.success(request, _("The gate into “%(stage)s” was saved.") % words)
    else:
        return _gates_page(request, plan, sheets, form, status=422)
    return redirect(f"{reverse('desk:gates', args=[plan.key])}#gate-{sheet.stage}")


def _gates_page(
    request: HttpRequest, plan: Any, sheets: list[GateSheet], bound: GateForm | None = None, *, status: int = 200
) -> HttpResponse:
    forms_of = [bound if bound is not None and bound.sheet is sheet else GateForm(sheet) for sheet in sheets]
    return page(
        request,
        "desk/gates.html",
        plan,
        here="desk:portfolio",
        crumbs=[(_("Board"), reverse("desk:board", args=[plan.key])), (_("Gates"), "")],
        status=status,
        gates=list(zip(sheets, forms_of, strict=True)),
        changes=rule_changes(plan),
    )
