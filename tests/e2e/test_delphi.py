"""From the scores of three evaluators over two Delphi rounds to the published portfolio, as an outsider sees it."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import expect

from e2e.pages import evaluator_link
from e2e.plan import DESK, PUBLIC
from e2e.scoring import CRITERIA, FIRST, PEOPLE
from e2e.visitor import check_axe

ROUND = "SELECT id FROM priority_round WHERE title = ?"
#: What each says of the three projects: levels of the first two criteria, and the amount.
SAID = (
    (("5", "5", "40"), ("2", "2", "300"), ("1", "3", "500")),
    (("4", "5", "50"), ("3", "2", "310"), ("1", "2", "520")),
    (("5", "4", "45"), ("5", "5", "20"), ("2", "2", "510")),  # of the second one otherwise than the others
)


def score(page, scores):
    """Score the projects one after the other with the keys of the digits and Enter."""
    page.get_by_role("link", name=re.compile("^(Empezar|Seguir)")).first.click()
    for first, second, amount in scores:
        page.locator("fieldset.score").first.get_by_role("radio").first.focus()
        here = page.url
        page.keyboard.press(first)
        page.keyboard.press(second)
        expect(page.get_by_role("textbox", name=CRITERIA[2])).to_be_focused()
        page.keyboard.type(amount)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url, here=here: url != here)
    expect(page.get_by_role("heading", level=1)).to_have_text("Gracias")


@pytest.mark.parametrize("size", ["desktop"], indirect=True)
def test_from_three_evaluators_to_the_published_portfolio(person, visit, fresh):
    number = fresh.rows(ROUND, FIRST)[0][0]
    at = f"{DESK}priorizacion/rondas/{number}/"
    manager = person("manager")
    with closing(sqlite3.connect(fresh.database)) as connection:
        links = [f"/evaluar/{evaluator_link(connection, FIRST, name)}/" for name in PEOPLE]
    evaluators = [visit() for _said in SAID]
    for evaluator, link, said in zip(evaluators, links, SAID, strict=False):
        score(evaluator.open(link), said)

    page = manager.open(f"{at}cerrar-vuelta/")
    expect(page.get_by_role("main")).to_contain_text("Falta 1 persona")
    page.get_by_role("button", name="Cerrar", exact=True).click()
    expect(page.get_by_role("region", name="Qué sigue")).to_be_visible()
    page.goto(page.url.partition("/mesa/")[0] + f"{at}abrir/")
    page.get_by_role("button", name="Abrir", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("La vuelta 2 está abierta")

    third = evaluators[2].page
    third.goto(third.url.partition("/evaluar/")[0] + f"{links[2]}lista/")
    third.locator(".own-items a").nth(1).click()
    expect(third.locator("fieldset.score").first).to_contain_text("El grupo (3 personas)")
    expect(third.locator("fieldset.score").first.get_by_role("radio").nth(4)).to_be_checked()
    third.locator("fieldset.score").nth(0).get_by_role("radio").nth(2).check()
    third.locator("fieldset.score").nth(1).get_by_role("radio").nth(1).check()
    third.get_by_role("textbox", name=CRITERIA[2]).fill("300")
    third.get_by_label("Comentario").fill("Me convencieron")
    third.get_by_role("button", name="Guardar y seguir").click()
    for evaluator, link in zip(evaluators, links, strict=False):
        seen = evaluator.page
        seen.goto(seen.url.partition("/evaluar/")[0] + f"{link}lista/")
        seen.get_by_role("button", name=re.compile("^Conservar")).click()
        seen.get_by_role("dialog").get_by_role("button", name=re.compile("^(Sí|Conservar)")).click()
        expect(seen.get_by_role("heading", level=1)).to_have_text("Gracias")

    page = manager.open(f"{at}cerrar-vuelta/")
    page.get_by_role("button", name="Cerrar", exact=True).click()
    page = manager.open(at)
    page.get_by_role("link", name="Cerrar las calificaciones", exact=True).click()
    page.get_by_role("main").get_by_role("button").first.click()
    page = manager.open(f"{at}jerarquizar/")
    page.get_by_role("radio", name=re.compile("^Los de los criterios")).check()
    page.get_by_label("Cuántos son prioritarios").fill("1")
    page.get_by_role("button", name="Jerarquizar").click()
    expect(page.get_by_role("heading", name="El orden", exact=True)).to_be_visible(timeout=60_000)
    check_axe(page)

    page = manager.open(f"{at}decision/")
    page.get_by_label("Título").fill("Cartera de la prueba")
    page.locator("select[name=ranking]").select_option(index=1)
    page.get_by_label(re.compile("^[Qq]uién decidió")).fill("Consejo de la prueba")
    page.get_by_label(re.compile("^[Ff]echa de la decisión")).fill("2026-06-01")
    page.get_by_role("button", name="Empezar", exact=True).click()
    page.get_by_role("link", name="Escribir el acta").click()
    page.locator("textarea[name=text]").fill("El Consejo aprobó el orden, con una diferencia.")
    page.get_by_role("button", name="Guardar").click()
    page.get_by_role("link", name=re.compile("^Incluir")).last.click()
    page.locator("[name=reason]").fill("Ya tiene el dinero de la federación.")
    page.get_by_role("button", name="Incluir").click()
    page.get_by_role("link", name="Verla y publicar").click()
    check_axe(page)
    opened = page.get_by_role("checkbox")
    if opened.count():
        opened.check()
    page.get_by_role("button", name="Publicar").click()
    page.get_by_role("dialog").get_by_role("button", name="Publicar").click()
    expect(page.get_by_role("main")).to_contain_text("En las páginas públicas")

    outsider = visit().open(f"{PUBLIC}cartera-prioritaria/")
    listed = outsider.get_by_role("main")
    expect(listed).to_contain_text("Consejo de la prueba")
    expect(listed).to_contain_text("Ya tiene el dinero de la federación.")
    expect(listed).to_contain_text("El Consejo aprobó el orden, con una diferencia.")
    for name in PEOPLE:
        expect(listed).not_to_contain_text(name)
    check_axe(outsider)
