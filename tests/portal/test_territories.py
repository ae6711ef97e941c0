import json

import pytest

from factories import OrganizationFactory, PlanFactory, ProjectFactory, TerritoryFactory
from reading import links, main_text, section

pytestmark = pytest.mark.django_db
URL = "/plan-2040/territorios/"
ONE = "/plan-2040/territorios/lerdo/"


@pytest.fixture
def laguna(plan, story):
    """A metropolitan area of two municipalities of two states, the plan's own."""
    durango = TerritoryFactory(key="durango", title="Durango", kind="state", code="10")
    coahuila = TerritoryFactory(key="coahuila", title="Coahuila", kind="state", code="05")
    story.territory.parent, story.territory.code = durango, "10012"
    story.territory.save()
    torreon = TerritoryFactory(key="torreon", title="Torreón", parent=coahuila)
    area = TerritoryFactory(key="laguna", title="La Laguna", kind="metropolitan")
    area.members.set([story.territory, torreon])
    plan.territory = area
    plan.save()
    return area


def test_access(guarded, story):
    guarded(URL)


def test_access_to_one(guarded, story):
    guarded(ONE)


def test_not_found_elsewhere(missing, story):
    missing(ONE)


def test_by_kind_with_counts(client, laguna):
    page = client.get(URL)
    assert section(page, "Zonas metropolitanas") == "La Laguna 0 proyectos"
    assert section(page, "Municipios") == "Lerdo Durango · 1 proyecto Torreón Coahuila · 0 proyectos"
    assert section(page, "Estados") == "Coahuila 0 proyectos Durango 0 proyectos"


def test_territories_of_no_interest_to_the_plan_are_left_out(client, laguna):
    TerritoryFactory(key="lejos", title="Lejos")
    assert "Lejos" not in main_text(client.get(URL))
    assert client.get("/plan-2040/territorios/lejos/").status_code == 404


def test_without_territories(client, plan):
    assert "Todavía no hay territorios registrados" in main_text(client.get(URL))


def test_one_with_its_projects_organizations_and_relatives(client, laguna):
    page = client.get(ONE)
    assert section(page, "Proyectos") == "Agua 1 7 Medidores en los pozos En marcha Prioritario"
    assert "Clave INEGI 10012" in main_text(page)
    found = links(page)
    assert ("Durango", "/plan-2040/territorios/durango/") in found
    assert ("La Laguna", "/plan-2040/territorios/laguna/") in found
    assert ("Aguas del Valle", "/plan-2040/organizaciones/aguas/") in found


def test_an_area_names_its_members(client, laguna):
    text = main_text(client.get("/plan-2040/territorios/laguna/"))
    assert "Ningún proyecto del plan nombra este territorio." in text
    assert "Integrantes Lerdo Torreón" in text


def test_twenty_projects_of_an_axis_and_a_link_to_all(client, story):
    for number in range(100, 125):
        ProjectFactory(program=story.program, number=str(number)).territories.add(story.territory)
    assert ("Ver los 26 proyectos", "/plan-2040/proyectos/?territory=lerdo&axis=agua") in links(client.get(ONE))


def test_projects_of_other_plans_are_left_out(client, story):
    project = ProjectFactory(program__theme__axis__plan=PlanFactory(), number="9", title="Ajeno")
    project.territories.add(story.territory)
    assert "Ajeno" not in main_text(client.get(ONE))


def test_as_a_file(client, laguna):
    rows = json.loads(client.get(f"{URL}?format=json").getvalue())
    assert rows[2] == {"name": "La Laguna", "kind": "metropolitan", "code": "", "belongs_to": "", "projects": 0}
    assert [row["name"] for row in rows] == ["Coahuila", "Durango", "La Laguna", "Lerdo", "Torreón"]


def test_as_many_queries_for_many(queries, story):
    few, few_of_one = queries(URL), queries(ONE)
    for number in range(5):
        other = TerritoryFactory(parent=TerritoryFactory(kind="state"))
        project = ProjectFactory(program__theme__axis__plan=story.plan, number=str(100 + number))
        project.territories.set([other, story.territory])
        OrganizationFactory(territory=story.territory)
    assert (queries(URL), queries(ONE)) == (few, few_of_one)
