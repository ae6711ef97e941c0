"""Prose as it is kept: no dead link, no missing image, no HTML; what went is noted with its line."""

import pytest

from rumbo.importers.documents.markup import clean_markdown


def cleaned(text):
    out = clean_markdown(text.split("\n"), "a.md", 1)
    return out.text, [(note.source.line, note.message) for note in out.notes]


def test_dead_links_become_their_text():
    text = "Ver [la **cartera**](cartera.html) y [el mapa](https://example.org/mapa) y [arriba](#inicio)."
    assert cleaned(text) == (
        "Ver la **cartera** y [el mapa](https://example.org/mapa) y arriba.",
        [
            (1, 'The link "la cartera" leads to cartera.html, which is no web address; its text stays.'),
            (1, 'The link "arriba" leads to #inicio, which is no web address; its text stays.'),
        ],
    )


@pytest.mark.parametrize("target", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//example.org"])
def test_only_web_and_mail_addresses_are_links(target):
    assert cleaned(f"[x]({target})")[0] == "x"


def test_references():
    text = "Ver [uno][a] y [dos][].\n\n[a]: a.html\n[dos]: https://example.org\n"
    assert cleaned(text)[0] == "Ver uno y [dos][].\n\n\n[dos]: https://example.org".replace("\n\n\n", "\n\n")


def test_images_become_their_caption():
    text = "Uno\n\n![Mapa del río](mapa.png)\n\n<img src='foto.jpg' alt=\"El río\">\n\n![](x.png)\n\nDos"
    assert cleaned(text) == (
        "Uno\n\n*Mapa del río*\n\n*El río*\n\nDos",
        [
            (3, "The image mapa.png was left out; its caption stays."),
            (5, "The image foto.jpg was left out; its caption stays."),
            (7, "The image x.png was left out; its caption stays."),
        ],
    )


def test_captions_that_look_like_headings_are_bold_lines():
    text = (
        "### Gráfica 1. Autos\n\n![Autos](autos.png)\n\n**Fuente:** INEGI\n\n"
        "### Tabla 2. Viajes\n\nA | B\n--|--\n1 | 2\n"
    )
    assert cleaned(text)[0] == (
        "**Gráfica 1. Autos**\n\n**Fuente:** INEGI\n\n**Tabla 2. Viajes**\n\nA | B\n--|--\n1 | 2"
    )


def test_the_first_level_of_headings_is_the_second():
    assert cleaned("# Uno\n\n### Dos\n")[0] == "## Uno\n\n### Dos"
    assert cleaned("### Uno\n\n#### Dos\n")[0] == "## Uno\n\n### Dos"


def test_html_goes_and_its_text_stays():
    text = (
        "<div class='x'>Hola <b>mundo</b><br>otra</div>\n\n<!-- oculto\n\noculto -->\n"
        '<iframe src="https://example.org/m"></iframe>\n\nfin <script>\nalert(1)\n</script> y 3 < 4 <Ley> <https://example.org>'
    )
    assert cleaned(text) == (
        "Hola mundo otra\n\nfin\n\n y 3 < 4 <Ley> <https://example.org>",
        [
            (1, "HTML tags were left out; their text stays."),
            (6, "Embedded content was left out: https://example.org/m."),
            (8, "Embedded content was left out: <script>."),
        ],
    )


def test_code_stays():
    text = "```\n[x](y.html) <b>\n# no\n```\n\n[x](y.html)"
    assert cleaned(text)[0] == "```\n[x](y.html) <b>\n# no\n```\n\nx"
