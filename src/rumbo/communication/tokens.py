"""What the links in mails to followers carry instead of an account; each opens what its own subscription may."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.signing import BadSignature, SignatureExpired, Signer, TimestampSigner

if TYPE_CHECKING:
    from rumbo.communication.models import Preference, Subscription

#: For how long the links work by which people confirm that they follow something, in seconds.
CONFIRM_SECONDS = 7 * 24 * 3600
#: Between the parts of a token: what nobody has to escape in an address.
_SEP = "~"
_CONFIRM = TimestampSigner(salt="rumbo.communication.confirm", sep=_SEP)
_FOLLOW = Signer(salt="rumbo.communication.follow", sep=_SEP)
_ADDRESS = Signer(salt="rumbo.communication.announcements", sep=_SEP)


class LinkTooOld(Exception):
    """The link was ours, and its days are over."""


def confirm_token(subscription: Subscription) -> str:
    """Return the part of the link by which the owner of an address confirms that they follow something."""
    return _CONFIRM.sign(_named(subscription))


def read_confirm(token: str) -> tuple[int, str] | None:
    """Return (subscription, secret) of such a link, or None where it is forged or broken.

    Raises:
        LinkTooOld: it is older than seven days.
    """
    try:
        return _parts(_CONFIRM.unsign(token, max_age=CONFIRM_SECONDS))
    except SignatureExpired as late:
        raise LinkTooOld from late
    except BadSignature:
        return None


def follow_token(subscription: Subscription) -> str:
    """Return the part of the links by which a follower ends what they follow, and sees all of it."""
    return _FOLLOW.sign(_named(subscription))


def read_follow(token: str) -> tuple[int, str] | None:
    """Return (subscription, secret) of such a link, or None where it is forged or broken."""
    try:
        return _parts(_FOLLOW.unsign(token))
    except BadSignature:
        return None


def address_token(preference: Preference) -> str:
    """Return the part of the link by which an address takes announcements no more, whether it follows or not."""
    return _ADDRESS.sign(str(preference.pk))


def read_address(token: str) -> int | None:
    """Return the preference of such a link, or None where it is forged or broken."""
    try:
        number = _ADDRESS.unsign(token)
    except BadSignature:
        return None
    return int(number) if number.isdecimal() else None


def _named(subscription: Subscription) -> str:
    return f"{subscription.pk}.{subscription.secret}"


def _parts(value: str) -> tuple[int, str] | None:
    number, _dot, secret = value.partition(".")
    return (int(number), secret) if number.isdecimal() and secret else None
