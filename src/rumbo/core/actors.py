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


class Allowed:
    """A person whom a service allowed this one act already, by a rule of its own.

    `rumbo.core.services.records` asks for the permission to edit where a record stands; some services give leave
    by another rule (whoever leads a table may make what the table asked for). They check theirs and go on with this
    actor. The history names the ``person``.
    """

    is_authenticated = True

    def __init__(self, person: Actor) -> None:
        self.person = getattr(person, "person", person)
        self.pk = getattr(self.person, "pk", None)

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Answer yes: it was checked."""
        return True

    def __str__(self) -> str:
        return str(self.person)


SYSTEM = System()


def person_of(actor: Actor | None) -> Any:
    """Return the user to name in history and records; None for the program itself and for nobody."""
    person = getattr(actor, "person", actor)
    return person if getattr(person, "pk", None) else None
