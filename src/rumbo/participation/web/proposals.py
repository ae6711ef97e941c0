"""Citizens' proposals as the staff sees them: the list, and deciding on one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rumbo.core.errors import Refused
from rumbo.core.tables import export_response
from rumbo.participation.enums import ProposalState
from rumbo.participation.models import Call, Proposal
from rumbo.participation.models.call import ANSWER_LIMIT
from rumbo.participation.proposal_table import PROPOSALS
from rumbo.participation.queries.calls import WAITING, find_proposal, merged_into, record_of, staff_proposals
from rumbo.participation.services import proposals as services
from rumbo.participation.services.proposals import REASON_LIMIT
from rumbo.participation.web.call_crumbs import way_to_proposals
from rumbo.plan.models import Axis
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page

SIZE = 40
#: State -> its tone (see docs/look.md).
TONES = {
    ProposalState.UNCONFIRMED: "mute",
    ProposalState.RECEIVED: "ask",
    ProposalState.PUBLISHED: "go",
    ProposalState.REFUSED: "gone",
    ProposalState.ACCEPTED: "ok",
    ProposalState.MERGED: "done",
    ProposalState.REJECTED: "off",
}


class FilterForm(forms.Form):
    """What the list is narrowed by."""

    q = forms.CharField(label=gettext_lazy("Words"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    axis: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None, label=gettext_lazy("Axis"), required=False, empty_label=gettext_lazy("All")
    )
    call: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None, label=gettext_lazy("Call"), required=False, empty_label=gettext_lazy("All")
    )

    def __init__(self, plan: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = [("", gettext_lazy("All")), (WAITING, gettext_lazy("What waits for us"))]
        self.fields["state"].choices = [*first, *ProposalState.choices]  # type: ignore[attr-defined]
        self.fields["axis"].queryset = Axis.objects.filter(plan=plan)  # type: ignore[attr-defined]
        self.fields["call"].queryset = Call.objects.filter(plan=plan)  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why a proposal is not published, or its answer is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("The author reads it."),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": REASON_LIMIT}),
        error_messages={"required": gettext_lazy("Say why: the author is told.")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class AnswerForm(forms.Form):
    """The answer of the institute."""

    answer = forms.CharField(
        label=gettext_lazy("Answer"),
        help_text=gettext_lazy("Everybody reads it on the page of the proposal, and the author by mail."),
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": ANSWER_LIMIT}),
        error_messages={"required": gettext_lazy("Write the answer: everybody reads it.")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


@require_safe
@plan_page()
def proposals(request: HttpRequest, plan: Any) -> HttpResponse:
    """List the proposals that the filters leave; as a file on ``format``."""
    form = FilterForm(plan, request.GET)
    form.is_valid()
    chosen = form.cleaned_data
    axis, call = chosen.get("axis"), chosen.get("call")
    rows = staff_proposals(
        plan,
        state=chosen.get("state", ""),
        axis=axis.pk if axis else None,
        call=call.pk if call else None,
        words=chosen.get("q", ""),
    )
    export = export_response(request, PROPOSALS, rows, f"{plan.key}-propuestas")
    if export is not None:
        return cast("HttpResponse", export)
    shown = Paginator(rows, SIZE).get_page(request.GET.get("page"))
    return page(
        request,
        "participation/proposals.html",
        plan,
        here="participation:home",
        crumbs=[*way_to_proposals(plan)[:-1], (_("Proposals"), "")],
        form=form,
        page_obj=shown,
        rows=[(row, TONES[ProposalState(row.state)]) for row in shown],
        filtered=any(chosen.values()),
    )


@require_safe
@plan_page()
def proposal(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show a proposal with what was decided about it, and what can be decided now."""
    return proposal_page(request, plan, get_proposal(plan, pk))


