import json
import math
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from rumbo.core.geometry import (
    Sort,
    area_ha,
    bounds_of,
    described,
    distance_km,
    length_km,
    measure,
    read,
    read_text,
    simplified,
    typed,
    union,
    vertices,
)

SQUARE = [[-103.0, 25.0], [-102.0, 25.0], [-102.0, 26.0], [-103.0, 26.0], [-103.0, 25.0]]
BOW = [[-103.0, 25.0], [-102.0, 26.0], [-102.0, 25.0], [-103.0, 26.0], [-103.0, 25.0]]


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def refusal(value, **options):
    with pytest.raises(ValidationError) as caught:
        read_text(value if isinstance(value, str | bytes) else json.dumps(value), **options)
    return caught.value.messages[0]


def feature(kind, coordinates):
    return {"type": "Feature", "properties": {}, "geometry": {"type": kind, "coordinates": coordinates}}


def collection(*features):
    return {"type": "FeatureCollection", "features": list(features)}


def test_coordinates_are_rounded_and_elevations_dropped():
    assert read({"type": "Point", "coordinates": [-103.40000004, 25.54, 1120.5]}) == {
        "type": "Point",
        "coordinates": [-103.4, 25.54],
    }


def test_a_feature_and_a_collection_hold_a_geometry():
    point = {"type": "Point", "coordinates": [-103.4, 25.5]}
    assert read(feature("Point", [-103.4, 25.5])) == point
    assert read(collection(feature("Point", [-103.4, 25.5]))) == point
    assert read({"type": "GeometryCollection", "geometries": [point]}) == point


def test_geometries_of_one_sort_become_one():
    found = read(collection(feature("Point", [-103, 25]), feature("MultiPoint", [[-102, 25], [-103, 25]])))
    assert found == {"type": "MultiPoint", "coordinates": [[-103.0, 25.0], [-102.0, 25.0]]}
    lines = read(collection(feature("LineString", [[0, 0], [1, 1]]), feature("LineString", [[2, 2], [3, 3]])))
    assert lines["type"] == "MultiLineString"
    assert len(lines["coordinates"]) == 2


def test_areas_that_touch_become_one():
    east = [[x + 1, y] for x, y in SQUARE]
    found = read(collection(feature("Polygon", [SQUARE]), feature("Polygon", [east])))
    assert found["type"] == "Polygon"
    assert area_ha(found) == pytest.approx(2 * area_ha({"type": "Polygon", "coordinates": [SQUARE]}))


def test_an_open_ring_is_closed_and_goes_against_the_clock():
    found = read({"type": "Polygon", "coordinates": [SQUARE[:-1][::-1]]})["coordinates"][0]
    assert found[0] == found[-1]
    assert sum((b[0] - a[0]) * (b[1] + a[1]) for a, b in pairwise(found)) < 0


