"""Looking into a file: what it is, how large, its checksum, and a picture of it that can be shown."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.core.pictures import THUMBNAIL, TooManyPixelsError, UnreadablePictureError, as_jpeg, read_picture
from rumbo.core.uploads import types
from rumbo.core.uploads.archives import document_in
from rumbo.core.uploads.names import clean_name
from rumbo.core.uploads.signatures import foreign
from rumbo.core.uploads.texts import text_in
from rumbo.core.uploads.types import FileType

#: Bytes read at a time, and those that tell a file by its beginning and by its end.
CHUNK, HEAD, TAIL = 1024 * 1024, 4096, 2048
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = ((b"\xff\xd8\xff", types.JPEG), (b"\x89PNG\r\n\x1a\n", types.PNG))
#: How a PDF says that it is encrypted; white space has at most some bytes, so that pieces can overlap.
_ENCRYPTED = re.compile(rb"/Encrypt[\s\0]{0,20}(?:\d{1,10}[\s\0]{1,20}\d{1,5}[\s\0]{1,20}R|<<)")
_OVERLAP = 100


@dataclass(frozen=True, slots=True)
class Upload:
    """What a file is: its harmless name, its type, its size in bytes, its SHA-256 in hexadecimal digits.

    Of a picture, ``view`` (at most 1600 pixels a side) and ``thumbnail`` (at most 480) are JPEG files drawn anew:
    they have no note of the camera's, no place, and nothing that was hidden behind the picture.
    """

    name: str
    type: FileType
    size: int
    sha256: str
    view: bytes = b""
    thumbnail: bytes = b""


def look_into(file: IO[bytes], name: str) -> Upload:
    """Return what a file is, reading it in pieces; it is left at its beginning.

    Raises:
        Refused: it is empty, too large, broken, protected by a password, or of a type that is not taken; the sentence
            says what it really is and what to do.
    """
    shown = clean_name(name)
    size = file.seek(0, os.SEEK_END)
    if size == 0:
        raise Refused(_("“%(name)s” is empty. Look whether it was saved, and send it again.") % {"name": shown})
    if size > settings.UPLOAD_LIMIT:
        message = _("“%(name)s” is larger than %(limit)d MB. Split it, or ask for a higher limit.")
        raise Refused(message % {"name": shown, "limit": settings.UPLOAD_LIMIT // (1024 * 1024)})
    file.seek(0)
    head = file.read(HEAD)
    kind = _kind(file, head, shown, size)
    view, thumbnail = _pictures(file, shown) if kind.is_picture else (b"", b"")
    digest = _sha256(file)
    file.seek(0)
    return Upload(clean_name(name, kind), kind, size, digest, view, thumbnail)


def _kind(file: IO[bytes], head: bytes, name: str, size: int) -> FileType:
    if head.startswith(b"%PDF-"):
        _check_pdf(file, name, size)
        return types.PDF
    if (picture := _picture_type(head)) is not None:
        return picture
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        file.seek(0)
        return document_in(file, name, size)
    if head.startswith(_OLE):
        message = _(
            "“%(name)s” is an old Office file, or one with a password. Save it without password as .docx, .xlsx, "
            ".pptx or PDF and send that."
        )
        raise Refused(message % {"name": name})
    if (known := foreign(head)) is not None:
        what, instead = known
        message = _("“%(name)s” is really %(what)s. %(instead)s")
        raise Refused(message % {"name": name, "what": what, "instead": instead})
    text = text_in(file, name, size)
    if text is None:
        message = _(
            "“%(name)s” is of a type that is not taken. Send PDF, pictures (JPEG, PNG, WebP), Office documents "
            "(.docx, .xlsx, .pptx, .odt, .ods, .odp), GeoJSON, CSV or text."
        )
        raise Refused(message % {"name": name})
    return text


def _picture_type(head: bytes) -> FileType | None:
    for start, kind in _PICTURES:
        if head.startswith(start):
            return kind
    return types.WEBP if head[:4] == b"RIFF" and head[8:12] == b"WEBP" else None


def _check_pdf(file: IO[bytes], name: str, size: int) -> None:
    """Refuse a PDF that does not end as one, or that nobody can open without its password."""
    file.seek(max(0, size - TAIL))
    tail = file.read(TAIL)
    if b"%%EOF" not in tail or b"startxref" not in tail:
        message = _(
            "“%(name)s” begins like a PDF but is not whole. Open it, save or print it as PDF anew and send that."
        )
        raise Refused(message % {"name": name})
    file.seek(0)
    before = b""
    while chunk := file.read(CHUNK):
        if _ENCRYPTED.search(before + chunk):
            message = _("“%(name)s” is a PDF with a password or protection. Print it as a new PDF and send that.")
            raise Refused(message % {"name": name})
        before = chunk[-_OVERLAP:]


def _pictures(file: IO[bytes], name: str) -> tuple[bytes, bytes]:
    file.seek(0)
    try:
        picture = read_picture(file)
    except TooManyPixelsError as error:
        message = _("“%(name)s” has too many pixels. Send a picture of fewer than %(limit)d million.")
        raise Refused(message % {"name": name, "limit": error.most // 1_000_000}) from error
    except UnreadablePictureError as error:
        message = _(
            "“%(name)s” is a picture that cannot be read. Open it, save it again as JPEG or PNG and send that."
        )
        raise Refused(message % {"name": name}) from error
    return as_jpeg(picture), as_jpeg(picture, THUMBNAIL)


def _sha256(file: IO[bytes]) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()
