"""What a file is, by its content; what is not taken, and what the sentence says."""

from __future__ import annotations

import hashlib
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

import filemaking as make
from rumbo.core import pictures
from rumbo.core.errors import Refused
from rumbo.core.uploads import TYPES, look_into, type_of

OOXML = "application/vnd.openxmlformats-officedocument."
ODF = "application/vnd.oasis.opendocument."


def looked(content, name="archivo.bin"):
    return look_into(io.BytesIO(content), name)


def refused(content, name="archivo.pdf"):
    with pytest.raises(Refused) as caught:
        looked(content, name)
    assert name.rpartition("/")[2][:5] in caught.value.message
    return caught.value.message


TAKEN = [
    (make.pdf(), "application/pdf"),
    (make.picture("JPEG"), "image/jpeg"),
    (make.picture("PNG"), "image/png"),
    (make.picture("WEBP"), "image/webp"),
    (make.office(), f"{OOXML}wordprocessingml.document"),
    (make.office("xl/workbook.xml", "spreadsheetml.sheet"), f"{OOXML}spreadsheetml.sheet"),
    (make.office("ppt/presentation.xml", "presentationml.presentation"), f"{OOXML}presentationml.presentation"),
    (make.odf(), f"{ODF}text"),
    (make.odf("spreadsheet"), f"{ODF}spreadsheet"),
    (make.odf("presentation"), f"{ODF}presentation"),
    (make.odf("graphics"), f"{ODF}graphics"),
    (make.GEOJSON, "application/geo+json"),
    (b'{"type": "FeatureCollection", "features": []}', "application/geo+json"),
    (b'\xef\xbb\xbf{"type": "Point", "coordinates": [1, 2]}', "application/geo+json"),
    (b'{"type": "otra cosa"}', "text/plain"),
    (b'{"type": ', "text/plain"),
    (b"{" * 100_000, "text/plain"),
    (b'{"a":' * 50_000, "text/plain"),
    ("Acta de la sesión\r\n".encode(), "text/plain"),
    (b"MZ,LT\n12,4\n", "text/plain"),
]


@pytest.mark.parametrize(("content", "media_type"), TAKEN)
@pytest.mark.parametrize("name", ["informe", "informe.exe", "informe.pdf", "informe.html"])
def test_a_file_is_what_its_content_is(content, media_type, name):
    found = looked(content, name)
    assert found.type.media_type == media_type
    assert (found.size, found.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert found.name.startswith("informe")
    assert found.name.endswith(found.type.endings)
    assert bool(found.view) == bool(found.thumbnail) == found.type.is_picture


def test_a_table_is_told_from_other_texts_by_its_name():
    assert looked(b"a,b\n1,2\n", "Datos.CSV").type.media_type == "text/csv"


def test_the_file_is_left_at_its_beginning():
    file = io.BytesIO(make.pdf())
    look_into(file, "a.pdf")
    assert file.tell() == 0


REFUSED = [
    (b"", "está vacío"),
    (make.PROGRAM, "un programa de Windows"),
    (b"\x7fELF\x02\x01\x01" + b"\0" * 50, "un programa de Linux"),
    (b"\xcf\xfa\xed\xfe" + b"\0" * 50, "un programa de macOS"),
    (b"\xca\xfe\xba\xbe" + b"\0" * 50, "un programa"),
    (b"#!/bin/sh\nrm -rf /\n", "un guion"),
    (make.SVG, "SVG"),
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
    (b"<!-- nada --><s:svg xmlns:s='http://www.w3.org/2000/svg'/>", "SVG"),
    (make.HTML, "HTML"),
    (b"\n\n  Hola <script src=x></script>", "HTML"),
    (b"GIF89a<script>alert(1)</script>", "GIF"),
    (b"<?xml version='1.0'?><kml/>", "XML"),
    (b"%PDF-1.7\n1 0 obj\n", "no está completo"),
    (make.pdf(b"/Encrypt 12 0 R"), "contraseña"),
    (make.pdf(b" " * (1024 * 1024 - 80) + b"/Encrypt  12 0 R"), "contraseña"),
    (b"\xff\xd8\xff" + b"x" * 200, "no se puede leer"),
    (make.picture("PNG")[:60], "no se puede leer"),
    (make.picture("JPEG", (900, 900))[:600], "no se puede leer"),
    (b"\x89PNG\r\n\x1a\n<script>alert(1)</script>", "no se puede leer"),
    (make.archive({"informe.txt": b"x"}), "comprimido"),
    (b"PK\x03\x04 y nada", "dañado"),
    (make.office()[:-30], "dañado"),
    (make.office(word__vbaProject=b"x"), "macros"),
    (make.office(said="x.document.macroEnabled"), "macros"),
    (make.office("xl/workbook.xml", "spreadsheetml.sheet", xl__macrosheets__s1=b"x"), "macros"),
    (make.odf(Basic__Standard=b"x"), "macros"),
    (make.archive({"mimetype": b"application/epub+zip", "content.xml": b"x"}), "comprimido"),
    (make.archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"x"}), "comprimido"),
    (make.OLE, "Office antiguo"),
    (b"Rar!\x1a\x07\x00" + b"x" * 30, "comprimido"),
    (b"\x1f\x8b\x08" + b"x" * 30, "comprimido"),
    (b"\0\0\0\x18ftypheic" + b"x" * 30, "HEIC"),
    (b"\0\0\0\x18ftypisom" + b"x" * 30, "video"),
    (b"BM" + b"\0" * 60, "BMP"),
    (b"AC1032" + b"\0" * 60, "AutoCAD"),
    ("Sesión".encode("latin-1"), "UTF-8"),
    ("Sesión".encode("utf-16"), "UTF-8"),
    (b"\x01\x02\x03\x04 nada conocido", "de un tipo que no se recibe"),
    (b"\xde\xad\xbe\xef\x00" * 9, "de un tipo que no se recibe"),
]


