"""Applying a proposal: all of it in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rumbo.core.errors import Refused
from rumbo.importers.compare import counts
from rumbo.importers.enums import Format, LineAction, Reason, RunState, Verdict
from rumbo.importers.models import Duplicate, ImportLine, ImportRun
from rumbo.importers.queries.runs import undecided
from rumbo.importers.services import duplicates, matches, observations, workshops
from rumbo.importers.services.access import authorize_run, check_free
from rumbo.importers.services.given import remember
from rumbo.importers.services.proposing import base_of
from rumbo.importers.services.runs import actor_pk
from rumbo.importers.services.writing import Writer, measures_of
from rumbo.places.services.catalog import ensure_catalog
from rumbo.plan.enums import Role
from rumbo.plan.services.roles import give_role
from rumbo.portfolio.enums import BatchKind
from rumbo.portfolio.services import batches

if TYPE_CHECKING:
    from rumbo.core.actors import Actor

_APPLICABLE = (RunState.PROPOSED, RunState.FAILED, RunState.APPLYING)


class StaleProposal(Refused):
    """The plan was changed since the proposal was made."""


@transaction.atomic
def start_applying(actor: Actor, run: ImportRun) -> ImportRun:
    """Let a task apply an import for a person, and return it; one that is being applied, or was, stays as it is.

    Raises:
        PermissionDenied: the actor does not manage the plan, or may not make one.
        StaleProposal: the plan was changed since; propose again.
        Refused: the import is closed or has problems, or another plan has the key of the new one.
    """
    from rumbo.importers.tasks import apply_run  # imported here: the task calls this module

    current: ImportRun = ImportRun.objects.select_for_update().get(pk=run.pk)
    authorize_run(actor, current)
    if current.state in (RunState.APPLYING, RunState.APPLIED):
        return current
    _check(current)
    current.state, current.error = RunState.APPLYING, ""
    current.applied_by = actor if actor_pk(actor) else None  # type: ignore[assignment]
    current.save(update_fields=["state", "error", "applied_by"])
    transaction.on_commit(lambda: apply_run.enqueue(current.pk, actor_pk(actor)))
    return current


def fail(run: ImportRun, error: Exception) -> None:
    """Say in an import why it could not be applied; it can be tried again."""
    open_for_work = ImportRun.objects.filter(pk=run.pk, state__in=_APPLICABLE)
    open_for_work.update(state=RunState.FAILED, error=_sentence(error)[:2000], applied_by=None)


def apply(actor: Actor, run: ImportRun) -> ImportRun:
    """Write what an import proposes and carry out what was decided; doubtful matches stay to confirm.

    All is written in one transaction. When it fails, the plan is as it was and the import says why.

    Raises:
        PermissionDenied: the actor does not manage the plan, or may not make one.
        StaleProposal: the plan was changed since; propose again.
        Refused: the import is closed, has problems, or a value cannot be written.
    """
    authorize_run(actor, run)
    try:
        with transaction.atomic():
            current: ImportRun = ImportRun.objects.select_for_update().get(pk=run.pk)
            _check(current)
            _write(actor, current)
    except (PermissionDenied, StaleProposal):
        raise
    except Exception as error:
        fail(run, error)
        raise
    return current


def _check(current: ImportRun) -> None:
    """Raise ``StaleProposal`` unless an import can be applied as it is."""
    if current.state == RunState.READING:
        raise StaleProposal(_("The files are still being read. Wait until you see what they change."))
    if current.state not in _APPLICABLE:
        raise StaleProposal(_("This import is closed. Start a new one."))
    if current.has_problems:
        raise StaleProposal(_("Mend the files first: see what is wrong, and import them again."))
    if open_conflicts := undecided(current):
        message = ngettext(
            "%(n)d cell was edited in the workbook and here: decide which value holds, and apply then.",
            "%(n)d cells were edited in the workbook and here: decide which values hold, and apply then.",
            open_conflicts,
        )
        raise StaleProposal(message % {"n": open_conflicts})
    if current.base != base_of(current.plan, current.format):
        raise StaleProposal(_("The plan was changed since the files were read. Read them again to see what changes."))
    if current.plan is None and current.new_key:
        check_free(current.new_key)


def _sentence(error: Exception) -> str:
    """Return what went wrong in words, and how to go on where a person may."""
    if isinstance(error, PermissionDenied):
        return _("You may not apply this import any more: ask whoever administers the plan.")
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    return str(error)


def _write(actor: Actor, run: ImportRun) -> None:
    lines = list(run.lines.exclude(action=LineAction.NOTE))
    if run.format == Format.WORKSHOPS:
        workshops.write(actor, run.plan, lines)
    else:
        _write_plan(actor, run, lines)
    run.state, run.error = RunState.APPLIED, ""
    run.applied_by = actor if actor_pk(actor) else None  # type: ignore[assignment]
    run.applied_at, run.counts = timezone.now(), counts([_decided(line) for line in lines])
    run.save()


def _write_plan(actor: Actor, run: ImportRun, lines: Sequence[ImportLine]) -> None:
    """Write the elements of a plan, and let the import be of it."""
    if _needs_catalog(run, lines):
        ensure_catalog(actor)
    writer = Writer(actor, run.plan)
    if run.plan is None or run.format != Format.WORKBOOK:
        writer.write([line for line in lines if line.write])
    else:
        with batches.record(actor, run.plan, BatchKind.WORKBOOK, _summary(run)) as recorder:
            recorder.watch_roles(measures_of(writer, lines))
            writer.write([line for line in lines if line.write])
        run.batch = recorder.batch
    if run.format == Format.OBSERVATIONS:
        observations.write(actor, writer, lines)
    remember(writer.plan, run.format, lines)
    _note_duplicates(writer, lines)
    for line in lines:
        if line.decision:
            _carry_out(actor, writer, line)
    if run.plan is None and writer.plan is not None and actor_pk(actor):
        give_role(actor, writer.plan, actor, Role.ADMINISTRATOR, reason=_("Made the plan from files"))
    run.plan = writer.plan


def _needs_catalog(run: ImportRun, lines: Sequence[ImportLine]) -> bool:
    """Say whether the territories of the region come with the plan that an import makes."""
    makes = run.plan is None and run.new_key and run.format != Format.OBSERVATIONS
    return bool(makes) and not any(line.kind == "territory" for line in lines)


def _summary(run: ImportRun) -> str:
    names = ", ".join(run.files.values_list("name", flat=True)[:3])
    return str(_("Import of %(file)s") % {"file": names})


def _decided(line: ImportLine) -> ImportLine:
    """Give a line that was decided the action that it had in the end."""
    if line.action == LineAction.CONFLICT:
        line.action = LineAction.CHANGE if line.written else LineAction.LEFT
        line.write = "change" if line.written else ""
    if line.decision in (Verdict.ACCEPT, Verdict.CHOOSE):
        line.action = LineAction.MATCH
    elif line.decision == Verdict.REJECT:
        line.action = LineAction.LEFT if line.kind == "priority_entry" else LineAction.CREATE
    return line


def _note_duplicates(writer: Writer, lines: Sequence[ImportLine]) -> None:
    """Keep pairs of organizations that may be one, to be decided now or later."""
    for line in lines:
        if line.reason == Reason.DUPLICATE and line.counterpart:
            _duplicate(writer, line)


def _duplicate(writer: Writer, line: ImportLine) -> Duplicate:
    assert line.counterpart is not None  # noqa: S101 (asked by the callers)
    pair = [writer.element("organization", key) for key in (line.counterpart["key"], line.key)]
    first, second = sorted(pair, key=lambda organization: int(organization.pk))
    found, _made = Duplicate.objects.get_or_create(first=first, second=second, defaults={"score": line.score or 0})
    return found


def _carry_out(actor: Actor, writer: Writer, line: ImportLine) -> None:
    """Do what was decided about a line, by the services that decide after applying too."""
    if line.reason == Reason.DUPLICATE and line.counterpart:
        duplicate = _duplicate(writer, line)
        if line.decision == Verdict.ACCEPT:
            duplicates.merge(actor, duplicate, writer.element("organization", line.counterpart["key"]))
        else:
            duplicates.keep_apart(actor, duplicate)
        return
    record = writer.element(line.kind, line.key)
    if line.decision == Verdict.CHOOSE:
        kind, _colon, key = line.choice.partition(":")
        target = writer.element(kind, key)
        if line.counterpart and (line.counterpart["kind"], line.counterpart["key"]) == (kind, key):
            matches.confirm_match(actor, record)
        else:
            matches.choose_counterpart(actor, record, target)
    elif line.decision == Verdict.ACCEPT:
        matches.confirm_match(actor, record)
    else:
        matches.reject_match(actor, record)
