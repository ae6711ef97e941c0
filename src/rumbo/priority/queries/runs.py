"""Reading runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rumbo.priority.enums import RunKind, RunState
from rumbo.priority.models import Round, Run

if TYPE_CHECKING:
    from django.db.models import QuerySet

#: States of a run that a task has still to do.
AT_WORK = (RunState.WAITING, RunState.WORKING)
#: Kinds of run that each field of a publication can name.
OF_FIELD = {"ranking": (RunKind.RANKING,), "selection": (RunKind.ALLOCATION, RunKind.SELECTION)}
#: What of a run is heavy, and is not read where it is listed or only its state is asked.
HEAVY = ("inputs", "method", "origin", "result")
#: In ``origin`` of a run that checks another one: that one's primary key.
REPEATS = "repeats"


def runs_to_publish(record: Any, field: str) -> QuerySet[Run]:
    """Return the runs that a field of a publication can name: those done in its round (in the plan, without one)."""
    runs = Run.objects.filter(plan=record.plan_id, kind__in=OF_FIELD[field], state=RunState.DONE)
    runs = runs.exclude(origin__has_key=REPEATS)
    return runs.filter(round=record.round_id) if record.round_id else runs


def listed_runs(plan: Any, found: Round | None = None) -> QuerySet[Run]:
    """Return the runs of a plan, or of one of its rounds, the last one first, without those that check another."""
    runs = Run.objects.filter(plan=plan).exclude(origin__has_key=REPEATS)
    if found is not None:
        runs = runs.filter(round=found)
    return runs.select_related("round", "actor").defer(*HEAVY)


def light_run(plan: Any, pk: int) -> Run | None:
    """Return a run of the plan without its heavy parts, to see how far it is."""
    found: Run | None = Run.objects.filter(plan=plan, pk=pk).defer(*HEAVY).first()
    return found


def checks_of(run: Run) -> QuerySet[Run]:
    """Return the runs that check this one, the last one first."""
    return Run.objects.filter(plan=run.plan_id, origin__repeats=run.pk).select_related("actor").defer(*HEAVY)


def checked_by(run: Run) -> Run | None:
    """Return the run that this one checks; None where it checks none."""
    pk = run.origin.get(REPEATS)
    found: Run | None = Run.objects.filter(plan=run.plan_id, pk=pk).first() if isinstance(pk, int) else None
    return found


def others_to_compare(run: Run) -> QuerySet[Run]:
    """Return the other finished runs of its kind and round (of the plan, where it is of no round)."""
    runs = listed_runs(run.plan_id).filter(kind=run.kind, state=RunState.DONE, round=run.round_id)
    return runs.exclude(pk=run.pk)
