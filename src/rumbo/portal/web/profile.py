"""The profile of a project, as a file of one page."""

from __future__ import annotations

from hashlib import sha256

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from rumbo.core.links import public_url
from rumbo.core.queries.revision import revision
from rumbo.portal.web.access import get_plan
from rumbo.portal.web.page import found
from rumbo.portfolio.prints import page as ficha
from rumbo.portfolio.queries.project_parts import parts_of
from rumbo.portfolio.queries.responsibilities import responsibilities_of
from rumbo.portfolio.queries.sheets import find_project

#: For how many seconds the file is kept; its name changes with whatever is written.
KEPT = 3600


@require_safe
def profile(request: HttpRequest, plan_key: str, key: str) -> HttpResponse:
    """Give the profile of a project as PDF."""
    plan = get_plan(request, plan_key)
    project = found(find_project(plan, key))
    address = request.build_absolute_uri(public_url(project, plan.key))
    today = timezone.localdate()
    name = sha256(f"profile {address} {get_language()} {today} {revision()}".encode()).hexdigest()
    made: bytes | None = caches["pages"].get(name)
    if made is None:
        parts = parts_of(project, today)
        responsible = responsibilities_of(project.measure_id)
        made = ficha.pdf(ficha.words_of(project, parts, responsible, plan=plan.name, address=address))
        caches["pages"].set(name, made, KEPT)
    response = HttpResponse(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="ficha-{project.key}.pdf"'
    return response
