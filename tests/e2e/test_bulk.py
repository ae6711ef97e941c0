"""Many projects at once: marked in the list, changed, undone; moved through their gates, with what each lacks."""

import re

import pytest
from playwright.sync_api import expect

from e2e.plan import DESK
from e2e.visitor import check_axe

LIST = f"{DESK}proyectos/"
BOARD = f"{DESK}tablero/"


@pytest.fixture
def page(person):
    """The list of a manager."""
    return person("manager").open(LIST)


def boxes(page):
    return page.locator('input[name="project"]')


def mark(page, *places):
    for place in places:
        boxes(page).nth(place).check()


def drag(page, card):
    """Drag a card to the head of the next column, with the mouse."""
    column = page.locator(f'[data-column="{card.get_attribute("data-card")}"] h2')
    card.scroll_into_view_if_needed()
    column.evaluate("head => window.scrollTo(0, head.getBoundingClientRect().top + window.scrollY - 120)")
    begin, end = card.bounding_box(), column.bounding_box()
    page.mouse.move(begin["x"] + 80, begin["y"] + 8)
    page.mouse.down()
    page.mouse.move(begin["x"] + 95, begin["y"] + 12, steps=3)
    page.mouse.move(end["x"] + 40, end["y"] + 60, steps=8)
    page.mouse.up()


def test_three_projects_change_term_and_tags_and_back(page):
    mark(page, 0, 1, 2)
    expect(page.locator("#bulk")).to_contain_text("3 marcados")
    check_axe(page)
    page.get_by_role("button", name="Editar…").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Editar 3 proyectos")
    page.get_by_label("Plazo").select_option("Largo plazo")
    page.get_by_label("Etiquetas que se agregan").fill("Metropolitano; agua segura")
    page.get_by_label("Por qué lo cambias").fill("Acuerdo de gabinete")
    check_axe(page)
    page.get_by_role("button", name="Ver qué cambia").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cambian 3 proyectos")
    expect(page.locator("#change + .items > li")).to_have_count(3)
    check_axe(page)
    page.get_by_role("button", name="Cambiar 3 proyectos").click()
    said = page.locator(".notice").first
    expect(said).to_contain_text("Edición de 3 proyectos: plazo, etiquetas")
    what = said.get_by_role("link", name="Qué cambió").get_attribute("href")
    page.goto(page.url.split("?")[0] + "?tag=Metropolitano")
    expect(page.locator("main")).to_contain_text("3 proyectos")
    page.goto(page.url.split("/mesa/")[0] + what)
    expect(page.locator("main")).to_contain_text("agua segura; Metropolitano")
    check_axe(page)
    page.get_by_role("button", name="Deshacer todo").click()
    expect(page.locator(".notice").first).to_contain_text("Deshecho: 3 cosas están como estaban.")
    page.goto(page.url.split("/mesa/")[0] + f"{LIST}?tag=Metropolitano")
    expect(page.locator("main")).to_contain_text("154 proyectos")


def test_undo_in_one_click_from_the_message(page):
    mark(page, 0)
    page.get_by_role("button", name="Editar…").click()
    page.get_by_label("Etiquetas que se agregan").fill("Metropolitano")
    page.get_by_label("Por qué lo cambias").fill("Prueba")
    page.get_by_role("button", name="Ver qué cambia").click()
    page.get_by_role("button", name="Cambiar 1 proyecto").click()
    page.locator(".notice").get_by_role("button", name="Deshacer").click()
    expect(page.locator(".notice").first).to_contain_text("Deshecho: 1 cosa está como estaba.")


