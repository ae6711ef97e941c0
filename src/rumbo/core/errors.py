"""Refusals that people can understand and mend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

if TYPE_CHECKING:
    from rumbo.core.models import Record


class Refused(Exception):
    """A service will not do what was asked; the message says why and what to do instead, in the reader's language."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NeedsReason(ValidationError):
    """What would be saved may be so with a reason only; ``doubts`` are the sentences that say why."""

    def __init__(self, doubts: list[str]) -> None:
        super().__init__({"reason": doubts})
        self.doubts = doubts


class EditConflict(Refused):
    """Somebody else saved the same record in the meantime.

    ``current`` is the record as it is now, ``submitted`` the values that could not be saved: nothing is lost.
    """

    def __init__(self, message: str, current: Record, submitted: dict[str, Any]) -> None:
        super().__init__(message)
        self.current = current
        self.submitted = submitted
