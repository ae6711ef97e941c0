"""The projector of a table: how to join, what is open, and what comes of it while it happens."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rumbo.participation.exercises import kind_of, part
from rumbo.participation.models import Table
from rumbo.participation.qr import code_of
from rumbo.participation.queries.live import (
    clean_code,
    counts,
    current_exercise,
    people_at,
    screen_version,
    table_with_code,
)
from rumbo.participation.web.codes import is_guessing, wrong_codes
from rumbo.participation.web.phone import shared_results
from rumbo.participation.web.session import whole_address


@never_cache
@require_safe
def screen(request: HttpRequest, code: str) -> HttpResponse:
    """Show the projector of the table with a code. Whoever knows the code may see it: it is on the wall."""
    table = _table(request, code)
    if table.code != code:
        return redirect("live:screen", table.code)
    address = whole_address(request, reverse("live:join", args=[table.code]))
    short = whole_address(request, reverse("live:enter"))
    context = _context(request, table) | {
        "address": address,
        "short_address": short.partition("://")[2].rstrip("/"),
        "qr": code_of(address),
    }
    return render(request, "participation/screen.html", context)


@never_cache
@require_safe
def screen_state(request: HttpRequest, code: str) -> HttpResponse:
    """Answer 204 while nothing changed since version ``v`` (one query), else the part of the page that is alive.

    Whoever guesses codes hears that nothing changed, whichever code it is.
    """
    if is_guessing(request) or (request.GET.get("v") and request.GET["v"] == screen_version(code)):
        return HttpResponse(status=204)
    return render(request, "participation/_screen.html", _context(request, _table(request, code)))


def _table(request: HttpRequest, code: str) -> Table:
    """Return the table with a code, or answer 404; to whoever guesses always."""
    table = table_with_code(clean_code(code)) if not is_guessing(request) else None
    if table is None:
        wrong_codes(request)
        raise Http404
    return table


def _context(request: HttpRequest, table: Table) -> dict[str, Any]:
    version = screen_version(table.code)
    exercise = current_exercise(table.pk)
    context: dict[str, Any] = {
        "table": table,
        "version": version,
        "exercise": exercise,
        "people": people_at(table),
    }
    if exercise is None:
        return context
    said, answered = counts(exercise)
    results = shared_results(request, exercise, version)
    context |= {
        "version": version if results is not None else "",  # ask again
        "said": said,
        "answered": answered,
        "says": kind_of(exercise).says,
        "votes": kind_of(exercise).votes,
        "body": "",
        "results": results,
    }
    module = part(exercise, "screen")
    if module is not None:
        context["body"] = f"participation/{exercise.type}/screen.html"
        context |= module.context(exercise)
    return context
