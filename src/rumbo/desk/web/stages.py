"""The stage of a project: the gate before it, and passing it, being sent back, set aside and taken up again."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from rumbo.core.errors import Refused
from rumbo.desk.kinds import KINDS
from rumbo.desk.web.access import get_record, may_edit
from rumbo.desk.web.page import element_url, way_to
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.drafts import draft_of, forget_draft
from rumbo.plan.web.page import page
from rumbo.portfolio.enums import Stage
from rumbo.portfolio.queries.gates import ORDER, Gate, gates_of, passages_of
from rumbo.portfolio.queries.stages import suspension_of, way
from rumbo.portfolio.services import gates as services
from rumbo.portfolio.services.gates import GateClosed

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from rumbo.portfolio.lacks import Lack

#: Longest reason, in characters.
REASON_LIMIT = 2000


def day_field() -> forms.DateField:
    """Return the field of the day on which projects moved."""
    return forms.DateField(
        label=gettext_lazy("Date"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "required": gettext_lazy("Say on which day it was."),
            "invalid": gettext_lazy("Write the day as year-month-day, such as 2026-03-18."),
        },
    )


class StageForm(forms.Form):
    """What all passages have: the day, and the stage that the person saw."""

    stage = forms.CharField(widget=forms.HiddenInput, required=False, max_length=11)
    on = day_field()

    def __init__(self, project: Any, act: str, data: Any = None) -> None:
        initial = {"stage": project.stage, "on": localdate()}
        super().__init__(data, initial=initial, auto_id=f"{act}-%s")


class PassForm(StageForm):
    """Passing in the ordinary way."""

    minutes = forms.CharField(
        label=gettext_lazy("Minutes"),
        help_text=gettext_lazy("Where it is written down, such as “Acta 4/2026 del Consejo”. It is published."),
        max_length=250,
        required=False,
    )


class ReasonForm(StageForm):
    """Setting aside, and taking up again."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("It is published with the project."),
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say why: the reason is published with it.")},
    )


class DecideForm(ReasonForm, PassForm):
    """Passing by decision of the council."""

    field_order = ("stage", "on", "minutes", "reason")

    def __init__(self, project: Any, act: str, data: Any = None) -> None:
        super().__init__(project, act, data)
        self.fields["minutes"].required = True
        self.fields["minutes"].error_messages["required"] = _("Name the minutes of the council's decision.")


class BackForm(ReasonForm, PassForm):
    """Sending back to an earlier stage."""

    to = forms.ChoiceField(label=gettext_lazy("Back to"))
    field_order = ("stage", "to", "on", "minutes", "reason")

    def __init__(self, project: Any, act: str, data: Any = None) -> None:
        super().__init__(project, act, data)
        before = ORDER[: ORDER.index(Stage(project.stage))]
        self.fields["to"].choices = [(one.value, one.label) for one in reversed(before)]  # type: ignore[attr-defined]
        self.fields["to"].error_messages["invalid_choice"] = _("Choose a stage before the present one.")


@dataclass(frozen=True, slots=True)
class Act:
    """Something that can be done on the page: its form, what it does, and the words around it."""

    code: str
    form: type[StageForm]
    do: Callable[[Any, Any, dict[str, Any]], Any]
    title: StrPromise
    button: StrPromise
    done: StrPromise
    manages: bool = False


def _pass(user: Any, project: Any, given: dict[str, Any]) -> Any:
    return services.pass_gate(user, project, on=given["on"], minutes=given["minutes"], seen=given["stage"])


def _decide(user: Any, project: Any, given: dict[str, Any]) -> Any:
    words = {"minutes": given["minutes"], "reason": given["reason"]}
    return services.pass_by_decision(user, project, on=given["on"], seen=given["stage"], **words)


def _back(user: Any, project: Any, given: dict[str, Any]) -> Any:
    words = {"minutes": given["minutes"], "reason": given["reason"]}
    return services.send_back(user, project, given["to"], on=given["on"], seen=given["stage"], **words)


def _suspend(user: Any, project: Any, given: dict[str, Any]) -> Any:
    return services.suspend(user, project, on=given["on"], reason=given["reason"])


def _resume(user: Any, project: Any, given: dict[str, Any]) -> Any:
    return services.suspend(user, project, on=given["on"], reason=given["reason"], suspended=False)


