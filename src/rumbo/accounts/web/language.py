"""The language a person reads in."""

from __future__ import annotations

from typing import Any, TypeVar, cast

from django.conf import settings
from django.http import HttpResponseBase

R = TypeVar("R", bound=HttpResponseBase)


def remember_language(response: R, language: str) -> R:
    """Let the browser ask for this language from now on; without one it keeps the one it has."""
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=365 * 24 * 3600,
            path=settings.LANGUAGE_COOKIE_PATH,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite=cast("Any", settings.LANGUAGE_COOKIE_SAMESITE),
        )
    return response
