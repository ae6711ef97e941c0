import csv
import io

import pytest

from factories import (
    ActionFactory,
    OrganizationFactory,
    PlanFactory,
    ProjectFactory,
    ResponsibilityFactory,
    StrategyFactory,
    TerritoryFactory,
)
from reading import links, main_text, section
from rumbo.core.actors import SYSTEM
from rumbo.core.services import records

pytestmark = pytest.mark.django_db
URL = "/plan-2040/organizaciones/"
ONE = "/plan-2040/organizaciones/aguas/"


def names(page):
    return [organization.title for organization in page.context["page_obj"]]


def test_access(guarded, story):
    guarded(URL)


def test_access_to_one(guarded, story):
    guarded(ONE)


def test_an_unknown_organization_is_not_found(client, story):
    assert client.get("/plan-2040/organizaciones/no-hay/").status_code == 404


def test_by_name_with_how_much_each_answers_for(client, story):
    ResponsibilityFactory(measure=story.strategy.measure, organization=story.organization)
    ResponsibilityFactory(measure=story.project.measure, organization=story.organization, role="informed")
    OrganizationFactory(title="Zapateros", sector="private")
    text = main_text(client.get(URL))
    assert "2 organizaciones" in text
    assert "Aguas del Valle Público · Operadores · Lerdo responde de 2 Zapateros Privado Descarga" in text


def test_withdrawn_elements_do_not_count(client, story):
    records.withdraw(SYSTEM, story.project, reason="Sin suelo")
    assert "responde de" not in main_text(client.get(URL)).replace("cuánto responde de", "")


def test_filters(client, story):
    torreon = TerritoryFactory(key="torreon", title="Torreón")
    OrganizationFactory(title="Banco", sector="private", territory=torreon)
    OrganizationFactory(title="Cámara", sector="private", group="Cámaras")
    assert names(client.get(f"{URL}?sector=private")) == ["Banco", "Cámara"]
    assert names(client.get(f"{URL}?sector=private&territory=torreon")) == ["Banco"]
    assert names(client.get(f"{URL}?group=Cámaras")) == ["Cámara"]
    nothing = client.get(f"{URL}?sector=media")
    assert "Ninguna organización cumple con todo eso" in main_text(nothing)
    assert ("Quitar todos", "?") in links(nothing)


def test_who_works_in_another_plan_only_is_not_shown(client, story):
    other = PlanFactory(key="otro")
    stranger = OrganizationFactory(key="ajena", title="Ajena")
    ResponsibilityFactory(measure=ProjectFactory(program__theme__axis__plan=other).measure, organization=stranger)
    assert names(client.get(URL)) == ["Aguas del Valle"]
    assert client.get("/plan-2040/organizaciones/ajena/").status_code == 404
    assert client.get("/otro/organizaciones/ajena/").status_code == 200
    assert client.get("/otro/organizaciones/aguas/").status_code == 404


def test_the_list_as_a_file_keeps_the_filters(client, story):
    OrganizationFactory(title="Banco", sector="private")
    answer = client.get(f"{URL}?sector=public&format=csv")
    assert list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig")))) == [
        {
            "name": "Aguas del Valle",
            "sector": "public",
            "group": "Operadores",
            "territory": "Lerdo",
            "other_names": "",
            "answers_for": "1",
        }
    ]


def test_fifty_on_a_page(client, story):
    for number in range(60):
        OrganizationFactory(title=f"Comité {number:02}")
    assert len(names(client.get(URL))) == 50
    assert names(client.get(f"{URL}?page=2"))[-1] == "Comité 59"


def test_what_one_answers_for_by_role_and_axis(client, story, other_axis):
    project = ProjectFactory(program__theme__axis=other_axis, number="3", title="Banquetas")
    ResponsibilityFactory(measure=project.measure, organization=story.organization)
    ResponsibilityFactory(measure=story.strategy.measure, organization=story.organization, role="consulted")
    ResponsibilityFactory(measure=story.action.measure, organization=story.organization, role="consulted")
    ResponsibilityFactory(measure=story.project_action.measure, organization=story.organization, role="consulted")
    page = client.get(ONE)
    assert section(page, "Rinde cuentas") == (
        "Agua 7 Medidores en los pozos En marcha Prioritario Movilidad 3 Banquetas"
    )
    assert section(page, "Es consultada") == (
        "Agua Medir las extracciones Estrategia Depurar el padrón Acción Comprar medidores Acción"
    )
    assert ("Lerdo", "/plan-2040/territorios/lerdo/") in links(page)


def test_one_that_answers_for_nothing(client, story):
    OrganizationFactory(key="nueva", title="Nueva", other_names="La Nueva;N.")
    text = main_text(client.get("/plan-2040/organizaciones/nueva/"))
    assert "Todavía no responde de nada en el plan" in text
    assert "La Nueva, N." in text


def test_as_many_queries_for_many(queries, story):
    few, few_of_one = queries(URL), queries(ONE)
    for number in range(5):
        organization = OrganizationFactory(territory=TerritoryFactory())
        ResponsibilityFactory(measure=StrategyFactory(objective=story.objective).measure, organization=organization)
        project = ProjectFactory(program=story.program, number=str(100 + number))
        ResponsibilityFactory(measure=project.measure, organization=story.organization)
        action = ActionFactory(strategy=None, project=project)
        ResponsibilityFactory(measure=action.measure, organization=story.organization)
    assert (queries(URL), queries(ONE)) == (few, few_of_one)
