"""What documents mean, as a form: the kind of each file, and the role of each of its levels."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from rumbo.importers.documents.mapping import DOCUMENT_KINDS, ROLES
from rumbo.importers.schema import CHAPTER_KINDS
from rumbo.importers.workbook.labels import choice_labels

if TYPE_CHECKING:
    from collections.abc import Mapping

Choice = tuple[str, str, bool]


@dataclass(frozen=True, slots=True)
class LevelRow:
    """A level of a file: the name of its field, the level in words, the roles it may have."""

    field: str
    label: str
    choices: list[Choice]


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file of the mapping: names of its fields, the kinds it may be, its levels, its axis."""

    field: str
    name: str
    choices: list[Choice]
    chapters: list[Choice]
    axis: str
    levels: list[LevelRow]


def mapping_rows(mapping: Mapping[str, Any]) -> list[FileRow]:
    """Return the files of a stored mapping, ready to be shown and changed; none for other formats."""
    kinds, roles = document_kinds(), level_roles()
    chapters = {"": "—", **choice_labels(CHAPTER_KINDS)}
    rows = []
    for number, (name, one) in enumerate(mapping.get("files", {}).items()):
        levels = [
            LevelRow(f"file-{number}-level-{place}", level_label(level), _choices(roles, role))
            for place, (level, role) in enumerate(one.get("levels", {}).items())
        ]
        rows.append(
            FileRow(
                field=f"file-{number}",
                name=name,
                choices=_choices(kinds, one.get("kind", "")),
                chapters=_choices(chapters, one.get("chapter", "")),
                axis=one.get("axis", ""),
                levels=levels,
            )
        )
    return rows


def posted_mapping(mapping: Mapping[str, Any], posted: Mapping[str, str]) -> dict[str, Any]:
    """Return the mapping with what the person chose; what the form does not say stays as it was."""
    files = {}
    for number, (name, one) in enumerate(mapping.get("files", {}).items()):
        field = f"file-{number}"
        levels = {
            level: posted.get(f"{field}-level-{place}", role)
            for place, (level, role) in enumerate(one.get("levels", {}).items())
        }
        files[name] = {
            **one,
            "kind": posted.get(field, one.get("kind", "")),
            "axis": posted.get(f"{field}-axis", one.get("axis", "")).strip(),
            "chapter": posted.get(f"{field}-chapter", one.get("chapter", "")),
            "levels": levels,
        }
    return {**mapping, "files": files}


def document_kinds() -> dict[str, str]:
    """Return the kinds of document by code, in words."""
    words = {
        "portfolio": _("Portfolio of projects"),
        "vision": _("Vision: objectives and goals"),
        "priority": _("Priority portfolio"),
        "diagnosis": _("Diagnosis"),
        "chapter": _("Chapter to read"),
        "index": _("Index (nothing is taken)"),
        "ignore": _("Leave it out"),
    }
    return {code: words.get(code, code) for code in DOCUMENT_KINDS}


def level_roles() -> dict[str, str]:
    """Return what a level may be, by code, in words."""
    words = {
        "axis": _("Axis"),
        "theme": _("Theme"),
        "problem": _("Problem"),
        "objective": _("Objective"),
        "goal": _("Goal"),
        "strategy": _("Strategy"),
        "program": _("Program"),
        "project": _("Project"),
        "component": _("Component"),
        "action": _("Action"),
        "ignore": _("Leave it out"),
    }
    return {code: words.get(code, code) for code in ROLES}


def level_label(level: str) -> str:
    """Return a level in words: "Headings of level 2", "List, first level, under “objetivos”"."""
    section, _sep, own = level.rpartition("/")
    if match := re.fullmatch(r"h(\d)", own):
        text = _("Headings of level %(n)s") % {"n": match[1]}
    elif match := re.fullmatch(r"list(\d)", own):
        text = _("List items of level %(n)s") % {"n": match[1]}
    elif own == "bold":
        text = _("Lines in bold")
    else:
        text = own
    return _("%(level)s under “%(label)s”") % {"level": text, "label": section} if section else text


def _choices(words: Mapping[str, str], chosen: str) -> list[Choice]:
    return [(code, label, code == chosen) for code, label in words.items()]
