"""Whose wrong passwords are counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest


def attempted_address(request: HttpRequest | None, credentials: Mapping[str, Any] | None = None) -> str:
    """Return the address that somebody tries to sign in with, in lower case, for django-axes.

    The sign-in page, its library and the administration each name the field in their own way.
    """
    given = credentials or {}
    posted = request.POST if request is not None else {}
    found = given.get("email") or given.get("username") or posted.get("login") or posted.get("username") or ""
    return str(found).strip().lower()
