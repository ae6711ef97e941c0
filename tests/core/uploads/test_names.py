"""Names of files, made harmless."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rumbo.core.uploads import TYPES, clean_name, type_of

PDF = type_of("application/pdf")


@pytest.mark.parametrize(
    ("given_name", "expected"),
    [
        ("informe.pdf", "informe.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("..\\..\\windows\\system.ini", "system.ini.pdf"),
        ("/", "archivo.pdf"),
        ("", "archivo.pdf"),
        ("..", "archivo.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("a\0b\r\nc\x1b.pdf", "ab c.pdf"),
        ("foto\u202efdp.exe", "fotofdp.pdf"),
        ('a<b>:"|?*.pdf', "a-b------.pdf"),
        ("  Acta   de\tla mesa .PDF", "Acta de la mesa.PDF"),
        ("plano.v2", "plano.v2.pdf"),
        ("Sesio\u0301n.pdf", "Sesión.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("foto.jpeg", "foto.pdf"),
    ],
)
def test_names(given_name, expected):
    assert clean_name(given_name, PDF) == expected


@given(st.text(max_size=300), st.sampled_from(list(TYPES.values())))
def test_no_name_leaves_its_folder_or_hides_its_ending(name, kind):
    found = clean_name(name, kind)
    assert 0 < len(found) <= 120
    assert found.lower().endswith(kind.endings)
    assert not found.startswith(".")
    assert not set('/\\<>:"|?*') & set(found)
    assert not any(unicodedata.category(sign)[0] == "C" for sign in found)
    assert clean_name(found, kind) == found
