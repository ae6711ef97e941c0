"""What stands in a cell of a workbook of scores: a number, a level in words, or that somebody cannot say."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.priority.enums import ScaleKind
from rumbo.priority.models import Criterion
from rumbo.priority.scales import Score, shown, typed

#: Written for "cannot say"; the others are understood too.
CANNOT = "?"
_CANNOTS = frozenset({"?", "¿?", "no se", "ns", "n/s", "no sabe", "no puedo decir", "cannot say", "cannot tell"})
_NUMBER = re.compile(r"[-+]?[\d.,\s]+([eE][-+]?\d+)?")


def cell_of(criterion: Criterion, score: Score) -> str | float:
    """Return a score as it stands in a cell: a level in words, a number, or a question mark."""
    if score is None:
        return CANNOT
    if criterion.scale == ScaleKind.VERBAL:
        names = criterion.level_names
        word = names[int(score) - 1] if score <= len(names) else ""
        return word if word != CANNOT and [fold(name) for name in names].count(fold(word)) == 1 else score
    return score


def score_of(criterion: Criterion, text: str) -> Score:
    """Return the score that a cell says; levels are taken by word or by number.

    Raises:
        Refused: it says none; the sentence names the criterion, what stands there, and what would do.
    """
    if text.strip() == CANNOT:
        return None
    if criterion.scale == ScaleKind.VERBAL:
        return _level(criterion, text)
    if fold(text) in _CANNOTS:
        return None
    if not _NUMBER.fullmatch(text.strip()):
        low, high = (shown(end) for end in criterion.bounds)
        message = _(
            "“%(criterion)s”: “%(text)s” is no number. Write one from %(low)s to %(high)s, or ? for “cannot say”."
        )
        raise Refused(message % {"criterion": criterion.name, "text": text[:40], "low": low, "high": high})
    return typed(criterion, text)


def fold(text: str) -> str:
    """Return a text without capitals, accents and doubled spaces, to be compared."""
    plain = unicodedata.normalize("NFD", " ".join(text.casefold().split()))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _level(criterion: Criterion, text: str) -> Score:
    names = [fold(name) for name in criterion.level_names]
    if names.count(fold(text)) == 1:
        return names.index(fold(text)) + 1
    if fold(text) in _CANNOTS:
        return None
    try:
        return typed(criterion, text)
    except Refused:
        message = _(
            "“%(criterion)s”: “%(text)s” is none of its levels. Write one of %(levels)s, its number from 1 to %(n)d, "
            "or ? for “cannot say”."
        )
        levels = ", ".join(f"“{name}”" for name in criterion.level_names)
        words = {"criterion": criterion.name, "text": text[:40], "levels": levels, "n": len(names)}
        raise Refused(message % words) from None
