"""The demonstration's appraisals, money spent beyond what was committed, and a schedule that slipped: invented."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from django.apps import apps
from django.utils.translation import gettext as _

from rumbo.core.services import records

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.plan.models import Plan


class Alternative(NamedTuple):
    """An appraisal: what is invested year by year, then what it costs and gives a year for some years."""

    project: str
    title: str
    title_en: str
    text: str
    first_year: int
    investment: tuple[int, ...]
    operation: int
    benefits: int
    years: int


ALTERNATIVES = (
    Alternative(
        "1",
        "Telemetría en los 400 pozos",
        "Telemetry in the 400 wells",
        "Beneficio: el agua que deja de extraerse sin concesión, a la tarifa de 2024. No se contó el valor de "
        "conservar el acuífero.",
        2025,
        (12_960_000, 51_840_000, 21_600_000),
        3_200_000,
        22_400_000,
        13,
    ),
    Alternative(
        "1",
        "Lectura manual cada mes",
        "Manual reading every month",
        "Cuatro cuadrillas leen los medidores mecánicos que ya hay. Detecta menos de la mitad de lo que se extrae.",
        2025,
        (4_500_000,),
        9_800_000,
        11_300_000,
        15,
    ),
    Alternative(
        "107",
        "Parque, vivienda y comercio",
        "Park, housing and shops",
        "Beneficio: plusvalía de los predios vecinos, renta de locales y tiempo de viaje ahorrado.",
        2027,
        (294_000_000, 1_176_000_000, 490_000_000),
        38_000_000,
        371_000_000,
        22,
    ),
    Alternative(
        "107",
        "Solo el parque",
        "The park alone",
        "No se puso en dinero lo que vale un parque: se compara por su costo anual.",
        2027,
        (96_000_000, 340_000_000),
        21_000_000,
        0,
        23,
    ),
    Alternative(
        "55",
        "Bodegas de frío con tres socios",
        "Cold stores with three partners",
        "Con tres socios se usa la mitad de la capacidad; con siete convendría.",
        2026,
        (14_625_000, 58_500_000, 24_375_000),
        4_100_000,
        13_900_000,
        18,
    ),
)
PRICES = 2024
WHY_MORE = "El cobre subió entre la licitación y la compra; se cubre con el ahorro de la primera etapa."
WHY_LATE = "El proveedor entregó un mes tarde los medidores de los pozos profundos."
WHY_WAITS = "La sectorización se licita cuando ya se sabe cuánto entra por cada pozo."
#: Milestones that moved after they were agreed: project, title, days.
LATE = (("1", "Obra y equipo", 0, 32), ("1", "Puesta en marcha", 32, 32))
#: Milestones that wait for one of another project: project and title of both.
WAITS = (
    ("13", "Licitación", "1", "Obra y equipo"),
    ("31", "Puesta en marcha", "28", "Puesta en marcha"),
)


def add_appraisals(plan: Plan, manager: Actor) -> None:
    """Appraise some projects, let one spend beyond its row with the reason, and let a schedule slip."""
    model = apps.get_model("portfolio", "Appraisal")
    found = apps.get_model("portfolio", "Project")._default_manager.filter(plan=plan)
    projects = {one.number: one for one in found.select_related("program__theme__axis", "plan")}
    entries: list[tuple[Any, dict[str, Any]]] = []
    for number, one in enumerate(ALTERNATIVES, start=1):
        words = {"title": one.title, "title_en": one.title_en, "text": one.text, "key": f"evaluacion-{number}"}
        values = {"first_year": one.first_year, "price_year": PRICES, "flows": _flows(one)}
        entries.append((model(plan=plan, project=projects[one.project], position=number, **words, **values), {}))
    records.create_many(manager, entries, reason=_("Demonstration"))
    _spend(plan, manager, projects)
    _slip(plan, manager)


def _flows(one: Alternative) -> list[list[str]]:
    begun = [[f"{amount}.00", "0.00", "0.00"] for amount in one.investment]
    return [*begun, *([["0.00", f"{one.operation}.00", f"{one.benefits}.00"]] * one.years)]


def _spend(plan: Plan, manager: Actor, projects: dict[str, Any]) -> None:
    contract, funding = apps.get_model("portfolio", "Contract"), apps.get_model("portfolio", "Funding")
    second = {"title": "Obra y equipo: segunda etapa", "ocid": "ocds-vda045-0001-02", "amount": Decimal(36_000_000)}
    signed = {"signed_on": datetime.date(2026, 3, 2), "ends_on": datetime.date(2027, 9, 30), "key": "contract-demo-1"}
    made = contract(plan=plan, project=projects["1"], contractor="Constructora Mezquite", **second, **signed)
    records.create(manager, made, reason=_("Demonstration"))
    rows = funding._default_manager.filter(plan=plan, project=projects["1"], year=2026)
    records.update(manager, rows.get(), {"spent": Decimal(35_900_000)}, reason=WHY_MORE)


def _slip(plan: Plan, manager: Actor) -> None:
    milestones = apps.get_model("portfolio", "Milestone")._default_manager.filter(plan=plan)
    known = {(one.project.number, one.title): one for one in milestones.select_related("project__program")}
    for number, title, begins, ends in LATE:
        one = known[number, title]
        days = {
            "starts_on": one.starts_on + datetime.timedelta(days=begins),
            "ends_on": one.ends_on + datetime.timedelta(days=ends),
        }
        records.update(manager, one, days, reason=WHY_LATE)
    for number, title, other, other_title in WAITS:
        one = known[number, title]
        after = [*one.after.all(), known[other, other_title]]
        records.update(manager, one, {"after": after}, reason=WHY_WAITS if number == "13" else _("Demonstration"))
