"""Flows are typed and say what they come to; spending above a row asks for the reason, and publishes it."""

import pytest
from playwright.sync_api import expect

from e2e.plan import PUBLIC
from e2e.visitor import check_axe

#: A project of the demonstration that has money and no appraisal.
NUMBER = "28"


@pytest.fixture
def project(person):
    """The desk page of a project, as a manager."""
    visitor = person("manager")
    page = visitor.open(f"{PUBLIC}proyectos/{NUMBER}/")
    page.locator("main").get_by_role("link", name="Editar").first.click()
    page.goto(page.url.replace("editar/", ""))
    return page


def test_flows_are_typed_with_the_keyboard_and_say_what_they_come_to(project, anonymous):
    page = project
    page.get_by_role("link", name="Nueva evaluación").click()
    page.get_by_label("Alternativa").fill("Tarjeta con saldo en el teléfono")
    page.get_by_label("a precios de", exact=False).fill("2026")
    page.get_by_label("primer año", exact=False).fill("2027")
    first = page.get_by_label("2027: inversión")
    first.fill("1000")
    first.press("Enter")
    expect(page.get_by_label("2028: inversión")).to_be_focused()
    page.get_by_label("2028: operación").fill("100")
    page.get_by_label("2028: beneficios").fill("1,310")
    expect(page.locator('[data-total="net"]')).to_have_text("$210.00")
    check_axe(page)
    page.get_by_role("button", name="Guardar", exact=True).click()
    expect(page.get_by_text("Conviene: cada peso invertido devuelve 1.09.")).to_be_visible()
    expect(page.get_by_text("Dejaría de convenir si la inversión subiera más de 10 %.")).to_be_visible()
    shown = anonymous.open(f"{PUBLIC}proyectos/{NUMBER}/")
    shown.get_by_role("link", name="Tarjeta con saldo en el teléfono").last.click()
    expect(shown.get_by_role("heading", name="¿Qué tan seguro es?")).to_be_visible()
    check_axe(shown)


def test_a_block_of_a_sheet_is_pasted_into_a_cell(project):
    page = project
    page.get_by_role("link", name="Nueva evaluación").click()
    page.get_by_label("primer año", exact=False).fill("2027")
    cell = page.get_by_label("2027: inversión")
    cell.focus()
    block = "\n".join(["1000\t0\t0", *["0\t10\t200"] * 9])
    page.evaluate(
        "text => { const data = new DataTransfer(); data.setData('text', text);"
        " document.activeElement.dispatchEvent(new ClipboardEvent('paste',"
        " { clipboardData: data, bubbles: true, cancelable: true })); }",
        block,
    )
    expect(page.get_by_label("2036: beneficios")).to_have_value("200")
    expect(page.locator('[data-total="benefits"]')).to_have_text("$1,800.00")
    page.get_by_role("button", name="Quitar 2036").click()
    expect(page.locator('[data-total="benefits"]')).to_have_text("$1,600.00")
    expect(page.get_by_label("2036: beneficios")).to_have_count(0)


def test_spending_above_a_row_asks_why_and_publishes_it(project, anonymous):
    page = project
    page.get_by_role("link", name="Nuevo financiamiento").click()
    page.get_by_label("Fondo o programa").fill("Fondo de prueba")
    page.locator("#id_source").select_option("state")
    page.locator("#id_year").fill("2027")
    page.locator("#id_amount").fill("100")
    page.locator("#id_status").select_option("committed")
    page.locator("#id_spent").fill("120")
    page.get_by_role("button", name="Guardar", exact=True).click()
    reason = page.get_by_label("Por qué es así")
    expect(reason).to_be_visible()
    expect(page.locator("#id_amount")).to_have_value("100")
    expect(page.locator("main")).to_contain_text("Se han ejercido $120.00 y el renglón tiene $100.00.")
    check_axe(page)
    reason.fill("Subió el acero.")
    page.get_by_role("button", name="Guardar", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Fondo de prueba")
    shown = anonymous.open(f"{PUBLIC}proyectos/{NUMBER}/").locator("main")
    expect(shown).to_contain_text("Ejercido por encima de lo comprometido")
    expect(shown).to_contain_text("Motivo: Subió el acero.")
    expect(anonymous.open(f"{PUBLIC}presupuesto/").locator("main")).to_contain_text("Subió el acero.")
