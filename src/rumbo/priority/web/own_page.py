"""The frame of an evaluator's pages: the link opens them, and nothing outside learns of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from rumbo.priority.web.access import get_evaluator

View = Callable[..., HttpResponse]


def own_page(view: View) -> View:
    """Hand a view the evaluator whose link it is; answer 404 with a sentence where the link is broken."""

    @never_cache
    @wraps(view)
    def answered(request: HttpRequest, token: str, **named: Any) -> HttpResponse:
        try:
            response = view(request, token, get_evaluator(token), **named)
        except Http404 as missing:
            response = render(request, "404.html", {"sentence": str(missing)}, status=404)
        return private(response)

    return answered


def private(response: HttpResponse) -> HttpResponse:
    """Keep the address out of search engines and of other sites' logs.

    To other sites nothing is said of where somebody comes from; to this one it is, since forms are checked by it.
    """
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