def test_rows_are_marked_by_keyboard_and_as_a_range(page):
    boxes(page).nth(1).focus()
    page.keyboard.press("Space")
    boxes(page).nth(4).focus()
    page.keyboard.press("Shift+Space")
    expect(page.locator("#bulk")).to_contain_text("4 marcados")
    boxes(page).nth(2).click(modifiers=["Shift"])
    expect(page.locator("#bulk")).to_contain_text("1 marcado")
    page.get_by_label("Marcar esta página").check()
    expect(page.locator("#bulk")).to_contain_text("50 marcados")
    page.get_by_label("Todos: los 154 proyectos").check()
    expect(boxes(page).first).to_be_disabled()
    page.get_by_role("button", name="Cambiar etapa…").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cambiar la etapa de 154 proyectos")


def test_stages_in_bulk_say_what_each_lacks(page):
    page.get_by_label("Todos: los 154 proyectos").check()
    page.get_by_role("button", name="Cambiar etapa…").click()
    page.get_by_label("Acta").fill("Acta 7/2026")
    check_axe(page)
    page.get_by_role("button", name="Ver cuáles pasan").click()
    through = page.locator("#moves + .items > li")
    count = through.count()
    assert count > 0
    lacking = page.locator("#lacks ~ .items").first.locator("> li").first
    expect(lacking).to_contain_text(re.compile("le faltan? [0-9]+ cosas?"))
    check_axe(page)
    page.get_by_role("button", name="Confirmar").first.click()
    expect(page.locator(".notice").first).to_contain_text(f"{count} proyectos pasaron sus puertas")
    page.locator(".notice").get_by_role("button", name="Deshacer").click()
    expect(page.locator(".notice").first).to_contain_text(f"Deshecho: {count} cosas están como estaban.")


def test_an_open_gate_is_passed_on_the_board_by_its_link(person, size):
    page = person("manager").open(BOARD)
    if size == "phone":
        for summary in page.locator(".board summary").all():
            summary.click()
    link = page.locator("[data-pass]").first
    name = link.locator(".sr").inner_text().strip()
    link.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text(name)
    check_axe(page)
    page.get_by_label("Acta").fill("Acta 8/2026")
    page.get_by_role("dialog").get_by_role("button", name="Pasar la puerta").click()
    expect(page.locator(".notice").first).to_contain_text("pasó la puerta")
    assert page.url.endswith(BOARD)


def test_a_card_is_dragged_to_the_next_column(person, size):
    if size == "phone":
        return  # there is no dragging on a phone: the link does the same, see above
    page = person("manager").open(BOARD)
    card = page.locator("[data-card][data-open]").first
    drag(page, card)
    expect(page.get_by_role("dialog")).to_contain_text("Pasar la puerta")
    page.keyboard.press("Escape")
    lacking = page.locator('[data-card="profile"]:not([data-open])').first
    drag(page, lacking)
    expect(page.get_by_role("heading", name="La puerta a «Ficha»")).to_be_visible()


def test_more_cards_come_without_leaving_the_board(person, size):
    page = person("reader").open(BOARD)
    column = page.locator('[data-column="idea"]')
    if size == "phone":
        column.locator("summary").click()
    before = column.locator(".card").count()
    column.locator(".rest a").click()
    expect(column.locator(".card")).to_have_count(before + 24)
    check_axe(page)


def test_a_tag_is_renamed_for_all_projects(page):
    mark(page, 0, 1)
    page.get_by_role("button", name="Editar…").click()
    page.get_by_label("Etiquetas que se agregan").fill("rio")
    page.get_by_label("Por qué lo cambias").fill("Prueba")
    page.get_by_role("button", name="Ver qué cambia").click()
    page.get_by_role("button", name="Cambiar 2 proyectos").click()
    page.get_by_role("link", name="Etiquetas", exact=True).click()
    check_axe(page)
    page.locator('a[href="?tag=rio"]').click()
    page.get_by_label("Nombre nuevo").fill("Río Tarabilla")
    check_axe(page)
    page.get_by_role("button", name="Renombrarla").click()
    expect(page.locator(".notice").first).to_contain_text("Etiqueta «rio» renombrada a «Río Tarabilla»")
    expect(page.locator("tbody")).to_contain_text("Río Tarabilla")
