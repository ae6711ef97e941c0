"""Photos and documents: sent from a phone or a desk, a newer version, and what everybody sees."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

import filemaking as make
from e2e.pages import address
from e2e.plan import NUMBER, PUBLIC
from e2e.visitor import check_axe

PUBLIC_PAGE = f"{PUBLIC}proyectos/{NUMBER}/"


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """A photo, a document in two versions, and a program that calls itself a document."""
    contents = {
        "Parada nueva.jpg": make.picture("JPEG", (640, 480), place=True),
        "Acta.pdf": make.pdf(b"uno"),
        "Acta firmada.pdf": make.pdf(b"dos"),
        "Informe.pdf": make.PROGRAM,
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    return {name: tmp_path / name for name in contents}


def send(page, *paths):
    page.get_by_label("Archivos", exact=True).set_input_files(paths)
    page.get_by_label("Mostrarlos en público").check()
    page.get_by_role("button", name="Agregar los archivos").click()


def test_from_the_phone_to_the_public_page(person, visit, fresh, files):
    editor = person("editor")
    editor.expect(422)
    page = editor.open(address(fresh.database, "documents"))
    send(page, files["Parada nueva.jpg"], files["Informe.pdf"], files["Acta.pdf"])
    said = page.locator("[data-sent] > li")
    expect(said).to_have_count(3)
    expect(said.nth(0)).to_contain_text("Se agregó")
    expect(said.nth(1)).to_contain_text("es en realidad un programa de Windows")
    expect(page.get_by_role("img", name="Parada nueva")).to_be_visible()
    check_axe(page)

    said.nth(2).get_by_role("link", name="Agregado").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Acta")
    page.get_by_role("link", name="Agregar una versión").click()
    check_axe(page)
    page.get_by_label("Archivo", exact=True).set_input_files(files["Acta.pdf"])
    page.get_by_role("button", name="Agregar la versión").click()
    expect(page.get_by_role("alert")).to_contain_text("es igual a la versión 1")
    page.get_by_label("Archivo", exact=True).set_input_files(files["Acta firmada.pdf"])
    page.get_by_label("Qué cambió").fill("Con las firmas")
    page.get_by_role("button", name="Agregar la versión").click()
    expect(page.get_by_text("Ya está vigente la versión 2")).to_be_visible()
    expect(page.get_by_role("link", name="Acta firmada.pdf")).to_be_visible()
    check_axe(page)

    citizen = visit()
    shown = citizen.open(PUBLIC_PAGE)
    photo = shown.get_by_role("img", name="Parada nueva")
    photo.scroll_into_view_if_needed()
    expect(photo).to_be_visible()
    shown.wait_for_function("photo => photo.complete && photo.naturalWidth > 0", arg=photo.element_handle())
    link = shown.get_by_role("link", name="Acta", exact=True).get_attribute("href")
    answer = citizen.context.request.get(f"{fresh.address}{link}")
    assert (answer.body(), answer.headers["content-type"]) == (make.pdf(b"dos"), "application/pdf")
    copy = citizen.context.request.get(f"{fresh.address}{photo.locator('..').get_attribute('href')}")
    assert b"Camara" not in copy.body()


def test_without_scripts_all_files_are_answered_for(person, fresh, files):
    editor = person("editor", scripts=False)
    editor.expect(422)
    page = editor.open(address(fresh.database, "documents"))
    send(page, files["Informe.pdf"], files["Acta.pdf"])
    expect(page.get_by_text("es en realidad un programa de Windows")).to_be_visible()
    expect(page.get_by_text("Se agregó “Acta”.")).to_be_visible()
    expect(page.get_by_role("link", name="Acta", exact=True)).to_be_visible()
