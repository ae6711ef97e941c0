"""Writing the sheets of the demonstration from the tables beside this file, through the services."""

from __future__ import annotations

import csv
import datetime
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from django.utils.translation import gettext as _

from rumbo.accounts.models import Organization
from rumbo.core.actors import SYSTEM
from rumbo.core.services import records
from rumbo.places.models import Territory
from rumbo.plan.models import Goal, Objective
from rumbo.portfolio.enums import Stage
from rumbo.portfolio.models import (
    Condition,
    Contract,
    Estimate,
    FeasibilityStudy,
    Funding,
    Milestone,
    Permit,
    Position,
    Profile,
    Project,
    Risk,
)
from rumbo.portfolio.queries.gates import gates_of
from rumbo.portfolio.services.gates import pass_by_decision, pass_gate, suspend
from rumbo.portfolio.services.schedules import set_baseline

if TYPE_CHECKING:
    from rumbo.plan.models import Plan

FOLDER = Path(__file__).parent
#: In the order in which they are written: what stands under another comes after it.
TABLES: tuple[tuple[str, type[Any]], ...] = (
    ("profile", Profile),
    ("study", FeasibilityStudy),
    ("condition", Condition),
    ("estimate", Estimate),
    ("funding", Funding),
    ("milestone", Milestone),
    ("permit", Permit),
    ("risk", Risk),
    ("position", Position),
    ("contract", Contract),
)
MINUTES = "Acta 14 del Consejo Metropolitano"
WHY_EXCEPTION = "Venía en marcha de la administración anterior: el Consejo pide completar lo que falta en un año."
WHY_SUSPENDED = "La evaluación económica dice que no se recupera el costo: se espera a reunir más socios."
WHY_BASELINE = "Cronograma que aprobó el Consejo."
DECIDED = datetime.date(2026, 3, 20)


def add_portfolio(plan: Plan) -> None:
    """Write the sheets of the plan's projects, and take each to its stage."""
    known: dict[str, dict[str, Any]] = {
        "project": {row.number: row for row in _projects(plan)},
        "study": {},
        "after": {},
        "organization": _by_key(Organization.objects.all()),
        "territory": _by_key(Territory.objects.all()),
        "objectives": _by_key(Objective.objects.filter(plan=plan)),
        "goals": _by_key(Goal.objects.filter(plan=plan)),
    }
    for name, model in TABLES:
        made = records.create_many(SYSTEM, _entries(plan, name, model, known), reason=_("Demonstration"))
        if name in {"study", "milestone"}:
            known["study" if name == "study" else "after"] |= _by_key(made)
    _stages(plan, known["project"])


def _projects(plan: Plan) -> Iterable[Any]:
    return Project.objects.filter(plan=plan).select_related("plan", "program__theme__axis")


def _by_key(rows: Iterable[Any]) -> dict[str, Any]:
    return {row.key: row for row in rows}


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _entries(plan: Plan, name: str, model: type[Any], known: dict[str, dict[str, Any]]) -> list[tuple[Any, Any]]:
    """Return the records of a table with their links; milestones are found by those that come after them."""
    entries: list[tuple[Any, Any]] = []
    places: dict[Any, int] = defaultdict(int)
    for number, row in enumerate(_rows(name), start=1):
        links, values = {}, {"key": f"{name}-{number}"}
        for field, value in row.items():
            if field in model.LINKS:
                links[field] = [known[field][key] for key in value.split(";") if key]
            elif value != "":
                values[field] = cast("Any", _value(model, field, value, known))
        parent = values[model.PARENTS[0]]
        places[parent] += 1
        record = model(plan=plan, position=places[parent], **values)
        if name == "milestone":
            known["after"][record.key] = record
        entries.append((record, links))
    return entries


def _value(model: type[Any], field: str, value: str, known: dict[str, dict[str, Any]]) -> Any:
    return known[field][value] if field in known else model._meta.get_field(field).to_python(value)


def _stages(plan: Plan, projects: dict[str, Any]) -> None:
    """Take each project through its gates; what a gate lacks, the council lets pass."""
    order = list(Stage)
    for row in _rows("stage"):
        project = projects[row["project"]]
        if order.index(Stage(row["stage"])) >= order.index(Stage.FUNDING):
            set_baseline(SYSTEM, project, reason=WHY_BASELINE)
        while project.stage != row["stage"]:
            gate = gates_of(plan, [project], DECIDED)[project.pk]
            if gate is None or gate.is_open:
                pass_gate(SYSTEM, project, on=DECIDED, minutes=MINUTES)
            else:
                pass_by_decision(SYSTEM, project, on=DECIDED, minutes=MINUTES, reason=WHY_EXCEPTION)
            project.refresh_from_db(fields=["stage", "version"])
        if row["suspended"]:
            suspend(SYSTEM, project, on=DECIDED, reason=WHY_SUSPENDED)
