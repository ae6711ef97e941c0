"""Where the projects of the demonstration are, and the limits of its territories: invented, in an empty desert."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.utils.translation import gettext as _

from rumbo.core.actors import SYSTEM
from rumbo.core.geometry import Sort, read_text
from rumbo.core.services import records

if TYPE_CHECKING:
    from rumbo.plan.models import Plan

FOLDER = Path(__file__).parent / "demo_portfolio"


def add_locations(plan: Plan) -> None:
    """Give the municipalities their limits and the projects of ``location.csv`` their places."""
    territories = {one.key: one for one in apps.get_model("places", "Territory")._default_manager.all()}
    for row in _rows("boundary"):
        boundary = _geometry(row["boundary"], Sort.AREA)
        records.update(SYSTEM, territories[row["territory"]], {"boundary": boundary}, reason=_("Demonstration"))
    projects = apps.get_model("portfolio", "Project")._default_manager.filter(plan=plan)
    by_number = {one.number: one for one in projects.select_related("program__theme__axis")}
    model = apps.get_model("portfolio", "Location")
    entries: list[tuple[Any, dict[str, Any]]] = []
    for number, row in enumerate(_rows("location"), start=1):
        geometry = _geometry(row["place"], Sort(row["sort"]))
        place = model(plan=plan, project=by_number[row["project"]], key=f"location-{number}", position=number)
        place.title, place.title_en, place.geometry = row["title"], row["title_en"], geometry
        entries.append((place, {}))
    records.create_many(SYSTEM, entries, reason=_("Demonstration"))


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _geometry(text: str, sort: Sort) -> Any:
    """Read what the tables say: points parted by semicolons, parts by bars."""
    return read_text(text.replace("|", "\n\n").replace(";", "\n"), sort=sort)
