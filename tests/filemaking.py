"""Small files of every type, good and bad, for tests of what people send."""

from __future__ import annotations

import io
import zipfile

from PIL import Image

PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 200
SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"
GEOJSON = b'{"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [-103.4, 25.5]}}'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
WORD = "wordprocessingml.document"


def pdf(inside: bytes = b"") -> bytes:
    """The least that counts as a PDF."""
    body = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" + inside
    return body + b"\ntrailer\n<< /Root 1 0 R /Size 2 >>\nstartxref\n9\n%%EOF\n"


def picture(
    kind: str = "JPEG", size: tuple[int, int] = (64, 48), *, color: str = "#b08050", place: bool = False
) -> bytes:
    """A picture; with a place, its notes say where the camera was."""
    notes = Image.Exif()
    if place:
        notes.get_ifd(0x8825)[1] = "N"
        notes[0x010F] = "Camara de Prueba"
    written = io.BytesIO()
    Image.new("RGB", size, color).save(written, kind, **({"exif": notes} if place else {}))
    return written.getvalue()


def archive(parts: dict[str, bytes], *, stored: tuple[str, ...] = ()) -> bytes:
    """A ZIP archive of these parts, in this order."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content, zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED)
    return written.getvalue()


def office(main: str = "word/document.xml", said: str = WORD, **more: bytes) -> bytes:
    """An Office document with a main part, what its list of contents says of it, and more parts."""
    content = f'<Types><Override PartName="/{main}" ContentType="application/vnd.x.{said}.main+xml"/></Types>'
    parts = {"[Content_Types].xml": content.encode(), main: b"<w/>"}
    return archive(parts | {name.replace("__", "/"): part for name, part in more.items()})


def odf(kind: str = "text", **more: bytes) -> bytes:
    """A LibreOffice document."""
    parts = {"mimetype": f"application/vnd.oasis.opendocument.{kind}".encode(), "content.xml": b"<office/>"}
    more_parts = {name.replace("__", "/"): part for name, part in more.items()}
    return archive(parts | more_parts, stored=("mimetype",))


def bomb() -> bytes:
    """A small document of 200 MB."""
    return archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"\0" * 200_000_000})
