"""The profile of a project as a file: on one page, and in full."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import TYPE_CHECKING

from django.core.cache import caches
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from rumbo.core.links import public_url
from rumbo.core.queries.revision import revision
from rumbo.plan.queries.editions import latest_edition
from rumbo.portal.web.access import get_plan
from rumbo.portal.web.page import found
from rumbo.portfolio.prints import page, sheet
from rumbo.portfolio.queries.print_sheets import print_sheets
from rumbo.portfolio.queries.prints import published_print
from rumbo.portfolio.queries.project_parts import parts_of
from rumbo.portfolio.queries.responsibilities import responsibilities_of
from rumbo.portfolio.queries.sheets import find_project
from rumbo.portfolio.web.prints import file_of

if TYPE_CHECKING:
    from rumbo.plan.models import Plan
    from rumbo.portfolio.models import Project

#: For how many seconds the file is kept; its name changes with whatever is written.
KEPT = 3600


@require_safe
def profile(request: HttpRequest, plan_key: str, key: str) -> HttpResponse:
    """Give the profile of a project as PDF of one page."""
    return _file(request, plan_key, key, "ficha", _page)


@require_safe
def whole_profile(request: HttpRequest, plan_key: str, key: str) -> HttpResponse:
    """Give the whole profile of a project as PDF."""
    return _file(request, plan_key, key, "ficha-completa", _sheet)


@require_safe
def portfolio_file(request: HttpRequest, plan_key: str) -> FileResponse:
    """Give the profiles of the portfolio as one PDF, where the plan offers it."""
    plan = get_plan(request, plan_key)
    return file_of(plan, found(published_print(plan, (get_language() or "es")[:2])))


def _page(plan: Plan, project: Project, address: str) -> bytes:
    parts = parts_of(project, timezone.localdate())
    responsible = responsibilities_of(project.measure_id)
    return page.pdf(page.words_of(project, parts, responsible, plan=plan.name, address=address))


def _sheet(plan: Plan, project: Project, address: str) -> bytes:
    [read] = print_sheets([project], timezone.localdate())
    return sheet.pdf(sheet.words_of(read, plan, address=address, edition=latest_edition(plan)))


def _file(
    request: HttpRequest, plan_key: str, key: str, name: str, make: Callable[[Plan, Project, str], bytes]
) -> HttpResponse:
    """Give a file of a project, made again only when something was written since."""
    plan = get_plan(request, plan_key)
    project = found(find_project(plan, key))
    address = request.build_absolute_uri(public_url(project, plan.key))
    mark = f"{name} {address} {get_language()} {timezone.localdate()} {revision()}"
    kept = sha256(mark.encode()).hexdigest()
    made: bytes | None = caches["pages"].get(kept)
    if made is None:
        made = make(plan, project, address)
        caches["pages"].set(kept, made, KEPT)
    response = HttpResponse(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}-{project.key}.pdf"'
    return response
