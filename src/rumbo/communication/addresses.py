"""Whole addresses for mails, feeds and calendars, which are read elsewhere."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

#: Where the program answers when nobody said what the site is called: on the machine itself.
LOCAL = "http://localhost:8000"


def whole(path: str, site: str = "") -> str:
    """Return the whole address of a page: of the site's public address, else of the one that somebody read it at."""
    return f"{(settings.BASE_URL or site or LOCAL).rstrip('/')}{path}"


def page(name: str, *args: object, site: str = "") -> str:
    """Return the whole address of a page by its name."""
    return whole(reverse(name, args=args), site)
