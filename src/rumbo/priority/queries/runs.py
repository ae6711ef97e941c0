"""Reading runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rumbo.priority.enums import RunKind, RunState
from rumbo.priority.models import Run

if TYPE_CHECKING:
    from django.db.models import QuerySet

#: States of a run that a task has still to do.
AT_WORK = (RunState.WAITING, RunState.WORKING)
#: Kinds of run that each field of a publication can name.
OF_FIELD = {"ranking": (RunKind.RANKING,), "selection": (RunKind.ALLOCATION, RunKind.SELECTION)}


def runs_to_publish(record: Any, field: str) -> QuerySet[Run]:
    """Return the runs that a field of a publication can name: those done in its round (in the plan, without one)."""
    runs = Run.objects.filter(plan=record.plan_id, kind__in=OF_FIELD[field], state=RunState.DONE)
    return runs.filter(round=record.round_id) if record.round_id else runs
