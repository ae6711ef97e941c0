"""A manager imports the real documents: sees what they would change, decides the doubts, applies."""

import re

import pytest
from playwright.sync_api import expect

from e2e.prepare import EMPTY_PLAN, IMPORTED_PLAN
from e2e.visitor import check_axe

SLOW = 60_000  # milliseconds: reading takes some seconds on two cores
DOUBTS = (
    "Planes y reglamentos de desarrollo urbano y ordenamiento territorial",
    "Plan del Centro Histórico",
)


@pytest.fixture
def upload(reference_data):
    """Gives all documents to the page of a plan's imports, and waits for the proposal."""

    def given(visitor):
        page = visitor.open(f"/mesa/{EMPTY_PLAN}/")
        page.get_by_role("link", name="Importar archivos").first.click()
        page.get_by_label("Archivos").set_input_files(sorted((reference_data / "documents").iterdir()))
        page.get_by_role("button", name="Leer los archivos").click()
        expect(page.get_by_role("heading", name="Documentos del plan")).to_be_visible(timeout=SLOW)
        expect(page.get_by_text("Por revisar", exact=True)).to_be_visible()
        return page

    return given


def test_review_one_by_one_apply_and_import_again(person, anonymous, upload):
    manager = person("manager")
    page = upload(manager)
    tabs = page.get_by_role("navigation", name="Qué hace la importación")
    tabs.get_by_role("link", name="Por confirmar").click()
    check_axe(page)
    for doubt in DOUBTS:
        page.get_by_role("button", name=f"Aceptar: {doubt[:50]}").click()
        page.wait_for_load_state()
    expect(page.get_by_role("button", name="Deshacer la decisión")).to_have_count(2)
    page.get_by_role("button", name="Aplicar").click()
    expect(page.get_by_text("La importación se aplicó.")).to_be_visible(timeout=SLOW)
    public = anonymous.open(f"/{EMPTY_PLAN}/proyectos/")
    expect(public.locator("main")).to_contain_text("197 proyectos")
    manager.open(f"/mesa/{EMPTY_PLAN}/confirmar/")
    expect(page.get_by_text("No hay nada por confirmar")).to_be_visible()
    upload(manager)
    expect(tabs.get_by_role("link", name="Nuevos")).to_have_count(0)
    expect(tabs.get_by_role("link", name="Con cambios")).to_have_count(0)
    expect(tabs.get_by_role("link", name="Por confirmar")).to_have_count(0)


def test_review_together(person, upload):
    page = upload(person("manager"))
    page.get_by_role("link", name="Por confirmar").last.click()
    page.get_by_role("button", name="Aceptar todas").click()
    expect(page.get_by_text("Se decidieron 2 coincidencias.")).to_be_visible()
    expect(page.get_by_role("button", name="Deshacer la decisión")).to_have_count(2)
    page.get_by_role("button", name="Descartar").click()
    page.get_by_role("dialog").get_by_role("button", name="Descartar").click()
    expect(page.get_by_text("La importación se descartó. No se escribió nada.")).to_be_visible()


def test_confirm_one_by_one_after_an_import(reference_data, person):
    page = person("manager").open(f"/mesa/{IMPORTED_PLAN}/")
    page.get_by_role("link", name="2 asuntos por confirmar").click()
    expect(page).to_have_url(re.compile("/confirmar/$"))
    check_axe(page)
    page.get_by_role("button", name=f"Confirmar: {DOUBTS[0][:50]}").click()
    expect(page.get_by_text("Se confirmó la correspondencia de «")).to_be_visible()
    page.get_by_role("button", name=f"Rechazar: {DOUBTS[1]}").click()
    expect(page.get_by_text(f"Se rechazó la correspondencia de «{DOUBTS[1]}».")).to_be_visible()
    expect(page.get_by_text("No hay nada por confirmar")).to_be_visible()
    expect(page.get_by_role("heading", name=DOUBTS[1])).to_be_visible()


def test_confirm_together_after_an_import(reference_data, person, anonymous):
    page = person("manager").open(f"/mesa/{IMPORTED_PLAN}/confirmar/")
    page.get_by_role("button", name="Confirmar todas").click()
    dialog = page.get_by_role("dialog")
    check_axe(page)
    dialog.get_by_role("button", name="Confirmar todas").click()
    expect(page.get_by_text("Se confirmaron 2 correspondencias.")).to_be_visible()
    expect(page.get_by_text("No hay nada por confirmar")).to_be_visible()
    public = anonymous.open(f"/{IMPORTED_PLAN}/cartera-prioritaria/")
    expect(public.locator("main")).not_to_contain_text("por confirmar")


def test_a_file_that_is_no_plan_is_explained(person, tmp_path):
    file = tmp_path / "foto.xlsx"
    file.write_bytes(b"not a workbook")
    page = person("manager").open(f"/mesa/{EMPTY_PLAN}/importaciones/nueva/")
    page.get_by_label("Archivos").set_input_files(file)
    page.get_by_role("button", name="Leer los archivos").click()
    expect(page.locator("main")).to_contain_text("foto.xlsx", timeout=SLOW)
    check_axe(page)
