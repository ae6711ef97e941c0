"""Pages kept ready between two writes, for visitors who are not signed in."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.utils.translation import get_language

from rumbo.core.queries.revision import revision
from rumbo.portal.web.access import get_plan

#: For how many seconds a page is kept at most, should a write go unnoticed (see `revision`).
KEPT = 60
_TOKEN = re.compile(r'"X-CSRFToken": "(\w+)"')
_PLACE = "<token of the reader>"

View = Callable[..., HttpResponseBase]


def kept(view: View) -> View:
    """Answer visitors without a session from the page made for the one before, until something is written.

    The view takes a request and the key of a plan, then whatever else. Whether the plan may be seen is asked each
    time; pages of plans that are not public or for people signed in, files and parts of pages are never kept. The
    token against forged requests is each reader's own.
    """

    @wraps(view)
    def answer(request: HttpRequest, plan_key: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not _is_plain(request) or not get_plan(request, plan_key).is_public:
            return view(request, plan_key, *args, **kwargs)
        pages = caches["pages"]
        name = _name(revision(), get_language() or "", request.get_full_path())
        found: tuple[str, str] | None = pages.get(name)
        if found is not None:
            text = found[0].replace(_PLACE, get_token(request)) if _PLACE in found[0] else found[0]
            return HttpResponse(text, content_type=found[1])
        response = view(request, plan_key, *args, **kwargs)
        if isinstance(response, HttpResponse) and response.status_code == 200:
            pages.set(name, (_without_token(response.content.decode()), response.headers["Content-Type"]), KEPT)
        return response

    return answer


def _name(*parts: str) -> str:
    return sha256(" ".join(parts).encode()).hexdigest()


def _is_plain(request: HttpRequest) -> bool:
    """Whether nothing but the address and the language tells what the page is."""
    own = {settings.SESSION_COOKIE_NAME, "messages"}
    is_page = request.method == "GET" and "format" not in request.GET and "HX-Request" not in request.headers
    return is_page and not own & request.COOKIES.keys()


def _without_token(html: str) -> str:
    token = _TOKEN.search(html)
    return html.replace(token[1], _PLACE) if token else html
