"""Citizens' proposals become part of the plan: accepted as a project, or merged into what is there."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from rumbo.core.models import State
from rumbo.desk.kinds import KINDS
from rumbo.participation.enums import ProposalState
from rumbo.participation.queries.calls import merge_targets
from rumbo.participation.services import proposals as services
from rumbo.participation.web.proposals import AnswerForm, decide_page, get_proposal, need_moderator, posted, run
from rumbo.plan.web.access import plan_page
from rumbo.portfolio.services.proposals import accept_as_project, merge_into_project

METHODS = ["GET", "HEAD", "POST"]


class Named(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An element with what it stands under."""

    def label_from_instance(self, obj: Any) -> str:
        """Return its name after its theme's, where it has one."""
        theme = getattr(obj, "theme", None)
        return f"{theme} › {obj}" if theme is not None else str(obj)


class AcceptForm(AnswerForm):
    """The project that a proposal becomes."""

    program = Named(queryset=None, label=gettext_lazy("Program"), empty_label=gettext_lazy("Choose one"))
    title = forms.CharField(label=gettext_lazy("Title of the project"), max_length=250)
    text = forms.CharField(
        label=gettext_lazy("Text of the project"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=gettext_lazy("Taken from the proposal; write it as the plan says things."),
    )
    field_order = ["program", "title", "text", "answer"]

    def __init__(self, user: Any, plan: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        model = KINDS["project"].model
        rows = KINDS["program"].rows(plan).filter(state=State.CURRENT)
        may = [row.pk for row in rows if user.has_perm("plan.edit", model(plan=plan, program=row))]
        self.fields["program"].queryset = rows.filter(pk__in=may).order_by(  # type: ignore[attr-defined]
            "theme__axis__position", "theme__position", "position"
        )


class MergeForm(AnswerForm):
    """What a proposal is merged into: another proposal, or a project of the plan."""

    proposal = Named(queryset=None, label=gettext_lazy("Another proposal"), required=False, empty_label="—")
    project = Named(queryset=None, label=gettext_lazy("A project of the plan"), required=False, empty_label="—")
    field_order = ["proposal", "project", "answer"]

    def __init__(self, plan: Any, proposal: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        projects = KINDS["project"].rows(plan).filter(state=State.CURRENT).select_related(None)
        self.fields["proposal"].queryset = merge_targets(proposal)  # type: ignore[attr-defined]
        self.fields["project"].queryset = projects.select_related("measure")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Need exactly one of the two."""
        given = super().clean() or {}
        if bool(given.get("proposal")) == bool(given.get("project")):
            self.add_error("proposal", _("Choose one: a proposal, or a project of the plan."))
        return given


@require_http_methods(METHODS)
@plan_page()
def accept(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Accept a proposal: make a project of it."""
    shown = get_proposal(plan, pk)
    need_moderator(request, shown)
    initial = {"title": shown.title, "text": shown.problem, "version": shown.version, "answer": shown.answer}
    form = AcceptForm(request.user, plan, posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if run(
            form,
            lambda: accept_as_project(
                request.user,
                shown,
                given["program"],
                answer=given["answer"],
                title=given["title"],
                text=given["text"],
                expected_version=given["version"],
            ),
        ):
            messages.success(request, _("It is a project of the plan now, and its author is told."))
            return redirect("participation:proposal", plan.key, pk)
    return decide_page(request, plan, shown, form, _("Accept it as a project"))


@require_http_methods(METHODS)
@plan_page()
def merge(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Answer that a proposal goes on in another one, or in a project of the plan."""
    shown = get_proposal(plan, pk)
    need_moderator(request, shown)
    initial = {"version": shown.version, "answer": shown.answer}
    form = MergeForm(plan, shown, posted(request), initial=initial)
    if request.method == "POST" and form.is_valid() and run(form, lambda: _merge(request, shown, form.cleaned_data)):
        messages.success(request, _("It goes on together with the other one, and its author is told."))
        return redirect("participation:proposal", plan.key, pk)
    return decide_page(request, plan, shown, form, _("Merge it with another"))


def _merge(request: HttpRequest, proposal: Any, given: dict[str, Any]) -> None:
    common = {"expected_version": given["version"]}
    if given["project"] is not None:
        merge_into_project(request.user, proposal, given["project"], answer=given["answer"], **common)
    else:
        services.answer(
            request.user,
            proposal,
            ProposalState.MERGED,
            given["answer"],
            merged_into=given["proposal"],
            **common,
        )
