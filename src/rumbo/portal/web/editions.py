"""The plan's published editions."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.plan.editions import canonical
from rumbo.plan.queries.editions import editions_of, find_edition
from rumbo.portal.web.access import get_plan
from rumbo.portal.web.kept import kept
from rumbo.portal.web.page import found, list_page, section_trail


@require_safe
@kept
def editions(request: HttpRequest, plan_key: str) -> HttpResponse:
    """List the editions, newest first."""
    plan = get_plan(request, plan_key)
    return list_page(request, "editions", plan, here=_("Editions"), section="plan", editions=editions_of(plan))


@require_safe
@kept
def edition(request: HttpRequest, plan_key: str, number: int) -> HttpResponse:
    """Show an edition: its date, what changed, its checksum, and where to download it."""
    plan = get_plan(request, plan_key)
    shown = found(find_edition(plan, number))
    above = (section_trail(plan, _("Editions"), "portal:editions"),)
    return list_page(
        request,
        "edition",
        plan,
        here=_("Edition %(number)d") % {"number": shown.number},
        above=above,
        section="plan",
        edition=shown,
    )


@require_safe
def edition_file(request: HttpRequest, plan_key: str, number: int) -> HttpResponse:
    """Give an edition's content as the very bytes that its checksum is of."""
    plan = get_plan(request, plan_key)
    shown = found(find_edition(plan, number, content=True))
    name = f"{plan.key}-{shown.number}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(canonical(shown.content), content_type="application/json", headers=headers)
