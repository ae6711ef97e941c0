import pytest

from factories import ChapterFactory
from reading import links, main_html, main_text
from rumbo.core.actors import SYSTEM
from rumbo.core.services import records

pytestmark = pytest.mark.django_db
URL = "/plan-2040/documento/"
ONE = "/plan-2040/documento/diagnostico/"


def test_access(guarded, story):
    guarded(URL)


def test_access_to_one(guarded, story):
    guarded(ONE)


def test_not_found_elsewhere(missing, story):
    missing(ONE)


def test_in_reading_order(client, story):
    ChapterFactory(plan=story.plan, key="presentacion", title="Presentación", kind="introduction", position=0)
    page = client.get(URL)
    assert [words for words, _address in links(page)][1:] == ["Presentación", "Diagnóstico del agua"]
    assert "Diagnóstico · Agua" in main_text(page)


def test_without_chapters(client, plan):
    assert "Todavía no hay capítulos" in main_text(client.get(URL))


def test_text_contents_and_neighbours(client, plan):
    text = "# Metodología\n\nCuatro talleres.\n\n## Primero\n\n### Mesas\n\n#### Detalle\n\n"
    text += "## Segundo\n\n<script>x</script>"
    ChapterFactory(plan=plan, key="antes", title="Antes", position=1)
    ChapterFactory(plan=plan, key="metodologia", title="Metodología", position=2, text=text)
    ChapterFactory(plan=plan, key="despues", title="Después", position=3)
    page = client.get("/plan-2040/documento/metodologia/")
    found = links(page)
    assert found[2:5] == [("Primero", "#primero"), ("Mesas", "#mesas"), ("Segundo", "#segundo")]
    assert found[5:] == [
        ("Anterior Antes", "/plan-2040/documento/antes/"),
        ("Siguiente Después", "/plan-2040/documento/despues/"),
    ]
    html = main_html(page)
    assert html.count("<h1") == 1
    assert '<h4 id="detalle">Detalle</h4>' in html
    assert "<script" not in html


def test_english_where_there_is_a_translation(english, story):
    assert '<div class="prose" lang="es">' in main_html(english.get(ONE))
    records.update(SYSTEM, story.chapter, {"title_en": "Diagnosis", "text_en": "Water is scarce."})
    html = main_html(english.get(ONE))
    assert '<div class="prose"><p>Water is scarce.</p>' in html
    assert "<h1>Diagnosis</h1>" in html


def test_a_withdrawn_chapter_is_read_with_its_banner(client, story):
    records.withdraw(SYSTEM, story.chapter, reason="Se reescribió")
    assert "Retirado: ya no está vigente." in main_text(client.get(ONE))
    assert "Diagnóstico del agua" not in main_text(client.get(URL))


def test_as_many_queries_for_many(queries, story):
    few, few_of_one = queries(URL), queries(ONE)
    for _number in range(5):
        ChapterFactory(plan=story.plan, axis=story.axis, text="# Uno\n\n## Dos")
    assert (queries(URL), queries(ONE)) == (few, few_of_one)
