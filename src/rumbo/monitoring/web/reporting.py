"""Reporting by a link: one page, three minutes on a phone, with a script or without it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rumbo.core.errors import Refused
from rumbo.monitoring.models import ProgressReport, ReportLink
from rumbo.monitoring.queries.assignments import assignment_of
from rumbo.monitoring.queries.report_grounds import Ground, ground_of
from rumbo.monitoring.queries.report_page import fields_of, lists_of
from rumbo.monitoring.report_mails import written_in
from rumbo.monitoring.services import own_links, reports
from rumbo.monitoring.services.report_checks import Checked, cleaned
from rumbo.monitoring.web.link_page import link_page, of_report, wants_json
from rumbo.monitoring.web.report_files import count_files
from rumbo.monitoring.web.report_form import context_of
from rumbo.participation import limits

#: What a link may save and send in an hour, and how many mails with links it may ask for.
SAVES, SENDS, MAILS = 1500, 200, 3


@require_http_methods(["GET", "HEAD", "POST"])
@link_page
def start(request: HttpRequest, token: str, link: ReportLink) -> HttpResponse:
    """Show the report, and take it; a link without a report shows the list of what its person owes."""
    if link.assignment_id is None:
        return _listed(request, token, link)
    if request.method == "POST":
        return _take(request, token, link)
    _opened(link)
    report, ground = _report(link)
    return _show(request, token, link, report, ground)


@require_POST
@link_page
def draft(request: HttpRequest, token: str, link: ReportLink) -> HttpResponse:
    """Keep what is typed; scripts alone ask."""
    of_report(link)
    return _answered(link, lambda: _saved(reports.save_draft(link, request.POST, version=_version(request))))


@require_POST
@link_page
def unchanged(request: HttpRequest, token: str, link: ReportLink) -> HttpResponse:
    """Report that nothing changed, or take that back."""
    of_report(link)
    act = reports.undo_nothing_changed if request.POST.get("act") == "undo" else reports.nothing_changed
    return _do(request, token, link, lambda: act(link))


@require_POST
@link_page
def answer(request: HttpRequest, token: str, link: ReportLink) -> HttpResponse:
    """Answer the question about the report."""
    of_report(link)
    return _do(request, token, link, lambda: reports.answer(link, request.POST.get("answer", "")))


@require_POST
@link_page
def mail_links(request: HttpRequest, token: str, link: ReportLink) -> HttpResponse:
    """Mail the links to what is owed to the liaison's own address."""
    if link.assignment_id is not None:
        raise Http404(_("There is nothing at this address."))
    try:
        message = _("The links were sent already. Look for the mail, in the folder of unwanted mail too.")
        limits.count("report-links", str(link.pk), MAILS, limits.HOUR, message)
        count = own_links.mail_links(link, site=request.build_absolute_uri("/"))
    except Refused as refusal:
        return _listed(request, token, link, say=refusal.message, status=422)
    return redirect(f"{reverse('report:start', args=[token])}?enviadas={count}")


@require_POST
@link_page
def language(request: HttpRequest, token: str, link: ReportLink) -> HttpResponse:
    """Write to the liaison in another language from now on, and show them the pages in it on this device."""
    code = request.POST.get("language", "")
    try:
        _count(link)
        own_links.write_in(link, code)
    except Refused as refusal:
        if link.assignment_id is None:
            return _listed(request, token, link, say=refusal.message, status=422)
        report, ground = _report(link)
        return _show(request, token, link, report, ground, say=refusal.message, status=422)
    response = redirect(f"{reverse('report:start', args=[token])}?idioma={code}")
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        path=settings.LANGUAGE_COOKIE_PATH,
        domain=settings.LANGUAGE_COOKIE_DOMAIN,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return response


def _listed(request: HttpRequest, token: str, link: ReportLink, *, say: str = "", status: int = 200) -> HttpResponse:
    _opened(link)
    owed, reported = lists_of(link.liaison, timezone.localdate())
    context = {
        "token": token,
        "link": link,
        "liaison": link.liaison,
        "shown_plan": link.liaison.plan,
        "owed": owed,
        "reported": reported,
        "mailed": "enviadas" in request.GET,
        "written_in": written_in(link.liaison),
        "chosen": "idioma" in request.GET,
        "say": say,
    }
    return render(request, "monitoring/report/list.html", context, status=status)


def _take(request: HttpRequest, token: str, link: ReportLink) -> HttpResponse:
    """Take a whole form, with its files where no script sent them before."""
    if wants_json(request):
        return _answered(link, lambda: _sent(token, _send(request, link)))
    try:
        _count(link)
        refused = _files(request, link)
        if request.POST.get("act") == "later":
            reports.save_draft(link, request.POST, version=_version(request))
            return redirect(f"{reverse('report:start', args=[token])}?guardado=1")
        if refused:
            reports.save_draft(link, request.POST, version=_version(request))
            raise Refused(refused)
        _send(request, link)
    except reports.NotSent as unsent:
        return _again(request, token, link, say=unsent.message, checked=unsent.checked)
    except reports.Overtaken as overtaken:
        return _again(request, token, link, say=overtaken.message, status=409)
    except Refused as refusal:
        return _again(request, token, link, say=refusal.message)
    return redirect("report:start", token)


