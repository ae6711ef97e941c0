"""A citizen's proposal from the form to the answer, and from there to the project."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from e2e import mailbox as mails
from e2e.plan import AXIS, DESK, PUBLIC
from e2e.visitor import check_axe
from rumbo.cli.demo_calls import CALL, FIRST

#: The site of these tests sends its mails to a mailbox.
mailbox, site = mails.mailbox, mails.site

AUTHOR, NEIGHBOUR = "luz@vecinas.example", "mario@vecinos.example"
TITLE = "Una biblioteca en la estación vieja"
ANSWER = "Se hará junto con el paradero: ya está en la cartera."
PAGE = f"{PUBLIC}convocatorias/{CALL}/"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photo of a camera that says where it was."""
    path = tmp_path / "estacion.jpg"
    notes = Image.Exif()
    notes.get_ifd(0x8825)[1] = "N"
    Image.new("RGB", (640, 480), "#b08050").save(path, exif=notes)
    return path


def propose(page, photo):
    page.get_by_role("link", name="Proponer un proyecto").click()
    check_axe(page)
    page.get_by_label("¿Qué propones?").fill(TITLE)
    page.get_by_label("Eje del plan al que corresponde").select_option(AXIS)
    page.get_by_label("¿Qué problema resuelve, y cómo?").fill("No hay dónde leer.\n<b>La estación</b> está vacía.")
    page.get_by_label("¿Dónde es?").fill("Estación vieja")
    shown = page.get_by_role("region", name="Mapa: toca donde es")
    shown.scroll_into_view_if_needed()
    expect(shown.locator("path.leaflet-interactive")).to_have_count(2)
    shown.click(position={"x": 150, "y": 160})
    expect(page.get_by_label("Latitud")).to_have_value(re.compile(r"^25\.\d{6}$"))
    page.get_by_label("Elige una foto").set_input_files(photo)
    page.get_by_label("Tu correo electrónico").fill(AUTHOR)
    page.get_by_role("button", name="Enviar la propuesta").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Revisa tu correo")


def test_from_the_form_to_the_project(visit, person, fresh, mailbox, photo):
    mailbox.mails.clear()
    citizen = visit()
    propose(citizen.open(PAGE), photo)
    fresh.restart()
    citizen.open(mailbox.link(AUTHOR, "Confirma tu propuesta", "/propuestas/confirmar/"))
    check_axe(citizen.page)
    citizen.page.get_by_role("button", name="Sí, es mía: envíala").click()
    expect(citizen.page.get_by_role("heading", level=1)).to_have_text("Gracias: llegó tu propuesta")

    editor = person("editor")
    desk = editor.open(f"{DESK}participacion/propuestas/?state=waiting")
    desk.get_by_role("link", name=TITLE).click()
    check_axe(desk)
    expect(desk.get_by_text("<b>La estación</b> está vacía.")).to_be_visible()
    desk.get_by_role("button", name="Publicarla").click()
    expect(desk.get_by_text("Quedó publicada")).to_be_visible()

    neighbour = visit()
    neighbour.open(mailbox.link(AUTHOR, "Tu propuesta está publicada", PUBLIC))
    check_axe(neighbour.page)
    assert neighbour.page.get_by_role("figure").get_by_role("img").evaluate("picture => picture.naturalWidth") == 640
    neighbour.page.get_by_label("Tu correo electrónico").fill(NEIGHBOUR)
    neighbour.page.get_by_role("button", name="La apoyo").click()
    expect(neighbour.page.get_by_role("heading", level=1)).to_have_text("Revisa tu correo")
    neighbour.open(mailbox.link(NEIGHBOUR, "Confirma tu apoyo", "/propuestas/apoyar/"))
    check_axe(neighbour.page)
    neighbour.page.get_by_role("button", name="Sí, la apoyo").click()
    neighbour.page.get_by_role("link", name="Ver la propuesta").click()
    expect(neighbour.page.get_by_role("region", name="1 persona la apoya")).to_be_visible()

    fresh.restart()
    desk.reload()
    desk.get_by_role("link", name="Aceptarla como proyecto").click()
    check_axe(desk)
    desk.get_by_label("Programa").select_option(index=1)
    desk.get_by_label("Respuesta").fill(ANSWER)
    desk.get_by_role("button", name="Aceptarla como proyecto").click()
    expect(desk.get_by_text("Ya es un proyecto del plan")).to_be_visible()

    citizen.open(mailbox.link(AUTHOR, "Se aceptó tu propuesta", f"{PUBLIC}proyectos/"))
    expect(citizen.page.get_by_role("heading", level=1)).to_have_text(TITLE)
    citizen.page.get_by_role("complementary").get_by_role("link", name=TITLE).click()
    expect(citizen.page.get_by_text(ANSWER)).to_be_visible()
    check_axe(citizen.page)


def test_the_form_works_without_scripts_and_keeps_what_was_typed(visit):
    citizen = visit(scripts=False)
    page = citizen.open(f"{PAGE}proponer/")
    page.get_by_label("¿Qué problema resuelve, y cómo?").fill("Esto escribí")
    page.get_by_role("button", name="Enviar la propuesta").click()
    expect(page.get_by_label("¿Qué problema resuelve, y cómo?")).to_have_value("Esto escribí")
    expect(page.get_by_role("alert")).to_contain_text("¿Qué propones?")


def test_the_map_leads_to_a_proposal(visit):
    citizen = visit()
    page = citizen.open(PAGE)
    shown = page.get_by_role("region", name="Mapa de las propuestas")
    shown.scroll_into_view_if_needed()
    points = shown.locator("path.leaflet-interactive")
    expect(points).to_have_count(2)
    points.first.click()
    link = page.locator(".leaflet-popup").get_by_role("link", name=FIRST)
    expect(link).to_be_visible()
    expect(page.locator(".leaflet-pan-anim")).to_have_count(0)  # the map moves until all of it is seen
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(FIRST)


def test_the_position_of_the_phone_is_written_into_the_form(visit):
    citizen = visit()
    citizen.context.grant_permissions(["geolocation"])
    citizen.context.set_geolocation({"latitude": 25.5, "longitude": -103.4})
    page = citizen.open(f"{PAGE}proponer/")
    page.get_by_role("button", name="Usar mi ubicación").click()
    expect(page.get_by_label("Latitud")).to_have_value("25.500000")
    expect(page.get_by_label("Longitud")).to_have_value("-103.400000")
