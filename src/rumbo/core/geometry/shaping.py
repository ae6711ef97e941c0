"""From nested lists of numbers to a geometry without faults: checked, rounded, closed; or a sentence why not."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import shapely
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

#: No more points than this in a place: maps draw them all, and a stretch of road needs some hundreds.
LIMIT = 20_000
#: No more where areas overlap: what unites them can have as many points as the product of theirs.
UNITED_LIMIT = 2_000
#: Decimals that are kept of a degree: 11 cm.
DECIMALS = 6
_GRID = 10.0**-DECIMALS

#: Longitude and latitude.
Position = tuple[float, float]
#: Positions as GeoJSON nests them: of points a position a part, of lines a list, of areas a list of rings.
Parts = list[Any]
_DEPTHS = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
_WHERE = re.compile(r"\[(\S+) (\S+)\]")


def positions_of(kind: str, coordinates: Any) -> Parts:
    """Return the parts of a geometry, every position of them checked; none of an empty one.

    Raises:
        ValidationError: they are not nested as they should be, or a position is wrong.
    """
    nested = _nested(coordinates, _DEPTHS[kind])
    if kind == "Point":
        return [nested] if nested else []
    return [nested] if kind in {"LineString", "Polygon"} and nested else nested


def check_position(value: Any) -> Position:
    """Return a position without elevation.

    Raises:
        ValidationError: it is none on Earth; the sentence says what it looks like.
    """
    if not isinstance(value, Sequence) or len(value) < 2 or not all(_is_number(one) for one in value[:2]):
        raise ValidationError(_("A point has no two numbers as coordinates. Delete it and save the file again."))
    x, y = float(value[0]), float(value[1])
    if abs(x) <= 180 and abs(y) <= 90:
        return x, y
    shown = {"x": f"{x:.6g}", "y": f"{y:.6g}"}
    if abs(x) <= 90 and abs(y) <= 180:
        raise ValidationError(
            _("Latitude and longitude look swapped: %(x)s would be the longitude and %(y)s the latitude. Swap them.")
            % shown
        )
    if abs(x) >= 1000 and abs(y) >= 1000:
        raise ValidationError(
            _(
                "The coordinates look like metres (UTM): %(x)s, %(y)s. Save the file as GeoJSON in degrees, which "
                "map programs call WGS 84 or EPSG:4326."
            )
            % shown
        )
    raise ValidationError(
        _("%(y)s, %(x)s is no place on Earth: the latitude goes from -90 to 90, the longitude from -180 to 180.")
        % shown
    )


def points(parts: Parts) -> dict[str, Any]:
    """Return the geometry of points, each once."""
    _check_number(len(parts))
    found = list(dict.fromkeys(_rounded(at) for at in parts))
    if len(found) == 1:
        return {"type": "Point", "coordinates": list(found[0])}
    return {"type": "MultiPoint", "coordinates": [list(at) for at in found]}


def lines(parts: Parts) -> dict[str, Any]:
    """Return the geometry of lines.

    Raises:
        ValidationError: one has a single point, or too many.
    """
    _check_number(sum(map(len, parts)))
    found = [_line(part) for part in parts]
    if len(found) == 1:
        return {"type": "LineString", "coordinates": found[0]}
    return {"type": "MultiLineString", "coordinates": found}


def areas(parts: Parts) -> dict[str, Any]:
    """Return the geometry of areas; those that overlap or touch are united.

    Raises:
        ValidationError: one crosses itself, has too few points or too many.
    """
    count = sum(len(ring) for rings in parts for ring in rings)
    _check_number(count)
    found = [_area(rings) for rings in parts if rings]
    whole = shapely.MultiPolygon(found) if len(found) > 1 else found[0]
    if not whole.is_valid:
        if count > UNITED_LIMIT:
            raise ValidationError(_("Its areas overlap. Unite them in the program that made them and send it again."))
        whole = shapely.set_precision(shapely.union_all(found), _GRID)
    polygons = [one for one in shapely.get_parts(whole) if not one.is_empty]
    _check_number(int(shapely.get_num_coordinates(whole)))
    coordinates = [_rings(one) for one in polygons]
    if len(coordinates) == 1:
        return {"type": "Polygon", "coordinates": coordinates[0]}
    return {"type": "MultiPolygon", "coordinates": coordinates}


def _nested(value: Any, depth: int) -> Any:
    if value is None or value == []:
        return []
    if depth == 0:
        return check_position(value)
    if not isinstance(value, list):
        raise ValidationError(_("Its coordinates are not lists of points. Save it anew in the program that made it."))
    return [inside for inside in (_nested(one, depth - 1) for one in value) if inside]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and _is_finite(value)


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _check_number(count: int) -> None:
    if count > LIMIT:
        message = _(
            "It has %(count)d points and %(limit)d fit. Simplify it in the program that made it: with a tolerance of "
            "5 metres it looks the same."
        )
        raise ValidationError(message % {"count": count, "limit": LIMIT})


def _rounded(at: Position) -> Position:
    return round(at[0], DECIMALS) + 0.0, round(at[1], DECIMALS) + 0.0


def _line(part: list[Position]) -> list[list[float]]:
    found = _without_repeats(part)
    if len(found) < 2:
        raise ValidationError(_("A line needs two points at least, in different places. Add one, or choose “Point”."))
    return [list(at) for at in found]


def _without_repeats(part: list[Position]) -> list[Position]:
    rounded = [_rounded(at) for at in part]
    return rounded[:1] + [after for before, after in pairwise(rounded) if after != before]


def _area(rings: list[list[Position]]) -> shapely.Polygon:
    """Return the polygon of rings, the first the outer one; those too small to be seen are left out."""
    exact = _polygon([_closed(ring) for ring in rings])
    rounded = _polygon([_closed(_without_repeats(ring)) for ring in rings])
    if rounded.is_valid:
        return rounded
    if exact.is_valid:  # only rounding made it cross
        mended = shapely.set_precision(exact, _GRID)
        if mended.geom_type == "Polygon" and not mended.is_empty:
            return mended
    raise ValidationError(_what_crosses(shapely.is_valid_reason(exact if not exact.is_valid else rounded)))


def _polygon(rings: list[list[Position]]) -> shapely.Polygon:
    if len(set(rings[0])) < 3:
        raise ValidationError(
            _("An area needs three points at least, in different places. Add some, or choose “Line”.")
        )
    return shapely.Polygon(rings[0], [ring for ring in rings[1:] if len(set(ring)) >= 3])


def _closed(ring: list[Position]) -> list[Position]:
    return ring if len(ring) > 1 and ring[0] == ring[-1] else [*ring, *ring[:1]]


def _what_crosses(reason: str) -> str:
    where = _WHERE.search(reason)
    if where is None or "Self-intersection" not in reason:
        return _("The area is not well drawn: %(reason)s. Draw it again.") % {"reason": reason}
    message = _(
        "The edge of the area crosses itself near %(latitude).5f, %(longitude).5f. Move one of the points there, so "
        "that the edge goes round the area once."
    )
    return message % {"latitude": float(where[2]), "longitude": float(where[1])}


def _rings(polygon: shapely.Polygon) -> list[list[list[float]]]:
    """Return the rings of a polygon, the outer one against the clock, holes with it, as the standard says."""
    outer = _coordinates(polygon.exterior, against=True)
    return [outer, *(_coordinates(ring, against=False) for ring in polygon.interiors)]


def _coordinates(ring: shapely.LinearRing, *, against: bool) -> list[list[float]]:
    found = [list(_rounded((x, y))) for x, y in ring.coords]
    return found if ring.is_ccw is against else found[::-1]
