"""Preparing a round from nothing to its first Delphi round, on a phone and a desk; by keyboard without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from e2e.plan import DESK
from e2e.scoring import DRAFT
from e2e.visitor import check_axe

CHOSEN = (
    "SELECT COUNT(*) FROM priority_item i JOIN priority_round r ON r.id = i.round_id"
    ' WHERE r.title = ? AND NOT i."left"'
)
PHASE = "SELECT phase FROM priority_round WHERE title = ?"
PEOPLE = "Ana Ocotillo\tColegio de Prueba del Valle\t1\tana@ocotillo.example\nBeto Mezquital\t\t\t\n"


def test_a_round_is_prepared_by_its_next_step_alone(person, fresh):
    manager = person("manager")
    page = manager.open(f"{DESK}priorizacion/")
    page.get_by_role("link", name=DRAFT, exact=True).click()
    page.get_by_role("link", name="Elegir qué se prioriza", exact=True).click()
    page.get_by_role("button", name=re.compile("^Agregar todos")).first.click()
    expect(page.locator(".lede")).to_contain_text("en el orden del plan")
    chosen = fresh.rows(CHOSEN, DRAFT)[0][0]
    assert chosen > 1
    page.get_by_label("Marcar esta página").uncheck() if page.get_by_label(
        "Marcar esta página"
    ).is_checked() else None
    boxes = page.locator("td.mark input")
    last = boxes.nth(boxes.count() - 1)
    last.check()
    page.get_by_role("button", name="Guardar lo marcado").first.click()
    expect(page.locator(".lede")).to_contain_text(f"{chosen + 1} ")
    assert fresh.rows(CHOSEN, DRAFT)[0][0] == chosen + 1
    page.get_by_role("link", name="Preparación").click()
    page.get_by_role("link", name="Escribir los criterios").click()
    page.get_by_role("button", name="Empezar con los ocho usuales").click()
    expect(page.get_by_role("heading", level=2)).to_have_count(8)
    page.get_by_role("link", name="Preparación").click()
    page.get_by_role("link", name="Nombrar a quienes evalúan").click()
    page.get_by_role("main").get_by_role("link", name="Pegar una lista").click()
    page.get_by_label("Pega la lista").fill(PEOPLE.replace("\t1\t", "\tNo es un eje\t"))
    manager.expect(422)
    page.get_by_role("button", name="Leer la lista").click()
    expect(page.get_by_role("alert")).to_contain_text("Fila 1, Eje")
    page.get_by_label("Pega la lista").fill(PEOPLE)
    page.get_by_role("button", name="Leer la lista").click()
    expect(page.get_by_label("Colegio de Prueba del Valle", exact=True)).to_be_visible()
    check_axe(page)
    page.get_by_role("button", name="Agregar a 2 personas").click()
    page.get_by_role("link", name="Sus enlaces").click()
    expect(page.locator("main tbody tr")).to_have_count(2)
    page.get_by_role("link", name="Preparación").click()
    page.get_by_role("link", name="Abrir la primera vuelta").click()
    page.get_by_role("button", name="Abrir", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("Faltan 2 personas por terminar")
    assert fresh.rows(PHASE, DRAFT) == [("scoring",)]
    page.get_by_role("link", name="Cerrar esta vuelta…").click()
    expect(page.get_by_role("main")).to_contain_text("Faltan 2 personas por terminar")


@pytest.mark.parametrize("size", ["phone"], indirect=True)
def test_marking_works_by_keyboard_and_without_scripts(person, fresh):
    manager = person("manager", scripts=False)
    page = manager.open(f"{DESK}priorizacion/")
    page.get_by_role("link", name=DRAFT, exact=True).click()
    page.get_by_role("link", name="Qué se prioriza", exact=True).click()
    box = page.locator("td.mark input").first
    box.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator(".lede")).to_contain_text("1 ")
    assert fresh.rows(CHOSEN, DRAFT) == [(1,)]