def test_holes_are_kept():
    hole = [[-102.6, 25.4], [-102.4, 25.4], [-102.4, 25.6], [-102.6, 25.6], [-102.6, 25.4]]
    found = read({"type": "Polygon", "coordinates": [SQUARE, hole]})
    assert len(found["coordinates"]) == 2
    assert typed(found) is None


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("", "It is empty"),
        ("hola", "Line 1, “hola”"),
        ('{"type": "Point",', "something is wrong in line 1"),
        ("{" * 100_000, "cannot be read"),
        ("[" * 100_000, "cannot be read"),
        ("[1, 2]", "It is no GeoJSON"),
        ({"type": 7}, "It is no GeoJSON"),
        ({"type": "Topology"}, "There is no place in it"),
        ({"type": "Feature", "geometry": None}, "There is no place in it"),
        (collection(), "There is no place in it"),
        ({"type": "FeatureCollection", "features": 7}, "There is no place in it"),
        ({"type": "Point", "coordinates": []}, "There is no place in it"),
        ({"type": "MultiPolygon", "coordinates": [[]]}, "There is no place in it"),
        ({"type": "Point", "coordinates": [1]}, "has no two numbers"),
        ({"type": "Point", "coordinates": ["a", "b"]}, "has no two numbers"),
        ({"type": "Point", "coordinates": [True, False]}, "has no two numbers"),
        ({"type": "Point", "coordinates": [None, 25]}, "has no two numbers"),
        ({"type": "Point", "coordinates": [10**400, 25]}, "has no two numbers"),
        ('{"type": "Point", "coordinates": [NaN, 25]}', "“NaN”, which is no number"),
        ('{"type": "Point", "coordinates": [1e999, 25]}', "has no two numbers"),
        ({"type": "LineString", "coordinates": 5}, "not lists of points"),
        ({"type": "LineString", "coordinates": [1, 2]}, "has no two numbers"),
        ({"type": "Point", "coordinates": [660_123.4, 2_825_321.9]}, "look like metres (UTM)"),
        ({"type": "Point", "coordinates": [25.5, -103.4]}, "look swapped"),
        ({"type": "Point", "coordinates": [-203.4, 25.5]}, "no place on Earth"),
        ("-103.4, 25.5", "look swapped"),
        ("25.5, -103.4\nnorte", "Line 2, “norte”"),
        (collection(feature("Point", [0, 0]), feature("LineString", [[0, 0], [1, 1]])), "points, lines together"),
        ({"type": "LineString", "coordinates": [[0, 0], [0, 0.00000001]]}, "two points at least"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 0]]]}, "three points at least"),
        ({"type": "Polygon", "coordinates": [BOW]}, "crosses itself near 25.50000, -102.50000"),
        ({"type": "MultiPoint", "coordinates": [[0, i / 300] for i in range(20_001)]}, "has 20001 points"),
        (b"PK\x03\x04....", "compressed file"),
        (b"\xff\xfe\x00", "no text file"),
        ("<kml></kml>", "KML"),
        ("x" * 5_000_001, "more than 5 MB"),
        (b"x" * 25_000_000, "more than 5 MB"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_how_to_mend_it(value, said):
    assert said in refusal(value)


def test_another_reference_system_is_refused_by_name_and_degrees_are_taken():
    point = {"type": "Point", "coordinates": [-103.4, 25.5]}

    def system(name):
        return {**point, "crs": {"type": "name", "properties": {"name": name}}}

    assert "urn:ogc:def:crs:EPSG::32613" in refusal(system("urn:ogc:def:crs:EPSG::32613"))
    assert read(system("urn:ogc:def:crs:OGC:1.3:CRS84")) == point
    assert read({**point, "crs": None}) == point


def test_a_sort_that_is_not_wanted_is_refused():
    assert "It has points, and this has to be areas." in refusal("25, -103", allowed={Sort.AREA})


@pytest.mark.parametrize(
    "line",
    [
        "25.5428, -103.4068",
        "25.5428 -103.4068",
        "(25.5428, -103.4068)",
        "25,5428; -103,4068",
        "25.5428° −103.4068°",
    ],
)
def test_coordinates_are_typed_latitude_first(line):
    assert read_text(line) == {"type": "Point", "coordinates": [-103.4068, 25.5428]}


def test_an_empty_line_begins_another_part():
    text = "25, -103\n25.1, -103\n\n26, -103\n26.1, -103"
    assert read_text(text, sort=Sort.LINE)["type"] == "MultiLineString"
    assert read_text(text, sort=Sort.POINT)["type"] == "MultiPoint"
    assert read_text("25, -103\n25, -102\n26, -102", sort=Sort.AREA)["type"] == "Polygon"


degrees = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


@given(st.lists(degrees, min_size=2, max_size=20), st.sampled_from(["MultiPoint", "LineString", "Polygon"]))
def test_whatever_is_read_is_read_again_the_same(positions, kind):
    coordinates = [positions] if kind == "Polygon" else positions
    try:
        found = read({"type": kind, "coordinates": json.loads(json.dumps(coordinates))})
    except ValidationError:
        return
    assert read(found) == found
    again = typed(found)
    if again is not None:
        sort = {"MultiPoint": Sort.POINT, "LineString": Sort.LINE, "Polygon": Sort.AREA}[kind]
        assert vertices(read_text(again, sort=sort)) == vertices(found)
    west, south, east, north = bounds_of(found)
    assert -180 <= west <= east <= 180
    assert -90 <= south <= north <= 90
    assert described(found)


NAMES = st.sampled_from(["type", "coordinates", "features", "geometry", "crs", "geometries"])
TYPES = st.sampled_from(["Point", "Polygon", "MultiPolygon", "Feature", "FeatureCollection", "LineString"])
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text()


def outcome(reader, value):
    """What a reader says: a geometry, or a sentence; anything else fails."""
    try:
        return reader(value)["type"]
    except ValidationError as error:
        return error.messages[0]


@given(st.recursive(SCALARS, lambda inside: st.lists(inside) | st.dictionaries(NAMES, inside | TYPES)))
def test_any_json_gives_a_geometry_or_a_sentence(value):
    assert len(outcome(read, value)) >= len("Point")


@given(st.text(max_size=200) | st.binary(max_size=200))
def test_any_text_gives_a_geometry_or_a_sentence(text):
    assert len(outcome(read_text, text)) >= len("Point")


def test_lengths_are_those_of_the_ellipsoid():
    def along(*positions):
        return length_km({"type": "LineString", "coordinates": list(positions)})

    assert along([0, -0.5], [0, 0.5]) == pytest.approx(110.574, abs=0.001)  # a degree of latitude at the equator
    assert along([0, 0], [1, 0]) == pytest.approx(111.320, abs=0.001)  # and of longitude
    assert along([0, 44.5], [0, 45.5]) == pytest.approx(111.132, abs=0.001)
    assert length_km({"type": "MultiLineString", "coordinates": [[[0, 0], [1, 0]]] * 2}) == pytest.approx(
        222.639, abs=0.01
    )


def test_areas_are_those_of_the_ellipsoid():
    bands = [[[-180, y], [180, y], [180, y + 90], [-180, y + 90], [-180, y]] for y in (-90, 0)]
    whole = area_ha({"type": "MultiPolygon", "coordinates": [[band] for band in bands]})
    assert whole / 100 == pytest.approx(510_065_621.7, abs=1)  # km², all of the Earth (WGS 84)
    small = {"type": "Polygon", "coordinates": [[[0, 0], [0.01, 0], [0.01, 0.01], [0, 0.01], [0, 0]]]}
    assert area_ha(small) == pytest.approx(111.3195 * 110.5743 / 100, rel=1e-5)  # degrees at the equator, in km


def test_measures_have_the_unit_that_fits():
    def square(side):
        return {"type": "Polygon", "coordinates": [[[0, 0], [side, 0], [side, side], [0, side], [0, 0]]]}

    assert measure({"type": "LineString", "coordinates": [[0, 0], [0.005, 0]]}) == "557 m"
    assert measure({"type": "LineString", "coordinates": [[0, 0], [0.05, 0]]}) == "5.6 km"
    assert measure(square(0.0005)) == "0.31 ha"
    assert measure(square(0.01)) == "123.1 ha"
    assert measure(square(1)) == "12,308 km²"
    assert measure({"type": "Point", "coordinates": [0, 0]}) == ""


def test_geometries_are_described_in_words():
    line = {"type": "LineString", "coordinates": [[0, 0], [0.05, 0], [0.05, 0.01]]}
    assert described(line) == "Line, 6.7 km, 3 points"
    assert described({"type": "Point", "coordinates": [-103.4068, 25.5428]}) == "Point at 25.54280, -103.40680"
    assert described({"type": "MultiPoint", "coordinates": [[0, 0], [1, 1]]}) == "2 points"
    area = {"type": "Polygon", "coordinates": [SQUARE]}
    assert described(area).startswith("Area, ")
    assert described({"type": "MultiPolygon", "coordinates": [[SQUARE], [SQUARE]]}).startswith("2 areas, ")


def test_how_far_something_lies_from_an_area():
    area = {"type": "Polygon", "coordinates": [SQUARE]}
    assert distance_km({"type": "Point", "coordinates": [-102.5, 25.5]}, area) == 0
    assert distance_km({"type": "LineString", "coordinates": [[-102.5, 25.5], [-90, 25.5]]}, area) == 0
    away = distance_km({"type": "Point", "coordinates": [-101.0, 25.5]}, area)
    assert away == pytest.approx(100.5, abs=0.2)


def test_areas_are_united():
    east = [[x + 1, y] for x, y in SQUARE]
    whole = union([{"type": "Polygon", "coordinates": [SQUARE]}, {"type": "Polygon", "coordinates": [east]}])
    assert bounds_of(whole) == (-103.0, 25.0, -101.0, 26.0)


def test_a_simpler_line_ends_where_it_did():
    circle = [[math.cos(i / 50), math.sin(i / 50)] for i in range(200)]
    simple = simplified({"type": "LineString", "coordinates": circle}, 0.01)["coordinates"]
    assert len(simple) < 40
    assert simple[0] == pytest.approx(circle[0], abs=1e-6)
    assert simplified({"type": "Point", "coordinates": [1, 2]}, 1) == {"type": "Point", "coordinates": [1, 2]}


def test_a_line_that_would_take_hours_to_read_is_refused_at_once():
    for line in ("1" + " " * 50_000 + "x", "1 2" + " " * 50_000 + "x", "1" * 50_000 + ";x"):
        assert "latitude" in refusal(line)


def test_areas_that_cross_too_many_times_are_not_united():
    def comb(upright):
        ring = [at for n in range(0, 600, 2) for at in ((n, 0), (n, 999), (n + 1, 999), (n + 1, 0))]
        ring += [(599, -9), (0, -9), (0, 0)]
        return [[[x / 1000, y / 1000] if upright else [y / 1000, x / 1000] for x, y in ring]]

    assert "overlap" in refusal({"type": "MultiPolygon", "coordinates": [comb(True), comb(False)]})
