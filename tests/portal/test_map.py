import json

import pytest
from django.core.cache import caches
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from factories import LocationFactory, PlanFactory, ProgramFactory, ProjectFactory, TerritoryFactory, ThemeFactory
from rumbo.portfolio.models import Location

LINE = {"type": "LineString", "coordinates": [[-103.5, 25.5], [-103.4, 25.6]]}
VALLEY = {"type": "Polygon", "coordinates": [[[-104, 25], [-103, 25], [-103, 26], [-104, 26], [-104, 25]]]}


@pytest.fixture
def project(plan, axis):
    plan.territory = TerritoryFactory(boundary=VALLEY)
    plan.save()
    program = ProgramFactory(theme__axis=axis)
    found = ProjectFactory(
        program=program, title="Puente <b>", title_en="Bridge", number="7", key="7", stage="funding"
    )
    LocationFactory(project=found, title="Tramo norte", geometry=LINE)
    return found


def url(plan, name="map"):
    return reverse(f"portal:{name}", args=[plan.key])


def features(client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/geo+json"
    return json.loads(response.content)["features"]


def test_the_list_says_what_the_map_shows(client, plan, project):
    ProjectFactory(program=project.program, title="Sin lugar")
    response = client.get(url(plan))
    assertContains(response, "1 proyecto en el mapa")
    assertContains(response, "1 sin lugar")
    assertContains(response, "Tramo norte</span> (15.0 km)")
    assertContains(response, "Puente &lt;b&gt;")
    assertContains(response, f'data-source="{url(plan, "map_data")}"')
    assertNotContains(response, "Sin lugar</a>")


def test_the_data_say_number_name_stage_and_address(client, plan, project):
    [feature] = features(client, url(plan, "map_data"))
    assert feature["geometry"] == LINE
    assert feature["properties"] == {
        "number": "7",
        "title": "Puente <b>",
        "place": "Tramo norte",
        "stage": "Financiamiento",
        "url": f"/{plan.key}/proyectos/7/",
    }
    client.cookies["django_language"] = "en"
    [feature] = features(client, url(plan, "map_data"))
    assert feature["properties"]["title"] == "Bridge"


def test_list_and_data_are_under_the_filters(client, plan, project, other_axis):
    other = ProjectFactory(program=ProgramFactory(theme=ThemeFactory(axis=other_axis)), title="Ciclovía", number="8")
    LocationFactory(project=other)
    page = client.get(url(plan) + "?axis=movilidad")
    assertContains(page, "Ciclovía")
    assertNotContains(page, "Puente")
    assertContains(page, f'data-source="{url(plan, "map_data")}?axis=movilidad"')
    assert [one["properties"]["number"] for one in features(client, url(plan, "map_data") + "?axis=movilidad")] == [
        "8"
    ]
    assert len(features(client, url(plan, "map_data") + "?axis=nada&state=%00")) == 2


def test_what_is_not_in_force_is_not_shown(client, plan, project):
    Location.objects.update(state="withdrawn")
    assert features(client, url(plan, "map_data")) == []
    assertContains(client.get(url(plan)), "Ninguno de estos proyectos tiene todavía un lugar en el mapa")


def test_other_plans_are_not_shown(client, plan, project):
    LocationFactory(project__program=ProgramFactory(plan=PlanFactory()))
    assert len(features(client, url(plan, "map_data"))) == 1


def test_a_plan_without_projects_says_so(client, plan):
    assertContains(client.get(url(plan)), "El plan todavía no tiene proyectos")
    assert features(client, url(plan, "map_data")) == []


def test_the_file_has_every_point(client, plan, project):
    detailed = {"type": "LineString", "coordinates": [[-103.5 + i / 1e4, 25.5 + (i % 2) / 1e6] for i in range(100)]}
    Location.objects.update(geometry=detailed)
    [drawn] = features(client, url(plan, "map_data"))
    assert len(drawn["geometry"]["coordinates"]) == 2
    response = client.get(url(plan, "map_data") + "?format=geojson")
    assert "attachment" in response.headers["Content-Disposition"]
    [feature] = json.loads(response.content)["features"]
    assert feature["geometry"] == detailed
    assert feature["properties"]["url"].startswith("http://testserver/")


def test_the_data_are_kept_between_two_writes(client, plan, project, settings):
    settings.CACHES = settings.CACHES | {"pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    caches["pages"].clear()
    first = client.get(url(plan, "map_data"))
    Location.objects.update(title="Otro")  # not through a service: nothing tells that it was written
    second = client.get(url(plan, "map_data"))
    assert second.content == first.content
    assert second.headers["Content-Type"] == "application/geo+json"


@pytest.mark.parametrize(("name", "queries"), [("map", 16), ("map_data", 11)])
def test_the_same_queries_for_3_and_60_places(client, plan, project, name, queries, django_assert_max_num_queries):
    for number in range(60):
        LocationFactory(project=ProjectFactory(program=project.program, number=str(100 + number)), geometry=LINE)
    with django_assert_max_num_queries(queries):
        client.get(url(plan, name))


def test_the_page_of_a_project_shows_its_places(client, plan, project):
    response = client.get(reverse("portal:project", args=[plan.key, "7"]))
    assertContains(response, "Dónde está")
    assertContains(response, "Línea, 15.0 km, 2 puntos")
    assertContains(response, "<li>25.500000, -103.500000</li><li>25.600000, -103.400000</li>")
    assertContains(response, 'data-shapes="{&quot;type&quot;:&quot;FeatureCollection&quot;')
    assertContains(response, "rumbo/map.js")


def test_the_page_of_a_project_without_places_has_no_map(client, plan, project):
    Location.objects.all().delete()
    assertNotContains(client.get(reverse("portal:project", args=[plan.key, "7"])), "data-map")


def test_the_desk_has_the_map_with_its_own_addresses(client, plan, project, reader):
    client.force_login(reader)
    page = client.get(reverse("desk:map", args=[plan.key]))
    assertContains(page, f"/mesa/{plan.key}/proyectos/{project.pk}/")
    [feature] = features(client, reverse("desk:map_data", args=[plan.key]))
    assert feature["properties"]["url"] == f"/mesa/{plan.key}/proyectos/{project.pk}/"
