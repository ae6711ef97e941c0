"""The way to a page of a run."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from rumbo.priority.models import Round, Run
from rumbo.priority.web.access import way_to


def way_of_runs(plan: Any, found: Round | None, *last: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the crumbs of the runs of a round, or of the plan where there is none, and what follows them."""
    name = "priority:round_runs" if found is not None else "priority:runs"
    args = [plan.key] if found is None else [plan.key, found.pk]
    way = [*way_to(plan, found, "")[:-1]] if found is not None else [(_("Prioritisation"), _home(plan))]
    crumbs = [*way, (_("Runs"), reverse(name, args=args)), *last]
    return [*crumbs[:-1], (crumbs[-1][0], "")]


def way_from(plan: Any, run: Run, last: str = "") -> list[tuple[str, str]]:
    """Return the crumbs of a run, or of a page about it that is called ``last``."""
    crumbs = [(str(run), reverse("priority:run", args=[plan.key, run.pk]))]
    return way_of_runs(plan, run.round, *crumbs, *([(last, "")] if last else []))


def _home(plan: Any) -> str:
    return reverse("priority:home", args=[plan.key])
