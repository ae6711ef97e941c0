"""Moving many projects at once: what passes, what each of the others lacks, and letting go through what was seen."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from rumbo.core.errors import Refused
from rumbo.desk.web.bulk import crumbs, form_page, nothing_chosen, typed
from rumbo.desk.web.bulk_undo import say_batch
from rumbo.desk.web.portfolio import SECTION
from rumbo.desk.web.selection import SHOWN, Selection, sealed, selection, unsealed
from rumbo.desk.web.stages import day_field
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page
from rumbo.portfolio.enums import PassageKind, Stage
from rumbo.portfolio.queries.bulk_stages import Move, Standing, standings
from rumbo.portfolio.queries.gates import ORDER
from rumbo.portfolio.services import bulk_stages as services

if TYPE_CHECKING:
    from rumbo.plan.models import Plan

#: Longest reason, in characters.
REASON_LIMIT = 2000


class MoveForm(forms.Form):
    """What to do with the projects, on which day, and where it is written down."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What to do"),
        widget=forms.RadioSelect,
        choices=[
            (PassageKind.PASSED.value, gettext_lazy("Pass the gate")),
            (PassageKind.BACK.value, gettext_lazy("Send back to an earlier stage")),
            (PassageKind.SUSPENDED.value, gettext_lazy("Suspend")),
            (PassageKind.RESUMED.value, gettext_lazy("Take up again")),
        ],
        initial=PassageKind.PASSED.value,
    )
    to = forms.ChoiceField(
        label=gettext_lazy("To which stage"),
        help_text=gettext_lazy("Gates are passed one by one. To suspend and take up again, no stage is needed."),
        required=False,
        choices=[("", gettext_lazy("The next one of each")), *Stage.choices],
    )
    on = day_field()
    minutes = forms.CharField(
        label=gettext_lazy("Minutes"),
        help_text=gettext_lazy("Where it is written down, such as “Acta 4/2026 del Consejo”. It is published."),
        max_length=250,
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy(
            "It is published with each project. For passing a gate it is needed only where the council decides."
        ),
        max_length=REASON_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="move-%s", initial={"on": localdate()})

    def clean(self) -> dict[str, Any]:
        """Ask for the stage to go back to, and for the reason of all that is no passage of a gate."""
        given = super().clean() or {}
        kind, to = given.get("kind"), given.get("to")
        if kind == PassageKind.BACK and (not to or to == ORDER[-1]):
            self.add_error("to", _("Choose the stage that they go back to."))
        if kind == PassageKind.PASSED and to == ORDER[0]:
            self.add_error("to", _("No gate leads to the first stage: choose another, or send them back to it."))
        if kind and kind != PassageKind.PASSED and not (given.get("reason") or "").strip():
            self.add_error("reason", _("Say why: the reason is published with it."))
        on = given.get("on")
        if on is not None and on > localdate() + datetime.timedelta(days=1):
            self.add_error("on", _("The day is in the future: record the passage when it has taken place."))
        return given

    def move(self) -> Move:
        """Return what was chosen."""
        given = self.cleaned_data
        to = given["to"] if given["kind"] in {PassageKind.PASSED, PassageKind.BACK} else ""
        return Move(given["kind"], given["on"], to, given["minutes"], given["reason"])


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def stages(request: HttpRequest, plan: Any) -> HttpResponse:
    """Choose what to do with the projects that the address names; look it over; let go through what was seen."""
    try:
        chosen = selection(request, plan)
        if not chosen:
            return nothing_chosen(request, plan)
        if request.method == "POST" and "preview" in request.POST:
            return _apply(request, plan, chosen)
    except Refused as refusal:
        return nothing_chosen(request, plan, refusal.message)
    if request.method != "POST":
        return _form_page(request, plan, chosen, MoveForm())
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _form_page(request, plan, chosen, form, status=422)
    if "again" in request.POST:
        return _form_page(request, plan, chosen, form)
    return _preview(request, plan, chosen, form.move())


def _form_page(
    request: HttpRequest, plan: Any, chosen: Selection, form: MoveForm, *, status: int = 200
) -> HttpResponse:
    last = _("Change of stage")
    return form_page(request, plan, chosen, form, "desk/bulk_stages.html", last=last, status=status)


def _preview(
    request: HttpRequest, plan: Plan, chosen: Selection, move: Move, *, refusal: str = "", decided: Any = ()
) -> HttpResponse:
    found = standings(request.user, plan, chosen.numbers, move)
    groups: dict[str, list[Standing]] = {
        kind: [one for one in found if one.kind == kind] for kind in ("moves", "lacks", "refused")
    }
    marks = {kind: {str(one.project.pk): one.mark for one in groups[kind]} for kind in ("moves", "lacks")}
    kept = {**marks, "move": [move.kind, move.on.isoformat(), move.to, move.minutes, move.reason]}
    may_decide = bool(groups["lacks"]) and request.user.has_perm("plan.manage", plan)
    return page(
        request,
        "desk/bulk_stages_preview.html",
        plan,
        here=SECTION,
        crumbs=crumbs(plan, _("Change of stage")),
        status=422 if refusal else 200,
        move=move,
        passing=move.kind == PassageKind.PASSED,
        groups={kind: listed[:SHOWN] for kind, listed in groups.items()},
        counts={kind: len(listed) for kind, listed in groups.items()},
        more={kind: max(0, len(listed) - SHOWN) for kind, listed in groups.items()},
        may_decide=may_decide,
        decided=decided,
        refusal=refusal,
        typed=_typed(request, move),
        preview=sealed(request, plan, kept) if groups["moves"] or may_decide else "",
    )


def _typed(request: HttpRequest, move: Move) -> list[tuple[str, str]]:
    """Return what the form was filled in with, to carry it along."""
    if "preview" not in request.POST:
        return typed(request)
    values = {"kind": move.kind, "on": move.on.isoformat(), "to": move.to}
    return [*values.items(), ("minutes", move.minutes), ("reason", move.reason)]


def _apply(request: HttpRequest, plan: Any, chosen: Selection) -> HttpResponse:
    seen = unsealed(request, plan, request.POST["preview"])
    kind, on, to, minutes, reason = seen["move"]
    minutes = request.POST.get("minutes", minutes)[:250].strip()
    reason = request.POST.get("reason", reason)[:REASON_LIMIT].strip()
    move = Move(kind, datetime.date.fromisoformat(on), to, minutes, reason)
    lacks = {int(pk): mark for pk, mark in seen["lacks"].items()}
    decided = set(lacks) if "decide_all" in request.POST else set(lacks) & _numbers(request.POST.getlist("decide"))
    if decided and not request.user.has_perm("plan.manage", plan):
        raise PermissionDenied
    marks = {int(pk): mark for pk, mark in seen["moves"].items()} | {pk: lacks[pk] for pk in decided}
    if not marks:
        return _preview(request, plan, chosen, move, refusal=_("None of them passes: mark what the council decided."))
    try:
        outcome = services.move(request.user, plan, marks, move, decided=decided)
    except Refused as refusal:
        return _preview(request, plan, chosen, move, refusal=refusal.message, decided=decided)
    say_batch(request, plan, outcome)
    return redirect("desk:list", plan.key, "project")


def _numbers(texts: list[str]) -> set[int]:
    return {int(text) for text in texts if text.isdecimal() and len(text) < 12}
