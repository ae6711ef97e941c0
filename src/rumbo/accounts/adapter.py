"""How signing in differs from the library's own way."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from rumbo.accounts.web.language import remember_language
from rumbo.core.letters import Letter, post


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

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the mail as one about an account: its text, which has a secret link, is not kept once it was sent."""
        mail = self.render_mail(template_prefix, email, context)
        html = next((content for content, kind in getattr(mail, "alternatives", []) if kind == "text/html"), "")
        post(Letter(email, mail.subject, mail.body, html, kind="account"))

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Show the pages in the language that the person chose in their profile."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return remember_language(response, user.language)
