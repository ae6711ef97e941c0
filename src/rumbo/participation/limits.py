"""How often the same person or connection may ask for something; counted in each process's memory."""

from __future__ import annotations

from django.core.cache import cache
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.participation.pseudonyms import email_digest, normal_email

HOUR, DAY, MONTH = 3600, 24 * 3600, 30 * 24 * 3600
#: Mails in an hour to an address that nobody confirmed yet, and to one that somebody did.
MAILS_UNKNOWN, MAILS_KNOWN = 3, 30
#: Mails in an hour to an address that somebody wants to follow something with, whoever asks and whatever it follows.
MAILS_TO_FOLLOW = 3
#: Proposals of an e-mail address in a day; proposals and supports from a connection in an hour (a school shares one).
PROPOSALS_A_DAY, FROM_CONNECTION = 20, 300
#: Parts of profiles that a participant writes in an hour.
PARTS_AN_HOUR = 240


class TooMany(Refused):
    """The same was asked too many times."""


def count(what: str, who: str, limit: int, seconds: int, message: str) -> None:
    """Count that somebody asked for something.

    Raises:
        TooMany: they did more than ``limit`` times in so many seconds; the message says so.
    """
    name = f"participation:{what}:{_digest(who)}"
    if cache.add(name, 1, seconds):
        return
    try:
        asked = cache.incr(name)
    except ValueError:  # it ran out between the two lines
        cache.set(name, 1, seconds)
        return
    if asked > limit:
        raise TooMany(message)


def count_mail(address: str) -> None:
    """Count a mail to an address that somebody typed; all ways to write one are the same mailbox.

    Raises:
        TooMany: it got as many in this hour as anybody should who did not ask for them.
    """
    known = cache.get(f"participation:known:{email_digest(address)}") is not None
    message = _(
        "We wrote to this address several times already. Look for the mail, in the folder of unwanted mail too, "
        "or try again in an hour."
    )
    count("mail", normal_email(address), MAILS_KNOWN if known else MAILS_UNKNOWN, HOUR, message)


def may_ask_to_follow(address: str) -> bool:
    """Count a mail that asks an address whether it follows something, and return whether it may be written.

    Whoever asked is not told: an answer that depends on an address would tell something about its owner.
    """
    try:
        count("follow", normal_email(address), MAILS_TO_FOLLOW, HOUR, "")
    except TooMany:
        return False
    return True


def count_connection(address: str | None) -> None:
    """Count what comes from a network address.

    Raises:
        TooMany: more comes from there than a school sends.
    """
    message = _("A great deal was sent from this connection in the last hour. Try again later; nothing was lost.")
    count("connection", address or "", FROM_CONNECTION, HOUR, message)


def count_parts(participant: int) -> None:
    """Count what a participant writes in profiles: each text stays on record.

    Raises:
        TooMany: they wrote more than anybody types.
    """
    message = _("A great deal was sent from this connection in the last hour. Try again later; nothing was lost.")
    count("parts", str(participant), PARTS_AN_HOUR, HOUR, message)


def know(digest: str) -> None:
    """Remember that the owner of an address answered a mail; ``digest`` is what stands for it in links."""
    cache.set(f"participation:known:{digest}", 1, MONTH)


def _digest(who: str) -> str:
    return salted_hmac("rumbo.participation.limits", who, algorithm="sha256").hexdigest()[:40]
