"""The logframe of a programme or project in public, with its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from rumbo.core.links import public_url
from rumbo.core.tables.web import XLSX
from rumbo.monitoring.prints import logframe as prints
from rumbo.monitoring.queries.logframes import Matrix, find_logframe, matrix_of
from rumbo.monitoring.web.logframes import file_response
from rumbo.portal.web.access import get_plan
from rumbo.portal.web.kept import kept
from rumbo.portal.web.page import element_page, found

if TYPE_CHECKING:
    from rumbo.plan.models import Plan


@require_safe
@kept
def logframe(request: HttpRequest, plan_key: str, key: str) -> HttpResponseBase:
    """Show the matrix of a logframe."""
    plan, matrix = _matrix(request, plan_key, key)
    owner = matrix.logframe.owner
    return element_page(request, plan, matrix.logframe, (owner,), section="projects", matrix=matrix)


@require_safe
def workbook(request: HttpRequest, plan_key: str, key: str) -> HttpResponseBase:
    """Give a logframe as XLSX."""
    plan, matrix = _matrix(request, plan_key, key)
    return file_response(prints.workbook(matrix, plan.name), XLSX, f"{key}.xlsx")


@require_safe
def pdf(request: HttpRequest, plan_key: str, key: str) -> HttpResponseBase:
    """Give a logframe as PDF."""
    plan, matrix = _matrix(request, plan_key, key)
    address = request.build_absolute_uri(public_url(matrix.logframe, plan.key))
    return file_response(prints.pdf(prints.words_of(matrix, plan.name, address)), "application/pdf", f"{key}.pdf")


def _matrix(request: HttpRequest, plan_key: str, key: str) -> tuple[Plan, Matrix]:
    plan = get_plan(request, plan_key)
    return plan, matrix_of(found(find_logframe(plan, key)))
