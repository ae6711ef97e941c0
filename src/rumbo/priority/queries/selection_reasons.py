"""Why a project is out of a selection, and which limits clash where there is none: found once, then kept."""

from __future__ import annotations

from typing import Any

from django.core.cache import caches

from rumbo.methods.selection import read_problem, read_selection
from rumbo.methods.selection.clashes import Clash, clashes
from rumbo.methods.selection.reasons import WhyOut, why_out
from rumbo.priority.method_words.selecting import Names
from rumbo.priority.models import Run
from rumbo.priority.queries.project_money import POT

#: Seconds for which an answer is kept; a finished run never changes.
KEPT = 24 * 3600


def names_of(run: Run) -> Names:
    """Return what the keys of a selection's problem are called."""
    origin = run.origin
    projects = {one["id"]: one.get("name") or one["id"] for one in run.inputs["projects"]}
    return Names(projects, origin.get("axes", {}), origin.get("places", {}), origin.get("sources", {}), POT)


def clash_of(run: Run) -> Clash | None:
    """Return the limits that clash in a selection without result; None where a selection keeps all of them."""
    found: Clash | None = _kept(f"clash-{run.checksum}", lambda: clashes(read_problem(run.inputs)))
    return found


def why_out_of(run: Run, key: str) -> WhyOut:
    """Return why a project is out of a selection.

    Raises:
        ProblemError: there is no such project, or it is in.
    """
    problem, selection = read_problem(run.inputs), read_selection(run.result)
    found: WhyOut = _kept(f"why-{run.checksum}-{key}", lambda: why_out(problem, selection, key))
    return found


def _kept(name: str, make: Any) -> Any:
    missing = object()
    found = caches["results"].get(name, missing)
    if found is missing:
        found = make()
        caches["results"].set(name, found, KEPT)
    return found
