"""The steps of an import up to its review: start, read and propose, read again, discard."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.importers.documents import Mapping
from rumbo.importers.enums import LineAction, RunState
from rumbo.importers.files import InputFile
from rumbo.importers.models import ImportFile, ImportLine, ImportRun
from rumbo.importers.services.access import authorize_import, authorize_run, check_free
from rumbo.importers.services.naming import makes_plan, name
from rumbo.importers.services.proposing import Proposal, propose

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.importers.compare import Line
    from rumbo.plan.models import Plan

#: What of a line of the comparison is stored under the same name.
_COPIED = (
    "action",
    "write",
    "reason",
    "kind",
    "key",
    "number",
    "title",
    "before",
    "after",
    "standing",
    "score",
    "counterpart",
    "candidates",
    "given",
    "cells",
    "message",
)
_OPEN = (RunState.PROPOSED, RunState.FAILED)


@transaction.atomic
def start_import(
    actor: Actor, files: Sequence[InputFile], *, plan: Plan | None = None, new_key: str = ""
) -> ImportRun:
    """Keep the files of a new import, let a task read them, and return it.

    Without a plan, one of the key ``new_key`` (or of the title that the files give) is proposed.

    Raises:
        PermissionDenied: the actor does not manage the plan, or may not make one.
        Refused: there are no files, or a plan has the key already.
    """
    from rumbo.importers.tasks import read_and_propose_run  # imported here: the task calls this module

    if plan is None and not new_key:
        authorize_import(actor, None, "organizations")  # what the files are is not known yet: applying asks again
    else:
        authorize_import(actor, plan)
    run = _new_run(actor, files, plan, new_key)
    transaction.on_commit(lambda: read_and_propose_run.enqueue(run.pk))
    return run


@transaction.atomic
def store(actor: Actor, files: Sequence[InputFile], proposal: Proposal) -> ImportRun:
    """Keep a proposal that was made already, as the command line does. Same errors as `start_import`."""
    authorize_import(actor, proposal.plan, proposal.format)
    run = _new_run(actor, files, proposal.plan, proposal.new_key)
    return _fill(run, proposal)


@transaction.atomic
def read_and_propose(run: ImportRun) -> ImportRun:
    """Read the files of an import, compare them with the plan and keep what would change. Safe to run again."""
    current = ImportRun.objects.select_for_update().get(pk=run.pk)
    if current.state in (RunState.APPLYING, RunState.APPLIED, RunState.DISCARDED):
        return current
    files = [InputFile(file.name, bytes(file.content)) for file in current.files.all()]
    new_key = current.named.get("key", current.new_key)
    proposal = propose(files, current.plan, new_key=new_key, mapping=current.mapping or None)
    return _fill(current, proposal)


@transaction.atomic
def change_mapping(actor: Actor, run: ImportRun, mapping: dict[str, Any]) -> ImportRun:
    """Let a task read the documents of an import again with what a person says of their levels, and return it.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: the import is closed, or the mapping has another shape.
    """
    current = _open_run(actor, run)
    try:
        current.mapping = Mapping.from_json(mapping).to_json()
    except ValueError as error:
        raise Refused(str(error)) from error
    return _read_again(current)


@transaction.atomic
def propose_again(actor: Actor, run: ImportRun) -> ImportRun:
    """Let a task compare the files with the plan as it is now, and return the import; decisions on same lines stay.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: the import is closed.
    """
    return _read_again(_open_run(actor, run))


@transaction.atomic
def discard(actor: Actor, run: ImportRun) -> ImportRun:
    """Close an import without applying it. Same errors as `propose_again`."""
    current = _open_run(actor, run, RunState.READING)
    current.state = RunState.DISCARDED
    current.save(update_fields=["state"])
    return current


def resume() -> int:
    """Start again what was being read or applied when the worker was stopped; return how many imports those are."""
    from rumbo.importers.tasks import apply_run, read_and_propose_run

    interrupted = ImportRun.objects.filter(state__in=[RunState.READING, RunState.APPLYING]).order_by("pk")
    for run in interrupted:
        if run.state == RunState.READING:
            read_and_propose_run.enqueue(run.pk)
        else:
            apply_run.enqueue(run.pk, run.applied_by_id)
    return len(interrupted)


def _read_again(run: ImportRun) -> ImportRun:
    from rumbo.importers.tasks import read_and_propose_run

    run.state, run.error = RunState.READING, ""
    run.save(update_fields=["mapping", "state", "error"])
    transaction.on_commit(lambda: read_and_propose_run.enqueue(run.pk))
    return run


def _new_run(actor: Actor, files: Sequence[InputFile], plan: Plan | None, new_key: str) -> ImportRun:
    if not files:
        raise Refused(_("Choose at least one file."))
    if new_key:
        check_free(new_key)
    run = ImportRun.objects.create(plan=plan, new_key=new_key, created_by=actor if actor_pk(actor) else None)  # type: ignore[misc]
    ImportFile.objects.bulk_create(
        ImportFile(
            run=run,
            name=file.name[-500:],
            size=len(file.content),
            sha256=hashlib.sha256(file.content).hexdigest(),
            content=file.content,
        )
        for file in files
    )
    return run


def actor_pk(actor: Actor) -> int | None:
    """Return the primary key of an actor who is a user."""
    found: int | None = getattr(actor, "pk", None)
    return found


def _fill(run: ImportRun, proposal: Proposal) -> ImportRun:
    """Put a proposal into a run in place of an earlier one; decisions about the same lines are kept."""
    decided = {
        (line.kind, line.key, line.title): (line.decision, line.choice) for line in run.lines.exclude(decision="")
    }
    sides = {
        (line.kind, line.key): {cell["code"]: cell for cell in line.cells if cell["side"]}
        for line in run.lines.filter(action=LineAction.CONFLICT)
    }
    run.lines.all().delete()
    lines = [_stored(run, order, line) for order, line in enumerate(proposal.lines, start=1)]
    for line in lines:
        if line.candidates or line.counterpart:
            line.decision, line.choice = decided.get((line.kind, line.key, line.title), ("", ""))
        _keep_sides(line, sides.get((line.kind, line.key), {}))
        if run.named and makes_plan(line):
            name(line, run.named)
    ImportLine.objects.bulk_create(lines, batch_size=500)
    run.format, run.new_key, run.mapping, run.base = (
        proposal.format,
        proposal.new_key,
        proposal.mapping,
        proposal.base,
    )
    run.counts, run.state, run.error = proposal.counts, RunState.PROPOSED, ""
    run.save()
    return run


def _keep_sides(line: ImportLine, decided: dict[str, dict[str, Any]]) -> None:
    """Keep what was decided of the conflicts of a line, where all three values are still the same."""
    for cell in line.cells:
        before = decided.get(cell["code"])
        if before is not None and before | {"side": ""} == cell:
            cell["side"] = before["side"]


def _stored(run: ImportRun, order: int, line: Line) -> ImportLine:
    values = {name: getattr(line, name) for name in _COPIED}
    source = line.source
    return ImportLine(run=run, order=order, file=source.file[-500:], sheet=source.sheet, line=source.line, **values)


def _open_run(actor: Actor, run: ImportRun, *more: RunState) -> ImportRun:
    current: ImportRun = ImportRun.objects.select_for_update().get(pk=run.pk)
    authorize_run(actor, current)
    if current.state == RunState.APPLYING:
        raise Refused(_("This import is being applied. Wait until it is done."))
    if current.state not in (*_OPEN, *more):
        raise Refused(_("This import is closed. Start a new one."))
    return current
