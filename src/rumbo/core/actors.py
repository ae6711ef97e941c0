"""Who acts: a signed-in person, or the program itself at the command line."""

from __future__ import annotations

from typing import Any, Protocol


class Actor(Protocol):
    """Whoever a service acts for; users are actors."""

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Whether the actor may do this to the object."""
        ...


class System:
    """The program at the command line or in a task that a person allowed before; it may do everything."""

    pk = None
    is_authenticated = True

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Answer yes."""
        return True

    def __str__(self) -> str:
        return "Rumbo"


SYSTEM = System()
