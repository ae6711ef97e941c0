"""Reading a place from GeoJSON or from typed coordinates; what cannot be read is refused with how to mend it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from rumbo.core.geometry.shaping import LIMIT as POINT_LIMIT
from rumbo.core.geometry.shaping import Parts, areas, lines, points, positions_of
from rumbo.core.geometry.typing_in import parts_of_text

#: A geometry as GeoJSON writes it.
Geometry = dict[str, Any]
#: Longest text that is read, in characters: what 20,000 points need, with room for what else the file says.
TEXT_LIMIT = 5_000_000
_DEEPEST = 20


class Sort(StrEnum):
    """What a place is: points, lines or areas."""

    POINT = "point"
    LINE = "line"
    AREA = "area"


EVERY = frozenset(Sort)
_SORTS = {
    "Point": Sort.POINT,
    "MultiPoint": Sort.POINT,
    "LineString": Sort.LINE,
    "MultiLineString": Sort.LINE,
    "Polygon": Sort.AREA,
    "MultiPolygon": Sort.AREA,
}
#: Names of WGS 84 in the old member ``crs``; all others are refused.
_DEGREES = ("CRS84", "EPSG:4326", "EPSG::4326", "EPSG:4979", "EPSG::4979")


def read_text(text: str | bytes, *, sort: Sort = Sort.POINT, allowed: Collection[Sort] = EVERY) -> Geometry:
    """Return the geometry that a text or file says: GeoJSON, or coordinates one pair a line (latitude first).

    ``sort`` says what typed coordinates are.

    Raises:
        ValidationError: it cannot be read; the sentence says why and how to mend it.
    """
    content = _decoded(text).strip()
    if len(content) > TEXT_LIMIT:
        raise ValidationError(
            _("The file has more than 5 MB. Simplify the lines in the program that made it, and send it again.")
        )
    if not content:
        raise ValidationError(_("It is empty: draw the place, write its coordinates or choose a GeoJSON file."))
    if content.startswith("<"):
        raise ValidationError(
            _("It is KML or another XML file. Open it in a map program and save it as GeoJSON in degrees (WGS 84).")
        )
    if content[0] not in "{[":
        return _of_parts(sort, parts_of_text(content, sort=sort), allowed)
    return read(_json(content), allowed=allowed)


def read(value: Any, *, allowed: Collection[Sort] = EVERY) -> Geometry:
    """Return the geometry of a GeoJSON object (geometry, Feature or FeatureCollection), as Rumbo keeps it.

    Geometries of one sort become one; coordinates are rounded, elevations dropped, rings closed.

    Raises:
        ValidationError: there is none, or something is wrong with it; the sentence says what and how to mend it.
    """
    if not isinstance(value, Mapping) or not isinstance(value.get("type"), str):
        raise ValidationError(
            _('It is no GeoJSON: that begins with {"type": …}. Save it as GeoJSON in the program that made it.')
        )
    _check_system(value)
    found: list[tuple[Sort, Parts]] = []
    _gather(value, found, 0)
    if not found:
        raise ValidationError(_("There is no place in it: no point, line or area. Draw one and save it again."))
    sorts = {sort for sort, _parts in found}
    if len(sorts) > 1:
        raise ValidationError(
            _("It has %(sorts)s together, and a place is of one sort. Make a place of each, with a file of its own.")
            % {"sorts": _listed(sorts)}
        )
    return _of_parts(sorts.pop(), [part for _sort, parts in found for part in parts], allowed)


def is_geometry(value: Any) -> bool:
    """Whether a JSON value is a geometry as Rumbo keeps it."""
    return isinstance(value, dict) and value.get("type") in _SORTS and bool(value.get("coordinates"))


def sort_of(geometry: Mapping[str, Any]) -> Sort:
    """Return what a geometry is; ``KeyError`` for another type."""
    return _SORTS[geometry["type"]]


def _decoded(text: str | bytes) -> str:
    if isinstance(text, bytes):
        text = text[: TEXT_LIMIT + 1].decode(
            "utf-8-sig", errors="replace"
        )  # longer ones are refused for their length
    if text.startswith("PK"):
        raise ValidationError(
            _("It is a compressed file (a shapefile or KMZ). Open it in a map program and save it as GeoJSON.")
        )
    if "\ufffd" in text or "\0" in text:
        raise ValidationError(_("It is no text file. Save it as GeoJSON (UTF-8) in the program that made it."))
    return text.removeprefix("\ufeff")


def _json(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        message = _(
            "It begins as GeoJSON but cannot be read: something is wrong in line %(line)d. Save it anew in the "
            "program that made it, and paste or choose it whole."
        )
        raise ValidationError(message % {"line": error.lineno}) from None
    except (RecursionError, ValueError):
        raise ValidationError(
            _("It begins as GeoJSON but cannot be read. Save it anew in the program that made it.")
        ) from None


def _no_number(name: str) -> None:
    message = _("A coordinate is “%(value)s”, which is no number. Delete that point and save the file again.")
    raise ValidationError(message % {"value": name})


def _check_system(value: Mapping[str, Any]) -> None:
    system = value.get("crs")
    properties = system.get("properties") if isinstance(system, Mapping) else None
    name = str(properties.get("name", "")) if isinstance(properties, Mapping) else ""
    if name and not name.upper().endswith(_DEGREES):
        message = _(
            "Its coordinates are in “%(system)s”. Save it as GeoJSON in degrees: WGS 84, also called EPSG:4326."
        )
        raise ValidationError(message % {"system": name[:60]})


def _gather(value: Any, found: list[tuple[Sort, Parts]], depth: int) -> None:
    """Add what is in an object and in those inside it."""
    if not isinstance(value, Mapping) or depth > _DEEPEST:
        return
    kind = value.get("type")
    if kind == "Feature":
        _gather(value.get("geometry"), found, depth + 1)
    elif kind in {"FeatureCollection", "GeometryCollection"}:
        inside = value.get("features" if kind == "FeatureCollection" else "geometries")
        for one in inside if isinstance(inside, list) else ():
            _gather(one, found, depth + 1)
    elif isinstance(kind, str) and kind in _SORTS:
        parts = positions_of(kind, value.get("coordinates"))
        if parts:
            found.append((_SORTS[kind], parts))


def _of_parts(sort: Sort, parts: Parts, allowed: Collection[Sort]) -> Geometry:
    if sort not in allowed:
        message = _("It has %(sorts)s, and this has to be %(wanted)s.")
        raise ValidationError(message % {"sorts": _listed({sort}), "wanted": _listed(set(allowed))})
    made: Geometry = {Sort.POINT: points, Sort.LINE: lines, Sort.AREA: areas}[sort](parts)
    return made


def _listed(sorts: set[Sort]) -> str:
    names = {Sort.POINT: _("points"), Sort.LINE: _("lines"), Sort.AREA: _("areas")}
    return ", ".join(names[sort] for sort in Sort if sort in sorts)


__all__ = ["POINT_LIMIT", "Geometry", "Sort", "is_geometry", "read", "read_text", "sort_of"]
