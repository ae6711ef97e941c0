"""Where geometries lie: their bounds, how far they are from an area, and the same with fewer points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import shapely
from shapely.geometry import mapping, shape

from rumbo.core.geometry.measuring import distance

#: West, south, east and north, in degrees.
Bounds = tuple[float, float, float, float]


def bounds_of(geometry: Mapping[str, Any]) -> Bounds:
    """Return the bounds of a geometry."""
    west, south, east, north = shape(geometry).bounds
    return west, south, east, north


def union(geometries: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the area that several areas make together."""
    return _geometry(shapely.union_all([shape(one) for one in geometries]))


#: Degrees that an edge may move by before a distance is measured: some 100 m.
_ROUGH = 0.001


def distance_km(geometry: Mapping[str, Any], area: Mapping[str, Any]) -> float:
    """Return how far a geometry lies from an area, in kilometres; 0 where any of it lies inside."""
    one, other = shape(geometry), shape(area)
    if one.intersects(other):
        return 0.0
    near, there = shapely.shortest_line(one.simplify(_ROUGH), other.simplify(_ROUGH)).coords
    return distance(near, there)


def simplified(geometry: Mapping[str, Any], tolerance: float) -> dict[str, Any]:
    """Return a geometry with fewer points, none of whose edges moves by more than ``tolerance`` degrees."""
    if geometry["type"] in {"Point", "MultiPoint"}:
        return dict(geometry)
    return _geometry(shape(geometry).simplify(tolerance))


def _geometry(found: Any) -> dict[str, Any]:
    plain = mapping(found)
    return {"type": plain["type"], "coordinates": _plain(plain["coordinates"])}


def _plain(value: Any) -> Any:
    """Return lists for tuples, with coordinates rounded."""
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return round(value, 6) if isinstance(value, float) else value
