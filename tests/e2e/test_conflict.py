"""Two people edit the same project at the same time, each in a browser of their own."""

import pytest
from playwright.sync_api import expect

from e2e.plan import NUMBER, PROJECT, PUBLIC
from e2e.visitor import check_axe

PUBLIC_PAGE = f"{PUBLIC}proyectos/{NUMBER}/"
TITLE, TEXT, WHY = "Título", "Texto (opcional)", "Por qué lo cambias"
FIRST = "Servicio directo con ocho paradas y dos talleres."
SECOND = "Servicio directo con doce paradas."


def start_editing(visitor):
    page = visitor.open(PUBLIC_PAGE)
    page.locator("main").get_by_role("link", name="Editar").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Editar «{PROJECT}»")
    return page


def save(page):
    page.get_by_role("button", name="Guardar", exact=True).click()


@pytest.fixture
def clash(person):
    """Two editors, and the page that the second sees after both saved another text."""
    first, second = person("editor"), person("second editor")
    second.expect(409)
    mine, yours = start_editing(first), start_editing(second)
    mine.get_by_label(TEXT).fill(FIRST)
    mine.get_by_label(WHY).fill("Se agregan los talleres")
    save(mine)
    expect(mine.get_by_text(f"Se guardó «{PROJECT}».")).to_be_visible()
    yours.get_by_label(TEXT).fill(SECOND)
    save(yours)
    expect(yours.get_by_role("heading", level=1)).to_have_text("Otra persona guardó antes que tú")
    return yours


def test_the_second_sees_both_texts_and_merges_them(clash, anonymous):
    check_axe(clash)
    expect(clash.get_by_label(TEXT.removesuffix(" (opcional)"), exact=True)).to_have_value(SECOND)
    expect(clash.locator("main")).to_contain_text(FIRST)
    expect(clash.locator("main")).to_contain_text("Alma Sotol")
    merged = "Servicio directo con doce paradas y dos talleres."
    clash.get_by_label("Texto", exact=True).fill(merged)
    clash.get_by_label(WHY).fill("Se juntan los dos textos")
    clash.get_by_role("button", name="Guardar esto").click()
    expect(clash.get_by_text(f"Se guardó «{PROJECT}».")).to_be_visible()
    clash.locator("main").get_by_role("link", name="Historia", exact=True).click()
    history = clash.locator("main > .thread, main .thread").first
    for kept in ("Alma Sotol", "Celia Huizache", "Se agregan los talleres", "Se juntan los dos textos"):
        expect(history).to_contain_text(kept)
    expect(anonymous.open(PUBLIC_PAGE).locator("main")).to_contain_text(merged)


def test_the_second_takes_the_text_of_the_first(clash, anonymous):
    clash.get_by_label("Lo guardado").check()
    clash.get_by_role("button", name="Guardar esto").click()
    clash.wait_for_url("**/proyectos/*/")
    expect(clash.locator("main")).to_contain_text(FIRST)
    page = anonymous.open(PUBLIC_PAGE)
    expect(page.locator("main")).to_contain_text(FIRST)


def test_changes_of_other_fields_join_without_a_question(person, anonymous):
    first, second = person("editor"), person("second editor")
    second.expect(409)
    mine, yours = start_editing(first), start_editing(second)
    mine.get_by_label(TEXT).fill(FIRST)
    save(mine)
    expect(mine.get_by_text(f"Se guardó «{PROJECT}».")).to_be_visible()
    yours.get_by_label(TITLE, exact=True).fill("Línea 2, de punta a punta")
    save(yours)
    expect(yours.get_by_role("heading", name="Solo lo cambió la otra persona")).to_be_visible()
    yours.get_by_role("button", name="Guardar esto").click()
    expect(yours.get_by_text("Se guardó «Línea 2, de punta a punta».")).to_be_visible()
    page = anonymous.open(PUBLIC_PAGE)
    expect(page.get_by_role("heading", level=1)).to_have_text("Línea 2, de punta a punta")
    expect(page.locator("main")).to_contain_text(FIRST)


def test_leaving_with_unsaved_changes_is_asked_about(clash):
    clash.get_by_role("link", name="Cancelar").click()
    dialog = clash.get_by_role("dialog")
    expect(dialog).to_contain_text("Lo que escribiste aquí se pierde")
    dialog.get_by_role("button", name="Cancelar").click()
    expect(clash.get_by_label("Texto", exact=True)).to_have_value(SECOND)
