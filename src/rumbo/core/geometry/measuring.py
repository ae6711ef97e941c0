"""How long and how large a place is, on the ellipsoid (WGS 84), and the words that say it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rumbo.core.geometry.reading import Sort, sort_of

#: The ellipsoid: half of its long axis in metres, and the square of its eccentricity.
_A, _E2 = 6_378_137.0, 0.006_694_379_990_141_3
_E = math.sqrt(_E2)
#: Hectares of the largest area that is told in hectares; others are told in square kilometres.
_LARGE = 10_000


def vertices(geometry: Mapping[str, Any]) -> int:
    """Return how many points a geometry is drawn by."""
    return sum(len(path) - closed for path, closed in _paths(geometry))


def length_km(geometry: Mapping[str, Any]) -> float:
    """Return the length of lines in kilometres; 0 of points and areas.

    Each stretch is measured by the radii of the ellipsoid at its middle latitude: to 1 in 100,000 for stretches of
    up to 100 km.
    """
    if sort_of(geometry) != Sort.LINE:
        return 0.0
    return sum(distance(*pair) for path, _closed in _paths(geometry) for pair in pairwise(path))


def area_ha(geometry: Mapping[str, Any]) -> float:
    """Return the size of areas in hectares, holes left out; 0 of points and lines.

    The area is that on the equal-area projection of the ellipsoid (Lambert's cylindrical one), so exact but for the
    bend of edges of many kilometres.
    """
    if sort_of(geometry) != Sort.AREA:
        return 0.0
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return sum(_ring(rings[0]) - sum(map(_ring, rings[1:])) for rings in polygons) / 10_000


def distance(one: Any, other: Any) -> float:
    """Return the kilometres between two positions (longitude, latitude)."""
    middle = math.radians((one[1] + other[1]) / 2)
    bend = 1 - _E2 * math.sin(middle) ** 2
    north = math.radians(other[1] - one[1]) * _A * (1 - _E2) / bend**1.5
    east = math.radians(other[0] - one[0]) * _A / math.sqrt(bend) * math.cos(middle)
    return math.hypot(north, east) / 1000


def measure(geometry: Mapping[str, Any]) -> str:
    """Return the length or size of a geometry with its unit, such as “3.4 km” or “12.5 ha”; nothing of points."""
    if sort_of(geometry) == Sort.LINE:
        length = length_km(geometry)
        if length < 1:
            return f"{_figure(length * 1000, 0)} m"
        return f"{_figure(length, 1)} km"
    if sort_of(geometry) == Sort.AREA:
        size = area_ha(geometry)
        return f"{_figure(size / 100, 0)} km²" if size > _LARGE else f"{_figure(size, 1 if size >= 1 else 2)} ha"
    return ""


def described(geometry: Mapping[str, Any]) -> str:
    """Return what a geometry is in a few words: “Line, 3.4 km, 12 points”, “Point at 25.54280, -103.40680”."""
    kind, count = geometry["type"], vertices(geometry)
    if kind == "Point":
        x, y = geometry["coordinates"][:2]
        return _("Point at %(latitude).5f, %(longitude).5f") % {"latitude": y, "longitude": x}
    drawn = ngettext("%(count)d point", "%(count)d points", count) % {"count": count}
    if kind == "MultiPoint":
        return drawn
    parts = 1 if kind in {"LineString", "Polygon"} else len(geometry["coordinates"])
    if sort_of(geometry) == Sort.LINE:
        name = ngettext("Line", "%(parts)d lines", parts) % {"parts": parts}
    else:
        name = ngettext("Area", "%(parts)d areas", parts) % {"parts": parts}
    return f"{name}, {measure(geometry)}, {drawn}"


def _paths(geometry: Mapping[str, Any]) -> Iterator[tuple[list[Any], bool]]:
    """Yield the lists of positions of a geometry, and whether the last repeats the first."""
    kind, inside = geometry["type"], geometry["coordinates"]
    if kind == "Point":
        yield [inside], False
    elif kind in {"MultiPoint", "LineString"}:
        yield inside, False
    elif kind == "MultiLineString":
        yield from ((path, False) for path in inside)
    else:
        for rings in [inside] if kind == "Polygon" else inside:
            yield from ((ring, True) for ring in rings)


def _ring(ring: list[Any]) -> float:
    """Return the square metres inside a ring."""
    flat = [(math.radians(x) * _A, _equal_area(math.radians(y))) for x, y in ring]
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(flat))) / 2


def _equal_area(latitude: float) -> float:
    sine = math.sin(latitude)
    q = (1 - _E2) * (sine / (1 - _E2 * sine**2) + math.atanh(_E * sine) / _E)
    return _A * q / 2


def _figure(value: float, decimals: int) -> str:
    return f"{value:,.{decimals}f}"
