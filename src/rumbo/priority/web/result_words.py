"""Scores, scales and sectors in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from rumbo.accounts.enums import Sector
from rumbo.priority.enums import ScaleKind
from rumbo.priority.models import Criterion
from rumbo.priority.queries.delphi import OTHER


def sector(name: str) -> str:
    """Return a sector as it is shown; small ones are together as others."""
    return _("Other and small sectors") if name == OTHER else str(Sector(name).label)


def level(criterion: Criterion, score: float) -> str:
    """Return a score in the words of its scale: a level, between two of them, or the number."""
    if criterion.scale != ScaleKind.VERBAL:
        return f"{score:g}"
    names = criterion.level_names
    low = min(max(int(score), 1), len(names))
    if score == low or low == len(names):
        return names[low - 1]
    return _("between “%(low)s” and “%(high)s”") % {"low": names[low - 1], "high": names[low]}


def ends(criterion: Criterion) -> tuple[str, str]:
    """Return both ends of a scale in words."""
    low, high = criterion.bounds
    return level(criterion, low), level(criterion, high)
