"""The page of one import, of a plan or of one that is still to be made: who sees it, its addresses, what it shows."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.desk.web.access import plans_page
from rumbo.desk.web.mapping import mapping_rows
from rumbo.desk.web.new_plan_form import NewPlanForm
from rumbo.importers.enums import Format, LineAction, RunState
from rumbo.importers.queries import confirm
from rumbo.importers.queries import runs as queries
from rumbo.importers.services.naming import plan_line
from rumbo.plan.queries.plans import find_plan
from rumbo.plan.web.access import AnyView, plan_page
from rumbo.plan.web.page import Crumb, page

SIZE = 50
#: While it is in one of these states, something happens with it in the background.
AT_WORK = (RunState.READING, RunState.APPLYING)
#: In these states, a person may do something with it.
OPEN = (RunState.PROPOSED, RunState.FAILED)
#: What can be done with an import: the parts of the names of the addresses.
STEPS = ("run", "mapping", "again", "decide", "cells", "apply", "discard")
#: How what happens with a line looks.
ACTION_TONES = {
    LineAction.PROBLEM: "off",
    LineAction.CONFLICT: "risk",
    LineAction.TO_CONFIRM: "ask",
    LineAction.CREATE: "new",
    LineAction.CHANGE: "go",
    LineAction.MATCH: "ok",
    LineAction.LEFT: "mute",
    LineAction.UNCHANGED: "done",
    LineAction.NOTE: "mute",
}
RunView = Callable[[HttpRequest, Any, Any], HttpResponse]


def import_page(permission: str = "plan.read") -> Callable[[RunView], AnyView]:
    """Give the view the plan and the import of the address.

    Without a plan in the address it is an import that makes one, for whoever may make plans: the view gets None for
    the plan; once there is a plan, the address leads to the import in it.
    """

    def decorate(view: RunView) -> AnyView:
        @plan_page(permission)
        def of_plan(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
            return view(request, plan, _found(queries.runs(plan), pk))

        @plans_page
        def of_new_plan(request: HttpRequest, pk: int) -> HttpResponse:
            run = _found(queries.runs(), pk)
            return _go(request, address(run.plan, run)) if run.plan else view(request, None, run)

        @wraps(view)
        def guarded(request: HttpRequest, pk: int, plan_key: str = "") -> HttpResponse:
            return of_plan(request, plan_key=plan_key, pk=pk) if plan_key else of_new_plan(request, pk=pk)

        return guarded

    return decorate


def address(plan: Any, run: Any, step: str = "run") -> str:
    """Return the address of a step of an import, of a plan or of one that is still to be made."""
    return reverse(f"desk:{step}", args=[plan.key, run.pk]) if plan else reverse(f"desk:new_{step}", args=[run.pk])


def progress(request: HttpRequest, plan: Any, run: Any) -> HttpResponse:
    """Show only how far an import is that is at work."""
    return render(request, "desk/_progress.html", {"run": run, "links": _links(plan, run)})


def run_page(request: HttpRequest, plan: Any, run: Any, form: NewPlanForm | None = None) -> HttpResponse:
    """Show an import: what it proposes and what can be done; ``form`` says what is wrong with the new plan."""
    may_manage = plan is None or request.user.has_perm("plan.manage", plan)
    is_open = run.state in OPEN and may_manage
    context = {
        "run": run,
        "links": _links(plan, run),
        "at_work": run.state in AT_WORK,
        "files": run.files.defer("content"),
        "mapping": mapping_rows(run.mapping),
        "may_decide": run.state == RunState.PROPOSED and may_manage,
        "undecided": (undecided := queries.undecided(run) if is_open else 0),
        "may_apply": is_open and bool(run.base) and not run.has_problems and _has_place(plan, run) and not undecided,
        "may_discard": is_open,
        **_lines(request, run),
    }
    if plan is None:
        return import_frame(request, "desk/run.html", None, **context, **_new_plan(run, form))
    to_confirm = confirm.count(plan) if run.state == RunState.APPLIED else 0
    return import_frame(request, "desk/run.html", plan, title=_title(run), to_confirm=to_confirm, **context)


def import_frame(request: HttpRequest, template: str, plan: Any, title: str = "", **context: Any) -> HttpResponse:
    """Render a page about the imports of a plan, or about one that makes a plan."""
    if plan is not None:
        way: list[Crumb] = [(_("Imports"), reverse("desk:imports", args=[plan.key])), (title, "")]
        return page(request, template, plan, here="desk:imports", crumbs=way, **context)
    crumbs = [(_("Work desk"), reverse("desk:home")), (_("New plan from files"), "")]
    return render(request, template, {"section": "desk", "crumbs": crumbs, "may_manage": True, **context})


def act(request: HttpRequest, plan: Any, run: Any, action: Callable[[], Any], done: str = "") -> HttpResponse:
    """Do what was asked and come back to the import; a refusal is told in its own words."""
    try:
        action()
    except Refused as refusal:
        messages.error(request, refusal.message)
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(request, sentence)
    else:
        if done:
            messages.success(request, done)
    return redirect(address(plan, run))


def _go(request: HttpRequest, url: str) -> HttpResponse:
    """Lead to another page; a part of a page that asks for itself is told to leave as a whole."""
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": url})
    return redirect(url)


def _found(runs: Any, pk: int) -> Any:
    run = runs.filter(pk=pk).first()
    if run is None:
        raise Http404(_("There is no such import in this plan."))
    return run


def _links(plan: Any, run: Any) -> dict[str, str]:
    return {step: address(plan, run, step) for step in STEPS}


def _title(run: Any) -> str:
    return str(run.get_format_display() or _("Import"))


def _has_place(plan: Any, run: Any) -> bool:
    """Whether there is a plan that the import goes into, or one that it makes."""
    return plan is not None or bool(run.new_key)


def _new_plan(run: Any, form: NewPlanForm | None) -> dict[str, Any]:
    """Return what the page shows of the plan that an import makes."""
    line = plan_line(run) if run.state in OPEN else None
    return {
        "new_plan_form": (form or NewPlanForm.of(run, line)) if line else None,
        "name_url": reverse("desk:new_name", args=[run.pk]),
        "taken": find_plan(run.new_key) if line and form is None else None,
        "makes_no_plan": run.format == Format.ORGANIZATIONS and run.state == RunState.PROPOSED,
    }


def _lines(request: HttpRequest, run: Any) -> dict[str, Any]:
    """Return the lines of an import that were asked for, with the ways to narrow them."""
    groups = queries.summary(run)
    chosen = request.GET.get("action", "")
    if chosen not in {group.action for group in groups}:
        chosen = groups[0].action if groups else ""
    kind = request.GET.get("kind", "")
    kinds = queries.kinds(run, chosen)
    return {
        "tabs": [(group.label, f"?action={group.action}", group.action == chosen, group.count) for group in groups],
        "kind_chips": [
            (one.label, f"?action={chosen}&kind={one.kind}", one.kind == kind, one.count) for one in kinds
        ],
        "action": chosen,
        "page_number": request.GET.get("page", ""),
        "action_tone": ACTION_TONES.get(LineAction(chosen), "mute") if chosen else "mute",
        "page_obj": Paginator(queries.lines(run, chosen, kind), SIZE).get_page(request.GET.get("page")),
    }
