"""What keeps a page to itself, and out of a request what no page can want."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

_POLICY = (
    "default-src 'self'; img-src 'self' data:{images}; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'"
)
#: Charsets in which any bytes are text.
_CHARSETS = frozenset({"utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "latin-1", "latin1", "windows-1252"})
POLICY = _POLICY.format(images="")


def policy(tiles: str) -> str:
    """Return the policy; pictures may come from the host that the address of the maps' background names, too."""
    parts = urlsplit(tiles.replace("{s}", "*"))
    return _POLICY.format(images=f" {parts.scheme}://{parts.netloc}" if tiles else "")


class ContentSecurityPolicy:
    """Adds a content security policy under which no page fetches from outside or runs inline scripts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.policy = policy(settings.TILES_URL)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request with the header added."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        return response


class RequestLimit:
    """Refuses what is larger than all files of an import together, before anything of it is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 413 where the request says that it is too large; the server reads no more than it says."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > settings.REQUEST_LIMIT:
            message = _("All files together may have %(limit)d MB at most. Send them a few at a time.")
            text = message % {"limit": settings.REQUEST_LIMIT // (1024 * 1024)}
            return HttpResponse(text, status=413, content_type="text/plain; charset=utf-8")
        return self.get_response(request)


class OneCharset:
    """Refuses requests in other charsets than pages have: decoded as some, they are no text, or half a sign."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 415 where the request names one."""
        if request.encoding and request.encoding.lower() not in _CHARSETS:
            text = _("Send forms in UTF-8, as the pages of this site do.")
            return HttpResponse(text, status=415, content_type="text/plain; charset=utf-8")
        return self.get_response(request)


class WithoutNul:
    """Takes the character NUL out of addresses and forms: it is of no text, and PostgreSQL takes none with it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request without it in the address."""
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.GET = _without_nul(request.GET)  # type: ignore[assignment]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Take it out of a form, which is read by now."""
        if request.method == "POST" and any("\0" in text for texts in request.POST.lists() for text in texts[1]):
            request.POST = _without_nul(request.POST)  # type: ignore[assignment]


def _without_nul(data: QueryDict) -> QueryDict:
    found = QueryDict(mutable=True)
    for name, texts in data.lists():
        found.setlist(name, [text.replace("\0", "") for text in texts])
    found._mutable = False
    return found
