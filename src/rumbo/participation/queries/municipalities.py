"""The municipalities that people of a plan come from."""

from __future__ import annotations

from typing import Any

from rumbo.places.enums import TerritoryKind
from rumbo.places.queries.territories import all_territories, relatives


def municipalities_of(plan: Any) -> list[Any]:
    """Return the municipalities of the plan's territory by name; all that there are where it has none."""
    place = plan.territory
    near = [place, *relatives(place)] if place is not None else []
    found = {one.pk: one for one in near if one.kind == TerritoryKind.MUNICIPALITY}
    return sorted(found.values(), key=lambda one: one.title) or list(
        all_territories().filter(kind=TerritoryKind.MUNICIPALITY)
    )
