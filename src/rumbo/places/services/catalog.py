"""The territories of La Laguna, with the codes of INEGI: what a plan of the region needs from the first day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from rumbo.core.services import records
from rumbo.places.enums import TerritoryKind
from rumbo.places.models import Territory

if TYPE_CHECKING:
    from rumbo.core.actors import Actor


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """A territory of the catalogue; parent and members by key."""

    key: str
    title: str
    kind: str
    code: str = ""
    title_en: str = ""
    parent: str = ""
    members: tuple[str, ...] = ()


CATALOG: tuple[CatalogEntry, ...] = (
    CatalogEntry("mexico", "México", TerritoryKind.COUNTRY, title_en="Mexico"),
    CatalogEntry("coahuila", "Coahuila de Zaragoza", TerritoryKind.STATE, "05", parent="mexico"),
    CatalogEntry("durango", "Durango", TerritoryKind.STATE, "10", parent="mexico"),
    CatalogEntry("torreon", "Torreón", TerritoryKind.MUNICIPALITY, "05035", parent="coahuila"),
    CatalogEntry("matamoros", "Matamoros", TerritoryKind.MUNICIPALITY, "05017", parent="coahuila"),
    CatalogEntry("gomez-palacio", "Gómez Palacio", TerritoryKind.MUNICIPALITY, "10007", parent="durango"),
    CatalogEntry("lerdo", "Lerdo", TerritoryKind.MUNICIPALITY, "10012", parent="durango"),
    CatalogEntry(
        "zm-la-laguna",
        "Zona metropolitana de La Laguna",
        TerritoryKind.METROPOLITAN,
        title_en="La Laguna metropolitan area",
        members=("torreon", "matamoros", "gomez-palacio", "lerdo"),
    ),
)


@transaction.atomic
def ensure_catalog(actor: Actor) -> int:
    """Make the territories of the catalogue that are missing, and return how many were.

    A territory is there when one has its code or, without code, its key; what people changed in it stays as it is.

    Raises:
        PermissionDenied: some are missing and the actor may not make territories.
    """
    by_key, by_code = _present()
    made = 0
    for entry in CATALOG:
        known = by_code.get(entry.code) if entry.code else by_key.get(entry.key)
        if known is None:
            known = _make(actor, entry, by_key)
            made += 1
        by_key[entry.key] = known
    return made


def missing() -> list[CatalogEntry]:
    """Return the entries that `ensure_catalog` would make."""
    by_key, by_code = _present()
    return [e for e in CATALOG if (e.code not in by_code if e.code else e.key not in by_key)]


def _present() -> tuple[dict[str, Territory], dict[str, Territory]]:
    territories = list(Territory.objects.all())
    return {one.key: one for one in territories}, {one.code: one for one in territories if one.code}


def _make(actor: Actor, entry: CatalogEntry, by_key: dict[str, Territory]) -> Territory:
    territory = Territory(
        key="" if entry.key in by_key else entry.key,
        title=entry.title,
        title_en=entry.title_en,
        kind=entry.kind,
        code=entry.code,
        parent=by_key.get(entry.parent),
    )
    members = [by_key[key] for key in entry.members]
    return records.create(actor, territory, links={"members": members}, reason=_("Catalogue of territories"))
