"""Names of files as people gave them, made harmless."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from rumbo.core.uploads.types import TYPES

if TYPE_CHECKING:
    from rumbo.core.uploads.types import FileType

#: Longest name that is kept, in characters, and longest ending that counts as one.
NAME_LIMIT, ENDING_LIMIT = 120, 12
#: Endings that give way to the right one; any other is taken as a part of the name.
_REPLACED = {ending for one in TYPES.values() for ending in one.endings} | {".exe", ".html", ".htm", ".svg"}


def clean_name(name: str, kind: FileType | None = None) -> str:
    """Return a name without folders, control and invisible characters, or signs that no system takes.

    With a type it has an ending of that type, so that what it is opened with is what it is.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rstrip("/").rpartition("/")[2]
    shown = "".join(" " if sign.isspace() else sign for sign in last if sign.isspace() or _is_plain(sign))
    shown = " ".join(re.sub(r'[<>:"|?*]', "-", shown).split()).strip(". ")
    path = PurePosixPath(shown or _("file"))
    ending = path.suffix if 1 < len(path.suffix) <= ENDING_LIMIT else ""
    stem = path.name.removesuffix(ending)
    if kind is not None and ending.lower() not in kind.endings:
        stem = stem if ending.lower() in _REPLACED else f"{stem}{ending}"
        ending = kind.endings[0]
    return f"{stem[: NAME_LIMIT - len(ending)].rstrip()}{ending}"


def _is_plain(sign: str) -> bool:
    """Whether a sign is neither a control sign nor an invisible one, nor one that turns the direction of writing."""
    return unicodedata.category(sign)[0] != "C"
