"""Deciding doubtful matches of a proposal before it is applied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.importers.enums import LineAction, Reason, RunState, Side, Verdict
from rumbo.importers.models import ImportLine, ImportRun
from rumbo.importers.services.access import authorize_run

if TYPE_CHECKING:
    from rumbo.core.actors import Actor


@transaction.atomic
def decide(actor: Actor, line: ImportLine, verdict: str, choice: str = "") -> ImportLine:
    """Decide a doubtful line and return it; an empty verdict takes the decision back. It is carried out on applying.

    ``choice`` is ``kind:key`` of one of the candidates, for the verdict ``choose``, which lines without a counterpart
    may have too.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: the proposal is closed, or the line or the choice does not allow it.
    """
    _open_run(actor, line)
    current = ImportLine.objects.get(pk=line.pk)
    if verdict not in ("", *Verdict.values):
        raise Refused(_("Accept, reject or choose."))
    doubtful = current.action == LineAction.TO_CONFIRM
    if not doubtful and not (verdict in ("", Verdict.CHOOSE) and current.candidates):
        raise Refused(_("There is nothing to decide in this line."))
    if verdict == Verdict.CHOOSE and (current.reason == Reason.DUPLICATE or choice not in choices(current)):
        raise Refused(_("Choose one of the candidates."))
    current.decision, current.choice = verdict, choice if verdict == Verdict.CHOOSE else ""
    current.save(update_fields=["decision", "choice"])
    return current


@transaction.atomic
def decide_all(actor: Actor, run: ImportRun, verdict: str) -> int:
    """Accept or reject all doubtful lines that are not decided yet, and return how many. Same errors as `decide`."""
    authorize_run(actor, run)
    lines = list(run.lines.filter(action=LineAction.TO_CONFIRM, decision=""))
    for line in lines:
        decide(actor, line, verdict)
    return len(lines)


@transaction.atomic
def decide_cell(actor: Actor, line: ImportLine, code: str, side: str) -> ImportLine:
    """Decide which value of a cell in conflict holds, and return the line; an empty side takes the decision back.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        Refused: the proposal is closed, or the line has no such conflict.
    """
    _open_run(actor, line)
    current = ImportLine.objects.get(pk=line.pk)
    if side not in ("", *Side.values) or code not in {cell.code for cell in current.conflicts}:
        raise Refused(_("There is nothing to decide in this line."))
    for cell in current.cells:
        if cell["code"] == code:
            cell["side"] = side
    current.save(update_fields=["cells"])
    return current


@transaction.atomic
def decide_cells(actor: Actor, run: ImportRun, side: str) -> int:
    """Decide all conflicts that are still open the same way, and return how many. Same errors as `decide_cell`."""
    authorize_run(actor, run)
    current = ImportRun.objects.select_for_update().get(pk=run.pk)
    if current.state != RunState.PROPOSED:
        raise Refused(_("This import is closed: start a new one."))
    if side not in Side.values:
        raise Refused(_("Choose the values of the workbook or those here."))
    lines = [line for line in run.lines.filter(action=LineAction.CONFLICT) if line.undecided]
    decided = 0
    for line in lines:
        for cell in line.cells:
            if not cell["side"]:
                cell["side"] = side
                decided += 1
    ImportLine.objects.bulk_update(lines, ["cells"], batch_size=500)
    return decided


def choices(line: ImportLine) -> list[str]:
    """Return what may be chosen for a line, as ``kind:key``."""
    return [f"{candidate['kind']}:{candidate['key']}" for candidate in line.candidates]


def _open_run(actor: Actor, line: ImportLine) -> ImportRun:
    """Return the import of a line, locked; raise where it is closed or not the actor's to decide."""
    run = ImportRun.objects.select_for_update().get(pk=line.run_id)
    authorize_run(actor, run)
    if run.state != RunState.PROPOSED:
        raise Refused(_("This import is closed: decide on the page of what is to confirm in the plan."))
    return run
