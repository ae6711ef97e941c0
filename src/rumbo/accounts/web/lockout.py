"""Whose wrong passwords are counted, and where they come from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

#: Longer addresses are counted by their beginning; the longest that the tables of django-axes hold.
LIMIT = 255


def attempted_address(request: HttpRequest | None, credentials: Mapping[str, Any] | None = None) -> str:
    """Return the address that somebody tries to sign in with, in lower case, for django-axes.

    The sign-in page, its library and the administration each name the field in their own way.
    """
    given = credentials or {}
    posted = request.POST if request is not None else {}
    found = given.get("email") or given.get("username") or posted.get("login") or posted.get("username") or ""
    return str(found).replace("\0", "").strip().lower()[:LIMIT]


def visitor_address(request: HttpRequest) -> str | None:
    """Return the network address of the visitor: behind a proxy the one that it saw, not what the visitor claims."""
    try:
        return str(get_adapter(request).get_client_ip(request))
    except PermissionDenied:  # the library's way to say that there is none
        return None
