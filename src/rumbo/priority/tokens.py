"""What an evaluator carries instead of an account: a signed link of their own."""

from __future__ import annotations

from django.core.signing import BadSignature, Signer

_LINK = Signer(salt="rumbo.priority.evaluator")


def link_token(evaluator: int, secret: str) -> str:
    """Return the part of an evaluator's link; ``secret`` is theirs, so that the link can be renewed."""
    return _LINK.sign(f"{evaluator}.{secret}").replace(":", "-", 1)


def read_link(token: str) -> tuple[int, str] | None:
    """Return (evaluator, secret) of a link, or None where it is forged or broken."""
    try:
        number, _dot, secret = _LINK.unsign(token.replace("-", ":", 1)).partition(".")
        return int(number), secret
    except (BadSignature, ValueError):
        return None
