"""Somebody without an account looks for a project."""

import pytest
from playwright.sync_api import expect

from e2e.plan import AXIS, NUMBER, PROJECT, PUBLIC
from e2e.visitor import check_axe


@pytest.mark.parametrize("words", ["unibersitaria acekias", "UNIVERSITARIA ACEQUIAS", NUMBER])
def test_a_project_is_found_and_leads_to_its_axis(anonymous, words):
    page = anonymous.open(PUBLIC)
    page.get_by_role("searchbox", name="Buscar en el plan").fill(words)
    page.keyboard.press("Enter")
    page.wait_for_url("**/buscar/?q=*")
    check_axe(page)
    page.locator("main").get_by_role("link", name=PROJECT).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(PROJECT)
    page.get_by_role("navigation", name="Ruta").get_by_role("link", name=AXIS).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(AXIS)
    expect(page.locator("main").get_by_role("link", name="Transporte público metropolitano")).to_be_visible()


def test_what_was_meant_is_said(anonymous):
    page = anonymous.open(f"{PUBLIC}buscar/?q=unibersitaria")
    expect(page.locator("#results")).to_contain_text("«unibersitaria» no está en el plan; buscamos universitaria.")


def test_results_come_while_typing(anonymous):
    page = anonymous.open(f"{PUBLIC}buscar/")
    page.get_by_label("Palabras o número").press_sequentially("acequias vivas", delay=20)
    expect(page.locator("#results").get_by_role("link", name="Acequias vivas").first).to_be_visible()
    page.wait_for_url("**/buscar/?q=acequias%20vivas")


def test_nothing_found_says_what_to_do_next(anonymous):
    page = anonymous.open(f"{PUBLIC}buscar/?q=xyzxyz")
    expect(page.get_by_text("Nada encontrado con «xyzxyz»")).to_be_visible()
    page.get_by_role("link", name="Ver todos los proyectos").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cartera de proyectos")
