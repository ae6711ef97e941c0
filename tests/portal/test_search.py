import csv
import io
import json

import pytest
from django.urls import reverse

from factories import (
    GoalFactory,
    IndicatorFactory,
    ObjectiveFactory,
    OrganizationFactory,
    PlanFactory,
    ProgramFactory,
    ProjectFactory,
    ResponsibilityFactory,
    ThemeFactory,
)
from rumbo.core.actors import SYSTEM
from rumbo.core.queries.search import KINDS
from rumbo.core.services import records
from rumbo.core.services.search import models, reindex
from rumbo.portal.web.search import LABELS

pytestmark = pytest.mark.django_db
URL = "/plan-2040/buscar/"


@pytest.fixture
def projects(other_axis):
    theme = ThemeFactory(axis=other_axis, key="no-motorizada", title="Movilidad No Motorizada")
    program = ProgramFactory(theme=theme, title="Plan Director de Movilidad no Motorizada")
    made = [
        ProjectFactory(program=program, number="204", title="Red de infraestructura ciclista"),
        ProjectFactory(program=program, number="216", title="Semaforización <b>inteligente</b>"),
    ]
    reindex()
    return made


def found(response):
    return [hit.name for _kind, _label, group, _url in response.context["groups"] for hit in group.hits]


def test_a_misspelt_word_finds_and_says_what_was_meant(client, projects):
    response = client.get(URL, {"q": "semaforizasion"})
    assert found(response) == ["Semaforización <b>inteligente</b>"]
    content = response.content.decode()
    assert "<mark>Semaforización</mark> &lt;b&gt;inteligente&lt;/b&gt;" in content
    assert "«semaforizasion»" in content
    assert "<strong>semaforización</strong>" in content


@pytest.mark.parametrize("typed", ["204", "CICLISTA", "ciclist", "infraestructura  ciclista"])
def test_a_project_is_found_by_number_and_words(client, projects, typed):
    response = client.get(URL, {"q": typed})
    assert found(response) == ["Red de infraestructura ciclista"]
    assert 'href="/plan-2040/proyectos/204/"' in response.content.decode()
    assert "Movilidad › Movilidad No Motorizada › Plan Director" in response.content.decode()


def test_kinds_are_tabs_with_counts(client, projects):
    response = client.get(URL, {"q": "movilidad"})
    assert [(str(label), current, count) for label, _url, current, count in response.context["tabs"]] == [
        ("Todo", True, 3),
        ("Ejes", False, 1),
        ("Temas", False, 1),
        ("Programas", False, 1),
    ]
    one = client.get(URL, {"q": "movilidad", "kind": "theme"})
    assert found(one) == ["Movilidad No Motorizada"]


def test_one_kind_has_pages(client, projects):
    for number in range(1, 24):
        ProjectFactory(program=projects[0].program, number=str(number), title="Jardín")
    reindex()
    assert len(found(client.get(URL, {"q": "jardin"}))) == 5
    assert len(found(client.get(URL, {"q": "jardin", "kind": "project"}))) == 20
    assert len(found(client.get(URL, {"q": "jardin", "kind": "project", "page": "2"}))) == 3
    assert len(found(client.get(URL, {"q": "jardin", "kind": "project", "page": "x"}))) == 20


def test_an_unknown_kind_is_all_kinds(client, projects):
    assert found(client.get(URL, {"q": "ciclista", "kind": "nada"})) == ["Red de infraestructura ciclista"]


@pytest.mark.parametrize("typed", ["", "   ", "de la", "\0", "%", "'; DROP TABLE", "<script>", "x" * 5000])
def test_whatever_is_typed_is_answered(client, projects, typed):
    response = client.get(URL, {"q": typed})
    assert response.status_code == 200
    assert found(response) == []


def test_nothing_found_says_what_to_do_next(client, projects):
    content = client.get(URL, {"q": "<i>xyzzy</i>"}).content.decode()
    assert "Nada encontrado con «&lt;i&gt;xyzzy&lt;/i&gt;»" in content
    assert 'href="/plan-2040/proyectos/"' in content


