"""What somebody said at a workshop, and its thread into the plan."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.participation.queries.contributions import find_public
from rumbo.participation.queries.courses import course_of
from rumbo.portal.web.access import get_plan
from rumbo.portal.web.kept import kept
from rumbo.portal.web.page import list_page, section_trail


@require_safe
@kept
def contribution(request: HttpRequest, plan_key: str, pk: int) -> HttpResponse:
    """Show a contribution: said, merged with, adopted as, and what that is now. Nobody is named."""
    plan = get_plan(request, plan_key)
    found = find_public(plan, pk)
    if found is None:
        sentence = _("This contribution is not public: its exercise is still going on, or it was hidden.")
        return render(request, "404.html", {"plan": plan, "sentence": sentence}, status=404)
    above = (
        section_trail(plan, _("Participation"), "portal:participation"),
        section_trail(plan, _("Contributions"), "portal:contributions"),
    )
    return list_page(
        request,
        "contribution",
        plan,
        here=found.text if len(found.text) <= 60 else f"{found.text[:57].rstrip()}…",
        above=above,
        section="participation",
        course=course_of(found),
        may_adopt=request.user.has_perm("participation.facilitate", found),
    )
