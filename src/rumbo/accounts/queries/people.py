"""Finding people."""

from __future__ import annotations

from rumbo.accounts.models import User


def find_person(email: str) -> User | None:
    """Return the account with this address, in any case, or None."""
    return User.objects.filter(email=email.strip().lower()).first()