def test_withdrawn_elements_are_marked(client, projects):
    records.withdraw(SYSTEM, projects[0], reason="Sin suelo")
    assert '<span class="status small gone">Retirado</span>' in client.get(URL, {"q": "ciclista"}).content.decode()


def test_htmx_gets_the_results_alone(client, projects):
    response = client.get(URL, {"q": "ciclista"}, headers={"HX-Request": "true"})
    assert "<html" not in response.content.decode()
    assert found(response) == ["Red de infraestructura ciclista"]
    assert "HX-Request" in response.headers["Vary"]


def test_an_organization_of_another_plan_only_is_not_found(client, plan, projects):
    elsewhere = ProjectFactory(program__theme__axis__plan=PlanFactory(key="otro", is_public=False))
    ResponsibilityFactory(measure=elsewhere.measure, organization__title="Zanahorias Ocultas")
    ResponsibilityFactory(measure=projects[0].measure, organization__title="Zanahorias del Plan")
    OrganizationFactory(title="Zanahorias del Catálogo")
    reindex()
    assert sorted(found(client.get(URL, {"q": "zanahorias"}))) == ["Zanahorias del Catálogo", "Zanahorias del Plan"]


def test_results_as_a_file(client, projects):
    response = client.get(URL, {"q": "movilidad", "format": "csv"})
    assert response.headers["Content-Disposition"] == 'attachment; filename="plan-2040-busqueda.csv"'
    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert rows[:3] == [
        ["kind", "number", "title", "above", "state", "key"],
        ["axis", "", "Movilidad", "", "current", "movilidad"],
        ["theme", "", "Movilidad No Motorizada", "Movilidad", "current", "no-motorizada"],
    ]
    response = client.get(URL, {"q": "204", "kind": "project", "format": "json"})
    assert [row["number"] for row in json.loads(b"".join(response.streaming_content))] == ["204"]


def test_an_outsider_finds_no_plan_that_is_not_public(client, plan, projects, outsider, reader):
    plan.is_public = False
    plan.save()
    assert client.get(URL, {"q": "ciclista"}).status_code == 404
    client.force_login(outsider)
    assert client.get(URL, {"q": "ciclista", "format": "csv"}).status_code == 404
    client.force_login(reader)
    assert found(client.get(URL, {"q": "ciclista"})) == ["Red de infraestructura ciclista"]


def test_another_plan_is_not_searched(client, plan, projects):
    other = ProjectFactory(program__theme__axis__plan=PlanFactory(key="otro"), title="Ruta ciclista ajena")
    reindex()
    assert found(client.get(URL, {"q": "ciclista"})) == ["Red de infraestructura ciclista"]
    assert found(client.get("/otro/buscar/", {"q": "ciclista"})) == [other.title]


def test_an_unknown_plan(client, db):
    assert client.get("/nada/buscar/").status_code == 404


def test_only_reading(client, plan):
    assert client.post(URL).status_code == 405


def test_the_same_queries_for_few_hits_and_many(client, projects, django_assert_num_queries):
    for size in (20, 200):
        for number in range(size):
            ProjectFactory(program=projects[0].program, number="", key=f"j-{size}-{number}", title="Jardín")
        reindex()
        client.get(URL, {"q": "jardin"})
        with django_assert_num_queries(4):
            client.get(URL, {"q": "jardin"})


def test_every_kind_that_is_indexed_has_its_place_and_its_name():
    kinds = {model.KIND for model in models()}
    assert kinds <= set(KINDS)
    assert set(LABELS) == set(KINDS)


def test_indicators_are_found(client, plan, axis):
    records.create(
        SYSTEM,
        GoalFactory.build(
            plan=plan, objective=ObjectiveFactory(theme__axis=axis), title="Agua para todas las colonias"
        ),
    )
    records.create(SYSTEM, IndicatorFactory.build(plan=plan, key="agua-medida", title="Agua que se mide"))
    page = client.get(reverse("portal:search", args=[plan.key]), {"q": "agua"})
    assert page.status_code == 200
    assert {"Agua que se mide", "Agua para todas las colonias"} <= set(found(page))
