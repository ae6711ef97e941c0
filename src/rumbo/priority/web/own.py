"""Where an evaluator's link leads: what is decided, until when, and how far they are."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rumbo.priority.models import Evaluator
from rumbo.priority.queries.own import own_standings, sitting_of
from rumbo.priority.web.own_page import own_page


@require_safe
@own_page
def start(request: HttpRequest, token: str, evaluator: Evaluator) -> HttpResponse:
    """Show who they are, what is decided, until when, how far they are, and what becomes of what they say."""
    sitting = sitting_of(evaluator)
    standings = own_standings(sitting)
    return render(request, "priority/own_start.html", {"token": token, "sitting": sitting, "standings": standings})
