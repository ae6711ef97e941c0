"""The results of grouping: the groups with all that is in them, and what stands alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rumbo.participation.queries import said

if TYPE_CHECKING:
    from rumbo.participation.models import Exercise


def context(exercise: Exercise) -> dict[str, Any]:
    """Return ``bundles``, the largest first, and what is ``alone``."""
    bundles, alone = said.groups(exercise)
    return {"bundles": bundles, "alone": alone}
