"""The process that past workshops come into: its stages, workshops, tables and exercises, and their keys. Pure."""

from __future__ import annotations

import hashlib
import uuid
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.utils.text import slugify

from rumbo.importers.matching import exact
from rumbo.importers.workshops.columns import SCORE
from rumbo.participation.enums import ContributionKind, ExerciseType

#: Key of the process of the past workshops of a plan.
PROCESS = "talleres-anteriores"
#: Titles in Spanish and English.
PROCESS_TITLE = ("Talleres anteriores", "Past workshops")
STAGES = {
    "diagnostico": ("Diagnóstico", "Diagnosis"),
    "vision": ("Visión y objetivos", "Vision and objectives"),
    "estrategias": ("Estrategias y acciones", "Strategies and actions"),
    "proyectos": ("Proyectos", "Projects"),
}
WORKSHOP_TITLE = ("Taller {}", "Workshop {}")
#: Exercises by the kind of what they hold: title in Spanish and English, stage that they suggest.
EXERCISES: dict[str, tuple[str, str, str]] = {
    ContributionKind.PROBLEM: ("Problemas", "Problems", "diagnostico"),
    ContributionKind.CAUSE: ("Causas de los problemas", "Causes of the problems", "diagnostico"),
    SCORE: ("Importancia de los problemas", "Importance of the problems", "diagnostico"),
    ContributionKind.VISION: ("Visión", "Vision", "vision"),
    ContributionKind.OBJECTIVE: ("Objetivos", "Objectives", "vision"),
    ContributionKind.STRATEGY: ("Estrategias", "Strategies", "estrategias"),
    ContributionKind.ACTION: ("Acciones", "Actions", "estrategias"),
    ContributionKind.PROJECT: ("Ideas de proyecto", "Project ideas", "proyectos"),
    ContributionKind.STATEMENT: ("Afirmaciones", "Statements", "diagnostico"),
}
_KEY_LIMIT = 80
_NAMESPACE = uuid.UUID("5d6c6cf8-2f3c-4a0e-9b8f-6d5f0c4f3f51")


def key_of(*parts: str) -> str:
    """Return the key of an element from the names of what it belongs to; a long one ends in a digest."""
    key = "-".join(filter(None, (PROCESS, *(slugify(part) or _digest(part) for part in parts))))
    return key if len(key) <= _KEY_LIMIT else f"{key[: _KEY_LIMIT - 9].rstrip('-')}-{_digest(key)}"


def nonce_of(workshop: str, axis: str, kind: str, text: str, parent: str) -> uuid.UUID:
    """Return what identifies a contribution: the same where case, accents, spaces and punctuation alone differ."""
    parts = (exact(workshop) or workshop, axis, kind, exact(text) or text, exact(parent) or parent)
    return uuid.uuid5(_NAMESPACE, "\x1f".join(parts))


def stage_of(kinds: Iterable[str]) -> str:
    """Return the stage of a workshop: the one that most of what was said suggests.

    How important problems were found begins many a workshop on something else, so it counts where it stands alone.
    """
    counted = Counter(EXERCISES[kind][2] for kind in kinds if kind != SCORE)
    return max(STAGES, key=lambda stage: counted[stage])


def workshop_titles(name: str) -> tuple[str, str]:
    """Return the title of a workshop in Spanish and English; one of letters is its own title in both."""
    if not name.isdecimal():
        return name, ""
    spanish, english = WORKSHOP_TITLE
    return spanish.format(name), english.format(name)


def exercise_fields(kind: str) -> dict[str, Any]:
    """Return title, type and settings of the exercise that holds what is of a kind."""
    spanish, english, _stage = EXERCISES[kind]
    fields: dict[str, Any] = {"title": spanish, "title_en": english}
    if kind == ContributionKind.CAUSE:
        return {**fields, "type": str(ExerciseType.CAUSES), "settings": {}}
    if kind == SCORE:
        return {**fields, "type": str(ExerciseType.IMPORTANCE), "settings": {}}
    return {**fields, "type": str(ExerciseType.IDEAS), "settings": {"kind": str(kind)}}


def said_kind(kind: str) -> str:
    """Return the kind of a contribution: what is scored is a problem."""
    return str(ContributionKind.PROBLEM if kind == SCORE else kind)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