@pytest.mark.parametrize(("content", "said"), REFUSED)
@pytest.mark.parametrize("name", ["archivo.pdf", "archivo.jpg"])
def test_what_is_not_taken_is_said_in_a_sentence(content, said, name):
    assert said in refused(content, name)


def test_an_encrypted_office_document_has_a_password():
    content = bytearray(make.office())
    where = content.find(b"PK\x01\x02")
    content[where + 8] |= 1
    assert "contraseña" in refused(bytes(content))


def test_a_libreoffice_document_with_a_password():
    manifest = b"<manifest><manifest:encryption-data/></manifest>"
    parts = {"mimetype": f"{ODF}text".encode(), "content.xml": b"?", "META-INF/manifest.xml": manifest}
    assert "contraseña" in refused(make.archive(parts))


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    content = make.bomb()
    assert len(content) < 1_000_000
    monkeypatch.setattr("zipfile.ZipFile.open", lambda *_args, **_more: pytest.fail("was unpacked"))
    assert "desempaquetado" in refused(content, "archivo.docx")


def test_a_document_of_thousands_of_parts(monkeypatch):
    monkeypatch.setattr("rumbo.core.uploads.archives.PARTS_LIMIT", 2)
    assert "desempaquetado" in refused(make.office(word__styles=b"x"))


def test_a_document_that_grows_too_much(monkeypatch):
    monkeypatch.setattr("rumbo.core.uploads.archives.SMALL", 1000)
    assert "desempaquetado" in refused(make.office(word__media=b"\0" * 2_000_000))


def test_a_larger_file_than_allowed_is_not_looked_into(settings, monkeypatch):
    settings.UPLOAD_LIMIT = 1024 * 1024
    monkeypatch.setattr("rumbo.core.uploads.look._kind", lambda *_args: pytest.fail("was read"))
    assert "1 MB" in refused(b"x" * (1024 * 1024 + 1))


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_of_too_many_pixels(monkeypatch, kind):
    monkeypatch.setattr(pictures, "MOST_PIXELS", 1000)
    monkeypatch.setattr(pictures, "MOST_AT_ONCE", 1000)
    assert "demasiados píxeles" in refused(make.picture(kind))


def test_a_picture_that_only_pretends_to_be_small(monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    assert "demasiados píxeles" in refused(make.picture("PNG"))


class TestPictures:
    def test_what_is_shown_says_nothing_of_the_place(self):
        content = make.picture("JPEG", (2000, 900), place=True)
        assert b"Camara" in content
        found = looked(content)
        for shown, longest in ((found.view, 1600), (found.thumbnail, 480)):
            assert b"Camara" not in shown
            with Image.open(io.BytesIO(shown)) as opened:
                assert (opened.format, max(opened.size)) == ("JPEG", longest)
                assert not opened.getexif()

    def test_what_hides_behind_a_picture_is_not_shown(self):
        found = looked(make.picture("JPEG") + make.archive({"x.exe": make.PROGRAM}) + make.HTML)
        assert found.type.media_type == "image/jpeg"
        assert b"PK\x03\x04" not in found.view + found.thumbnail
        assert b"<script" not in found.view + found.thumbnail

    def test_small_pictures_are_not_blown_up(self):
        found = looked(make.picture("PNG", (20, 10)))
        with Image.open(io.BytesIO(found.thumbnail)) as opened:
            assert opened.size == (20, 10)


def test_a_file_that_is_two_at_once_is_what_it_begins_with():
    both = make.pdf(make.archive({"x": b"y"})) + make.HTML
    assert looked(both).type.media_type == "application/pdf"
    assert "programa" in refused(make.PROGRAM + make.archive({"x": b"y"}))


def test_types_know_themselves():
    assert all(type_of(media_type) is one for media_type, one in TYPES.items())
    assert not type_of("text/html").inline
    assert type_of("text/html").header == "application/octet-stream"
    assert {one.media_type for one in TYPES.values() if one.inline} == {
        "application/pdf", "image/jpeg", "image/png", "image/webp",
    }  # fmt: skip


BEGINNINGS = st.sampled_from(
    [
        b"",
        b"%PDF-",
        b"\xff\xd8\xff",
        b"\x89PNG\r\n\x1a\n",
        b"PK\x03\x04",
        b"{",
        b"<",
        b"RIFF\0\0\0\0WEBP",
        make.OLE[:8],
    ]
)


def type_or_sentence(content, name):
    """Return what was found, or the sentence; anything else fails."""
    try:
        found = looked(content, name)
    except Refused as refusal:
        return refusal.message
    assert found.type.media_type in TYPES
    return found


@given(BEGINNINGS, st.binary(max_size=300), st.text(max_size=40))
@example(b"PK\x05\x06", b"\0" * 18, "")
def test_any_bytes_get_a_type_or_a_sentence(beginning, rest, name):
    content = beginning + rest
    found = type_or_sentence(content, name)
    assert isinstance(found, str) or found.sha256 == hashlib.sha256(content).hexdigest()


@given(st.sampled_from([content for content, _type in TAKEN]), st.data())
def test_a_good_file_that_was_damaged_gets_a_type_or_a_sentence(content, data):
    where = data.draw(st.integers(0, len(content) - 1))
    damaged = content[:where] + data.draw(st.binary(max_size=8)) + content[where + data.draw(st.integers(0, 8)) :]
    type_or_sentence(damaged, "a.pdf")


def test_the_same_bytes_have_the_same_checksum():
    content = make.picture()
    assert looked(content, "a.jpg").sha256 == looked(content, "b.jpg").sha256
