"""The fast lane of votes: what hundreds of phones send at the same moment is answered before the rest of Django.

A vote needs no session, no account and no page. A request to the address of the phones that holds nothing but votes,
and is right in every way, is answered here; every other one goes on to the ordinary view, which also says in words
what is wrong. See docs/decisions/votes-at-once.md.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils import translation

from rumbo.core.errors import Refused
from rumbo.core.web.security import POLICY
from rumbo.participation import acts, tokens

if TYPE_CHECKING:
    from django.http import HttpRequest

#: The address of `live:send`.
PATH = "/taller/enviar/"
#: No other site can send this header without being asked first, so it stands for the token against forged requests.
HEADER = "HTTP_X_RUMBO"
#: The largest body, in bytes, that is read here.
BODY_LIMIT = 64 * 1024


class VotingLane:
    """Answers requests that hold nothing but votes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer votes; pass everything else on."""
        if request.path_info == PATH and request.method == "POST":
            answer = _answer(request)
            if answer is not None:
                return answer
        return self.get_response(request)


def _answer(request: HttpRequest) -> HttpResponse | None:
    """Return the answer to votes, or None where the ordinary view has to see the request."""
    request.get_host()  # raises where the site does not answer to that name
    seat = tokens.read_session(request.COOKIES.get(tokens.COOKIE, ""))
    if seat is None or not _is_sent_by_our_page(request):
        return None
    try:
        sent = acts.read(request.body)
    except Refused:
        return None
    if not sent or any(act.type != acts.VOTE for act in sent):
        return None
    with translation.override(translation.get_language_from_request(request)):
        answers = acts.perform(*seat, sent)
    body = json.dumps({"answers": answers}, ensure_ascii=False).encode()
    headers = {"Content-Length": len(body), "Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
    return HttpResponse(body, content_type="application/json", headers=headers)


def _is_sent_by_our_page(request: HttpRequest) -> bool:
    length = request.META.get("CONTENT_LENGTH") or ""
    return (
        request.content_type == "application/json"
        and request.META.get(HEADER) == "1"
        and length.isdecimal()
        and int(length) <= BODY_LIMIT
    )
