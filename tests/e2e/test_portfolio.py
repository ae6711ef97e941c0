"""The list of projects: filters, order, a link that keeps them, files, and all of it without scripts."""

import csv
import io

import pytest
from playwright.sync_api import expect

from e2e.plan import PUBLIC
from e2e.visitor import check_axe

LIST = f"{PUBLIC}proyectos/"


def unfold(page):
    """Open the filters, which are folded on a phone."""
    if page.locator("#filters > summary").is_visible() and not page.locator("#filters[open]").count():
        page.locator("#filters > summary").click()


def choose(page, label, option):
    """Choose in a filter."""
    unfold(page)
    page.locator("select").and_(page.get_by_label(label, exact=True)).select_option(option)


def sort_by_title(page, size):
    """Sort with the heading of the column; on a phone, where they are not shown, with the list of orders."""
    if size == "phone":
        unfold(page)
        page.get_by_label("Ordenar por").select_option("Proyecto")
        if page.get_by_role("button", name="Aplicar").is_visible():
            page.get_by_role("button", name="Aplicar").click()
    else:
        page.get_by_role("columnheader").get_by_role("link", name="Proyecto").click()


def titles(page):
    return page.locator("main tbody tr td:nth-child(2) > a").all_inner_texts()


def numbers(page):
    return [int(text) for text in page.locator("main tbody tr td.num").all_inner_texts()]


@pytest.fixture
def filtered(anonymous):
    """A visitor who chose an axis and what is under way."""
    page = anonymous.open(LIST)
    expect(page.locator("main")).to_contain_text("154 proyectos")
    choose(page, "Eje", "Movilidad y accesibilidad")
    expect(page.locator("main")).to_contain_text("25 proyectos")
    choose(page, "En marcha", "Sí")
    expect(page.locator("main")).to_contain_text("4 proyectos")
    return anonymous


def test_filters_add_up_and_come_off(filtered):
    page = filtered.page
    chips = page.get_by_role("list", name="Filtros activos")
    assert chips.get_by_role("link").all_inner_texts()[-1] == "Quitar todos"
    check_axe(page)
    chips.get_by_role("link", name="En marcha: Sí").click()
    expect(page.locator("main")).to_contain_text("25 proyectos")
    page.get_by_role("link", name="Quitar todos").click()
    expect(page.locator("main")).to_contain_text("154 proyectos")


def test_the_link_keeps_filters_and_order(filtered, visit, size):
    page = filtered.page
    before = page.locator("main tbody td.num").all_inner_texts()
    sort_by_title(page, size)
    page.wait_for_url("**sort=title**")
    expect(page.locator("#f-sort")).to_have_value("title")
    found = titles(page)
    assert len(found) == 4
    assert found == sorted(found)
    elsewhere = visit()
    elsewhere.page.goto(page.url)
    assert titles(elsewhere.page) == found
    filtered.page.go_back()
    expect(page.locator("main tbody td.num")).to_have_text(before)


def test_every_project_is_on_one_of_the_pages(anonymous):
    page = anonymous.open(LIST)
    found = numbers(page)
    while page.get_by_role("link", name="Siguiente").count():
        page.get_by_role("link", name="Siguiente").click()
        page.wait_for_load_state()
        found += numbers(page)
    assert len(found) == len(set(found)) == 154
    assert found == sorted(found)


def test_the_file_has_what_the_list_shows(filtered):
    page = filtered.page
    shown = list(zip(numbers(page), titles(page), strict=True))
    with page.expect_download() as download:
        page.get_by_role("link", name="Todas las columnas (CSV)").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert list(rows[0])[:7] == ["axis", "theme", "program", "number", "title", "under_way", "priority"]
    assert [(int(row["number"]), row["title"]) for row in rows] == shown
    assert {(row["axis"], row["under_way"]) for row in rows} == {("Movilidad y accesibilidad", "true")}
    assert download.value.suggested_filename.endswith(".csv")


def test_without_scripts(visit, size):
    visitor = visit(scripts=False)
    page = visitor.open(LIST)
    unfold(page)
    page.locator("#f-axis").select_option("Movilidad y accesibilidad")
    page.get_by_role("button", name="Aplicar").click()
    expect(page.locator("main")).to_contain_text("25 proyectos")
    sort_by_title(page, size)
    expect(page.get_by_role("columnheader", name="Proyecto")).to_have_attribute("aria-sort", "ascending")
    found = titles(page)
    assert len(found) == 25
    page.locator("main tbody").get_by_role("link", name=found[0], exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(found[0])
    page.locator("[name=q]").first.fill("acekias")
    page.get_by_role("button", name="Buscar").click()
    expect(page.locator("#results")).to_contain_text("Acequias vivas")
