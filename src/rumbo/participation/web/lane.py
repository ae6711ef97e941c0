"""The fast lane of votes: what hundreds of phones send at the same moment is answered before it reaches Django.

A vote needs no session, no account and no page. A request to the address of the phones that holds nothing but votes,
and is right in every way, is answered here; every other one goes on to the ordinary view `live:send`, which also says
in words what is wrong. While nothing changed, so is what each phone asks every few seconds (`live:state`).
See docs/decisions/votes-at-once.md.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import lru_cache
from io import BytesIO
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import structlog
from django.conf import settings
from django.db import connection
from django.http.cookie import parse_cookie
from django.http.request import split_domain_port, validate_host
from django.utils import translation

from rumbo.core.errors import Refused
from rumbo.core.web.security import POLICY
from rumbo.participation import acts, tokens
from rumbo.participation.web.phone import fresh_version

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

#: The addresses of `live:send` and `live:state`.
PATH = "/taller/enviar/"
STATE_PATH = "/taller/estado/"
#: The largest body, in bytes, that is read here.
BODY_LIMIT = 64 * 1024
#: As much of a query as is looked at, in characters.
QUERY_LIMIT = 500
log = structlog.get_logger(__name__)
HEADERS = [
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
]


class VotingLane:
    """A WSGI application that answers votes and hands everything else to another one."""

    def __init__(self, application: Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]) -> None:
        self.application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        asked = environ.get("REQUEST_METHOD"), environ.get("PATH_INFO")
        try:
            if asked == ("POST", PATH):
                answer = _answer(environ)
                if answer is not None:
                    length = ("Content-Length", str(len(answer)))
                    start_response("200 OK", [*HEADERS, ("Content-Type", "application/json"), length])
                    return [answer]
            elif asked == ("GET", STATE_PATH) and _is_unchanged(environ):
                start_response("204 No Content", HEADERS)
                return []
        except Exception:
            log.warning("lane_left", path=asked[1], exc_info=True)  # the ordinary view says what people can do
        return self.application(environ, start_response)


def _answer(environ: WSGIEnvironment) -> bytes | None:
    """Return the answer to votes, or None where the ordinary view has to see the request."""
    cookies = parse_cookie(environ.get("HTTP_COOKIE", ""))
    seat = tokens.read_session(cookies.get(tokens.COOKIE, ""))
    if seat is None or not _is_sent_by_our_page(environ):
        return None
    body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    environ["wsgi.input"] = BytesIO(body)  # for the ordinary view
    try:
        sent = acts.read(body)
    except Refused:
        return None
    if not sent or any(act.type != acts.VOTE for act in sent):
        return None
    reader: Any = SimpleNamespace(COOKIES=cookies, META=environ)
    with translation.override(translation.get_language_from_request(reader)):
        answers = acts.perform(*seat, sent)
    return json.dumps({"answers": answers}, ensure_ascii=False).encode()


def _is_unchanged(environ: WSGIEnvironment) -> bool:
    """Whether a phone asks whether anything changed since a version, and nothing did."""
    seat = tokens.read_session(parse_cookie(environ.get("HTTP_COOKIE", "")).get(tokens.COOKIE, ""))
    (known, *_others) = parse_qs(environ.get("QUERY_STRING", "")[:QUERY_LIMIT]).get("v", [""])
    if seat is None or not known or not _is_our_host(environ.get("HTTP_HOST", "")) or not _is_safe_way(environ):
        return False
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()  # as Django does when a request begins
    return bool(known == fresh_version(seat[1]))


def _is_sent_by_our_page(environ: WSGIEnvironment) -> bool:
    """Whether a request meets all conditions that Django and the ordinary view make.

    No other site can send the header ``X-Rumbo`` without being asked first, so it stands for the token against forged
    requests.
    """
    length = environ.get("CONTENT_LENGTH") or ""
    return (
        environ.get("CONTENT_TYPE") == "application/json"
        and environ.get("HTTP_X_RUMBO") == "1"
        and length.isdecimal()
        and int(length) <= BODY_LIMIT
        and _is_our_host(environ.get("HTTP_HOST", ""))
        and _is_safe_way(environ)
    )


@lru_cache(100)
def _is_our_host(host: str) -> bool:
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def _is_safe_way(environ: WSGIEnvironment) -> bool:
    """Whether it came over HTTPS, where the site asks for that."""
    if not settings.SECURE_SSL_REDIRECT or environ.get("wsgi.url_scheme") == "https":
        return True
    header = settings.SECURE_PROXY_SSL_HEADER
    return header is not None and environ.get(header[0], "").split(",")[0].strip() == header[1]
