"""Who voted is known to nobody: the pseudonym under which an answer is stored."""

from __future__ import annotations

from django.utils.crypto import salted_hmac

_SALT = "rumbo.participation.ballot"
_GMAIL = ("gmail.com", "googlemail.com")


def voter(exercise: int, participant: int) -> str:
    """Return the pseudonym of a participant in an exercise: 32 hexadecimal digits.

    It is an HMAC-SHA-256 under the site's secret, so the database alone cannot lead from an answer to a person, nor
    from a person's answers in one exercise to those in another.
    """
    return _digest(f"{exercise}:{participant}")


def sheet_voter(exercise: int, sheet: int) -> str:
    """Return the pseudonym of a numbered paper ballot of an exercise."""
    return _digest(f"{exercise}:sheet:{sheet}")


def normal_email(address: str) -> str:
    """Return an e-mail address in the form in which two of one person are the same: small letters, no ``+tag``.

    Gmail has two names and leaves out the dots that somebody writes.
    """
    local, at, domain = address.strip().lower().rpartition("@")
    local = local.partition("+")[0] or local
    if domain in _GMAIL:
        local, domain = local.replace(".", ""), _GMAIL[0]
    return f"{local}{at}{domain}"


def email_digest(address: str) -> str:
    """Return what stands for an e-mail address in links: 32 hexadecimal digits."""
    return _digest(f"email:{address.strip().lower()}")


def supporter(proposal: int, address: str) -> str:
    """Return what stands for the e-mail address of somebody who supports a proposal: 32 hexadecimal digits.

    Another proposal gives another one, so that nobody can tell from the database what one person supports.
    """
    return _digest(f"support:{proposal}:{normal_email(address)}")


def _digest(value: str) -> str:
    return salted_hmac(_SALT, value, algorithm="sha256").hexdigest()[:32]
