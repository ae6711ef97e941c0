"""The pages in the other language, and back."""

import pytest
from playwright.sync_api import expect

from e2e.plan import DESK, PUBLIC


def switch(visitor, language):
    visitor.menu()
    visitor.page.get_by_role("button", name=language).click()


@pytest.mark.parametrize("path", [PUBLIC, f"{PUBLIC}proyectos/?axis=movilidad&sort=title", f"{PUBLIC}buscar/?q=agua"])
def test_english_and_back_on_the_same_page(anonymous, path):
    page = anonymous.open(path)
    heading = page.get_by_role("heading", level=1).inner_text()
    rows = page.locator("main tbody tr, main li").count()
    for language, code in (("English", "en"), ("Español", "es")):
        switch(anonymous, language)
        expect(page.locator("html")).to_have_attribute("lang", code)
        assert page.url == f"{anonymous.address}{path}"
        assert page.locator("main tbody tr, main li").count() == rows
    assert page.get_by_role("heading", level=1).inner_text() == heading


def test_english_holds_on_the_next_page(anonymous):
    page = anonymous.open(f"{PUBLIC}proyectos/31/")
    switch(anonymous, "English")
    expect(page.get_by_role("heading", level=1)).to_have_text("Line 2: Dos Acequias and the university campus")
    page.get_by_role("navigation", name="You are here").get_by_role("link", name="Mobility").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", name="Themes")).to_be_visible()


def test_the_browser_chooses_the_first_language(visit):
    page = visit(locale="en-US").open(PUBLIC)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_have_text("Almagre Valley 2045 Metropolitan Strategic Plan")


def test_staff_switch_too(person):
    editor = person("editor")
    page = editor.open(DESK)
    switch(editor, "English")
    expect(page.get_by_role("heading", name="Axes and themes")).to_be_visible()
    switch(editor, "Español")
    expect(page.get_by_role("heading", name="Ejes y temas")).to_be_visible()
    assert page.url == f"{editor.address}{DESK}"
