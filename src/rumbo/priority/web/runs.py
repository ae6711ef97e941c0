"""Runs: the list, one of them while it is at work and with its result, cancelling, checking, and its document."""

from __future__ import annotations

import json
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from rumbo.core.errors import Refused
from rumbo.core.tables.web import export_response
from rumbo.methods.runs import differences
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page
from rumbo.priority.enums import RunState
from rumbo.priority.method_words.runs import difference
from rumbo.priority.models import Round, Run
from rumbo.priority.queries.runs import AT_WORK, checked_by, checks_of, light_run, listed_runs, others_to_compare
from rumbo.priority.services import runs as services
from rumbo.priority.web.access import SECTION, get_round, get_run
from rumbo.priority.web.run_views import view_of
from rumbo.priority.web.run_way import way_from, way_of_runs

#: Tones of the states (see docs/look.md).
TONES = {
    RunState.WAITING: "mute",
    RunState.WORKING: "go",
    RunState.DONE: "ok",
    RunState.FAILED: "off",
    RunState.CANCELLED: "gone",
}
#: Runs on a page of the list; differences of a check that are listed, and checks that are.
LISTED, DIFFERENCES, CHECKS = 30, 20, 5


@require_safe
@plan_page()
def of_plan(request: HttpRequest, plan: Any) -> HttpResponse:
    """List the runs of a plan."""
    return _list(request, plan, None)


@require_safe
@plan_page()
def of_round(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """List the runs of a round."""
    return _list(request, plan, get_round(plan, pk))


@require_safe
@plan_page()
def one(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show a run: how far it is, or what came out of it."""
    if request.headers.get("HX-Request"):
        return _progress(request, plan, pk)
    run = get_run(plan, pk)
    context: dict[str, Any] = {}
    if run.is_done:
        view = view_of(run.kind)
        context = {
            "of_kind": view.template,
            "has_table": view.export is not None,
            **view.context(request, plan, run),
        }
        context |= _checks(run)
    return page(
        request,
        "priority/runs/run.html",
        plan,
        here=SECTION,
        crumbs=way_from(plan, run),
        run=run,
        round=run.round,
        tone=TONES[RunState(run.state)],
        at_work=run.state in AT_WORK,
        **context,
    )


@require_POST
@plan_page("plan.manage")
def cancel(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Ask a run to stop."""
    services.cancel(request.user, get_run(plan, pk))
    return redirect("priority:run", plan.key, pk)


@require_POST
@plan_page("plan.manage")
def check(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Let a task do a finished run again."""
    try:
        services.repeat(request.user, get_run(plan, pk))
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("It is being done again. Whether it gives the same appears below."))
    return redirect(f"{reverse('priority:run', args=[plan.key, pk])}#check")


@require_safe
@plan_page()
def document(_request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Give a finished run as a file that anybody can check."""
    run = get_run(plan, pk)
    try:
        found = services.document_of(run)
    except Refused as refusal:
        raise Http404(refusal.message) from refusal
    response = HttpResponse(json.dumps(found, ensure_ascii=False, indent=1), content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="RUN-{plan.key}-{run.number}.json"'
    return response


@require_safe
@plan_page()
def table(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Give the result of a run as a table: CSV, XLSX or JSON."""
    run = get_run(plan, pk)
    view = view_of(run.kind)
    if not run.is_done or view.export is None:
        raise Http404(_("This run has no table."))
    response = export_response(request, *view.export(run), f"{plan.key}-{run.number}")
    if response is None:
        raise Http404(_("Choose CSV, XLSX or JSON."))
    return cast("HttpResponse", response)


def _list(request: HttpRequest, plan: Any, found: Round | None) -> HttpResponse:
    listed = Paginator(listed_runs(plan, found), LISTED).get_page(request.GET.get("page"))
    return page(
        request,
        "priority/runs/list.html",
        plan,
        here=SECTION,
        crumbs=way_of_runs(plan, found),
        round=found,
        page_obj=listed,
        lines=[(run, TONES[RunState(run.state)]) for run in listed],
    )


def _progress(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Return how far a run is; where it is closed, let the page load itself."""
    run = light_run(plan, pk)
    if run is None or run.state not in AT_WORK:
        return HttpResponseClientRefresh()
    context = {"plan": plan, "run": run, "may_manage": request.user.has_perm("plan.manage", plan)}
    return render(request, "priority/runs/_progress.html", context)


def _checks(run: Run) -> dict[str, Any]:
    """Return what came of doing a run again, and what this one checks."""
    original = checked_by(run)
    found = [] if original is None else differences(original.result, run.result)
    return {
        "original": original,
        "differences": [difference(one) for one in found[:DIFFERENCES]],
        "more_differences": max(len(found) - DIFFERENCES, 0),
        "checks": [] if original else [_Check(check, run) for check in checks_of(run)[:CHECKS]],
        "comparable": [] if original else list(others_to_compare(run)[:LISTED]),
    }


class _Check:
    """A run that checks another one."""

    def __init__(self, run: Run, original: Run) -> None:
        self.run, self.tone = run, TONES[RunState(run.state)]
        self.at_work = run.state in AT_WORK
        self.same = run.checksum == original.checksum
        if run.is_done and not self.same:  # one unit of the ninth digit changes the checksum, and is no difference
            self.same = not differences(original.result, run.result)
