import time

import pytest
from django.utils import translation

from rumbo.core.markdown import Heading, render, without_title


def test_headings_go_under_the_pages_own():
    rendered = render("# Uno\n\ntexto\n\n## Dos *y más*\n\n# Uno")
    assert rendered.html == (
        '<h2 id="uno">Uno</h2>\n<p>texto</p>\n<h3 id="dos-y-mas">Dos <em>y más</em></h3>\n<h2 id="uno-2">Uno</h2>\n'
    )
    assert rendered.headings == (
        Heading(2, "uno", "Uno"),
        Heading(3, "dos-y-mas", "Dos y más"),
        Heading(2, "uno-2", "Uno"),
    )


def test_no_level_is_left_out():
    assert [heading.level for heading in render("### A\n\n###### B\n\n##### C\n\n### D").headings] == [2, 3, 3, 2]


def test_a_deeper_top():
    assert [heading.level for heading in render("# A\n\n## B", 4).headings] == [4, 5]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<script>alert(1)</script>", ""),
        ("a <b onclick='x()'>b</b>", "<p>a <b>b</b></p>\n"),
        ("[j](javascript:alert(1))", "<p>[j](javascript:alert(1))</p>\n"),
        ('<a href="data:text/html,x">z</a>', '<p><a rel="noopener nofollow">z</a></p>\n'),
        ("[z](//afuera.example/x)", '<p><a rel="noopener nofollow">z</a></p>\n'),
        ("[z](otro-capitulo.html)", '<p><a rel="noopener nofollow">z</a></p>\n'),
        ("[z](https://a.example)", '<p><a href="https://a.example" rel="noopener nofollow">z</a></p>\n'),
        ("[z](#uno)", '<p><a href="#uno" rel="noopener nofollow">z</a></p>\n'),
        ("<style>p{}</style>", ""),
        ('<p style="color:red" class="btn">x</p>', "<p>x</p>"),
    ],
)
def test_nothing_runs_and_no_link_leads_astray(text, html):
    assert render(text).html == html


def test_pictures_are_told_not_fetched():
    with translation.override("es"):
        assert render("![Mapa](https://a.example/m.png)").html == (
            '<p><span class="tag"><a href="https://a.example/m.png" rel="noopener nofollow">'
            "Imagen: Mapa</a></span></p>\n"
        )
        assert render('<img src="m.png" alt="Mapa">').html == '<span class="tag">Imagen: Mapa</span>'
        assert render('<iframe src="https://mapas.example/x"></iframe>').html == (
            '<span class="tag"><a href="https://mapas.example/x" rel="noopener nofollow">'
            "Contenido de mapas.example</a></span>"
        )


def test_tables_scroll_and_align_numbers():
    html = render("| Uso | hm³ |\n|---|---:|\n| Riego | 178 |").html
    assert html.startswith('<div class="scroll" tabindex="0"><table>')
    assert '<th scope="col" class="n">hm³</th>' in html
    assert '<td class="n">178</td>' in html


def test_the_same_text_in_another_language():
    with translation.override("es"):
        assert "Imagen" in render("![](x.png)").html
    with translation.override("en"):
        assert "Picture" in render("![](x.png)").html


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("# Visión 2040\n\nTexto", "\nTexto"),
        ("## VISIÓN  2040\nTexto", "Texto"),
        ("# Otra cosa\n\nTexto", "# Otra cosa\n\nTexto"),
        ("Visión 2040\n\nTexto", "Visión 2040\n\nTexto"),
        ("", ""),
    ],
)
def test_a_heading_that_repeats_the_title(text, left):
    assert without_title(text, "Visión 2040") == left


@pytest.mark.parametrize("text", ["<iframe>" * 30_000, "<div>\n" + "<img " * 90_000])
def test_elements_that_are_never_closed_cost_no_more_than_their_length(text):
    begun = time.process_time()
    render(text)
    assert time.process_time() - begun < 5
