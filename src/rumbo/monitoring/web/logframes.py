"""Logframes: those of a plan, and the matrix of one with the checks of its logic."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.core.tables.web import XLSX
from rumbo.monitoring.enums import Purpose
from rumbo.monitoring.models import Logframe
from rumbo.monitoring.prints import logframe as prints
from rumbo.monitoring.queries.logframes import RELATED, Matrix, logframes_of, matrix_of
from rumbo.monitoring.web.access import SECTION, way_to
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page


@require_safe
@plan_page()
def logframes(request: HttpRequest, plan: Any) -> HttpResponse:
    """List the logframes of the plan."""
    return page(
        request,
        "monitoring/logframes.html",
        plan,
        here=SECTION,
        crumbs=way_to(plan, last=_("Logframes")),
        rows=logframes_of(plan),
    )


@require_safe
@plan_page()
def logframe(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show the matrix of a logframe, what its logic lacks, and how to go on."""
    matrix = _matrix(plan, pk)
    found = matrix.logframe
    here = (_("Logframes"), reverse("monitoring:logframes", args=[plan.key]))
    return page(
        request,
        "monitoring/logframe.html",
        plan,
        here=SECTION,
        crumbs=[(_("Monitoring"), reverse(SECTION, args=[plan.key])), here, (found.name, "")],
        matrix=matrix,
        found=found,
        may_edit=request.user.has_perm(found.PERMISSION, found) and found.is_current,
        levels=Purpose.choices,
    )


@require_safe
@plan_page()
def workbook(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Give a logframe as XLSX."""
    matrix = _matrix(plan, pk)
    return file_response(prints.workbook(matrix, plan.name), XLSX, f"{matrix.logframe.key}.xlsx")


@require_safe
@plan_page()
def pdf(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Give a logframe as PDF."""
    matrix = _matrix(plan, pk)
    address = request.build_absolute_uri(reverse("portal:logframe", args=[plan.key, matrix.logframe.key]))
    words = prints.words_of(matrix, plan.name, address)
    return file_response(prints.pdf(words), "application/pdf", f"{matrix.logframe.key}.pdf")


def file_response(content: bytes, media_type: str, name: str) -> HttpResponse:
    """Return a file to keep."""
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _matrix(plan: Any, pk: int) -> Matrix:
    found = Logframe.objects.filter(plan=plan, pk=pk).select_related(*RELATED).first()
    if found is None:
        raise Http404(_("There is no such logframe in this plan."))
    found.plan = plan
    return matrix_of(found)
