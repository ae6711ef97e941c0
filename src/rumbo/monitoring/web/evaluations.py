"""Evaluations on the desk: their list, one with its questions and findings, publishing it and taking it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rumbo.core.errors import Refused
from rumbo.monitoring.queries.evaluation_facts import facts_of
from rumbo.monitoring.queries.evaluations import evaluations_of, judged, loose_findings, pending_of, promises_of
from rumbo.monitoring.queries.learning import waiting
from rumbo.monitoring.services import evaluations as services
from rumbo.monitoring.web.access import SECTION
from rumbo.monitoring.web.learning_access import (
    ask,
    done,
    editable,
    get_evaluation,
    go,
    may_note,
    may_note_in,
    posted,
    way,
)
from rumbo.monitoring.web.learning_forms import ReasonForm
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page

#: Recommendations without an answer that the list of evaluations names.
NAMED = 8


@require_safe
@plan_page()
def evaluations(request: HttpRequest, plan: Any) -> HttpResponse:
    """List evaluations and loose findings, with what awaits an answer, is late, or waits for an edition."""
    late, under_way, closed = promises_of(plan, localdate())
    pending = pending_of(plan)
    return page(
        request,
        "monitoring/evaluations.html",
        plan,
        here=SECTION,
        crumbs=way(plan),
        evaluations=list(evaluations_of(plan)),
        loose=list(loose_findings(plan)),
        pending=list(pending[:NAMED]),
        pending_count=pending.count(),
        late=late,
        under_way=len(under_way),
        closed=len(closed),
        waiting=waiting(plan),
        may_note=may_note(request, plan),
    )


@require_safe
@plan_page()
def evaluation(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show an evaluation: its questions with what was found, the facts of its months, and what to do next."""
    shown, today = get_evaluation(plan, pk), localdate()
    held = judged(plan, shown, today)
    usual = services.usual_questions(shown.kind)
    known = {one.row.title.casefold() for one in held.questions}
    return page(
        request,
        "monitoring/evaluation.html",
        plan,
        here=SECTION,
        crumbs=way(plan, evaluation=shown),
        evaluation=shown,
        judged=held,
        facts=facts_of(shown, today),
        usual=[one for one in usual if one.casefold() not in known],
        may_note=may_note_in(request, plan, shown),
        editable=editable(request, held.rows()),
        waiting=len(waiting(plan)),
        over=shown.ends_on < today,
    )


@require_POST
@plan_page("plan.manage")
def publish(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Let everybody see an evaluation."""
    shown = get_evaluation(plan, pk)
    try:
        services.publish(request.user, shown)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The evaluation is public: it can be read under “What we learned”."))
    return redirect("monitoring:evaluation", plan.key, pk)


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page("plan.manage")
def take_back(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Take an evaluation out of public view, with the reason."""
    shown = get_evaluation(plan, pk)
    form, address = ReasonForm(posted(request)), reverse("monitoring:evaluation", args=[plan.key, pk])
    if form.is_valid() and done(
        form, lambda: services.take_back(request.user, shown, reason=form.cleaned_data["reason"])
    ):
        return go(request, _("The evaluation is seen on the desk only."), address)
    return ask(
        request,
        plan,
        form,
        title=_("Take the evaluation out of public view"),
        action=_("Take it back"),
        back=address,
        crumbs=way(plan, evaluation=shown, last=_("Take it back")),
        text=shown.name,
    )


@require_POST
@plan_page("plan.manage")
def usual_questions(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Give an evaluation the questions that its kind usually asks."""
    shown = get_evaluation(plan, pk)
    try:
        made = services.add_usual_questions(request.user, shown)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        said = ngettext(
            "%(n)d question was added. Change it as you need.",
            "%(n)d questions were added. Change them as you need.",
            len(made),
        )
        messages.success(request, said % {"n": len(made)})
    return redirect("monitoring:evaluation", plan.key, pk)
