"""Who answers in the demonstration: liaisons with deputies, a handover, and roles for shares, all invented."""

from __future__ import annotations

import datetime
from decimal import ROUND_DOWN, Decimal
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from rumbo.core.actors import SYSTEM
from rumbo.core.services import records
from rumbo.portfolio.enums import LiaisonRole, Responsible
from rumbo.portfolio.queries.shares import estimated_cost
from rumbo.portfolio.services.liaisons import Person, hand_over
from rumbo.portfolio.services.responsibilities import assign
from rumbo.portfolio.services.shares import Part, agree, split_project

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.plan.models import Plan

BEGAN = datetime.date(2024, 10, 1)
#: Organization, role, name, function, number of the one project.
PEOPLE = (
    ("almagre-obras-publicas", LiaisonRole.LIAISON, "Rosa Mezquite", "Jefa de proyectos", ""),
    ("almagre-obras-publicas", LiaisonRole.DEPUTY, "Hilario Huizachal", "Residente de obra", ""),
    ("almagre-obras-publicas", LiaisonRole.HEAD, "Petra Ocotal", "Directora", ""),
    ("almagre-obras-publicas", LiaisonRole.LIAISON, "Nicanor Sotolero", "Coordinación de la Línea 2", "31"),
    ("almagre-agua", LiaisonRole.LIAISON, "Eulalia Candelillar", "Planeación", ""),
    ("almagre-agua", LiaisonRole.DEPUTY, "Jacinto Gobernadora", "Operación", ""),
    ("almagre-desarrollo-urbano", LiaisonRole.LIAISON, "Maura Palmar", "Jefa de planes", ""),
    ("san-telmo-obras-publicas", LiaisonRole.LIAISON, "Crispín Nopalar", "Enlace metropolitano", ""),
    ("san-telmo-obras-publicas", LiaisonRole.DEPUTY, "Ofelia Jarillar", "Proyectos", ""),
    ("san-telmo-agua", LiaisonRole.LIAISON, "Tomasa Cardenchal", "Planeación", ""),
    ("nogalera-obras-publicas", LiaisonRole.LIAISON, "Fidel Nogalar", "Director", ""),
    ("nogalera-agua", LiaisonRole.LIAISON, "Amalia Lechuguillar", "Dirección técnica", ""),
    ("consejo-cuenca", LiaisonRole.LIAISON, "Benigno Biznagal", "Gerencia operativa", ""),
    ("consejo-cuenca", LiaisonRole.HEAD, "Socorro Pinabetal", "Presidencia", ""),
)
#: Who hands over to whom, and why.
LEAVES, COMES, WHY = "Maura Palmar", "Abundio Magueyal", "Nombramiento 18/2026 de la Dirección."
#: Whose time ends soon.
ENDING, LEFT = "Fidel Nogalar", 20
#: Numbers of shared projects, with the per cent of each municipality; the first takes the cents that are left.
SHARED: dict[str, dict[str, int]] = {
    "28": {"almagre": 60, "san-telmo": 40},
    "31": {"almagre": 50, "san-telmo": 30, "nogalera": 20},
}
#: The share that nobody agreed to yet, and nobody answers for; the one that its government rejects, and why.
OPEN = "nogalera"
REJECTED, WHY_NOT = ("31", "san-telmo"), "Pide que antes se diga quién opera las estaciones."
PLACES = {"almagre": 120_000, "san-telmo": 64_000, "nogalera": 31_000}


def add_answers(plan: Plan, manager: Actor) -> None:
    """Name the liaisons, let one hand over to another, split projects, and say who answers for each share."""
    organizations = {one.key: one for one in apps.get_model("accounts", "Organization")._default_manager.all()}
    found = apps.get_model("portfolio", "Project")._default_manager.filter(plan=plan)
    projects = {one.number: one for one in found.select_related("plan", "program__theme__axis")}
    _liaisons(plan, manager, organizations, projects)
    for number, parts in SHARED.items():
        _share(projects[number], parts, organizations)


def _liaisons(plan: Plan, manager: Actor, organizations: dict[str, Any], projects: dict[str, Any]) -> None:
    model, today = apps.get_model("portfolio", "Liaison"), localdate()
    entries: list[tuple[Any, dict[str, Any]]] = []
    for number, (organization, role, name, function, project) in enumerate(PEOPLE, start=1):
        one = model(plan=plan, organization=organizations[organization], role=role, title=name, function=function)
        one.email = f"{name.split()[0].lower()}@{organization}.example".replace("í", "i")
        one.phone, one.from_day, one.position = f"800 000 00{number:02}", BEGAN, number
        one.project = projects.get(project)
        one.until_day = today + datetime.timedelta(days=LEFT) if name == ENDING else None
        entries.append((one, {}))
    made = {one.title: one for one in records.create_many(SYSTEM, entries, reason=_("Demonstration"))}
    comes = Person(COMES, "Jefe de planes", phone="800 000 0099")
    hand_over(manager, made[LEAVES], comes, on=today - datetime.timedelta(days=40), reason=WHY)


def _share(project: Any, percents: dict[str, int], organizations: dict[str, Any]) -> None:
    """Split what the project is estimated to cost, and let the governments say whether they agree."""
    territories = {one.key: one for one in apps.get_model("places", "Territory")._default_manager.all()}
    whole, reason = estimated_cost(project), _("Demonstration")
    cents = Decimal("0.01")
    costs = {key: (whole * part / 100).quantize(cents, ROUND_DOWN) for key, part in percents.items()}
    first = next(iter(percents))
    costs[first] += whole - sum(costs.values())
    parts = [
        Part(territories[key], cost, PLACES[key], "Obra y derecho de vía en su territorio")
        for key, cost in costs.items()
    ]
    people = sum(PLACES[key] for key in percents)
    shares = {
        one.territory.key: one
        for one in split_project(SYSTEM, project, whole, people, parts, reason=reason).shares.all()
    }
    for key, share in shares.items():
        if key == OPEN:
            continue
        words = {"administration": "2025-2027", "minutes": "Acta de Cabildo 9"}
        rejected = (project.number, key) == REJECTED
        agree(
            SYSTEM,
            share,
            on=datetime.date(2026, 3, 12),
            agreed=not rejected,
            reason=WHY_NOT if rejected else "",
            **words,
        )
        for name, role in (
            ("obras-publicas", Responsible.ACCOUNTABLE),
            ("desarrollo-urbano", Responsible.RESPONSIBLE),
        ):
            assign(SYSTEM, project, organizations[f"{key}-{name}"], role, share=share, reason=reason)
