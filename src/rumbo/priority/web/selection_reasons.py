"""Why a project is out of a selection, and which limits clash where there is none."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.methods.selection import read_selection
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page
from rumbo.priority.enums import RunKind
from rumbo.priority.method_words.selecting import limit_sentence, money, reason_sentence
from rumbo.priority.models import Run
from rumbo.priority.queries.selection_reasons import clash_of, names_of, why_out_of
from rumbo.priority.queries.selection_results import selection_result
from rumbo.priority.web.access import SECTION, get_run, run_way


@require_safe
@plan_page()
def clash(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show the smallest set of limits that cannot be kept together; a part of the run's page, or its own."""
    run = _selection(plan, pk)
    if read_selection(run.result).is_allowed:
        raise Http404(_("This selection keeps all its limits."))
    found, names = clash_of(run), names_of(run)
    lines = [limit_sentence(limit, names) for limit in found.limits] if found is not None else []
    context: dict[str, Any] = {"clash": found, "lines": lines, "run": run}
    if request.headers.get("HX-Request"):
        return render(request, "priority/runs/_clash.html", context)
    crumbs = run_way(plan, run, _("Limits that clash"))
    return page(request, "priority/runs/clash.html", plan, here=SECTION, crumbs=crumbs, **context)


@require_safe
@plan_page()
def why_out(request: HttpRequest, plan: Any, pk: int, place: int) -> HttpResponse:
    """Show why a project is out of a selection, and what would have to change."""
    run = _selection(plan, pk)
    found = selection_result(run)
    line = next((one for one in found.others if one.place == place and not one.out), None)
    if line is None or not found.selection.is_allowed:
        raise Http404(_("There is no such project outside of this selection."))
    why, names = why_out_of(run, line.key), names_of(run)
    objective = found.selection.objective
    return page(
        request,
        "priority/runs/why_out.html",
        plan,
        here=SECTION,
        crumbs=run_way(plan, run, _("Why is it out?")),
        run=run,
        name=line.name,
        worth=line.worth,
        why=why,
        of_groups=found.problem.objective == "utility",
        reasons=[reason_sentence(one, names) for one in why.reasons],
        loss_percent=f"{100 * (why.loss or 0) / objective:.2g}" if objective else "0",
        cheaper=money(why.cheaper_by) if why.cheaper_by else "",
        pushed=[names.project(key) for key in why.pushed_out],
        brought=[names.project(key) for key in why.brought_in],
        clash=[limit_sentence(limit, names) for limit in why.clash],
    )


def _selection(plan: Any, pk: int) -> Run:
    run = get_run(plan, pk)
    if run.kind != RunKind.SELECTION or not run.is_done:
        raise Http404(_("There is no such finished selection."))
    return run
