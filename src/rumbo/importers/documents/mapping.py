"""What each file is, and what each of its levels means: plain data that a person can see and change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from rumbo.importers.draft import Problem, Source
from rumbo.importers.schema import CHAPTER_KINDS

#: What a document may be.
DOCUMENT_KINDS = ("portfolio", "vision", "priority", "diagnosis", "chapter", "index", "ignore")
#: What a level of headings or of a list may be.
ROLES = (
    "axis",
    "theme",
    "problem",
    "objective",
    "goal",
    "strategy",
    "program",
    "project",
    "component",
    "action",
    "ignore",
)


@dataclass(slots=True)
class FileMapping:
    """One file: the kind of document, and the role of each level (``h1`` ... ``h6``, ``bold``, ``list1`` ...).

    A list under headings that only label it ("Objetivos", "Proyectos") is named with its label:
    ``objetivos/list1``. ``axis`` names the axis of a file whose headings do not; ``chapter`` is the kind of
    chapter that a diagnosis or another chapter becomes.
    """

    kind: str
    levels: dict[str, str] = field(default_factory=dict)
    axis: str = ""
    chapter: str = ""

    def level_of(self, role: str) -> str:
        """Return the first level with this role, or an empty string."""
        return next((level for level, given in self.levels.items() if given == role), "")


@dataclass(slots=True)
class Mapping:
    """The files by name."""

    files: dict[str, FileMapping] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the mapping as dictionaries, lists and strings, ready for ``json.dumps``."""
        return {
            "files": {
                name: {"kind": one.kind, "axis": one.axis, "chapter": one.chapter, "levels": dict(one.levels)}
                for name, one in self.files.items()
            }
        }

    @classmethod
    def from_json(cls, data: object) -> Mapping:
        """Read what ``to_json`` gave and a person changed. Raises ``ValueError`` where the shape is another.

        Words that are no kind or no role are kept: reading reports them (see :meth:`problems`).
        """
        files = data.get("files") if isinstance(data, dict) else None
        if not isinstance(files, dict):
            raise ValueError(_('The mapping must be an object with "files": one entry for each file.'))
        return cls({str(name): _file(str(name), entry) for name, entry in files.items()})

    def problems(self) -> Iterator[Problem]:
        """Yield what the mapping names and Rumbo does not know."""
        for name, one in self.files.items():
            if one.kind not in DOCUMENT_KINDS:
                yield _unknown(name, one.kind, DOCUMENT_KINDS)
            if one.chapter and one.chapter not in CHAPTER_KINDS:
                yield _unknown(name, one.chapter, CHAPTER_KINDS)
            for role in one.levels.values():
                if role not in ROLES:
                    yield _unknown(name, role, ROLES)


def _unknown(name: str, word: str, allowed: tuple[str, ...]) -> Problem:
    message = _('The mapping says "%(word)s", which is not known. Use one of: %(allowed)s.')
    return Problem(message % {"word": word, "allowed": ", ".join(allowed)}, Source(name))


def _file(name: str, entry: object) -> FileMapping:
    levels = entry.get("levels", {}) if isinstance(entry, dict) else None
    if not isinstance(entry, dict) or not isinstance(levels, dict):
        message = _('The mapping of %(file)s must be an object with "kind" and "levels".')
        raise ValueError(message % {"file": name})
    return FileMapping(
        kind=str(entry.get("kind", "")),
        levels={str(level): str(role) for level, role in levels.items()},
        axis=str(entry.get("axis") or ""),
        chapter=str(entry.get("chapter") or ""),
    )