@require_POST
@plan_page()
def publish(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Publish a proposal."""
    shown = get_proposal(plan, pk)
    try:
        services.publish(request.user, shown, expected_version=_version(request))
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("It is published, and its author is told."))
    return redirect("participation:proposal", plan.key, pk)


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def refuse(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Do not publish a proposal, or take it off the public page, with a reason."""
    done = _("It is not published, and its author is told why.")
    return _with_reason(request, plan, pk, services.refuse, _("Do not publish it"), done)


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def reopen(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Take an answer back, with a reason."""
    done = _("The answer was taken back, and the author is told why.")
    return _with_reason(request, plan, pk, services.reopen, _("Take the answer back"), done)


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def answer(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Answer that a proposal is not taken up; or write an answer that was given in other words."""
    shown = get_proposal(plan, pk)
    need_moderator(request, shown)
    verdict = shown.state if shown.is_answered else ProposalState.REJECTED
    form = AnswerForm(posted(request), initial={"answer": shown.answer, "version": shown.version})
    if request.method == "POST" and form.is_valid():
        done = run(
            form,
            lambda: services.answer(
                request.user,
                shown,
                verdict,
                form.cleaned_data["answer"],
                measure=shown.measure,
                merged_into=shown.merged_into,
                expected_version=form.cleaned_data["version"],
            ),
        )
        if done:
            messages.success(request, _("The answer is public, and the author is told."))
            return redirect("participation:proposal", plan.key, pk)
    title = _("Change the answer") if shown.is_answered else _("It is not taken up")
    return decide_page(request, plan, shown, form, title)


def get_proposal(plan: Any, pk: int) -> Proposal:
    """Return a proposal of the plan.

    Raises:
        Http404: there is none with this number.
    """
    found = find_proposal(plan, pk)
    if found is None:
        raise Http404(_("There is no such proposal in this plan."))
    return found


def need_moderator(request: HttpRequest, proposal: Proposal) -> None:
    """Raise ``PermissionDenied`` unless the person may decide on the proposal."""
    if not request.user.has_perm("participation.moderate", proposal):
        raise PermissionDenied


def posted(request: HttpRequest) -> Any:
    """Return what was sent, for a form; None where the page was only asked for."""
    return request.POST if request.method == "POST" else None


def run(form: forms.Form, service: Callable[[], Any]) -> bool:
    """Run a service; False where it refused, with its sentences in the form."""
    try:
        service()
    except Refused as refusal:
        form.add_error(None, refusal.message)
    except ValidationError as error:
        found = error.error_dict if hasattr(error, "error_dict") else {None: error.error_list}
        for name, errors in found.items():
            form.add_error(name if name in form.fields else None, errors)
    return not form.errors


def proposal_page(request: HttpRequest, plan: Any, shown: Any) -> HttpResponse:
    """Render the staff's page of a proposal."""
    return page(
        request,
        "participation/proposal.html",
        plan,
        here="participation:home",
        crumbs=[*way_to_proposals(plan), (shown.title, "")],
        proposal=shown,
        tone=TONES[ProposalState(shown.state)],
        merged=merged_into(shown),
        record=record_of(shown),
        may_moderate=request.user.has_perm("participation.moderate", shown),
    )


def decide_page(request: HttpRequest, plan: Any, shown: Any, form: forms.Form, title: str) -> HttpResponse:
    """Render the page of one decision: the proposal, and the form."""
    return page(
        request,
        "participation/proposal_decide.html",
        plan,
        here="participation:home",
        crumbs=[
            *way_to_proposals(plan),
            (shown.title, reverse("participation:proposal", args=[plan.key, shown.pk])),
            (title, ""),
        ],
        proposal=shown,
        form=form,
        title=title,
    )


def _with_reason(
    request: HttpRequest, plan: Any, pk: int, service: Callable[..., Any], title: str, done: str
) -> HttpResponse:
    shown = get_proposal(plan, pk)
    need_moderator(request, shown)
    form = ReasonForm(posted(request), initial={"version": shown.version})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if run(form, lambda: service(request.user, shown, given["reason"], expected_version=given["version"])):
            messages.success(request, done)
            return redirect("participation:proposal", plan.key, pk)
    return decide_page(request, plan, shown, form, title)


def _version(request: HttpRequest) -> int | None:
    given = request.POST.get("version", "")
    return int(given) if given.isdecimal() and len(given) < 10 else None
