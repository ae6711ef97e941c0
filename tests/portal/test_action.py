import pytest

from factories import OrganizationFactory, ResponsibilityFactory
from reading import links, main_text, section
from rumbo.core.actors import SYSTEM
from rumbo.core.services import records

pytestmark = pytest.mark.django_db
URL = "/plan-2040/acciones/padron/"
OF_PROJECT = "/plan-2040/acciones/comprar/"


def test_access(guarded, story):
    guarded(URL)


def test_not_found_elsewhere(missing, story):
    missing(URL)


def test_under_a_strategy(client, story):
    page = client.get(URL)
    assert "Plazo Corto plazo, 2020–2025" in main_text(page)
    assert "Sin responsable falta" in section(page, "Quién responde")
    assert ("Medir las extracciones", "/plan-2040/estrategias/medir/") in links(page)
    assert ("Equilibrar el acuífero", f"/plan-2040/temas/acuifero/#objective-{story.objective.pk}") in links(page)


def test_under_a_project(client, story):
    ResponsibilityFactory(measure=story.project_action.measure, organization=story.organization)
    page = client.get(OF_PROJECT)
    assert "Sin plazo señalado" in main_text(page)
    assert "Aguas del Valle Rinde cuentas Lerdo" in section(page, "Quién responde")
    assert ("7 Medidores en los pozos", "/plan-2040/proyectos/7/") in links(page)
    assert ("Cuentas claras", "/plan-2040/programas/cuentas/") in links(page)


def test_withdrawn(client, story):
    records.withdraw(SYSTEM, story.action, reason="El padrón cambió de dueño")
    assert "Retirado: ya no está vigente." in main_text(client.get(URL))


def test_as_many_queries_for_many_organizations(queries, story):
    few = queries(URL)
    for _number in range(5):
        ResponsibilityFactory(measure=story.action.measure, organization=OrganizationFactory(), role="informed")
    assert queries(URL) == few
