"""Reviewing reports on the desk: what came, one beside the last, and accept, ask, open again, note."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from rumbo.core.errors import Refused
from rumbo.monitoring.enums import ReportState
from rumbo.monitoring.models import Evidence, ProgressReport
from rumbo.monitoring.queries.assignments import title_of
from rumbo.monitoring.queries.report_grounds import element_of, ground_of
from rumbo.monitoring.queries.report_page import what_came
from rumbo.monitoring.queries.report_review import (
    compared,
    counted,
    files_of,
    find_report,
    messages_of,
    reports_of_plan,
)
from rumbo.monitoring.services import review as services
from rumbo.monitoring.web.access import SECTION
from rumbo.monitoring.web.report_files import given, small
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page

#: Reports on a page.
LISTED = 50
#: The views of the list: their part of the address and the states in them.
VIEWS = {"": ReportState.SENT, "pregunta": ReportState.OBSERVED, "aceptados": ReportState.ACCEPTED}


@require_safe
@plan_page()
def reports(request: HttpRequest, plan: Any) -> HttpResponse:
    """List the reports to review, those with a question, or the accepted ones."""
    shown = request.GET.get("ver", "")
    state = VIEWS.get(shown, ReportState.SENT)
    order = "-accepted_at" if state == ReportState.ACCEPTED else "sent_at"
    listed = Paginator(reports_of_plan(plan).filter(state=state).order_by(order, "pk"), LISTED)
    rows = listed.get_page(request.GET.get("page"))
    counts, here = counted(plan), reverse("monitoring:reports", args=[plan.key])
    names = {"": _("To review"), "pregunta": _("With a question"), "aceptados": _("Accepted reports")}
    tabs = [
        (names[view], f"{here}?ver={view}" if view else here, of == state, counts.get(of, 0))
        for view, of in VIEWS.items()
    ]
    lines = [(one, title_of(one.assignment), _may_edit(request, one)) for one in rows]
    return page(
        request,
        "monitoring/review/list.html",
        plan,
        here=SECTION,
        crumbs=_way(plan),
        lines=lines,
        page_obj=rows,
        tabs=tabs,
        shown=shown if shown in VIEWS else "",
        quick=[line for line in lines if state == ReportState.SENT and line[0].nothing_changed and line[2]],
    )


@require_safe
@plan_page()
def report(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show a report beside the last one, with its evidence and what was said about it."""
    return _show(request, plan, _report(plan, pk))


