"""Who somebody without an account is: the signed cookie that their phone keeps since they joined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import NoReverseMatch, reverse

from rumbo.participation import tokens
from rumbo.participation.queries.live import seat

if TYPE_CHECKING:
    from rumbo.participation.models import Participant


def identity(request: HttpRequest) -> tuple[int, int] | None:
    """Return the (participant, table) that the cookie names; None where it is missing, forged or broken."""
    return tokens.read_session(request.COOKIES.get(tokens.COOKIE, ""))


def seated(request: HttpRequest) -> Participant | None:
    """Return the participant that the cookie names, as they are now, with their table; None where there is none."""
    named = identity(request)
    return seat(*named) if named is not None else None


def remember(response: HttpResponseBase, participant: Participant) -> None:
    """Let the phone keep who it is. Joining another table takes the place of the one before."""
    response.set_cookie(
        tokens.COOKIE,
        tokens.session_token(participant.pk, participant.table_id),
        max_age=tokens.COOKIE_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def own_link(request: HttpRequest, participant: Participant) -> str:
    """Return the whole address of what became of what they said; empty where the site has no such page."""
    try:
        path = reverse("live:mine", args=[tokens.link_token(participant.pk)])
    except NoReverseMatch:
        return ""
    return whole_address(request, path)


def whole_address(request: HttpRequest, path: str) -> str:
    """Return an address that works outside of this page: at the site's own address where it is set."""
    return f"{settings.BASE_URL}{path}" if settings.BASE_URL else request.build_absolute_uri(path)
