"""Values of indicators on the desk: what people slip with is asked about, and two values of a day are chosen from."""

import re

import pytest
from playwright.sync_api import expect

from e2e.plan import DESK
from e2e.plan import PUBLIC as PLAN
from e2e.visitor import check_axe

WATCH = f"{DESK}seguimiento/"
INDICATOR = "Pérdidas en la red de agua"
PLACE = "Nogalera"


@pytest.fixture
def manager(person):
    """Somebody who manages the plan, and who is answered when a form is wrong."""
    found = person("manager")
    found.expect(422)
    return found


@pytest.fixture
def page(manager):
    """The series of an indicator in a municipality, reached from the list."""
    page = manager.open(WATCH)
    page.locator("main").get_by_role("link", name=INDICATOR).click()
    page.locator("main").get_by_role("link", name=PLACE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(INDICATOR)
    return page


def type_value(page, day, value):
    page.get_by_role("link", name="Nuevo valor", exact=True).click()
    page.get_by_label("Día del valor").fill(day)
    page.get_by_label("Valor", exact=True).fill(value)


def record(page):
    page.get_by_role("button", name="Registrar el valor").click()


def newest(page):
    return page.locator("[aria-labelledby=values] tbody tr").first


def test_a_value_a_thousand_times_the_last_one_is_asked_about(page):
    type_value(page, "2026-06-30", "38100")
    record(page)
    expect(page.get_by_role("status").first).to_contain_text("veces el valor anterior")
    expect(page.get_by_label("Valor", exact=True)).to_have_value("38100")
    check_axe(page)
    page.get_by_label("Valor", exact=True).fill("38.1")
    page.get_by_role("button", name="Registrarlo como está").click()
    expect(page.locator(".notice").first).to_contain_text("Se registró el valor")
    expect(newest(page)).to_contain_text("38.1 %")


def test_what_was_asked_about_can_be_meant(page):
    type_value(page, "2026-06-30", "0.03")
    record(page)
    expect(page.get_by_role("status").first).to_contain_text("una parte de")
    page.get_by_role("button", name="Registrarlo como está").click()
    expect(newest(page)).to_contain_text("0.03 %")


def test_a_decimal_comma_is_told(page):
    type_value(page, "2026-06-30", "38,1")
    record(page)
    expect(page.get_by_role("status").first).to_contain_text("«38,1» lleva coma decimal: escribe punto decimal.")
    page.get_by_label("Valor", exact=True).fill("38.1")
    page.get_by_role("button", name="Registrarlo como está").click()
    expect(newest(page)).to_contain_text("38.1 %")
    page.get_by_role("link", name="Cambiar la línea base").click()
    page.get_by_label("Valor", exact=True).fill("42,1")
    page.get_by_role("button", name="Guardar").click()
    field = page.get_by_label("Valor", exact=True)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.locator("main form")).to_contain_text("«42,1» lleva coma decimal")
    check_axe(page)


def test_the_31st_of_february_is_no_day(page):
    page.get_by_role("link", name="Nuevo valor", exact=True).click()
    day = page.get_by_label("Día del valor")
    day.evaluate("field => { field.type = 'text'; }")  # as in a browser that has no calendar
    day.fill("2026-02-31")
    page.get_by_label("Valor", exact=True).fill("38.1")
    record(page)
    expect(page.get_by_label("Día del valor")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("main form")).to_contain_text("El día «2026-02-31» no existe en el calendario")
    expect(page.get_by_label("Día del valor")).to_have_value("2026-02-31")
    expect(page.get_by_label("Valor", exact=True)).to_have_value("38.1")
    check_axe(page)


def test_of_two_values_for_a_day_one_is_chosen(page, manager):
    type_value(page, "2025-12-31", "36.4")
    page.get_by_label("Fuente").fill("Balance corregido")
    record(page)
    expect(page.get_by_role("status").first).to_contain_text("Para ese día también hay")
    page.get_by_role("button", name="Registrarlo como está").click()
    rows = page.locator("tr", has_text="31/12/2025").filter(has_text="por confirmar")
    expect(rows).to_have_count(2)
    manager.open(WATCH)
    page.get_by_role("link", name="Elegir cuál cuenta").click()
    check_axe(page)
    page.get_by_role("link", name=re.compile(r"Que cuente este\s+36\.4")).click()
    page.get_by_label("Por qué este").fill("Lo revisó el organismo operador")
    page.get_by_role("button", name="Que cuente").click()
    expect(newest(page)).to_contain_text("36.4 %")
    expect(page.locator("tr", has_text="se eligió otro")).to_contain_text("31/12/2025")
    manager.open(f"{PLAN}indicadores/perdidas-red/nogalera/")
    expect(page.locator(".page-head .lede")).to_contain_text("36.4 %")


def test_points_of_a_path_are_typed_and_drawn(page):
    before = page.locator(".indicator-chart polyline.path").get_attribute("points").split()
    page.get_by_role("link", name="Un camino propio").click()
    page.get_by_label("Puntos del camino").fill("2027-12-31 36,5\n2045-12-31 20\n")
    page.get_by_role("button", name="Guardar").click()
    form = page.locator("main form")
    expect(form).to_contain_text("Renglón 1: «36,5» lleva coma decimal")
    expect(form).to_contain_text("Renglón 2: El 31 de diciembre de 2045 no es anterior al último valor meta")
    check_axe(page)
    page.get_by_label("Puntos del camino").fill("2027-12-31 36.5")
    page.get_by_role("button", name="Guardar").click()
    expect(page.locator("main")).to_contain_text("Un camino propio, por puntos")
    after = page.locator(".indicator-chart polyline.path").get_attribute("points").split()
    assert len(after) == len(before) + 1


def test_what_the_forecast_is_worth_is_measured_and_said(page):
    page.locator("summary", has_text="Cómo se hace el pronóstico").click()
    said = page.locator("details.more[open]").first
    expect(said).to_contain_text(re.compile(r"Se midió en \d+ series de indicadores reales"))
    expect(said).to_contain_text(re.compile(r"su error medio es de 1\.\d+ veces"))
    expect(said).to_contain_text(re.compile(r"\d+ % de los casos"))
    expect(page.locator("main")).to_contain_text(re.compile(r"Probabilidad de llegar a tiempo al valor meta: \d+ %"))
    expect(page.locator("main")).to_contain_text("Seguridad de ese dato:")