@require_POST
@plan_page()
def accept(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Accept a report: its figures go into the plan."""
    publish = [int(one) for one in request.POST.getlist("publish") if one.isdecimal() and len(one) < 19]
    text = request.POST.get("text", "")
    said = _("It is accepted, and its figures are in the plan.")

    def act(found: ProgressReport) -> object:
        site, version = request.build_absolute_uri("/"), _version(request)
        return services.accept(request.user, found, text=text, publish=publish, version=version, site=site)

    return _do(request, plan, pk, act, said, on=True)


@require_POST
@plan_page()
def observe(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Ask about a report; the question goes back by the same link."""
    text = request.POST.get("question", "")

    def act(found: ProgressReport) -> object:
        site, version = request.build_absolute_uri("/"), _version(request)
        return services.observe(request.user, found, text, version=version, site=site)

    return _do(request, plan, pk, act, _("The question is asked."))


@require_POST
@plan_page()
def reopen(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Open an accepted report again, with the reason."""
    text = request.POST.get("reason", "")

    def act(found: ProgressReport) -> object:
        return services.reopen(request.user, found, text, site=request.build_absolute_uri("/"))

    return _do(request, plan, pk, act, _("It is open again: it can be corrected by its link."))


@require_POST
@plan_page()
def note(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Keep a note for the staff."""
    text = request.POST.get("note", "")
    return _do(
        request, plan, pk, lambda found: services.note(request.user, found, text), _("The note is kept."), mails=False
    )


@require_POST
@plan_page()
def accept_several(request: HttpRequest, plan: Any) -> HttpResponse:
    """Accept the reports that are marked and say that nothing changed."""
    marked = [int(one) for one in request.POST.getlist("report") if one.isdecimal() and len(one) < 19]
    rows = list(reports_of_plan(plan).filter(pk__in=marked[:LISTED], nothing_changed=True).order_by("pk"))
    if any(not _may_edit(request, one) for one in rows):
        raise PermissionDenied
    count = services.accept_unchanged(request.user, rows, site=request.build_absolute_uri("/"))
    if count:
        text = ngettext("%(n)d report was accepted.", "%(n)d reports were accepted.", count)
        messages.success(request, text % {"n": count})
    else:
        messages.info(request, _("Nothing was marked that could be accepted at once."))
    return redirect("monitoring:reports", plan.key)


@require_safe
@plan_page()
def file(request: HttpRequest, plan: Any, pk: int, number: int) -> HttpResponse:
    """Give a file of a report as it was sent."""
    return given(request, _evidence(plan, pk, number))


@require_safe
@plan_page()
def thumbnail(request: HttpRequest, plan: Any, pk: int, number: int) -> HttpResponse:
    """Give the small picture of a photo of a report."""
    return small(request, _evidence(plan, pk, number))


def _do(
    request: HttpRequest,
    plan: Any,
    pk: int,
    act: Callable[[ProgressReport], object],
    said: str,
    *,
    on: bool = False,
    mails: bool = True,
) -> HttpResponse:
    """Do one thing with a report and say so; what is refused leaves what was typed on the page."""
    found = _report(plan, pk)
    if not _may_edit(request, found):
        raise PermissionDenied
    try:
        act(found)
    except Refused as refusal:
        return _show(request, plan, _report(plan, pk), say=refusal.message, status=422)
    messages.success(request, said)
    if mails and services.liaison_to_write(found, timezone.localdate()) is None:
        messages.warning(request, _("Nobody who answers for it has an e-mail: tell them by telephone."))
    following = reports_of_plan(plan).filter(state=ReportState.SENT).exists() if on else False
    return redirect("monitoring:reports", plan.key) if following else redirect("monitoring:report", plan.key, pk)


def _show(
    request: HttpRequest, plan: Any, found: ProgressReport, *, say: str = "", status: int = 200
) -> HttpResponse:
    ground = ground_of(found.assignment)
    may_edit = _may_edit(request, found)
    lines = compared(found, ground)
    return page(
        request,
        "monitoring/review/report.html",
        plan,
        here=SECTION,
        crumbs=_way(plan, title_of(found.assignment)),
        report=found,
        ground=ground,
        title=title_of(found.assignment),
        period=found.assignment.period,
        changed=[line for line in lines if line.changed],
        same=[line for line in lines if not line.changed],
        earlier=what_came(found),
        files=files_of(found),
        dialogue=messages_of(found),
        may_edit=may_edit,
        may_decide=may_edit and found.is_sent and found.state != ReportState.ACCEPTED,
        to_write=services.liaison_to_write(found, timezone.localdate()) if may_edit else None,
        say=say,
        typed={name: request.POST.get(name, "") for name in ("question", "reason", "note", "text")},
        status=status,
    )


def _report(plan: Any, pk: int) -> ProgressReport:
    found = find_report(plan, pk)
    if found is None:
        raise Http404(_("There is no such report in this plan."))
    return found


def _evidence(plan: Any, pk: int, number: int) -> Evidence:
    found = Evidence.objects.filter(report=_report(plan, pk), pk=number).first()
    if found is None:
        raise Http404(_("There is no such file."))
    return found


def _may_edit(request: HttpRequest, found: ProgressReport) -> bool:
    return bool(request.user.has_perm("plan.edit", element_of(found.assignment)))


def _version(request: HttpRequest) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _way(plan: Any, last: str = "") -> list[tuple[str, str]]:
    home = (_("Monitoring"), reverse("monitoring:home", args=[plan.key]))
    if not last:
        return [home, (_("Reports"), "")]
    return [home, (_("Reports"), reverse("monitoring:reports", args=[plan.key])), (last, "")]
