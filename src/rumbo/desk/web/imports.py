"""Imports: giving files, seeing what they would do, deciding what is doubtful, applying or discarding."""

from __future__ import annotations

from typing import Any

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
            line = queries.lines(found).filter(pk=int(line_pk)).first() if line_pk.isdecimal() else None
            if line is None:
                raise Http404
            decisions.decide(request.user, line, verdict, request.POST.get("choice", ""))
        else:
            n = decisions.decide_all(request.user, found, verdict)
            told = ngettext("%(n)d match was decided.", "%(n)d matches were decided.", n)
            messages.success(request, told % {"n": n})
    except Refused as refusal:
        messages.error(request, refusal.message)
    action = request.POST.get("action", "")
    back = action if action in LineAction.values else LineAction.TO_CONFIRM
    anchor = f"#line-{line_pk}" if line_pk else ""
    return redirect(f"{address(plan, found)}?action={back}{anchor}")


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
