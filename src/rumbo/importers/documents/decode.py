"""From bytes to text: UTF-8, and what people have instead of it."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from rumbo.importers.draft import Problem, Source
from rumbo.importers.files import InputFile

#: Names that end so are read; a name without an ending is too.
TEXT_ENDINGS = ("md", "markdown", "mdown", "mkd", "txt", "text", "")
#: No document of a plan is larger; a larger file is something else.
SIZE_LIMIT = 10_000_000
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file (``None`` where it cannot be read), with what is to be said about it."""

    text: str | None
    problem: Problem | None = None
    note: Problem | None = None


def is_document_name(name: str) -> bool:
    """Say whether a file of this name may be a document, by the ending of its name."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    if base.startswith("."):
        return False
    return (base.rsplit(".", 1)[1].casefold() if "." in base else "") in TEXT_ENDINGS


def decode(file: InputFile) -> Decoded:
    """Return the text of a file. Never raises: what is no text is a problem that says how to mend it."""
    source = Source(file.name)
    if not file.content.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        return Decoded(None, Problem(_("The file is empty. Save the document again, or leave the file out."), source))
    if len(file.content) > SIZE_LIMIT:
        return Decoded(None, Problem(_("The file is larger than 10 MB, too large for a text document."), source))
    text, note = _text(file.content)
    if text is None or len(_CONTROL.findall(text)) > len(text) / 200:
        message = _("The file is not text. Save the document as plain text (Markdown) in UTF-8.")
        return Decoded(None, Problem(message, source))
    return Decoded(_tidy(text), note=Problem(note, source) if note else None)


def _text(content: bytes) -> tuple[str | None, str]:
    """Return the text, and what is to be said of its encoding."""
    wide = _utf16(content)
    if wide is not None:
        return wide, _("The file is in UTF-16 and was converted. Save it in UTF-8 to be sure of every letter.")
    try:
        return content.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        pass
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        return None, ""
    return text, _("The file is in Windows-1252 and was converted. Save it in UTF-8 to be sure of every letter.")


def _utf16(content: bytes) -> str | None:
    """Return the text where the bytes are UTF-16, by their mark or by the zeros of plain letters."""
    order = ""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        order = "utf-16"
    elif len(content) % 2 == 0:
        half = len(content) // 2
        if content[1::2].count(0) > 0.7 * half and content[::2].count(0) == 0:
            order = "utf-16-le"
        elif content[::2].count(0) > 0.7 * half and content[1::2].count(0) == 0:
            order = "utf-16-be"
    if not order:
        return None
    try:
        return content.decode(order)
    except UnicodeDecodeError:
        return None


def _tidy(text: str) -> str:
    """Return the text with line ends as ``\\n`` and without stray control characters; no line is added or lost."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", text.replace("\x0b", " ").replace("\x0c", " "))
