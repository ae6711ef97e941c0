"""Places on the map: reading them as GeoJSON or as typed coordinates, checking, measuring and describing them.

A geometry is a dict as GeoJSON writes it (RFC 7946): degrees on WGS 84, longitude first, six decimals, no elevation.
"""

from rumbo.core.geometry.checking import Bounds, bounds_of, distance_km, simplified, union
from rumbo.core.geometry.measuring import area_ha, described, length_km, measure, vertices
from rumbo.core.geometry.reading import POINT_LIMIT, Geometry, Sort, is_geometry, read, read_text, sort_of
from rumbo.core.geometry.typing_in import typed

__all__ = [
    "POINT_LIMIT",
    "Bounds",
    "Geometry",
    "Sort",
    "area_ha",
    "bounds_of",
    "described",
    "distance_km",
    "is_geometry",
    "length_km",
    "measure",
    "read",
    "read_text",
    "simplified",
    "sort_of",
    "typed",
    "union",
    "vertices",
]
