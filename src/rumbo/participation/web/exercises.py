"""The console of one exercise: what was said, by whom, what people think of it, and what was done with it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rumbo.participation.exercises import kind_of, part
from rumbo.participation.models import Exercise
from rumbo.participation.queries import acts, console
from rumbo.participation.web.console_base import (
    back_to,
    crumbs_of,
    find_exercise,
    find_table,
    leads,
    need_lead,
)
from rumbo.participation.web.entry import EntryForm
from rumbo.participation.web.paper import has_paper
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page

#: Changes on the page of the log.
LOG_PAGE = 100


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def exercise(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show the console of an exercise; take what was said aloud."""
    found = find_exercise(plan, pk)
    form = None
    if request.method == "POST":
        need_lead(request, found)
        form = EntryForm(found, request.POST)
        if kind_of(found).says and form.is_valid() and form.save(request.user) is not None:
            messages.success(request, _("It was added."))
            return back_to(plan, "exercise", pk, "say")
    return exercise_page(request, plan, found, form)


def exercise_page(request: HttpRequest, plan: Any, found: Exercise, form: EntryForm | None = None) -> HttpResponse:
    """Render the console of an exercise, with a form that is to be mended or a fresh one."""
    leading = leads(request, found)
    kind = kind_of(found)
    own = list(console.contributions([found.pk]))
    if not leading:
        own = [one for one in own if not one.hidden]
    if form is None and leading and kind.says:
        form = EntryForm(found)
    module = part(found, "console")
    context: dict[str, Any] = module.context(found) if module is not None else {}
    log = acts.told(console.changes_of_exercise(found, _concerned(found, own, context))) if leading else []
    return page(
        request,
        "participation/exercise.html",
        plan,
        here="participation:home",
        crumbs=crumbs_of(plan, found.table, (found.name, "")),
        exercise=found,
        table=found.table,
        kind=kind,
        own=own,
        leading=leading,
        form=form,
        part_template=f"participation/{found.type}/console.html" if module is not None else "",
        log=log,
        voters=console.voters(found) if kind.votes else 0,
        paper_url=reverse("participation:paper", args=[plan.key, found.pk]) if has_paper(found) else "",
        **context,
    )


@require_safe
@plan_page()
def changes(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show what was done with the contributions of a table: who, when, what and why."""
    table = find_table(plan, pk)
    need_lead(request, table)
    title = _("What was changed")
    return page(
        request,
        "participation/changes.html",
        plan,
        here="participation:home",
        crumbs=crumbs_of(plan, table, (title, "")),
        table=table,
        title=title,
        log=acts.told(console.changes_of_table(table)[:LOG_PAGE]),
        limit=LOG_PAGE,
        back=reverse("participation:table", args=[plan.key, table.pk]),
    )


def _concerned(found: Exercise, own: list[Any], context: dict[str, Any]) -> set[int]:
    """Return the numbers of the contributions that the page shows."""
    return {one.pk for one in own} | set(context.get("concerned", ()))
