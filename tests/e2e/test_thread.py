"""The author of an idea follows it from the table into the plan."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from e2e.plan import DESK
from e2e.prepare import IDEAS, QUESTIONS, TABLE_CODE
from e2e.visitor import check_axe

TABLE = "SELECT id FROM participation_table WHERE code = ?"
IDEA = "Un camión que salga de la universidad a las once de la noche"
PROJECT = "Ruta nocturna de la universidad"
pytestmark = pytest.mark.parametrize("size", ["phone"], indirect=True)


@pytest.fixture
def author(visit):
    """Somebody who joined with the code, on a phone of their own; with the link that they keep."""
    visitor = visit()
    page = visitor.open(f"/entrar/{TABLE_CODE}/")
    page.get_by_label("Sector").select_option("Social")
    page.get_by_label("Municipio").select_option("San Telmo")
    page.get_by_role("button", name="Entrar").click()
    expect(page.locator("#live")).to_be_visible()
    visitor.own_link = page.locator("#own-new").input_value()
    return visitor


@pytest.fixture
def leader(person, fresh):
    """Whoever leads the table, at a desk, with the page of the table open."""
    visitor = person("editor")
    visitor.page.set_viewport_size({"width": 1280, "height": 800})
    ((table,),) = fresh.rows(TABLE, TABLE_CODE)
    visitor.open(f"{DESK}participacion/mesas/{table}/")
    return visitor


def close_the_ideas(page):
    """Close the exercise in which ideas are said."""
    step = page.locator(f'.step:has(h3 a:text-is("{QUESTIONS["ideas"]}"))')
    step.locator("[value=close]").click()
    expect(step.locator("[value=close]")).to_have_count(0)


def knot(page, words):
    """The knot of the thread that has these words."""
    return page.locator(".course > li", has_text=words)


def test_from_the_phone_to_the_project_and_back(author, leader, fresh):
    page = author.page
    page.get_by_label("Problema").fill(IDEA)
    page.get_by_role("button", name="Enviar").click()
    expect(page.locator("#sending")).to_have_text("Enviado")
    own = page  # the same phone: the page of the table is left behind
    own.goto(author.own_link)
    expect(own.get_by_role("heading", name=IDEA)).to_be_visible()
    expect(knot(own, "En el plan")).to_contain_text("Todavía no")
    check_axe(own)

    desk = leader.page
    close_the_ideas(desk)
    desk.get_by_role("link", name="Adoptar lo que se dijo").click()
    desk.get_by_label("Palabras").fill("universidad once noche")
    desk.get_by_label("Palabras").press("Enter")
    expect(desk.locator("tbody tr")).to_have_count(1)
    check_axe(desk)
    desk.get_by_role("link", name=f"Adoptar: {IDEA}").click()
    check_axe(desk)
    desk.locator("summary", has_text=re.compile("^Proyecto$")).click()
    form = desk.locator("details[open] form", has=desk.locator("[value=project]"))
    form.get_by_label("Título").fill(PROJECT)
    form.get_by_label("Dónde va").select_option(index=1)
    form.get_by_role("button", name="Crear proyecto y adoptar").click()
    expect(desk.get_by_text(f"Ya es parte de «{PROJECT}».")).to_be_visible()

    fresh.restart()
    own.goto(author.own_link)
    expect(own.locator(".lede")).to_contain_text("El plan adoptó 1 de 1 aportación tuya")
    expect(knot(own, "Hoy")).to_contain_text("Vigente en el plan")
    check_axe(own)
    knot(own, "El plan la adoptó: proyecto").get_by_role("link", name=PROJECT).click()
    expect(own.get_by_role("heading", level=1)).to_have_text(PROJECT)
    own.locator(".thread").get_by_role("link", name=IDEA).click()
    expect(own.get_by_role("heading", level=1)).to_contain_text(IDEA)
    check_axe(own)
    own.get_by_role("link", name=PROJECT).click()
    expect(own.get_by_role("heading", level=1)).to_have_text(PROJECT)


def test_several_are_adopted_together_and_that_is_undone(leader, visit):
    desk = leader.page
    close_the_ideas(desk)
    desk.get_by_role("link", name="Adoptar lo que se dijo").click()
    for text in IDEAS[2:]:
        desk.get_by_role("checkbox", name=text).check()
    desk.get_by_role("button", name="Adoptar juntas las elegidas").click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("estas 2 aportaciones")
    desk.get_by_label("Buscar otro elemento").fill("línea 2")
    desk.get_by_role("button", name="Buscar").last.click()
    desk.get_by_role("radio", name=re.compile("Línea 2")).first.check()
    desk.get_by_role("button", name="Adoptar: es parte de esto").click()
    expect(desk.get_by_text("2 aportaciones ya son parte de")).to_be_visible()
    desk.get_by_role("button", name="Deshacer").click()
    expect(desk.get_by_text("Se deshizo.")).to_be_visible()


def test_the_minutes_from_the_table_to_everybody(leader, visit):
    desk = leader.page
    close_the_ideas(desk)
    desk.get_by_role("link", name="Acta").click()
    check_axe(desk)
    desk.get_by_label("Acuerdos").fill("Pedir los horarios al organismo de transporte")
    desk.get_by_role("button", name="Guardar").click()
    expect(desk.get_by_text("Se guardó el acta.")).to_be_visible()
    desk.get_by_role("button", name="Firmar").click()
    expect(desk.get_by_text("Se firmó el acta.")).to_be_visible()
    check_axe(desk)
    desk.locator(".card").get_by_role("button", name="Publicar").click()
    desk.locator("dialog[open]").get_by_role("button", name="Publicar").click()
    expect(desk.get_by_text("Se publicó el acta.")).to_be_visible()
    anybody = visit()
    page = anybody.open(f"{DESK.removeprefix('/mesa')}participacion/")
    address = page.get_by_role("link", name=re.compile("^Acta: ")).first.get_attribute("href")
    answer = page.request.get(f"{anybody.address}{address}")
    assert answer.body().startswith(b"%PDF-")
