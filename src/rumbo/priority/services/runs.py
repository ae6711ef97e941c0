"""Runs: asked for, done by a task, cancelled, begun again after the worker was stopped, and checked.

What goes into a run is kept when it is asked for, so that a task that is killed and begun again does the same. While
it waits or is at work only the task and `cancel` write to it; once it is done nobody does.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from rumbo.core.actors import person_of
from rumbo.core.errors import Refused
from rumbo.core.services.records import authorize
from rumbo.methods.runs import FORMAT, Cancelled, RunError, canonical, record
from rumbo.methods.runs import perform as do
from rumbo.priority.enums import RunKind, RunState
from rumbo.priority.method_words.runs import sentence
from rumbo.priority.models import Run, RunChange
from rumbo.priority.queries.runs import AT_WORK, HEAVY, REPEATS

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from rumbo.core.actors import Actor
    from rumbo.plan.models import Plan
    from rumbo.priority.models import Round

logger = logging.getLogger(__name__)
#: Runs of a plan that may wait or be at work at once; times that one is begun at most, if the worker is stopped.
AT_ONCE, BEGUN_LIMIT = 3, 3
#: Seconds between two notes of how far a run is.
NOTED = 0.5


class _Gone(Exception):
    """The run was closed while it was at work."""


@transaction.atomic
def ask(
    actor: Actor,
    plan: Plan,
    kind: str,
    title: str,
    inputs: Mapping[str, Any],
    method: Mapping[str, Any],
    *,
    round: Round | None = None,  # noqa: A002 (as the field)
    origin: Mapping[str, Any] | None = None,
) -> Run:
    """Keep what a run is made from, let a task do it, and return it.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: the inputs cannot be kept, or several runs are at work already.
    """
    authorize(actor, "plan.manage", plan)
    if kind not in RunKind.values or (round is not None and round.plan_id != plan.pk):
        raise Refused(_("Choose what is computed, and in a round of this plan."))
    document = _frozen(kind, inputs, method)
    others = _locked(plan)
    if others.filter(state__in=AT_WORK).count() >= AT_ONCE:
        raise Refused(_("Several runs are at work already: wait until one is ready, or cancel one."))
    number = (others.aggregate(last=Max("number"))["last"] or 0) + 1
    name = " ".join(title.split()) or str(RunKind(kind).label)
    run: Run = Run.objects.create(
        plan=plan,
        round=round,
        number=number,
        kind=kind,
        title=name[: Run._meta.get_field("title").max_length],
        inputs=document["inputs"],
        method=document["method"],
        origin=dict(origin or {}),
        actor=person_of(actor),
    )
    _changed(run, actor)
    _enqueue(run.pk)
    return run


@transaction.atomic
def repeat(actor: Actor, run: Run) -> Run:
    """Let a task do a finished run again, as a run of its own that says which one it checks, and return that.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: it is not finished, is checked right now, is such a check itself, or several runs are at work.
    """
    authorize(actor, "plan.manage", run.plan)
    if not run.is_done or REPEATS in run.origin:
        raise Refused(_("Only a finished run can be checked."))
    if Run.objects.filter(plan=run.plan_id, state__in=AT_WORK, origin__repeats=run.pk).exists():
        raise Refused(_("This run is being checked already."))
    origin = {**run.origin, REPEATS: run.pk}
    return ask(actor, run.plan, run.kind, run.title, run.inputs, run.method, round=run.round, origin=origin)


@transaction.atomic
def cancel(actor: Actor, run: Run) -> Run:
    """Ask a run to stop, and return it: one that waits is cancelled at once, one at work as soon as it notices.

    One that is closed already stays as it is.

    Raises:
        PermissionDenied: the actor does not manage the plan.
    """
    authorize(actor, "plan.manage", run.plan)
    current: Run = Run.objects.select_for_update().defer(*HEAVY).get(pk=run.pk)
    if current.state == RunState.WAITING:
        _close(current, RunState.CANCELLED, actor)
    elif current.state == RunState.WORKING and not current.stop:
        current.stop = True
        current.save(update_fields=["stop"])
    return current


def perform(pk: int) -> None:
    """Do a run that was asked for. Safe to run again: one that is closed stays as it is.

    What goes wrong is told in the run, in words.
    """
    run = _begin(pk)
    if run is None:
        return
    try:
        result = do(run.kind, run.inputs, run.method, progress=_progress(pk))
        _finish(run, record(run.kind, run.inputs, run.method, result))
    except _Gone:
        return
    except Cancelled:
        _end(pk, RunState.CANCELLED)
    except RunError as error:
        _end(pk, RunState.FAILED, sentence(error.code, error.params))
    except Exception:
        logger.exception("The run %s could not be done", pk)
        _end(pk, RunState.FAILED, _("Something went wrong while it was computed. Ask for it again."))


def resume() -> int:
    """Begin again what waited or was at work when the worker was stopped; return how many runs that is."""
    pks = list(Run.objects.filter(state__in=AT_WORK).order_by("pk").values_list("pk", flat=True))
    for pk in pks:
        _enqueue(pk)
    return len(pks)


def document_of(run: Run) -> dict[str, Any]:
    """Return the document of a finished run (RUN.json), which `rumbo.methods.runs.check` takes.

    Raises:
        Refused: it is not finished.
    """
    if not run.is_done:
        raise Refused(_("This run is not finished."))
    return {
        "format": FORMAT,
        "kind": run.kind,
        "made_with": run.made_with,
        "inputs": run.inputs,
        "method": run.method,
        "result": run.result,
        "checksum": run.checksum,
    }


def _frozen(kind: str, inputs: Mapping[str, Any], method: Mapping[str, Any]) -> dict[str, Any]:
    """Return inputs and method as they are recorded; refuse what no database keeps."""
    try:
        document = record(kind, inputs, method, {})
        text = canonical(document).encode()
    except RunError as error:
        raise Refused(sentence(error.code, error.params)) from error
    if rb"\u0000" in text:
        raise Refused(_("A text of what is computed holds a character that cannot be kept. Take it out."))
    return document


def _locked(plan: Plan) -> QuerySet[Run]:
    """Return the runs of a plan, to which nobody else adds one before this is done."""
    type(plan)._base_manager.select_for_update().get(pk=plan.pk)
    return Run.objects.filter(plan=plan)


def _enqueue(pk: int) -> None:
    from rumbo.priority.tasks import perform_run  # imported here: the task calls this module

    transaction.on_commit(lambda: perform_run.enqueue(pk))


def _changed(run: Run, actor: Actor | None = None) -> None:
    RunChange.objects.create(run=run, state=run.state, actor=person_of(actor))


@transaction.atomic
def _begin(pk: int) -> Run | None:
    """Return a run to be done now; None where it is closed, was cancelled, or stopped the worker each time."""
    run: Run | None = (
        Run.objects.select_for_update(of=("self",)).select_related("plan").filter(pk=pk, state__in=AT_WORK).first()
    )
    if run is None:
        return None
    if run.stop:
        _close(run, RunState.CANCELLED)
        return None
    if run.changes.filter(state=RunState.WORKING).count() >= BEGUN_LIMIT:
        _close(run, RunState.FAILED, error=_("It was begun several times and never came to its end. Ask for less."))
        return None
    run.state, run.share = RunState.WORKING, 0.0
    run.save(update_fields=["state", "share"])
    _changed(run)
    return run


def _progress(pk: int) -> Callable[[float], bool]:
    """Return what notes how far a run is, at most every half second, and answers whether to go on."""
    noted = time.monotonic()

    def note(share: float) -> bool:
        nonlocal noted
        if time.monotonic() - noted < NOTED:
            return True
        going = _note(pk, share)
        noted = time.monotonic()
        return going

    return note


@transaction.atomic
def _note(pk: int, share: float) -> bool:
    run = _open(pk)
    if run.stop:
        return False
    run.share = min(max(share, 0.0), 1.0)
    run.save(update_fields=["share"])
    return True


@transaction.atomic
def _finish(run: Run, document: Mapping[str, Any]) -> None:
    """Keep the result of a run, unless somebody wished it to stop while its last part was done."""
    if _open(run.pk).stop:
        raise Cancelled
    run.result, run.checksum, run.made_with = document["result"], document["checksum"], document["made_with"]
    run.share = 1.0
    _close(run, RunState.DONE, also=("result", "checksum", "made_with", "share"))


@transaction.atomic
def _end(pk: int, state: RunState, error: str = "") -> None:
    run: Run | None = Run.objects.select_for_update().defer(*HEAVY).filter(pk=pk, state__in=AT_WORK).first()
    if run is not None:
        _close(run, state, error=error)


def _open(pk: int) -> Run:
    """Return a run that is at work, without its heavy parts, for a change.

    Raises:
        _Gone: it is closed, or not there any more.
    """
    run: Run | None = Run.objects.select_for_update().defer(*HEAVY).filter(pk=pk, state__in=AT_WORK).first()
    if run is None:
        raise _Gone
    return run


def _close(
    run: Run, state: RunState, actor: Actor | None = None, *, error: str = "", also: tuple[str, ...] = ()
) -> None:
    run.state, run.error, run.finished_at = state, error, timezone.now()
    run.save(update_fields=["state", "error", "finished_at", *also])
    _changed(run, actor)
