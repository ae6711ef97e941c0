"""A participant's own link: what became of what they said. Whoever has the link sees it; it names nobody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rumbo.participation.models import Participant
from rumbo.participation.queries.courses import courses_of
from rumbo.participation.tokens import read_link


@require_safe
@never_cache
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """Show the course of each contribution of the participant whose link it is."""
    number = read_link(token)
    rows = Participant.objects.select_related("table__workshop", "table__axis", "table__plan")
    participant = rows.filter(pk=number).first() if number is not None else None
    if participant is None:
        sentence = _("This link is not complete. Open it again from where you kept it, with all its letters.")
        return _private(render(request, "404.html", {"sentence": sentence}, status=404))
    plan = participant.table.plan
    courses = courses_of(participant)
    context = {
        "plan": plan if plan.is_public else None,
        "shown_plan": plan,
        "table": participant.table,
        "courses": courses,
        "adopted": sum(1 for course in courses if course.outcomes),
        "is_open": plan.is_public,
    }
    return _private(render(request, "participation/mine.html", context))


def _private(response: HttpResponse) -> HttpResponse:
    """Keep the address out of search engines and of other sites' logs."""
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
