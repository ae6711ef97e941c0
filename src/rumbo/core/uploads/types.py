"""The types of file that are taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."


@dataclass(frozen=True, slots=True)
class FileType:
    """A type of file: its media type, the endings its names may have (the usual one first), and what it is called.

    ``inline``: a browser may show it by itself; anything else is only saved.
    """

    media_type: str
    endings: tuple[str, ...]
    label: str | StrPromise
    inline: bool = False

    @property
    def is_picture(self) -> bool:
        """Whether it is a picture."""
        return self.media_type.startswith("image/")

    @property
    def header(self) -> str:
        """What the header ``Content-Type`` says of it."""
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type


PDF = FileType("application/pdf", (".pdf",), "PDF", inline=True)
JPEG = FileType("image/jpeg", (".jpg", ".jpeg"), "JPEG", inline=True)
PNG = FileType("image/png", (".png",), "PNG", inline=True)
WEBP = FileType("image/webp", (".webp",), "WebP", inline=True)
DOCX = FileType(f"{_OOXML}wordprocessingml.document", (".docx",), "Word")
XLSX = FileType(f"{_OOXML}spreadsheetml.sheet", (".xlsx",), "Excel")
PPTX = FileType(f"{_OOXML}presentationml.presentation", (".pptx",), "PowerPoint")
ODT = FileType(f"{_ODF}text", (".odt",), "LibreOffice Writer")
ODS = FileType(f"{_ODF}spreadsheet", (".ods",), "LibreOffice Calc")
ODP = FileType(f"{_ODF}presentation", (".odp",), "LibreOffice Impress")
ODG = FileType(f"{_ODF}graphics", (".odg",), "LibreOffice Draw")
GEOJSON = FileType("application/geo+json", (".geojson", ".json"), "GeoJSON")
CSV = FileType("text/csv", (".csv",), "CSV")
TEXT = FileType("text/plain", (".txt", ".md", ".log"), _("Text"))

#: By media type, in the order in which people read what is taken.
TYPES: dict[str, FileType] = {
    one.media_type: one for one in (PDF, JPEG, PNG, WEBP, DOCX, XLSX, PPTX, ODT, ODS, ODP, ODG, GEOJSON, CSV, TEXT)
}
_UNKNOWN = FileType("application/octet-stream", (".bin",), _("File"))


def type_of(media_type: str) -> FileType:
    """Return the type with this media type; one that was never taken is a file to be saved."""
    return TYPES.get(media_type, _UNKNOWN)