def _files(request: HttpRequest, link: ReportLink) -> str:
    """Add the files of a form that came without a script; return what is wrong with those that are not taken."""
    refused = []
    for one in request.FILES.getlist("evidence"):
        try:
            count_files(link)
            reports.add_evidence(link, one, one.name or "")
        except Refused as refusal:
            refused.append(refusal.message)
    return " ".join(refused)


def _again(
    request: HttpRequest,
    token: str,
    link: ReportLink,
    *,
    say: str,
    checked: Checked | None = None,
    status: int = 422,
) -> HttpResponse:
    """Show the form once more with all that was typed, what is wrong with it, and what another device wrote."""
    report, ground = _report(link)
    try:
        typed = cleaned(request.POST)
    except Refused:
        typed = {name: str(text) for name, text in request.POST.items()}
    return _show(request, token, link, report, ground, typed=typed, say=say, checked=checked, status=status)


def _do(request: HttpRequest, token: str, link: ReportLink, act: Any) -> HttpResponse:
    """Do one thing, and lead back to the report; scripts get JSON."""
    if wants_json(request):
        return _answered(link, lambda: _sent(token, _counted(link, act)))
    try:
        _count(link)
        _counted(link, act)
    except Refused as refusal:
        report, ground = _report(link)
        said = request.POST.get("answer", "")
        return _show(request, token, link, report, ground, say=refusal.message, answer=said, status=422)
    return redirect("report:start", token)


def _answered(link: ReportLink, act: Any) -> JsonResponse:
    """Do one thing for a script, and say what became of it."""
    try:
        _count(link)
        return JsonResponse(act())
    except reports.NotSent as unsent:
        report, _ground = _report(link)
        found = {"say": unsent.message, "errors": unsent.checked.errors, "asks": unsent.checked.asks}
        return JsonResponse(found | {"version": report.version}, status=422)
    except reports.Overtaken as overtaken:
        report, ground = _report(link)
        fields = fields_of(report, ground, timezone.localdate())
        return JsonResponse({"say": overtaken.message, "version": report.version, "fields": fields}, status=409)
    except limits.TooMany as refusal:
        return JsonResponse({"say": refusal.message}, status=429)
    except Refused as refusal:
        return JsonResponse({"say": refusal.message}, status=423)


def _saved(report: ProgressReport) -> dict[str, Any]:
    return {"version": report.version, "at": time_format(timezone.localtime(), "H:i")}


def _sent(token: str, report: ProgressReport) -> dict[str, Any]:
    return _saved(report) | {"next": reverse("report:start", args=[token])}


def _show(
    request: HttpRequest,
    token: str,
    link: ReportLink,
    report: ProgressReport,
    ground: Ground,
    *,
    typed: Mapping[str, str] | None = None,
    say: str = "",
    answer: str = "",
    checked: Checked | None = None,
    status: int = 200,
) -> HttpResponse:
    today = timezone.localdate()
    context = context_of(report, ground, today, typed=typed, checked=checked, overtaken=status == 409)
    context |= {
        "token": token,
        "link": link,
        "liaison": link.liaison,
        "shown_plan": link.liaison.plan,
        "say": say,
        "answer": answer,
        "saved": "guardado" in request.GET,
        "written_in": written_in(link.liaison),
        "chosen": "idioma" in request.GET,
        "file_refused": "archivo" in request.GET,
        "correcting": _is_correcting(request, report) or bool(say),
        "limit": settings.UPLOAD_LIMIT // (1024 * 1024),
        "limit_bytes": settings.UPLOAD_LIMIT,
    }
    return render(request, "monitoring/report/page.html", context, status=status)


def _is_correcting(request: HttpRequest, report: ProgressReport) -> bool:
    """Whether somebody corrects what was sent: now, or before and did not send it."""
    unsent = report.is_sent and report.draft_at is not None
    return not report.nothing_changed and ("corregir" in request.GET or unsent)


def _report(link: ReportLink) -> tuple[ProgressReport, Ground]:
    """Return the report of a link with what it is read beside; where nothing was typed yet, one that is not saved."""
    assignment = assignment_of(link)
    report = getattr(assignment, "report", None) or ProgressReport(assignment=assignment)
    report.assignment = assignment
    return report, ground_of(assignment)


def _opened(link: ReportLink) -> None:
    """Keep when the link was last opened, to the minute."""
    now = timezone.now()
    if link.opened_at is None or now - link.opened_at > datetime.timedelta(minutes=1):
        ReportLink.objects.filter(pk=link.pk).update(opened_at=now)


def _count(link: ReportLink) -> None:
    message = _("A great deal was sent with this link in the last hour. Try again later; nothing was lost.")
    limits.count("report", str(link.pk), SAVES, limits.HOUR, message)


def _send(request: HttpRequest, link: ReportLink) -> ProgressReport:
    sent: ProgressReport = _counted(link, lambda: reports.send(link, request.POST, version=_version(request)))
    return sent


def _counted(link: ReportLink, act: Any) -> Any:
    """Do what stays on record; nobody does it all the time."""
    message = _("A great deal was sent with this link in the last hour. Try again later; nothing was lost.")
    limits.count("report-sent", str(link.pk), SENDS, limits.HOUR, message)
    return act()


def _version(request: HttpRequest) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
