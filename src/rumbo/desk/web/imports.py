"""Imports: giving files, seeing what they would do, deciding what is doubtful, applying or discarding."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rumbo.core.errors import Refused
from rumbo.desk.web.import_page import AT_WORK, act, address, import_frame, import_page, progress, run_page
from rumbo.desk.web.mapping import posted_mapping
from rumbo.desk.web.uploads import limit, take_files
from rumbo.importers.enums import LineAction, Verdict
from rumbo.importers.queries import runs as queries
from rumbo.importers.services import applying, decisions
from rumbo.importers.services import runs as services
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page


@require_safe
@plan_page()
def imports(request: HttpRequest, plan: Any) -> HttpResponse:
    """List the imports of a plan, newest first."""
    shown = Paginator(queries.runs(plan), 25).get_page(request.GET.get("page"))
    return page(
        request,
        "desk/imports.html",
        plan,
        here="desk:imports",
        crumbs=[(_("Imports"), "")],
        page_obj=shown,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page("plan.manage")
def upload(request: HttpRequest, plan: Any) -> HttpResponse:
    """Take files and start reading them."""
    form, started = take_files(request, plan)
    if started is not None:
        return redirect(address(plan, started))
    back = reverse("desk:imports", args=[plan.key])
    title = _("Import files")
    return import_frame(request, "desk/upload.html", plan, title, form=form, limit=limit(), back=back)


@require_safe
@import_page()
def run(request: HttpRequest, plan: Any, found: Any) -> HttpResponse:
    """Show an import: its progress while it is read or applied, what it proposes, what became of it."""
    if request.headers.get("HX-Request") and found.state in AT_WORK:
        return progress(request, plan, found)
    if request.headers.get("HX-Request") and request.GET.get("wait"):
        answer = HttpResponse()
        answer["HX-Refresh"] = "true"
        return answer
    return run_page(request, plan, found)


@require_POST
@import_page("plan.manage")
def mapping(request: HttpRequest, plan: Any, found: Any) -> HttpResponse:
    """Let the files be read again with what the person says that their levels mean."""
    posted = posted_mapping(found.mapping, request.POST)
    return act(request, plan, found, lambda: services.change_mapping(request.user, found, posted))


@require_POST
@import_page("plan.manage")
def again(request: HttpRequest, plan: Any, found: Any) -> HttpResponse:
    """Let the files be compared again with the plan, which changed since."""
    return act(request, plan, found, lambda: services.propose_again(request.user, found))


@require_POST
@import_page("plan.manage")
def decide(request: HttpRequest, plan: Any, found: Any) -> HttpResponse:
    """Decide about one doubtful line (``line``), or about all that are not decided."""
    verdict, line_pk = request.POST.get("verdict", ""), request.POST.get("line", "")
    if verdict not in ("", *Verdict.values):
        raise Http404
    try:
        if line_pk:
            line = _line(found, line_pk)
            decisions.decide(request.user, line, verdict, request.POST.get("choice", ""))
        else:
            n = decisions.decide_all(request.user, found, verdict)
            told = ngettext("%(n)d match was decided.", "%(n)d matches were decided.", n)
            messages.success(request, told % {"n": n})
    except Refused as refusal:
        messages.error(request, refusal.message)
    return _back(request, plan, found, LineAction.TO_CONFIRM)


@require_POST
@import_page("plan.manage")
def decide_cells(request: HttpRequest, plan: Any, found: Any) -> HttpResponse:
    """Decide which value of a cell in conflict holds (``line`` and ``code``), or of all that are still open."""
    side, line_pk = request.POST.get("side", ""), request.POST.get("line", "")
    try:
        if line_pk:
            decisions.decide_cell(request.user, _line(found, line_pk), request.POST.get("code", ""), side)
        else:
            n = decisions.decide_cells(request.user, found, side)
            told = ngettext("%(n)d cell was decided.", "%(n)d cells were decided.", n)
            messages.success(request, told % {"n": n})
    except Refused as refusal:
        messages.error(request, refusal.message)
    return _back(request, plan, found, LineAction.CONFLICT)


@require_POST
@import_page("plan.manage")
def apply(request: HttpRequest, plan: Any, found: Any) -> HttpResponse:
    """Let a task write what the import proposes, all or nothing."""
    return act(request, plan, found, lambda: applying.start_applying(request.user, found))


@require_POST
@import_page("plan.manage")
def discard(request: HttpRequest, plan: Any, found: Any) -> HttpResponse:
    """Throw a proposal away; the plan stays as it is."""
    done = _("The import was discarded. Nothing was written.")
    return act(request, plan, found, lambda: services.discard(request.user, found), done)


def _line(found: Any, pk: str) -> Any:
    line = queries.lines(found).filter(pk=int(pk)).first() if pk.isdecimal() and len(pk) < 19 else None
    if line is None:
        raise Http404
    return line


def _back(request: HttpRequest, plan: Any, found: Any, tab: str) -> HttpResponse:
    """Lead back to the line that was decided, on its page of the list."""
    action, number, line = (request.POST.get(name, "") for name in ("action", "page", "line"))
    where = {"action": action if action in LineAction.values else tab}
    if number.isdecimal():
        where["page"] = number
    anchor = f"#line-{line}" if line else ""
    return redirect(f"{address(plan, found)}?{urlencode(where)}{anchor}")
