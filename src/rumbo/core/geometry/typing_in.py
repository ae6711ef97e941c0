"""Coordinates as people write them: a pair a line, latitude first, an empty line before another part."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from rumbo.core.geometry.shaping import Parts, Position, check_position

_NUMBER = r"[-+−]?\d+(?:\.\d+)?"
_PAIR = re.compile(rf"\(?\s*({_NUMBER})\s*°?\s*[,;\s]\s*({_NUMBER})\s*°?\s*\)?\s*,?")
#: With commas as decimal signs, only a semicolon or spaces keep the two apart: ``25,54; -103,41``.
_COMMAS = re.compile(r"([-+−]?\d+,\d+)\s*[;\s]\s*([-+−]?\d+,\d+)")
#: Characters of a line beyond which it is no pair, and is not looked at further.
_LONGEST = 100


def parts_of_text(text: str, *, sort: str) -> Parts:
    """Return the parts that a text says, as GeoJSON nests them.

    Raises:
        ValidationError: a line is no pair of coordinates; the sentence names the line.
    """
    parts: list[list[Position]] = [[]]
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            parts.append([])
            continue
        parts[-1].append(_pair(line.strip(), number))
    filled: list[Any] = [part for part in parts if part]
    if sort == "point":
        return [at for part in filled for at in part]
    return [[part] for part in filled] if sort == "area" else filled


def typed(geometry: Mapping[str, Any]) -> str | None:
    """Return a geometry as people would write it; None where areas have holes, which only GeoJSON can say."""
    parts = _parts(geometry)
    if parts is None:
        return None
    return "\n\n".join("\n".join(f"{y:.6f}, {x:.6f}" for x, y in part) for part in parts)


def _parts(geometry: Mapping[str, Any]) -> list[Any] | None:
    kind, inside = geometry["type"], geometry["coordinates"]
    if kind == "Point":
        return [[inside]]
    if kind == "MultiPoint":
        return [inside]
    if kind == "LineString":
        return [inside]
    if kind == "MultiLineString":
        return list(inside)
    polygons = [inside] if kind == "Polygon" else inside
    if any(len(rings) > 1 for rings in polygons):
        return None
    return [rings[0][:-1] for rings in polygons]


def _pair(line: str, number: int) -> Position:
    line = " ".join(line.split())
    found = (_COMMAS.fullmatch(line) or _PAIR.fullmatch(line)) if len(line) <= _LONGEST else None
    if found is None:
        message = _(
            "Line %(number)d, “%(line)s”: write latitude and longitude in degrees, such as 25.542800, -103.406800."
        )
        raise ValidationError(message % {"number": number, "line": line[:40]})
    latitude, longitude = (float(one.replace("−", "-").replace(",", ".")) for one in found.groups())
    return check_position([longitude, latitude])
