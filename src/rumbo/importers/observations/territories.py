"""The territories that a table of values names: those that are known, and those that are proposed. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from rumbo.importers.compare import Line
from rumbo.importers.draft import Problem, Row
from rumbo.importers.enums import LineAction
from rumbo.importers.workbook.labels import fold
from rumbo.places.enums import TerritoryKind
from rumbo.places.services.catalog import CATALOG, CatalogEntry

_COUNTRY = ("nacional", "mexico", "pais", "republica mexicana", "estados unidos mexicanos")
_STATES = (
    "aguascalientes",
    "baja california",
    "baja california sur",
    "campeche",
    "chiapas",
    "chihuahua",
    "ciudad de mexico",
    "coahuila",
    "coahuila de zaragoza",
    "colima",
    "durango",
    "estado de mexico",
    "guanajuato",
    "guerrero",
    "hidalgo",
    "jalisco",
    "michoacan",
    "michoacan de ocampo",
    "morelos",
    "nayarit",
    "nuevo leon",
    "oaxaca",
    "puebla",
    "queretaro",
    "quintana roo",
    "san luis potosi",
    "sinaloa",
    "sonora",
    "tabasco",
    "tamaulipas",
    "tlaxcala",
    "veracruz",
    "veracruz de ignacio de la llave",
    "yucatan",
    "zacatecas",
)
_METROPOLITAN = ("zona metropolitana", "area metropolitana", "zm ", "la laguna", "comarca lagunera")
#: Territories of the catalogue by shorter names that tables of values give them.
_SHORT = {"coahuila": "coahuila", "la laguna": "zm-la-laguna", "nacional": "mexico"}


@dataclass(frozen=True, slots=True)
class KnownTerritory:
    """A territory that is there."""

    key: str
    title: str
    code: str = ""
    in_force: bool = True


@dataclass(slots=True)
class Territories:
    """Which territory each name of the rows means, by key; lines of those to be made; what is to be said of them."""

    keys: dict[str, str] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def find_territories(rows: Sequence[Row], known: Sequence[KnownTerritory]) -> Territories:
    """Find the territories that rows name, by name or key, and propose those that are not there."""
    found = Territories()
    by_key = {one.key: one for one in known}
    by_code = {one.code: one for one in known if one.code}
    by_name: dict[str, list[KnownTerritory]] = {}
    for one in known:
        if one.in_force:
            by_name.setdefault(fold(one.title), []).append(one)
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(row.fields["territory"], row)
    made: dict[str, str] = {}
    for name, row in first.items():
        same = by_name.get(fold(name), [])
        if name in by_key and by_key[name].in_force:
            found.keys[name] = name
        elif len(same) > 1:
            message = _(
                "There are several territories “%(name)s”: write the key of the one that is meant (%(keys)s)."
            )
            values = {"name": name, "keys": ", ".join(sorted(one.key for one in same))}
            found.problems.append(Problem(message % values, row.source))
        elif same:
            found.keys[name] = same[0].key
        elif fold(name) in made:
            found.keys[name] = made[fold(name)]
        else:
            line = _proposed(name, row, by_key, by_code, found)
            found.keys[name] = made[fold(name)] = line.key
            by_key[line.key] = KnownTerritory(line.key, name, line.after["code"])
            found.lines.append(line)
    _relate(found.lines, by_key)
    return found


def kind_of(name: str) -> str:
    """Return the kind of a territory that its name tells; a municipality where it tells nothing."""
    folded = fold(name)
    if folded in _COUNTRY:
        return TerritoryKind.COUNTRY
    if folded in _STATES:
        return TerritoryKind.STATE
    return TerritoryKind.METROPOLITAN if folded.startswith(_METROPOLITAN) else TerritoryKind.MUNICIPALITY


def _proposed(
    name: str,
    row: Row,
    by_key: Mapping[str, KnownTerritory],
    by_code: Mapping[str, KnownTerritory],
    found: Territories,
) -> Line:
    entry = _entry(name)
    twin = (by_code.get(entry.code) or by_key.get(entry.key)) if entry else None
    if twin is not None:
        message = _(
            "“%(name)s” is proposed as a territory of its own, so that its values come out as they came in. Should "
            "it be “%(other)s”, which is here, write that name in the file instead."
        )
        found.notes.append(Problem(message % {"name": name, "other": twin.title}, row.source))
        entry = None
    key = entry.key if entry else next(one for one in _keys(name) if one not in by_key)
    after: dict[str, Any] = {
        "title": name,
        "kind": str(entry.kind if entry else kind_of(name)),
        "code": entry.code if entry else "",
    }
    return Line(
        LineAction.CREATE, "territory", key, title=name, write="create", source=row.source, after=after, given=after
    )


def _entry(name: str) -> CatalogEntry | None:
    folded = fold(name)
    short = _SHORT.get(folded)
    return next((one for one in CATALOG if one.key == short or fold(one.title) == folded), None)


def _keys(name: str) -> Iterator[str]:
    base = slugify(name)[:70].strip("-") or "territory"
    yield base
    for number in range(2, 10_000):
        yield f"{base}-{number}"


def _relate(lines: Sequence[Line], by_key: Mapping[str, KnownTerritory]) -> None:
    """Say of new territories of the catalogue what they belong to, where that is there."""
    for line in lines:
        entry = next((one for one in CATALOG if one.key == line.key), None)
        if entry is not None and entry.parent in by_key:
            line.after = {**line.after, "parent": entry.parent}
        if entry is not None and entry.members and all(member in by_key for member in entry.members):
            line.after = {**line.after, "members": list(entry.members)}
