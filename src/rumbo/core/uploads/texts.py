"""Plain texts: CSV, GeoJSON and words; pages for browsers and drawings with scripts in them are not taken."""

from __future__ import annotations

import codecs
import json
import re
from typing import IO, Any

from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.core.uploads import types
from rumbo.core.uploads.types import FileType

#: Largest text that is read as JSON, in bytes, and bytes read at a time.
JSON_LIMIT, CHUNK = 5 * 1024 * 1024, 1024 * 1024
#: As far as browsers look for what a page begins with, and some more.
_LOOKED = 4096
_SVG = re.compile(r"<(?:[\w.-]+:)?svg[\s>/]", re.IGNORECASE)
_HTML = re.compile(
    r"<(?:!doctype\s+html|html|head|body|script|iframe|object|embed|meta|style|img|a)[\s>/]", re.IGNORECASE
)
_GEOMETRIES = frozenset(
    {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"}
)
_ALLOWED = frozenset("\t\n\r\f\x85")


def text_in(file: IO[bytes], name: str, size: int) -> FileType | None:
    """Return the type of a text in UTF-8; None where it is no text at all.

    Raises:
        Refused: it is a page for browsers, SVG or other XML, or a text of another encoding.
    """
    start = _checked(file, name)
    if start is None:
        return None
    _refuse_markup(start, name)
    if start.lstrip()[:1] == "{" and size <= JSON_LIMIT:
        file.seek(0)
        if _is_geojson(file.read()):
            return types.GEOJSON
    return types.CSV if name.lower().endswith(".csv") else types.TEXT


def _checked(file: IO[bytes], name: str) -> str | None:
    """Read a text through; return how it begins, or None where it is none."""
    decoder, start = codecs.getincrementaldecoder("utf-8-sig")(), ""
    file.seek(0)
    if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        raise _other_encoding(name)
    file.seek(0)
    while True:
        chunk = file.read(CHUNK)
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError:
            if _reads_as_latin(file):
                raise _other_encoding(name) from None
            return None
        if any(not sign.isprintable() and sign < "\xa0" and sign not in _ALLOWED for sign in set(text)):
            return None
        start = (start + text)[:_LOOKED] if len(start) < _LOOKED else start
        if not chunk:
            return start


def _reads_as_latin(file: IO[bytes]) -> bool:
    """Whether a file that is not UTF-8 looks like a text all the same, as old programs write it."""
    file.seek(0)
    return not any(byte < 32 and chr(byte) not in _ALLOWED for byte in set(file.read(CHUNK)))


def _other_encoding(name: str) -> Refused:
    message = _("“%(name)s” is a text, but not in UTF-8. Save it as “CSV UTF-8” or as text in UTF-8 and send that.")
    return Refused(message % {"name": name})


def _refuse_markup(start: str, name: str) -> None:
    if _SVG.search(start):
        message = _("“%(name)s” is an SVG drawing, which may carry programs. Export it as PNG or PDF and send that.")
    elif _HTML.search(start):
        message = _("“%(name)s” is a page for browsers (HTML). Print it as PDF and send that.")
    elif start.lstrip().startswith("<"):
        message = _("“%(name)s” is an XML file, which is not taken. Send it as PDF, .xlsx or GeoJSON.")
    else:
        return
    raise Refused(message % {"name": name})


def _is_geojson(content: bytes) -> bool:
    try:
        found: Any = json.loads(content)
    except (ValueError, RecursionError):
        return False
    if not isinstance(found, dict):
        return False
    kind = found.get("type")
    if kind == "FeatureCollection":
        return isinstance(found.get("features"), list)
    if kind == "Feature":
        return "geometry" in found
    members = found.get("geometries") if kind == "GeometryCollection" else found.get("coordinates")
    return kind in _GEOMETRIES and isinstance(members, list)
