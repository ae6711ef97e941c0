import json

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django.asserts import assertContains

from factories import LocationFactory, PlanFactory, ProgramFactory, ProjectFactory, TerritoryFactory
from rumbo.core.queries.history import versions
from rumbo.core.services import records
from rumbo.places.models import Territory
from rumbo.portfolio.models import Location

VALLEY = {"type": "Polygon", "coordinates": [[[-104, 25], [-103, 25], [-103, 26], [-104, 26], [-104, 25]]]}
LINE = {"type": "LineString", "coordinates": [[-103.5, 25.5], [-103.4, 25.6]]}


@pytest.fixture
def territory(plan):
    plan.territory = TerritoryFactory(key="valle", title="Valle", boundary=VALLEY)
    plan.save()
    return plan.territory


@pytest.fixture
def project(plan, axis):
    return ProjectFactory(program=ProgramFactory(theme__axis=axis), title="Puente", number="7")


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def new(plan, project):
    return f"{reverse('desk:create', args=[plan.key, 'location'])}?project={project.pk}"


def posted(**values):
    return {"title": "Puente norte", "position": "1", "version": "1", **values}


def save(client, plan, project, **values):
    return client.post(new(plan, project), posted(project=project.pk, **values))


def test_typed_coordinates_make_a_place(desk, plan, project):
    response = save(desk, plan, project, geometry="25.5, -103.5\n25.6, -103.4", **{"geometry-sort": "line"})
    assert response.status_code == 302, response.context["form"].errors
    place = Location.objects.get()
    assert place.geometry == LINE
    assert (place.west, place.south, place.east, place.north) == (-103.5, 25.5, -103.4, 25.6)


