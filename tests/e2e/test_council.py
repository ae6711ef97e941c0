"""The page of a council in print: few sheets without the site's frame, nothing of it left out."""

from __future__ import annotations

import io

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from e2e.plan import DESK
from e2e.visitor import check_axe

#: Points of a sheet of letter paper.
LETTER = (612, 792)


@pytest.mark.parametrize("size", ["desktop"], indirect=True)
def test_the_page_of_the_council_prints(person):
    manager = person("manager")
    page = manager.open(f"{DESK}consejo/")
    headings = page.locator("main h2").all_inner_texts()
    axes = page.locator("section[aria-labelledby=axes] tbody th").all_inner_texts()
    expect(page.get_by_role("button", name="Imprimir")).to_be_visible()
    check_axe(page)
    page.evaluate("window.print = () => { document.title = 'impreso'; }")
    page.get_by_role("button", name="Imprimir").click()
    expect(page).to_have_title("impreso")

    made = PdfReader(io.BytesIO(page.pdf(format="Letter")))
    text = " ".join(" ".join(sheet.extract_text() for sheet in made.pages).split())
    assert 1 <= len(made.pages) <= 3
    assert {tuple(round(float(side)) for side in sheet.mediabox[2:]) for sheet in made.pages} == {LETTER}
    for words in (*headings, *axes):
        assert words.split(" ")[0] in text
    for words in ("Mesa de trabajo", "Mi cuenta", "Imprimir", "Todos los planes"):
        assert words not in text

    page.emulate_media(media="print")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    expect(page.locator(".desk").first).to_be_hidden()
