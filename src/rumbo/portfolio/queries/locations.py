"""Where projects are: the places of one, all places of a plan as GeoJSON, and what lies around a new one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Exists, Max, Min, OuterRef, QuerySet
from django.utils.translation import get_language

from rumbo.core.geometry import Geometry, Sort, described, measure, simplified, sort_of, typed, vertices
from rumbo.places.models import Territory
from rumbo.portfolio.models import Location
from rumbo.portfolio.queries.stages import marks

if TYPE_CHECKING:
    from rumbo.plan.models import Plan
    from rumbo.portfolio.models import Project

#: What is seen of the world where no place says more: latitude, longitude, zoom. Mexico.
ANYWHERE = [23.6, -102.5, 5]
#: How much maps may leave out, in degrees: some 5 metres on a project's own map, 20 on that of a plan.
FINE, COARSE = 0.00005, 0.0002
#: Shapes of no more points than this are as simple as they get.
_FEW = 5
#: No more coordinates than this are written out on paper.
_WRITTEN = 12


@dataclass(frozen=True, slots=True)
class PlaceShown:
    """A place of a project: what it is (``words``), how large, its coordinates as text, and the geometry to draw.

    ``coordinates`` has latitude and longitude, a pair a line; of places with more than twelve points, the first and
    last. ``sort`` is a point, a line or an area.
    """

    location: Location
    words: str
    measure: str
    sort: Sort
    coordinates: list[str]
    geometry: Geometry


def places_of(project: Project) -> list[PlaceShown]:
    """Return the places in force of a project, in order: one query."""
    return [_shown(one) for one in Location.objects.current().filter(project=project).order_by("position", "pk")]


def map_of_places(plan: Plan, places: list[PlaceShown]) -> dict[str, Any] | None:
    """Return what ``components/map.html`` needs to draw the places of a project; None without any."""
    if not places:
        return None
    features = [_feature(one.geometry, {"title": one.location.name, "words": one.words}) for one in places]
    return base_map(plan.territory) | {"shapes": _text(_collection(features))}


def base_map(territory: Territory | None) -> dict[str, Any]:
    """Return a map without places: the territory's outlines on the background that the site has; lists as JSON."""
    edges = [simplified(one, COARSE) for one in territory.outlines] if territory is not None else []
    return {
        "outline": _text({"type": "GeometryCollection", "geometries": edges}) if edges else "",
        "shapes": "",
        "bounds": "",
        "view": _text(ANYWHERE),
        "tiles": settings.TILES_URL,
        "credit": settings.TILES_CREDIT,
    }


def features_of(
    projects: QuerySet[Any, Any], address: Callable[[int, str], str], *, exact: bool = False
) -> dict[str, Any]:
    """Return the places in force of projects as a GeoJSON FeatureCollection: one query.

    ``address`` makes the address of a project's page from its id and key. Without ``exact`` lines and areas have
    only the points that a map of the whole plan can show.
    """
    english = (get_language() or "").startswith("en")
    stages = {code: str(mark.label) for code, mark in marks().items()}
    features = []
    for pk, key, number, project, project_en, stage, title, title_en, geometry in _rows(projects):
        properties = {
            "number": number,
            "title": (english and project_en) or project,
            "place": (english and title_en) or title,
            "stage": stages[stage],
            "url": address(pk, key),
        }
        features.append(_feature(geometry if exact else _coarse(geometry), properties))
    return _collection(features)


def placed(projects: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """Narrow projects to those that have a place in force."""
    return projects.filter(Exists(Location.objects.current().filter(project=OuterRef("pk"))))


def places_by_project(projects: list[int]) -> dict[int, list[PlaceShown]]:
    """Return the places in force of projects by the project's id: one query."""
    found: dict[int, list[PlaceShown]] = {}
    for one in Location.objects.current().filter(project__in=projects).order_by("position", "pk"):
        found.setdefault(one.project_id, []).append(_shown(one))
    return found


def surroundings(record: Any) -> dict[str, Any]:
    """Return the map on which a place is drawn: the plan's territory, or where its other places are."""
    if isinstance(record, Territory):
        return base_map(None)
    found = base_map(record.plan.territory)
    if not found["outline"]:
        found["bounds"] = _bounds(record)
    return found


def _bounds(record: Location) -> str:
    others = Location.objects.current().filter(plan=record.plan_id).exclude(pk=record.pk)
    edges = others.aggregate(south=Min("south"), west=Min("west"), north=Max("north"), east=Max("east"))
    if edges["south"] is None:
        return ""
    return _text([[edges["south"], edges["west"]], [edges["north"], edges["east"]]])


def _rows(projects: QuerySet[Any, Any]) -> Iterator[tuple[Any, ...]]:
    rows: Iterator[tuple[Any, ...]] = (
        Location.objects.current()
        .filter(project__in=projects.order_by().values("pk"))
        .order_by("project__number_order", "project", "position", "pk")
        .values_list(
            "project",
            "project__key",
            "project__number",
            "project__title",
            "project__title_en",
            "project__stage",
            "title",
            "title_en",
            "geometry",
        )
        .iterator()
    )
    return rows


def _coarse(geometry: Geometry) -> Geometry:
    return geometry if vertices(geometry) <= _FEW else simplified(geometry, COARSE)


def _shown(location: Location) -> PlaceShown:
    geometry = location.geometry
    return PlaceShown(
        location=location,
        words=described(geometry),
        measure=measure(geometry),
        sort=sort_of(geometry),
        coordinates=_written(geometry),
        geometry=simplified(geometry, FINE),
    )


def _written(geometry: Geometry) -> list[str]:
    text = typed(geometry)
    if text is None:
        return []
    pairs = text.split("\n")
    return pairs if vertices(geometry) <= _WRITTEN else [pairs[0], "…", pairs[-1]]


def _feature(geometry: Geometry, properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _collection(features: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": features}


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
