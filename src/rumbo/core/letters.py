"""Mails that say what they are about: from any context to the mail backend, which is the outbox."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.mail import EmailMultiAlternatives


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail to one address. ``kind`` is one of the outbox's kinds of notice; ``reason`` tells why they get it.

    ``key`` names what it says: a letter with the key of an earlier one is not sent again. ``plan``, ``liaison`` and
    ``organization`` are ids; ``covers`` the things it speaks of as (kind, id); ``headers`` further ones.
    ``values`` are what a plan's own words for its kind may name: where the plan has some, they are sent instead.
    Of one that is to ``forget``, neither address nor text is kept once it was sent.
    """

    to: str
    subject: str
    text: str
    html: str = ""
    kind: str = "other"
    name: str = ""
    reason: str = ""
    key: str = ""
    plan: int | None = None
    liaison: int | None = None
    organization: int | None = None
    covers: tuple[tuple[str, int], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    forget: bool = False


class LetterMail(EmailMultiAlternatives):
    """A mail that keeps its letter, for backends that can do more with it."""

    letter: Letter


@dataclass(frozen=True, slots=True)
class Languages:
    """Where it is kept in which language an address of a plan is written to: ``read`` and ``write`` it."""

    read: Callable[[int, str], str | None]
    write: Callable[[int, str, str], None]


_languages: list[Languages] = []


def keep_languages(languages: Languages) -> None:
    """Name the one place where the languages of addresses are kept: the context that sends says so at the start."""
    _languages[:] = [languages]


def language_of(plan: int, email: str) -> str | None:
    """Return the language that is kept for an address in a plan, such as ``en``; None where none is."""
    return _languages[0].read(plan, email) if _languages else None


def choose_language(plan: int, email: str, language: str) -> None:
    """Keep the language that the owner of an address chose; whoever calls knows that it was the owner."""
    for one in _languages:
        one.write(plan, email, language)


def post(letter: Letter) -> None:
    """Hand a letter to the mail backend. The outbox writes it within the transaction around it, and sends it later.

    What people called things may have line breaks, which no subject and no name of a mail has.

    Raises:
        OSError: a backend that sends at once could not.
    """
    letter = replace(letter, subject=" ".join(letter.subject.split()), name=" ".join(letter.name.split()))
    mail = LetterMail(letter.subject, letter.text, None, [letter.to], headers=dict(letter.headers))
    if letter.html:
        mail.attach_alternative(letter.html, "text/html")
    mail.letter = letter
    mail.send()


def letter_of(mail: Any) -> Letter | None:
    """Return the letter of a mail; None where it is just a mail."""
    return getattr(mail, "letter", None)
