"""Photos and files under a liaison's link: of its own report alone."""

from __future__ import annotations

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rumbo.core.errors import Refused
from rumbo.core.uploads import type_of
from rumbo.core.web.files import file_response
from rumbo.monitoring.models import Evidence, ProgressReport, ReportLink
from rumbo.monitoring.queries.report_page import find_evidence
from rumbo.monitoring.services.reports import add_evidence, take_evidence_back
from rumbo.monitoring.web.link_page import link_page, of_report, wants_json
from rumbo.participation import limits

#: Files that a link sends in an hour.
FILES = 60


@require_POST
@link_page
def add(request: HttpRequest, token: str, link: ReportLink) -> HttpResponse:
    """Take a photo or file. Scripts get JSON: the line that shows it, or why it was not taken."""
    of_report(link)
    given = request.FILES.get("evidence")
    try:
        count_files(link)
        if given is None:
            raise Refused(_("No file came: choose it and send it again."))
        made = add_evidence(link, given, given.name or "", caption=request.POST.get("caption", ""))
    except Refused as refusal:
        if wants_json(request):
            return JsonResponse({"say": refusal.message}, status=422)
        return redirect(f"{reverse('report:start', args=[token])}?archivo=no")
    if wants_json(request):
        context = {"one": made, "token": token, "may_change": True}
        return JsonResponse({"pk": made.pk, "html": render_to_string("monitoring/report/_evidence.html", context)})
    return redirect(f"{reverse('report:start', args=[token])}#evidencia")


@require_POST
@link_page
def take_back(request: HttpRequest, token: str, link: ReportLink, pk: int) -> HttpResponse:
    """Take a file back."""
    try:
        take_evidence_back(link, _evidence(link, pk))
    except Refused as refusal:
        if wants_json(request):
            return JsonResponse({"say": refusal.message}, status=422)
    if wants_json(request):
        return JsonResponse({"pk": pk})
    return redirect(f"{reverse('report:start', args=[token])}#evidencia")


@require_safe
@link_page
def file(request: HttpRequest, token: str, link: ReportLink, pk: int) -> HttpResponse:
    """Give a file of the report as it was sent."""
    return given(request, _evidence(link, pk))


@require_safe
@link_page
def thumbnail(request: HttpRequest, token: str, link: ReportLink, pk: int) -> HttpResponse:
    """Give the small picture of a photo of the report."""
    return small(request, _evidence(link, pk))


def given(request: HttpRequest, one: Evidence) -> HttpResponse:
    """Give a file so that nothing in it can act as a page of this site."""
    answer: Any = file_response(request, one.file.name or "", type_of(one.media_type), name=one.name, tag=one.sha256)
    return cast("HttpResponse", answer)


def small(request: HttpRequest, one: Evidence) -> HttpResponse:
    """Give the thumbnail of a picture.

    Raises:
        Http404: it is no picture.
    """
    if not one.thumbnail:
        raise Http404(_("There is no such file."))
    jpeg, tag = type_of("image/jpeg"), f"{one.sha256}-small"
    answer: Any = file_response(request, one.thumbnail.name or "", jpeg, name="miniatura.jpg", tag=tag)
    return cast("HttpResponse", answer)


def count_files(link: ReportLink) -> None:
    """Count a file that a link sends.

    Raises:
        TooMany: it sent more in this hour than anybody does.
    """
    message = _("A great deal was sent with this link in the last hour. Try again later; nothing was lost.")
    limits.count("report-files", str(link.pk), FILES, limits.HOUR, message)


def _evidence(link: ReportLink, pk: int) -> Evidence:
    report = ProgressReport.objects.filter(assignment=link.assignment_id).first() if link.assignment_id else None
    found = find_evidence(report, pk) if report is not None else None
    if found is None:
        raise Http404(_("There is no such file."))
    return found
