"""A finding becomes a new edition: noted, recommended, accepted, changed, published, and read by everybody."""

import re

from playwright.sync_api import expect

from e2e.plan import DESK, PUBLIC
from e2e.visitor import check_axe

INDICATOR = "Puntualidad"
BEFORE, AFTER = "85 % para el 31 de diciembre de 2030", "85 % para el 31 de diciembre de 2032"
FOUND = "Los autobuses salen a tiempo sólo donde hay carril propio"
ADVICE = "Mover el valor meta de puntualidad al año en que habrá carriles"
WHY = "Los carriles de la Línea 2 se terminan en 2032."


def test_a_finding_becomes_a_new_edition(person, anonymous):
    manager = person("manager")
    manager.expect(422)
    page = manager.open(DESK + "seguimiento/")
    page.get_by_role("link", name="Evaluación", exact=True).click()
    page.get_by_role("link", name="Anotar un hallazgo").click()
    page.get_by_label("Lo que se encontró").fill(FOUND)
    series = page.get_by_label("Indicador del que trata")
    series.select_option(label=series.locator("option", has_text=INDICATOR).first.inner_text())
    page.get_by_label("Qué recomiendas").fill(ADVICE)
    check_axe(page)
    page.get_by_role("button", name="Anotarlo").click()

    expect(page.get_by_role("heading", name=FOUND)).to_be_visible()
    check_axe(page)
    page.get_by_role("link", name="Responder").click()
    page.get_by_label("Rechazada").check()
    page.get_by_role("button", name="Guardar la respuesta").click()
    expect(page.get_by_text("Di por qué").first).to_be_visible()
    page.get_by_label("Aceptada", exact=True).check()
    page.get_by_role("button", name="Guardar la respuesta").click()

    page.get_by_role("link", name="Cambiar el plan").click()
    page.get_by_role("main").get_by_role("link", name=INDICATOR).first.click()
    page.get_by_label("Para el día").fill("2032-12-31")
    page.get_by_label("Por qué cambia").fill(WHY)
    check_axe(page)
    page.get_by_role("button", name="Cambiarlo").click()
    expect(page.get_by_text(BEFORE)).to_be_visible()
    expect(page.get_by_text("todavía no está en una edición")).to_be_visible()

    manager.open(DESK + "ediciones/")
    expect(page.get_by_label("Qué cambió y por qué")).to_have_value(re.compile(re.escape(WHY)))
    page.get_by_label("Título").fill("Puntualidad con carriles")
    page.get_by_role("button", name="Publicar la edición").click()
    page.get_by_role("dialog").get_by_role("button", name="Publicar").click()
    expect(page.get_by_text("Se publicó la edición").first).to_be_visible()

    shown = anonymous.open(PUBLIC + "aprendizaje/")
    finding = shown.get_by_role("article").filter(has_text=FOUND)
    expect(finding.get_by_text("Aceptada")).to_be_visible()
    expect(finding.get_by_text(BEFORE)).to_be_visible()
    expect(finding.get_by_text(AFTER)).to_be_visible()
    check_axe(shown)
    finding.get_by_role("link", name=re.compile("^edición")).click()
    expect(shown.get_by_role("heading", name=re.compile("Puntualidad con carriles"))).to_be_visible()
    expect(shown.get_by_text(WHY).first).to_be_visible()
