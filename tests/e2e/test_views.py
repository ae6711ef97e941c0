"""The views of the portfolio on both screens: under one filter, which links keep, and kept under a name."""

import pytest
from playwright.sync_api import expect

from e2e.plan import DESK, PUBLIC
from e2e.visitor import check_axe

QUERY = "?axis=movilidad"
VIEWS = ("proyectos/", "etapas/", "mapa/", "cronograma/", "presupuesto/", "responsables/")


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_under_one_filter(anonymous, view):
    page = anonymous.open(f"{PUBLIC}{view}{QUERY}")
    expect(
        page.get_by_label("Filtros activos").get_by_role("link", name="Eje: Movilidad y accesibilidad")
    ).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    check_axe(page)


def test_tabs_keep_the_filter(anonymous):
    page = anonymous.open(f"{PUBLIC}proyectos/{QUERY}")
    for name in ("Etapas", "Mapa", "Cronograma", "Presupuesto", "Quién responde", "Tabla"):
        page.get_by_role("navigation", name="Vistas de la cartera").get_by_role("link", name=name).click()
        page.wait_for_url(f"**/{QUERY}")


def test_columns_are_chosen_and_kept(anonymous):
    page = anonymous.open(f"{PUBLIC}proyectos/{QUERY}")
    page.locator(".picker > summary", has_text="Columnas").click()
    page.get_by_label("Etiquetas", exact=True).last.check()
    page.get_by_role("button", name="Mostrar estas columnas").click()
    page.wait_for_url("**columnas=tags**")
    page.get_by_role("navigation", name="Vistas de la cartera").get_by_role("link", name="Etapas").click()
    page.wait_for_url("**/etapas/?axis=movilidad&columnas=*tags*")


def test_a_saved_view_makes_the_round(person):
    visitor = person("manager")
    page = visitor.open(f"{DESK}proyectos/{QUERY}&sort=-title")
    page.locator("#vistas > summary").click()
    page.get_by_label("Nombre de esta vista").fill("Movilidad al revés")
    page.get_by_role("button", name="Guardar esta vista").click()
    expect(page.get_by_text("«Movilidad al revés» quedó guardada.")).to_be_visible()
    page = visitor.open(f"{DESK}proyectos/")
    page.locator("#vistas > summary").click()
    page.get_by_role("link", name="Movilidad al revés").click()
    page.wait_for_url("**/proyectos/?axis=movilidad&sort=-title")
    page = visitor.open(f"{DESK}proyectos/vistas/")
    page.get_by_text("Renombrar, compartir o borrar").click()
    page.get_by_role("button", name="Borrar esta vista").click()
    page.get_by_role("button", name="Deshacer").click()
    page.wait_for_url("**/proyectos/?axis=movilidad&sort=-title")
