"""The addresses of many records at once: to work out each anew costs a page of hundreds of links much of its time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse


def addresses(name: str, *args: Any) -> Callable[[int], str]:
    """Return what gives the address ``name`` of a record by its number, which is the last of its arguments."""
    head, tail = reverse(name, args=[*args, 0]).rsplit("/0/", 1)
    return lambda pk: f"{head}/{pk}/{tail}"
