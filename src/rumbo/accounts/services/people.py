"""Accounts of people: making one, the link to its password, the profile."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from rumbo.accounts.models import User
from rumbo.core.letters import Letter, post

if TYPE_CHECKING:
    from rumbo.core.actors import Actor


@transaction.atomic
def ensure_account(email: str, name: str = "", language: str = "") -> tuple[User, bool]:
    """Return the account with this address and whether it was made now, without a password yet.

    Whoever calls it has checked that the actor may invite people.

    Raises:
        ValidationError: the address is none.
    """
    address = email.strip().lower()
    validate_email(address)
    found = User.objects.filter(email=address).first()
    if found is not None:
        return found, False
    return User.objects.create_user(address, name=name.strip(), language=language), True


def password_link(user: User, site: str) -> str:
    """Return the address where the person chooses a password; it serves once, for three days."""
    key = default_token_generator.make_token(user)
    path = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), key])
    return f"{settings.BASE_URL or site.rstrip('/')}{path}"


def has_mail_server() -> bool:
    """Whether mails leave the house (otherwise they only go to the log)."""
    delivery: str = settings.MAIL_DELIVERY
    return delivery == "smtp"


def send(user: User, subject: str, body: str, *, plan: int | None = None) -> bool:
    """Write a person a mail about their account, for the work in a plan; False where there is no mail server."""
    if not has_mail_server():
        return False
    post(Letter(user.email, subject, body, kind="account", name=user.name, plan=plan))
    return True


@transaction.atomic
def update_profile(actor: Actor, *, name: str, language: str) -> User:
    """Change the name and the language of one's own account.

    Raises:
        ValidationError: the language is unknown.
    """
    user = User.objects.select_for_update().get(pk=cast("User", actor).pk)
    user.name, user.language = name.strip(), language
    user.clean_fields(exclude=["password", "email"])
    user.save(update_fields=["name", "language"])
    return user
