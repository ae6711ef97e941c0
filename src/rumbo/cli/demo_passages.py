"""How some projects of the demonstration came to their stages over a year, one of them back: ``passages.csv``."""

from __future__ import annotations

import csv
import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.apps import apps

from rumbo.portfolio.services.gates import GateClosed, pass_by_decision, pass_gate, send_back, suspend

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.plan.models import Plan

FILE = Path(__file__).parent / "demo_portfolio" / "passages.csv"


def add_passages(plan: Plan, manager: Actor) -> None:
    """Move the projects of the file from the idea on: through the gates, or where they lack something by decision."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    found = apps.get_model("portfolio", "Project")._default_manager.filter(plan=plan)
    projects = {one.number: one for one in found.filter(number__in={row["number"] for row in rows})}
    for row in rows:
        _move(manager, projects[row["number"]], row)


def _move(manager: Actor, project: Any, row: dict[str, str]) -> None:
    on = datetime.date.fromisoformat(row["on"])
    words = {"minutes": row["minutes"], "reason": row["reason"]}
    if row["act"] in {"suspend", "resume"}:
        suspend(manager, project, on=on, reason=row["reason"], suspended=row["act"] == "suspend")
    elif row["act"] == "back":
        send_back(manager, project, row["to"], on=on, **words)
    else:
        try:
            pass_gate(manager, project, on=on, minutes=row["minutes"])
        except GateClosed:
            pass_by_decision(manager, project, on=on, **words)
