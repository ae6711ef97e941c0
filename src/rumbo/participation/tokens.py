"""What a participant carries instead of an account: a signed session on the phone, and a signed link of their own."""

from __future__ import annotations

from django.core.signing import BadSignature, SignatureExpired, Signer, TimestampSigner

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


#: For how long the links work by which people confirm an e-mail address, in seconds.
CONFIRM_SECONDS = 7 * 24 * 3600
_CONFIRM = TimestampSigner(salt="rumbo.participation.confirm", sep=".")
_SUPPORT = TimestampSigner(salt="rumbo.participation.support", sep=".")


class LinkExpired(Exception):
    """The link was ours but is too old; ``said`` is what it says."""

    def __init__(self, said: tuple[int, str]) -> None:
        super().__init__()
        self.said = said


def confirm_token(proposal: int, address: str) -> str:
    """Return the part of the link that confirms a proposal's e-mail; ``address`` is the digest of that e-mail."""
    return _CONFIRM.sign(f"{proposal}-{address}")


def read_confirm(token: str) -> tuple[int, str] | None:
    """Return (proposal, digest of its e-mail), or None where the token is forged or broken.

    Raises:
        LinkExpired: it is older than seven days.
    """
    return read_timed(_CONFIRM, token)


def support_token(proposal: int, supporter: str, address: str) -> str:
    """Return the part of the link that counts a support: what stands for the supporter, and for their e-mail."""
    return _SUPPORT.sign(f"{proposal}-{supporter}-{address}")


def read_support(token: str) -> tuple[int, str] | None:
    """Return (proposal, "supporter-address"); as `read_confirm`."""
    return read_timed(_SUPPORT, token)


def read_timed(signer: TimestampSigner, token: str) -> tuple[int, str] | None:
    """Return (number, rest) of a signed "number-rest", or None where it is forged or broken.

    Raises:
        LinkExpired: it is older than seven days.
    """
    try:
        return _parts(signer.unsign(token, max_age=CONFIRM_SECONDS))
    except SignatureExpired as late:
        said = _parts(signer.unsign(token))
        if said is None:
            return None
        raise LinkExpired(said) from late
    except BadSignature:
        return None


def _parts(value: str) -> tuple[int, str] | None:
    number, _dash, digest = value.partition("-")
    return (int(number), digest) if number.isdecimal() and digest else None
