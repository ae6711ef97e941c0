"""Who tries codes of tables: wrong ones are counted by network address, and whoever guesses is told nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.cache import cache

from rumbo.accounts.web.lockout import visitor_address

if TYPE_CHECKING:
    from django.http import HttpRequest

#: Wrong codes that one address may ask for in a minute. Right ones are not counted: a room shares an address.
WRONG_CODES = 60
#: Wrong codes in a minute from which on no code from there is answered, so that a program learns none by trying.
GUESSES = 600


def wrong_codes(request: HttpRequest) -> int:
    """Count one more wrong code from an address, and return how many came within the minute."""
    key = _key(request)
    cache.add(key, 0, 60)
    try:
        return int(cache.incr(key))
    except ValueError:  # the minute ended in between
        return 1


def is_guessing(request: HttpRequest) -> bool:
    """Whether more wrong codes came from an address within the minute than a room can mistype."""
    return int(cache.get(_key(request), 0)) > GUESSES


def _key(request: HttpRequest) -> str:
    return f"participation.wrong-codes.{visitor_address(request)}"
