"""The marks that begin a list item: bullets of every kind, numbers, letters and codes."""

from __future__ import annotations

import re
from dataclasses import dataclass

_BULLET = re.compile(r"^(\s*)([-*+•–—·▪■●◦○‣∙])[ \t]+(\S.*)$")
_NUMBER = re.compile(r"^(\s*)(\d{1,9})(?:\.-|[.)]|[ºª°]\.?)[ \t]+(\S.*)$")
_DOTTED = re.compile(r"^(\s*)(\d{1,4}(?:\.\d{1,4})+)(\.-|[.):])?[ \t]+(?P<text>\S.*)$")
_CODE = re.compile(r"^(\s*)([A-ZÁÉÍÓÚÑ]{1,5}(?:[-.]\d{1,4})+)(?:\.-|[.):])?[ \t]+(?:[-–—][ \t]+)?(\S.*)$")
_LETTER = re.compile(r"^(\s*)(?:[a-zA-Zñ]|[ivx]{1,5}|[IVX]{1,5})\)[ \t]+(\S.*)$")
_OPENING = frozenset("\"“«'¿¡(*_[")
#: Bullets of one kind at one indentation are of one level; the ASCII ones are one kind.
_KINDS = {"*": "bullet", "-": "bullet", "+": "bullet"}
_LONGEST_BARE = 300


@dataclass(frozen=True, slots=True)
class Marker:
    """The mark of an item: its indentation, its kind, its number where it has one, and the text after it.

    ``kind`` tells items of two levels apart where both stand at one indentation. ``bare`` is true of a number or
    code that Markdown does not take for a list ("1.2 Title", "P-07 Title"): such a line only begins a block.
    """

    indent: int
    kind: str
    number: str
    text: str
    bare: bool = False


def read_marker(line: str) -> Marker | None:
    """Return the mark of a line whose tabs are expanded, or ``None`` where it begins no item."""
    if match := _BULLET.match(line):
        return Marker(len(match[1]), _KINDS.get(match[2], match[2]), "", match[3].strip())
    if match := _NUMBER.match(line):
        return Marker(len(match[1]), "number1", match[2], match[3].strip())
    if match := _LETTER.match(line):
        return Marker(len(match[1]), "letter", "", match[2].strip())
    if len(line) > _LONGEST_BARE:
        return None
    if (match := _DOTTED.match(line)) and _begins(match["text"]):
        kind = f"number{match[2].count('.') + 1}"
        return Marker(len(match[1]), kind, match[2], match["text"].strip(), bare=True)
    if match := _CODE.match(line):
        return Marker(len(match[1]), "code", match[2], match[3].strip(), bare=True)
    return None


def _begins(text: str) -> bool:
    """Say whether a text begins a title: "2.5 millones" is no item."""
    return text[0].isupper() or text[0] in _OPENING