def test_a_file_makes_a_place(desk, plan, project):
    content = json.dumps({"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": LINE}]})
    file = SimpleUploadedFile("eje.geojson", content.encode("utf-8-sig"))
    assert save(desk, plan, project, geometry="", **{"geometry-file": file}).status_code == 302
    assert Location.objects.get().geometry == LINE


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04\x00\x01", "comprimido"),
        (b"\xff\xfe\x00\x01", "texto"),
        (b"x" * 5_000_001, "5 MB"),
        (b'{"type": "Point", "coordinates": [660123, 2825321]}', "UTM"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(desk, plan, project, content, said):
    response = save(desk, plan, project, geometry="", **{"geometry-file": SimpleUploadedFile("eje.geojson", content)})
    assert said in str(response.context["form"].errors["geometry"])
    assert len(response.content) < 1_000_000
    assert not Location.objects.exists()


def test_what_was_typed_is_shown_again_beside_what_is_wrong(desk, plan, project):
    response = save(desk, plan, project, geometry="25.5, -103.5\n<b>hola", **{"geometry-sort": "area"})
    assertContains(response, "25.5, -103.5\n&lt;b&gt;hola")
    assertContains(response, "«&lt;b&gt;hola»")
    assertContains(response, 'value="area" checked')


def test_a_place_is_needed(desk, plan, project):
    assert "dibuja el lugar" in str(save(desk, plan, project, geometry="").context["form"].errors)


def test_a_place_wholly_outside_of_the_territory_is_refused_with_the_distance(desk, plan, project, territory):
    response = save(desk, plan, project, geometry="25.5, -102.5")
    assertContains(response, "Queda fuera de Valle, a 50 km")
    assert not Location.objects.exists()


def test_a_place_partly_outside_is_taken(desk, plan, project, territory):
    text = "25.5, -103.5\n25.5, -101"
    assert save(desk, plan, project, geometry=text, **{"geometry-sort": "line"}).status_code == 302


def test_the_members_of_a_metropolitan_area_make_its_boundary(plan, project, manager):
    north = {"type": "Polygon", "coordinates": [[[-104, 26], [-103, 26], [-103, 27], [-104, 27], [-104, 26]]]}
    plan.territory = TerritoryFactory(kind="metropolitan")
    plan.save()
    first, second = TerritoryFactory(boundary=VALLEY), TerritoryFactory()
    plan.territory.members.set([first, second])
    away = Location(plan=plan, project=project, title="Lejos", geometry={"type": "Point", "coordinates": [-90, 20]})
    away.clean()  # the boundary of one member is not known: nothing is checked
    Territory.objects.filter(pk=second.pk).update(boundary=north)
    plan.refresh_from_db()
    inside = {"type": "Point", "coordinates": [-103.5, 26.9]}
    records.create(manager, Location(plan=plan, project=project, title="Norte", geometry=inside))
    with pytest.raises(ValidationError, match="fuera"):
        records.create(manager, Location(plan=plan, project=project, title="Lejos", geometry=away.geometry))


def test_saving_without_a_change_makes_no_version(desk, plan, project):
    place = LocationFactory(project=project, geometry=LINE)
    url = reverse("desk:edit", args=[plan.key, "location", place.pk])
    page = desk.get(url)
    assertContains(page, "25.500000, -103.500000\n25.600000, -103.400000")
    values = posted(title=place.title, project=project.pk, geometry="25.5, -103.5\n25.6, -103.4")
    assert desk.post(url, values | {"geometry-sort": "line"}).status_code == 302
    place.refresh_from_db()
    assert place.version == 1


def test_an_area_with_a_hole_is_shown_as_geojson(desk, plan, project):
    hole = [[-103.6, 25.4], [-103.4, 25.4], [-103.4, 25.6], [-103.6, 25.6], [-103.6, 25.4]]
    area = {"type": "Polygon", "coordinates": [VALLEY["coordinates"][0], hole]}
    place = LocationFactory(project=project, geometry=area)
    page = desk.get(reverse("desk:edit", args=[plan.key, "location", place.pk]))
    assertContains(page, "{&quot;type&quot;: &quot;Polygon&quot;")


def test_the_history_says_what_a_place_is(plan, project, manager):
    place = records.create(manager, Location(plan=plan, project=project, title="Eje", geometry=LINE))
    longer = {"type": "LineString", "coordinates": [*LINE["coordinates"], [-103.3, 25.6]]}
    records.update(manager, place, {"geometry": longer})
    [change] = versions(place)[0].changes
    assert (change.before, change.after) == ("Línea, 15.0 km, 2 puntos", "Línea, 25.0 km, 3 puntos")


def test_two_people_who_moved_a_place_see_both(desk, plan, project, manager):
    place = records.create(manager, Location(plan=plan, project=project, title="Eje", geometry=LINE))
    point = {"type": "Point", "coordinates": [-103.5, 25.5]}
    records.update(manager, place, {"geometry": point})
    url = reverse("desk:edit", args=[plan.key, "location", place.pk])
    mine = posted(title="Eje", project=project.pk, geometry="25.7, -103.7")
    response = desk.post(url, mine)
    assert response.status_code == 409
    assertContains(response, "Punto en 25.50000, -103.50000", status_code=409)
    kept = mine | {"keep-geometry": "theirs", "version": "2"}
    assert desk.post(url, kept).status_code == 302
    place.refresh_from_db()
    assert place.geometry == point


def test_the_boundary_of_a_territory_is_an_area(client, manager, plan):
    client.force_login(manager)
    territory = TerritoryFactory(title="Valle", kind="state")
    url = reverse("desk:edit", args=[plan.key, "territory", territory.pk])
    values = {"title": "Valle", "kind": "state", "version": "1"}
    assert "Trae puntos" in str(
        client.post(url, values | {"boundary": '{"type":"Point","coordinates":[0,0]}'}).context["form"].errors
    )
    assert client.post(url, values | {"boundary": json.dumps(VALLEY)}).status_code == 302
    territory.refresh_from_db()
    assert territory.boundary == VALLEY
    assert client.post(url, values | {"version": "2", "boundary": ""}).status_code == 302
    territory.refresh_from_db()
    assert territory.boundary is None


def test_the_map_begins_at_the_territory_or_at_the_other_places(desk, plan, project, territory):
    LocationFactory(project=project, geometry=LINE, west=-103.5, south=25.5, east=-103.4, north=25.6)
    assertContains(desk.get(new(plan, project)), 'data-outline="{&quot;type&quot;:&quot;GeometryCollection&quot;')
    Territory.objects.update(boundary=None)
    assertContains(desk.get(new(plan, project)), 'data-bounds="[[25.5,-103.5],[25.6,-103.4]]"')


def test_places_of_other_plans_tell_nothing_of_where_a_map_begins(desk, plan, project):
    LocationFactory(project__program=ProgramFactory(plan=PlanFactory()))
    assertContains(desk.get(new(plan, project)), 'data-bounds=""')


def test_the_page_of_a_project_says_its_places(desk, plan, project):
    LocationFactory(project=project, title="Puente norte", geometry=LINE)
    assertContains(
        desk.get(reverse("desk:element", args=[plan.key, "project", project.pk])), "Línea, 15.0 km, 2 puntos"
    )
