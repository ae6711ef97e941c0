"""Typing a report in for somebody who told it by telephone or on paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rumbo.core.errors import Refused
from rumbo.monitoring.enums import PeriodState, ReportState
from rumbo.monitoring.models import ProgressReport
from rumbo.monitoring.queries.assignments import assignments_of, title_of
from rumbo.monitoring.queries.report_grounds import element_of, ground_of
from rumbo.monitoring.services import reports
from rumbo.monitoring.services.report_checks import Checked, cleaned
from rumbo.monitoring.web.access import SECTION, get_assignment
from rumbo.monitoring.web.report_form import context_of
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def type_in(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Type a report in; it is sent as if by its link, with the name of who typed it."""
    assignment = assignments_of().get(pk=get_assignment(plan, pk).pk)
    if not request.user.has_perm("plan.edit", element_of(assignment)):
        raise PermissionDenied
    report = getattr(assignment, "report", None) or ProgressReport(assignment=assignment)
    report.assignment = assignment
    say, checked = "", None
    if request.method == "POST":
        unchanged = bool(request.POST.get("unchanged"))
        told_by = request.POST.get("told_by", "")
        try:
            made = reports.type_in(request.user, assignment, request.POST, unchanged=unchanged, told_by=told_by)
        except reports.NotSent as unsent:
            say, checked = unsent.message, unsent.checked
        except Refused as refusal:
            say = refusal.message
        else:
            messages.success(request, _("The report is typed in. You can accept it now."))
            return redirect("monitoring:report", plan.key, made.pk)
    return _show(request, plan, report, say, checked)


def _show(request: HttpRequest, plan: Any, report: ProgressReport, say: str, checked: Checked | None) -> HttpResponse:
    assignment = report.assignment
    typed: dict[str, str] | None = None
    if request.method == "POST":
        try:
            typed = cleaned(request.POST)
        except Refused:
            typed = {name: str(text) for name, text in request.POST.items()}
    shown = context_of(report, ground_of(assignment), timezone.localdate(), typed=typed, checked=checked)
    title = title_of(assignment)
    crumbs = [
        (_("Monitoring"), reverse("monitoring:home", args=[plan.key])),
        (_("Reports"), reverse("monitoring:reports", args=[plan.key])),
        (title, reverse("monitoring:assignment", args=[plan.key, assignment.pk])),
        (_("Type a report in"), ""),
    ]
    shown |= {
        "assignment": assignment,
        "title": title,
        "say": say,
        "told_by": request.POST.get("told_by", ""),
        "unchanged": bool(request.POST.get("unchanged")),
        "is_taken": assignment.period.phase == PeriodState.OPEN and report.state != ReportState.ACCEPTED,
    }
    return page(
        request,
        "monitoring/review/type_in.html",
        plan,
        here=SECTION,
        crumbs=crumbs,
        status=422 if say else 200,
        **shown,
    )
