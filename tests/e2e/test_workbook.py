"""The plan as a workbook: downloaded, one cell edited, uploaded, and exactly that change applied."""

from openpyxl import load_workbook
from playwright.sync_api import expect

from e2e.plan import DESK, NUMBER, PROJECT, PUBLIC
from e2e.visitor import check_axe

NEW = "Línea 2, escrita en la hoja"
HERE = "Línea 2, escrita en la mesa"
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
    expect(page.locator("main")).to_contain_text(", escrita en la hoja")
    page.get_by_role("button", name="Aplicar").click()
    expect(page.get_by_text("La importación se aplicó.")).to_be_visible(timeout=SLOW)
    public = anonymous.open(f"{PUBLIC}proyectos/{NUMBER}/")
    expect(public.get_by_role("heading", level=1)).to_have_text(NEW)


def test_a_conflict_is_decided_applied_and_undone(person, tmp_path):
    manager, editor = person("manager"), person("editor")
    page = manager.open(f"{DESK}importaciones/nueva/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Solo la cartera").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    edit(file, term="Largo plazo")
    save_title(editor, HERE)
    page.get_by_label("Archivos").set_input_files(file)
    page.get_by_role("button", name="Leer los archivos").click()
    conflict = page.get_by_role("region", name="Título")
    expect(conflict).to_contain_text(PROJECT, timeout=SLOW)
    check_axe(page)
    for value in ("Cuando se descargó el libro:", "En el libro", "escrita en la hoja", "Aquí, ahora", "en la mesa"):
        expect(conflict).to_contain_text(value)
    expect(page.get_by_role("button", name="Aplicar")).to_have_count(0)
    conflict.get_by_role("button", name="Dejar el del libro").click()
    expect(conflict.get_by_text("Queda este")).to_be_visible()
    page.get_by_role("button", name="Aplicar").click()
    expect(page.get_by_text("La importación se aplicó.")).to_be_visible(timeout=SLOW)
    page.get_by_role("link", name="Verlo celda por celda").click()
    expect(page.locator("main")).to_contain_text("Largo plazo")
    expect(page.locator("main")).to_contain_text(NEW)
    check_axe(page)
    page.goto(page.url.rsplit("/", 2)[0] + "/")
    page.get_by_role("button", name="Deshacer: Importación de").click()
    page.get_by_role("dialog").get_by_role("button", name="Deshacer todo").click()
    expect(page.get_by_text("Deshecho: ")).to_be_visible()
    public = editor.open(f"{PUBLIC}proyectos/{NUMBER}/")
    expect(public.get_by_role("heading", level=1)).to_have_text(HERE)


def save_title(visitor, title):
    """Write another title of the project on the desk."""
    page = visitor.open(f"{PUBLIC}proyectos/{NUMBER}/")
    page.locator("main").get_by_role("link", name="Editar").click()
    page.get_by_label("Título", exact=True).fill(title)
    page.get_by_role("button", name="Guardar", exact=True).click()
    expect(page.get_by_text(f"Se guardó «{title}».")).to_be_visible()


def edit(file, **more):
    """Write another title of the project in the only cell of its sheet that has it, and a term beside it."""
    book = load_workbook(file)
    found = [cell for row in book["Proyectos"].iter_rows() for cell in row if cell.value == PROJECT]
    assert len(found) == 1
    found[0].value = NEW
    if "term" in more:
        sheet = found[0].parent
        column = next(cell.column for cell in sheet[1] if cell.value == "Plazo")
        sheet.cell(found[0].row, column).value = more["term"]
    book.save(file)
