"""How answers are written in a cell: in the reader's language, and in any of the ways in which people type them."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from rumbo.participation.enums import ExerciseType

if TYPE_CHECKING:
    from rumbo.participation.models import Exercise

_KEYS = {"1": 1, "a": 1, "2": -1, "d": -1, "-1": -1, "3": 0, "p": 0, "0": 0}


def fold(text: str) -> str:
    """Return a text as people compare it: no case, no accents, single spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split())


def labels() -> dict[int, str]:
    """Return what stands in a cell for agree, disagree and pass, in the language in force."""
    return {1: _("Agree"), -1: _("Disagree"), 0: _("Pass")}


def value_of(exercise: Exercise, text: str) -> int | None:
    """Return the answer that a cell means; None where it means nothing that the exercise takes."""
    if exercise.type == ExerciseType.OPINION:
        return _opinions().get(fold(text))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


def cell_of(exercise: Exercise, value: int) -> Any:
    """Return what is written in a cell for an answer."""
    return labels()[value] if exercise.type == ExerciseType.OPINION else value


def _opinions() -> dict[str, int]:
    known = dict(_KEYS)
    for language in ("es", "en"):
        with override(language):
            known |= {fold(label): value for value, label in labels().items()}
    return known
