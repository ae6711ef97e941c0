"""What costs much to read and stays the same until something is written, kept in the memory of each process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeVar, cast

from django.core.cache import caches
from django.utils.translation import get_language

from rumbo.core.queries.revision import revision

#: For how many seconds a value is kept at most, should a write go unnoticed (see `revision`).
KEPT = 60
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Memory:
    """The values read of one thing, in one language, since the last write; ``scope`` names all of that."""

    scope: str

    def get(self, name: str, make: Callable[[], Value]) -> Value:
        """Return the value of this name; made where no reader before has. Values are copies: they may be changed."""
        place = sha256(f"{self.scope} {name}".encode()).hexdigest()
        kept: tuple[object] | None = caches["values"].get(place)
        if kept is not None:
            return cast("Value", kept[0])
        made = make()
        caches["values"].set(place, (made,), KEPT)
        return made


def memory_of(thing: str) -> Memory:
    """Return the memory of something, as ``plan 3``, after the last write: one query.

    Open it before anything is read, so that a write in between is never kept under the mark of an older one.
    """
    return Memory(f"memory {thing} {get_language()} {revision()}")
