"""What liaisons carry instead of an account: signed links, each to one report or to the list of what they owe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.signing import BadSignature, Signer

if TYPE_CHECKING:
    from rumbo.monitoring.models import ReportLink

_LINK = Signer(salt="rumbo.monitoring.report", sep=".")


def token_of(link: ReportLink) -> str:
    """Return the part of a link's address that opens it."""
    return _LINK.sign(f"{link.pk}-{link.secret}")


def read_token(token: str) -> tuple[int, str] | None:
    """Return (id of the link, its secret), or None where the token is forged or broken."""
    try:
        number, _dash, secret = _LINK.unsign(token).partition("-")
        return int(number), secret
    except (BadSignature, ValueError):
        return None
