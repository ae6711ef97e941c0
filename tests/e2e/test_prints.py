"""A manager prints the projects under way: sees how far the file is, downloads it, deletes it."""

from playwright.sync_api import expect

from e2e.plan import DESK
from e2e.visitor import check_axe

SLOW = 60_000  # milliseconds: the file is made by the worker on two cores


def test_print_a_filtered_list(person):
    visitor = person("manager")
    page = visitor.open(f"{DESK}proyectos/?under_way=yes")
    page.get_by_role("link", name="Imprimir esta lista").click()
    check_axe(page)
    page.get_by_role("button", name="Hacer el archivo").click()
    expect(page.get_by_text("Se está haciendo.")).to_be_visible()
    link = page.get_by_role("link", name="Descargar: Fichas de")
    expect(link.first).to_be_visible(timeout=SLOW)
    check_axe(page)
    with page.expect_download() as download:
        link.first.click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")