ACTS = {
    act.code: act
    for act in (
        Act(
            "pass",
            PassForm,
            _pass,
            gettext_lazy("Pass the gate"),
            gettext_lazy("Pass the gate"),
            gettext_lazy("“%(name)s” passed the gate: it is at “%(stage)s” now."),
        ),
        Act(
            "decide",
            DecideForm,
            _decide,
            gettext_lazy("Pass by decision of the council…"),
            gettext_lazy("Record the decision and pass"),
            gettext_lazy("“%(name)s” passed by decision of the council: it is at “%(stage)s” now."),
            manages=True,
        ),
        Act(
            "back",
            BackForm,
            _back,
            gettext_lazy("Send back to an earlier stage…"),
            gettext_lazy("Send it back"),
            gettext_lazy("“%(name)s” was sent back: it is at “%(stage)s” now."),
        ),
        Act(
            "suspend",
            ReasonForm,
            _suspend,
            gettext_lazy("Suspend the project…"),
            gettext_lazy("Suspend it"),
            gettext_lazy("“%(name)s” was suspended. It stays at “%(stage)s”."),
        ),
        Act(
            "resume",
            ReasonForm,
            _resume,
            gettext_lazy("Take the project up again"),
            gettext_lazy("Take it up again"),
            gettext_lazy("“%(name)s” was taken up again, at “%(stage)s”."),
        ),
    )
}


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def stage(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show how far a project is and what the gate before it lacks; move it."""
    project: Any = get_record(plan, KINDS["project"], pk)
    if request.method != "POST":
        draft = draft_of(request)
        act = ACTS.get(draft.get("act", "")) if draft else None
        form = act.form(project, act.code, draft) if act and _may(request, plan, project, act) else None
        return _stage_page(request, plan, project, act if form else None, form)
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise Http404
    if not _may(request, plan, project, act):
        raise PermissionDenied
    form = act.form(project, act.code, request.POST)
    on = localdate()
    if form.is_valid():
        on = form.cleaned_data["on"]
        try:
            passage = act.do(request.user, project, form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
            on = on if isinstance(refusal, GateClosed) else localdate()
        else:
            forget_draft(request)
            words = {"name": project.name, "stage": passage.get_to_stage_display()}
            messages.success(request, str(act.done) % words)
            return redirect(_next(request, plan, project))
    project.refresh_from_db()
    return _stage_page(request, plan, project, act, form, on=on, status=422)


def _next(request: HttpRequest, plan: Any, project: Any) -> str:
    """Return where the person goes on: on the board with its filters, for those who came from there."""
    if "board" not in request.POST:
        return reverse("desk:stage", args=[plan.key, project.pk])
    filters = QueryDict(request.POST["board"]).urlencode()
    return f"{reverse('desk:board', args=[plan.key])}{'?' if filters else ''}{filters}"


def _stage_page(
    request: HttpRequest,
    plan: Any,
    project: Any,
    act: Act | None,
    form: StageForm | None,
    *,
    on: datetime.date | None = None,
    status: int = 200,
) -> HttpResponse:
    today = localdate()
    gate = gates_of(plan, [project], on or today)[project.pk]
    offered = [one for one in _offered(project, gate) if _may(request, plan, project, one)]
    if act is not None and act not in offered:
        offered.insert(0, act)
    return page(
        request,
        "desk/stage.html",
        plan,
        crumbs=way_to(plan, project, _("Stage")),
        status=status,
        record=project,
        stages=way(project.stage),
        suspension=suspension_of(project),
        gate=gate,
        rows=_rows(plan, project, gate),
        gate_on=on if on and on != today else None,
        acts=[(one, form if one is act else one.form(project, one.code)) for one in offered],
        open_act=act.code if act and form and form.is_bound else "",
        may_edit=may_edit(request, project),
        passages=passages_of(project),
        back=element_url(plan, project),
    )


def _may(request: HttpRequest, plan: Any, project: Any, act: Act) -> bool:
    return bool(request.user.has_perm("plan.manage", plan)) if act.manages else may_edit(request, project)


def _offered(project: Any, gate: Gate | None) -> list[Act]:
    """Return what can be done with a project as it is now."""
    if not project.is_current:
        return []
    if project.suspended:
        return [ACTS["resume"]]
    codes = [] if gate is None else ["pass"] if gate.is_open else ["decide"]
    codes += ["back"] if project.stage != Stage.IDEA else []
    return [ACTS[code] for code in (*codes, "suspend")]


def _rows(plan: Any, project: Any, gate: Gate | None) -> list[tuple[Any, Lack | None, str]]:
    """Return what the gate asks for: requirement, the sentence of what is missing, and where it is mended."""
    answers = reverse("desk:responsible", args=[plan.key, KINDS["project"], project.pk])
    places = {"accountable": answers}
    elsewhere = element_url(plan, project)
    results = gate.results if gate is not None else ()
    return [(one, lack, places.get(one.code, elsewhere)) for one, lack in results]
