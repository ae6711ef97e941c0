"""Office documents, which are ZIP archives: told apart by their parts, and refused with macros or as bombs."""

from __future__ import annotations

import zipfile
import zlib
from typing import IO

from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.core.tables.workbook_limits import UNPACKED_LIMIT
from rumbo.core.uploads import types
from rumbo.core.uploads.types import FileType

#: Parts of a document; most bytes of one that is read here; how many times it may grow by unpacking beyond a size
#: at which that matters.
PARTS_LIMIT, READ_LIMIT, GROWTH_LIMIT, SMALL = 5000, 1_000_000, 150, 20_000_000
_CONTENTS = "[Content_Types].xml"
_OOXML = (
    ("word/document.xml", b"wordprocessingml.document.main+xml", types.DOCX),
    ("xl/workbook.xml", b"spreadsheetml.sheet.main+xml", types.XLSX),
    ("ppt/presentation.xml", b"presentationml.presentation.main+xml", types.PPTX),
)
_ODF = {one.media_type.encode(): one for one in (types.ODT, types.ODS, types.ODP, types.ODG)}
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)


def document_in(file: IO[bytes], name: str, size: int) -> FileType:
    """Return the type of an Office document.

    Raises:
        Refused: it is another archive, damaged, protected by a password, has macros, or is too large once unpacked.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            parts = {info.filename: info for info in archive.infolist()}
            _check_size(archive.infolist(), name, size)
            if any(info.flag_bits & 1 for info in archive.infolist()):
                raise Refused(_("“%(name)s” has a password. Take it off and send the file again.") % {"name": name})
            found = _ooxml(archive, parts, name) or _odf(archive, parts, name)
    except _BROKEN as error:
        message = _("“%(name)s” is damaged. Open it where it was made, save it again and send that.")
        raise Refused(message % {"name": name}) from error
    if found is None:
        message = _("“%(name)s” is an archive. Unpack it and send the files that are in it.")
        raise Refused(message % {"name": name})
    return found


def _check_size(infos: list[zipfile.ZipInfo], name: str, size: int) -> None:
    """Refuse what would fill the disk or the memory of whoever opens it; nothing was unpacked for that."""
    unpacked = sum(info.file_size for info in infos)
    grows = unpacked > SMALL and unpacked > GROWTH_LIMIT * size
    if len(infos) > PARTS_LIMIT or unpacked > UNPACKED_LIMIT or grows:
        message = _("“%(name)s” is too large once unpacked: %(limit)d MB are allowed. Make it smaller, or split it.")
        raise Refused(message % {"name": name, "limit": UNPACKED_LIMIT // 1_000_000})


def _ooxml(archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo], name: str) -> FileType | None:
    if _CONTENTS not in parts:
        return None
    contents = _read(archive, _CONTENTS).replace(b"\0", b"")  # in UTF-16, too
    lower = [part.lower() for part in parts]
    if b"macroenabled" in contents.lower() or any("vbaproject" in part or "macrosheets/" in part for part in lower):
        raise _with_macros(name)
    for part, said, kind in _OOXML:
        if part in parts and said in contents:
            return kind
    return None


def _odf(archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo], name: str) -> FileType | None:
    if "mimetype" not in parts or "content.xml" not in parts:
        return None
    kind = _ODF.get(_read(archive, "mimetype").strip())
    if kind is None:
        return None
    if any(part.startswith(("Basic/", "Scripts/")) for part in parts):
        raise _with_macros(name)
    if "META-INF/manifest.xml" in parts and b"encryption-data" in _read(archive, "META-INF/manifest.xml"):
        raise Refused(_("“%(name)s” has a password. Take it off and send the file again.") % {"name": name})
    return kind


def _read(archive: zipfile.ZipFile, part: str) -> bytes:
    with archive.open(part) as file:
        return file.read(READ_LIMIT)


def _with_macros(name: str) -> Refused:
    message = _(
        "“%(name)s” has macros, which are programs. Save it without them (.docx, .xlsx, .pptx) and send that."
    )
    return Refused(message % {"name": name})
