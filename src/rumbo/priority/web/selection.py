"""Asking for a selection of a round's projects under budgets."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rumbo.core.errors import Refused
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page
from rumbo.priority.enums import RunKind
from rumbo.priority.queries.scenario_inputs import scenario_inputs
from rumbo.priority.queries.selection_inputs import selection_inputs
from rumbo.priority.services import runs
from rumbo.priority.web.access import SECTION, get_round, money_way
from rumbo.priority.web.selection_form import Sheet, sheet_of


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page("plan.manage")
def ask_selection(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Ask for the best set of projects that budgets and minimum shares allow."""
    return _ask(request, plan, pk, RunKind.SELECTION)


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page("plan.manage")
def ask_scenarios(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Ask for the same selection with more or less money, or with other worths, side by side."""
    return _ask(request, plan, pk, RunKind.SCENARIOS)


def _ask(request: HttpRequest, plan: Any, pk: int, kind: RunKind) -> HttpResponse:
    found = get_round(plan, pk)
    data = request.POST if request.method == "POST" else None
    sheet = sheet_of(found, request.POST or request.GET, data)
    title = _("Selection for “%(round)s”") if kind == RunKind.SELECTION else _("Scenarios of “%(round)s”")
    sheet.usual_title = title % {"round": found.name}
    errors = list(sheet.frame.errors)
    if data is not None and not errors:
        try:
            made = _made(sheet, kind)
            if made is not None:
                run = runs.ask(request.user, plan, kind, sheet.title.value, *made[:2], round=found, origin=made[2])
                return redirect("priority:run", plan.key, run.pk)
        except Refused as refusal:
            errors.append(refusal.message)
    return _page(request, plan, sheet, errors, kind)


def _made(sheet: Sheet, kind: RunKind) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]] | None:
    """Return inputs, method and origin of the run, None where something typed is wrong."""
    if kind == RunKind.SELECTION:
        wanted = sheet.wanted()
        return None if wanted is None else selection_inputs(sheet.round, sheet.money, wanted)
    variants = sheet.variants()
    wanted = sheet.wanted(worth=variants.worths[0][0] if variants.worths else "")
    return None if wanted is None else scenario_inputs(sheet.round, sheet.money, wanted, variants)


def _page(request: HttpRequest, plan: Any, sheet: Sheet, errors: list[str], kind: RunKind) -> HttpResponse:
    found, is_one = sheet.round, kind == RunKind.SELECTION
    crumbs = money_way(plan, found, _("Selection under budgets") if is_one else _("Scenarios"))
    labels = {one.name: one.label for row in sheet.rows for one in row.cells}
    labels |= {one.name: one.label for one in (*sheet.axes, *sheet.places)}
    labels |= {"worth": _("Worth of projects"), "rivals": _("At most one of these"), "delay": _("Loss a year")}
    labels |= {"worths": _("Worth of projects"), "levels": _("Shares of the money, in per cent")}
    return page(
        request,
        "priority/ask_selection.html" if is_one else "priority/ask_scenarios.html",
        plan,
        here=SECTION,
        crumbs=crumbs,
        round=found,
        sheet=sheet,
        errors=errors,
        wrong=[(name, labels.get(name, ""), message) for name, message in sheet.wrong.items()],
    )
