"""What was done can be taken back: from the message, from the history, and by reinstating."""

import pytest
from playwright.sync_api import expect

from e2e.plan import NUMBER, PROJECT, PUBLIC
from e2e.visitor import check_axe

PUBLIC_PAGE = f"{PUBLIC}proyectos/{NUMBER}/"
NEW = "Línea 2, con otro nombre"


@pytest.fixture
def renamed(person):
    """The page after an editor gave the project another title."""
    page = person("editor").open(PUBLIC_PAGE)
    page.locator("main").get_by_role("link", name="Editar").click()
    page.get_by_label("Título", exact=True).fill(NEW)
    page.get_by_label("Por qué lo cambias").fill("Para probar")
    page.get_by_role("button", name="Guardar", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{NUMBER} {NEW}")
    return page


def test_undo_from_the_message(renamed, anonymous):
    check_axe(renamed)
    renamed.get_by_role("button", name="Deshacer").click()
    expect(renamed.get_by_text(f"Se deshizo el cambio de «{PROJECT}».")).to_be_visible()
    expect(renamed.get_by_role("heading", level=1)).to_have_text(f"{NUMBER} {PROJECT}")
    expect(anonymous.open(PUBLIC_PAGE).get_by_role("heading", level=1)).to_have_text(PROJECT)


def test_undo_from_the_history(renamed, anonymous):
    renamed.locator("main").get_by_role("link", name="Historia", exact=True).click()
    versions = renamed.locator(".thread > li")
    before, known = versions.nth(1), versions.count()
    before.get_by_text("Volver a esta versión").click()
    check_axe(renamed)
    before.get_by_label("Por qué").fill("El nombre era correcto")
    before.get_by_role("button", name="Restaurar").click()
    expect(renamed.get_by_text(f"«{PROJECT}» quedó como en esa versión.")).to_be_visible()
    expect(versions).to_have_count(known + 1)
    expect(versions.first).to_contain_text("El nombre era correcto")
    expect(anonymous.open(PUBLIC_PAGE).get_by_role("heading", level=1)).to_have_text(PROJECT)


def test_withdraw_and_reinstate(person, anonymous):
    page = person("editor").open(PUBLIC_PAGE)
    page.locator("main").get_by_role("link", name="Historia", exact=True).click()
    page.locator("main").get_by_role("link", name=PROJECT).last.click()
    page.get_by_text("Más", exact=True).click()
    page.get_by_role("link", name="Retirar…").click()
    check_axe(page)
    page.get_by_label("Por qué").fill("Ya no hace falta")
    page.get_by_role("button", name="Sí, continuar").first.click()
    expect(page.get_by_text(f"Se retiró «{PROJECT}».")).to_be_visible()
    public = anonymous.open(PUBLIC_PAGE)
    expect(public.locator("main")).to_contain_text("ya no está vigente")
    expect(public.locator("main")).to_contain_text("Ya no hace falta")
    anonymous.open(f"{PUBLIC}proyectos/")
    expect(public.locator("main")).to_contain_text("153 proyectos")
    page.get_by_text("Más", exact=True).click()
    page.get_by_role("link", name="Volver a poner").click()
    page.get_by_label("Por qué").fill("Sí hace falta")
    page.get_by_role("button", name="Sí, continuar").first.click()
    expect(page.get_by_text(f"«{PROJECT}» está vigente de nuevo.")).to_be_visible()
    anonymous.open(f"{PUBLIC}proyectos/")
    expect(public.locator("main")).to_contain_text("154 proyectos")


def test_withdrawing_can_be_undone_from_the_message(person, anonymous):
    page = person("editor").open(PUBLIC_PAGE)
    page.locator("main").get_by_role("link", name="Editar").click()
    page.goto(page.url.replace("/editar/", "/retirar/"))
    page.get_by_label("Por qué").fill("Por error")
    page.get_by_role("button", name="Sí, continuar").first.click()
    page.get_by_role("button", name="Deshacer").click()
    expect(page.get_by_text(f"Se deshizo el cambio de «{PROJECT}».")).to_be_visible()
    expect(anonymous.open(PUBLIC_PAGE).locator("main")).not_to_contain_text("ya no está vigente")
