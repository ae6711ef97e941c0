"""How signing in differs from the library's own way."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from rumbo.accounts.web.language import remember_language


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an administrator, never by signing up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up."""
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """Users have no name to sign in with but their address."""

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Leave wrong passwords to django-axes; the library counts only wrong codes of the second step."""

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the address of the link in the mail: of the public address, whatever host the request named."""
        asked: str = super().get_reset_password_from_key_url(key)
        return f"{settings.BASE_URL}{urlsplit(asked).path}" if settings.BASE_URL else asked

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Show the pages in the language that the person chose in their profile."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return remember_language(response, user.language)
