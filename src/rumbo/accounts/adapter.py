"""How signing in differs from the library's own way."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse

from rumbo.accounts.web.language import remember_language


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an administrator, never by signing up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up."""
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """Users have no name to sign in with but their address."""

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Show the pages in the language that the person chose in their profile."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return remember_language(response, user.language)
