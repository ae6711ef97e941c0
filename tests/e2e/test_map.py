"""Where projects are: drawn on a map without any background, typed without a mouse, and seen by the public."""

import json

import pytest
from playwright.sync_api import expect

from e2e.plan import DESK, NUMBER, PROJECT, PUBLIC
from e2e.visitor import check_axe


def new_location(page):
    """Open the form of a new place of the project, and wait until the map can be drawn on."""
    page.get_by_role("link", name=PROJECT).first.click()
    page.get_by_role("link", name="Nueva ubicación").click()
    drawing = page.locator("[data-draw]")
    drawing.scroll_into_view_if_needed()
    expect(page.locator("[data-draw=ready]")).to_be_visible()
    page.locator(".map").scroll_into_view_if_needed()
    return drawing


def press(page, size, *places):
    """Press the map at places, as parts of its width and height: with a finger on the phone."""
    for across, down in places:
        box = page.locator(".map").bounding_box()
        at = box["x"] + box["width"] * across, box["y"] + box["height"] * down
        page.touchscreen.tap(*at) if size == "phone" else page.mouse.click(*at)


@pytest.fixture
def desk(person):
    return person("editor").open(f"{DESK}proyectos/?q={NUMBER}")


def test_a_line_is_drawn_and_seen_by_the_public(desk, anonymous, size):
    drawing = new_location(desk)
    check_axe(desk)
    desk.get_by_label("Qué es").fill("Paso al hospital")
    desk.get_by_role("radio", name="Línea").check()
    text, said = desk.get_by_label("Coordenadas o GeoJSON"), drawing.locator("[data-draw-said]")
    expect(said).to_have_text("Presiona en el mapa donde está.")
    press(desk, size, (0.5, 0.45))
    expect(said).to_have_text("Presiona donde sigue la línea.")
    press(desk, size, (0.6, 0.55), (0.62, 0.7), (0.4, 0.75))
    expect(said).to_contain_text("4 puntos · ")
    desk.get_by_role("button", name="Deshacer").click()
    expect(said).to_contain_text("3 puntos · ")
    assert len(text.input_value().splitlines()) == 3
    assert drawing.locator(".draw-dot:not(.between)").count() == 3
    desk.get_by_role("button", name="Guardar").click()
    expect(desk.get_by_text("Se creó «Paso al hospital».")).to_be_visible()

    page = anonymous.open(f"{PUBLIC}proyectos/{NUMBER}/")
    expect(page.get_by_role("listitem").filter(has_text="Paso al hospital").first).to_contain_text("km, 3 puntos")
    page.locator(".map").scroll_into_view_if_needed()
    lines = page.locator(".map path[stroke='#a6461f']")
    expect(lines.first).to_be_attached()
    check_axe(page)


def test_a_point_is_moved_and_everything_cleared(desk, size):
    drawing = new_location(desk)
    text = desk.get_by_label("Coordenadas o GeoJSON")
    press(desk, size, (0.5, 0.5))
    first = text.input_value()
    press(desk, size, (0.6, 0.6))
    assert text.input_value() != first
    assert len(text.input_value().splitlines()) == 1
    if size == "desktop":
        second = text.input_value()
        dot = drawing.locator(".draw-dot").bounding_box()
        desk.mouse.move(dot["x"] + 16, dot["y"] + 16)
        desk.mouse.down()
        desk.mouse.move(dot["x"] - 40, dot["y"] + 16, steps=5)
        desk.mouse.up()
        expect(text).not_to_have_value(second)
    desk.get_by_role("button", name="Borrar todo").click()
    expect(text).to_have_value("")
    desk.get_by_role("button", name="Deshacer").click()
    expect(text).not_to_have_value("")


def test_an_area_is_drawn_with_the_keyboard(desk):
    drawing = new_location(desk)
    desk.get_by_label("Qué es").fill("Terreno")
    desk.get_by_role("radio", name="Área").check()
    desk.locator(".map").focus()
    for keys in (["Enter"], ["ArrowRight", "Enter"], ["ArrowDown", "Enter"], ["ArrowDown", "Enter", "Backspace"]):
        for key in keys:
            desk.keyboard.press(key)
            expect(desk.locator(".leaflet-pan-anim")).to_have_count(0)
    expect(drawing.locator("[data-draw-said]")).to_have_text("3 puntos")
    desk.get_by_role("button", name="Guardar").click()
    expect(desk.get_by_text("Se creó «Terreno».")).to_be_visible()


def test_coordinates_are_typed_and_a_file_is_chosen(desk):
    drawing = new_location(desk)
    desk.get_by_label("Qué es").fill("Taller")
    text, said = desk.get_by_label("Coordenadas o GeoJSON"), drawing.locator("[data-draw-said]")
    text.fill("26.60, -104.2x")
    expect(said).to_contain_text("todavía no se entiende")
    text.fill("26.60, -104.20")
    expect(said).to_have_text("1 punto")
    content = json.dumps({"type": "LineString", "coordinates": [[-104.2, 26.6], [-104.1, 26.6]]})
    file = {"name": "eje.geojson", "mimeType": "application/geo+json", "buffer": content.encode()}
    drawing.locator("input[type=file]").set_input_files(file)
    expect(desk.get_by_role("radio", name="Línea")).to_be_checked()
    expect(said).to_contain_text("2 puntos")
    text.fill("25.54, -103.41")
    desk.get_by_role("radio", name="Punto").check()
    desk.get_by_role("button", name="Guardar").click()
    expect(desk.get_by_role("alert")).to_contain_text("Queda fuera de Zona Metropolitana del Valle de Almagre")
    check_axe(desk)


def test_the_form_works_without_script(person):
    signed_in = person("editor", scripts=False)
    page = signed_in.open(f"{DESK}proyectos/?q={NUMBER}")
    page.get_by_role("link", name=PROJECT).first.click()
    page.get_by_role("link", name="Nueva ubicación").click()
    page.get_by_label("Qué es").fill("Caseta")
    page.get_by_label("Coordenadas o GeoJSON").fill("26.60, -104.20")
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_text("Se creó «Caseta».")).to_be_visible()


def test_the_map_of_the_portfolio_leads_to_projects(anonymous, size):
    page = anonymous.open(f"{PUBLIC}mapa/?q={NUMBER}")
    expect(page.get_by_role("link", name=PROJECT)).to_be_visible()
    page.locator(".map").scroll_into_view_if_needed()
    point = page.locator(".map path[fill='#a6461f'][stroke='#fff']").first
    point.dispatch_event("click")
    popup = page.locator(".leaflet-popup-content")
    expect(popup).to_contain_text("Estación Ciudad Universitaria")
    expect(popup).to_contain_text("Factibilidad")
    expect(page.locator(".leaflet-pan-anim")).to_have_count(0)  # the map moves until all of it is seen
    popup.get_by_role("link", name=PROJECT).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(PROJECT)
