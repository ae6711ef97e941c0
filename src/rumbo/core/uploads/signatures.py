"""What files that are not taken really are, by their first bytes, and what to do instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

#: What it is, and what to do.
Foreign = tuple["StrPromise", "StrPromise"]

_NO_PROGRAM = _("Programs are not taken, whatever they are called.")
_UNPACK = _("Unpack it and send the files that are in it.")
_AS_JPEG = _("Save it as JPEG or PNG and send that.")
_AS_PDF = _("Save it as PDF and send that.")

_BY_START: tuple[tuple[bytes, Foreign], ...] = (
    (b"\x7fELF", (_("a program for Linux"), _NO_PROGRAM)),
    (b"\xcf\xfa\xed\xfe", (_("a program for macOS"), _NO_PROGRAM)),
    (b"\xce\xfa\xed\xfe", (_("a program for macOS"), _NO_PROGRAM)),
    (b"\xca\xfe\xba\xbe", (_("a program"), _NO_PROGRAM)),
    (b"\x00asm", (_("a program"), _NO_PROGRAM)),
    (b"L\x00\x00\x00\x01\x14\x02\x00", (_("a shortcut of Windows"), _NO_PROGRAM)),
    (b"#!", (_("a script, which is a program"), _NO_PROGRAM)),
    (b"Rar!\x1a\x07", (_("an archive"), _UNPACK)),
    (b"7z\xbc\xaf\x27\x1c", (_("an archive"), _UNPACK)),
    (b"\x1f\x8b", (_("an archive"), _UNPACK)),
    (b"\xfd7zXZ\x00", (_("an archive"), _UNPACK)),
    (b"GIF87a", (_("a GIF picture"), _AS_JPEG)),
    (b"GIF89a", (_("a GIF picture"), _AS_JPEG)),
    (b"II*\x00", (_("a TIFF picture"), _AS_JPEG)),
    (b"MM\x00*", (_("a TIFF picture"), _AS_JPEG)),
    (b"{\\rtf", (_("an RTF document"), _("Save it as .docx or PDF and send that."))),
    (b"%!PS", (_("a PostScript file"), _AS_PDF)),
    (b"AC10", (_("an AutoCAD drawing"), _AS_PDF)),
    (b"SQLite format 3\x00", (_("a database"), _("Save what is in it as .xlsx or CSV and send that."))),
)
#: Brands of the container that phones and cameras use.
_STILL = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"})


def foreign(head: bytes) -> Foreign | None:
    """Return what a file is that is not taken, by its first bytes; None where they are of none that is known."""
    for start, found in _BY_START:
        if head.startswith(start):
            return found
    if (
        head.startswith(b"MZ") and b"\0" in head
    ):  # without NUL it is a text that begins so, as that of a block and lot
        return _("a program for Windows"), _NO_PROGRAM
    if head.startswith(b"BM") and b"\0" in head[:32]:
        return _("a BMP picture"), _AS_JPEG
    if head[4:8] == b"ftyp":
        if head[8:12] in _STILL:
            return _("a HEIC or AVIF picture, as some phones take them"), _AS_JPEG
        return _("a video"), _("Videos are not taken: send a link to it in a text, or a picture of it.")
    return None
