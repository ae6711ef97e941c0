"""What a participant carries instead of an account: a signed session on the phone, and a signed link of their own."""

from __future__ import annotations

from django.core.signing import BadSignature, Signer

#: Name of the cookie, and how long it lasts: a workshop, the next one, and the years until the plan answers.
COOKIE = "rumbo_mesa"
COOKIE_SECONDS = 400 * 24 * 3600
_SESSION = Signer(salt="rumbo.participation.session")
_LINK = Signer(salt="rumbo.participation.link")


def session_token(participant: int, table: int) -> str:
    """Return what the phone keeps: the participant and the table, signed."""
    return _SESSION.sign(f"{participant}.{table}")


def read_session(token: str) -> tuple[int, int] | None:
    """Return (participant, table), or None where the token is forged or broken."""
    try:
        participant, _dot, table = _SESSION.unsign(token).partition(".")
        return int(participant), int(table)
    except (BadSignature, ValueError):
        return None


def link_token(participant: int) -> str:
    """Return the part of a participant's own link that shows what became of what they said."""
    return _LINK.sign(str(participant)).replace(":", "-", 1)


def read_link(token: str) -> int | None:
    """Return the participant of a link, or None where it is forged or broken."""
    try:
        return int(_LINK.unsign(token.replace("-", ":", 1)))
    except (BadSignature, ValueError):
        return None
