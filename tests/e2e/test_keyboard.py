"""Everything that matters is done without a mouse."""

import pytest
from playwright.sync_api import expect

from e2e.conftest import EMAILS
from e2e.plan import DESK, NUMBER, PROJECT, PUBLIC
from e2e.visitor import check_axe
from rumbo.cli import demo


def focused(page):
    """What has the focus: its name as a screen reader says it, or its text."""
    return page.evaluate(
        "() => { const one = document.activeElement;"
        " return (one.getAttribute('aria-label') || one.labels?.[0]?.innerText || one.innerText || one.id).trim() }"
    )


def tab_to(page, text, limit=80):
    """Press Tab until what has this text has the focus."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        if focused(page).startswith(text):
            return
    raise AssertionError(f"“{text}” is not reached with {limit} tabs on {page.url}")


SEEN = """() => {
    const one = document.activeElement;
    if (one === document.body) return '';
    const box = one.getClientRects()[0] || {left: 0, top: 0, width: 0, height: 0};
    const there = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    const label = one.labels && one.labels[0];
    const seen = there && (one.contains(there) || there.contains(one) || (label && label.contains(there)));
    return seen && box.width > 8 && box.height > 8 ? '' : one.outerHTML.slice(0, 200);
}"""


@pytest.mark.parametrize("path", [PUBLIC, f"{PUBLIC}proyectos/?axis=movilidad", f"{PUBLIC}buscar/?q=agua", DESK])
def test_what_has_the_focus_is_seen(anonymous, person, path):
    page = (person("manager") if path == DESK else anonymous).open(path)
    hidden = []
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(SEEN):
            page.wait_for_timeout(300)  # it may still scroll into view
            hidden.append(page.evaluate(SEEN))
    assert [one for one in hidden if one] == []


def test_the_skip_link_leads_to_the_content(anonymous):
    page = anonymous.open(PUBLIC)
    page.keyboard.press("Tab")
    assert focused(page) == "Ir al contenido"
    expect(page.get_by_role("link", name="Ir al contenido")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_slash_searches_and_a_project_opens(anonymous):
    page = anonymous.open(PUBLIC)
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="Buscar en el plan")).to_be_focused()
    page.keyboard.type("acekias universitaria")
    page.keyboard.press("Enter")
    page.wait_for_url("**/buscar/?q=*")
    tab_to(page, PROJECT)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(PROJECT)


def test_the_slash_can_be_turned_off(anonymous, size):
    page = anonymous.open(PUBLIC)
    switch = page.locator("[data-shortcuts]")
    if size == "phone":
        expect(switch).to_be_hidden()
        return
    switch.focus()
    page.keyboard.press("Enter")
    expect(switch).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("/")
    expect(switch).to_be_focused()


def test_the_menu_opens_and_closes(anonymous, size):
    page = anonymous.open(PUBLIC)
    if size == "phone":
        tab_to(page, "Menú")
        page.keyboard.press("Enter")
        expect(page.locator("#menu")).to_be_visible()
        page.wait_for_timeout(300)  # the sheet slides in
        check_axe(page)
        page.keyboard.press("Escape")
        expect(page.locator("#menu")).to_be_hidden()
        page.keyboard.press("Enter")
    tab_to(page, "Antecedentes")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Los planes que hubo antes")


def test_signing_in_editing_and_saving(visit):
    page = visit().open(f"{PUBLIC}proyectos/{NUMBER}/")
    page.goto(page.url.replace(PUBLIC, "/cuenta/login/?next=" + PUBLIC))
    tab_to(page, "Correo electrónico")
    page.keyboard.type(EMAILS["editor"])
    tab_to(page, "Contraseña")
    page.keyboard.type(demo.PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(PROJECT)
    tab_to(page, "Editar")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Editar «{PROJECT}»")
    tab_to(page, "Título")
    page.keyboard.press("End")
    page.keyboard.type(", por etapas")
    tab_to(page, "Por qué lo cambias")
    page.keyboard.type("Se hace por etapas")
    tab_to(page, "Guardar")
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"Se guardó «{PROJECT}, por etapas».")).to_be_visible()


def test_a_wrong_form_takes_the_focus_to_what_is_wrong(person):
    page = person("editor").open(f"{PUBLIC}proyectos/{NUMBER}/")
    page.locator("main").get_by_role("link", name="Editar").click()
    page.get_by_label("Título", exact=True).evaluate("field => field.removeAttribute('required')")
    page.get_by_label("Título", exact=True).fill("")
    page.get_by_role("button", name="Guardar", exact=True).click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    check_axe(page)
    tab_to(page, "Título")
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Título").first).to_be_focused()
