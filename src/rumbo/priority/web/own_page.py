"""The frame of an evaluator's pages: the link opens them, and nothing outside learns of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from rumbo.priority.models import Evaluator
from rumbo.priority.queries.own import Sitting
from rumbo.priority.web.access import get_evaluator

View = Callable[..., HttpResponse]


def own_page(view: View) -> View:
    """Hand a view the evaluator whose link it is; answer 404 with a sentence where the link is broken."""

    @never_cache
    @wraps(view)
    def answered(request: HttpRequest, token: str, **named: Any) -> HttpResponse:
        evaluator: Evaluator | None = None
        try:
            evaluator = get_evaluator(token)
            response = view(request, token, evaluator, **named)
        except Http404 as missing:
            if request.headers.get("X-Rumbo") == "1":
                return private(JsonResponse({"say": str(missing)}, status=404))
            context = {"sentence": str(missing), "token": token if evaluator is not None else ""}
            response = render(request, "priority/own_missing.html", context, status=404)
        return private(response)

    return answered


def frame(token: str, sitting: Sitting) -> dict[str, Any]:
    """Return what the frame of every page of an evaluator shows."""
    plan = sitting.round.plan
    return {
        "token": token,
        "sitting": sitting,
        "evaluator": sitting.evaluator,
        "round": sitting.round,
        "delphi": sitting.delphi,
        "shown_plan": plan,
        "is_public": plan.is_public,
    }


def private(response: HttpResponse) -> HttpResponse:
    """Keep the address out of search engines and of other sites' logs.

    Other sites are never told where somebody comes from; this one is, since forms are checked by it.
    """
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
