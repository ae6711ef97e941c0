"""The plan as a workbook: downloaded, one cell edited, uploaded, and exactly that change applied."""

from openpyxl import load_workbook
from playwright.sync_api import expect

from e2e.plan import DESK, NUMBER, PROJECT, PUBLIC

NEW = "Línea 2, escrita en la hoja"
SLOW = 60_000  # milliseconds


def test_one_cell_edited_is_one_change(person, anonymous, tmp_path):
    page = person("manager").open(f"{DESK}importaciones/nueva/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Descargar el libro de Excel del plan").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    edit(file)
    page.get_by_label("Archivos").set_input_files(file)
    page.get_by_role("button", name="Leer los archivos").click()
    changes = page.get_by_role("navigation", name="Qué hace la importación").get_by_role("link", name="Con cambios")
    expect(changes).to_have_text("Con cambios 1", timeout=SLOW)
    expect(page.get_by_role("link", name="Nuevos")).to_have_count(0)
    changes.click()
    page.get_by_text("Qué cambia", exact=True).click()
    expect(page.locator("main")).to_contain_text(", escrita en la hoja")
    page.get_by_role("button", name="Aplicar").click()
    expect(page.get_by_text("La importación se aplicó.")).to_be_visible(timeout=SLOW)
    public = anonymous.open(f"{PUBLIC}proyectos/{NUMBER}/")
    expect(public.get_by_role("heading", level=1)).to_have_text(NEW)


def edit(file):
    """Write another title of the project in the only cell that has the present one."""
    book = load_workbook(file)
    found = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == PROJECT]
    assert len(found) == 1
    found[0].value = NEW
    book.save(file)
