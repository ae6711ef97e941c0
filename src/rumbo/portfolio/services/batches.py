"""Many changes at once, kept together so that they can be taken back together.

Whoever writes many records at once does so inside `record`::

    with batches.record(actor, plan, BatchKind.EDIT, _("Tags of 12 projects"), reason=reason) as recorder:
        recorder.watch_roles(project.measure_id for project in projects)  # only where roles are changed too
        for project in projects:
            records.update(actor, project, {"tags": tags})
    recorder.batch  # what was kept; None where nothing was written

All that `rumbo.core.services.records` (and the gates' service) writes in between is kept by itself: new records, new
versions, passages of stages. `undo` takes it back.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rumbo.accounts.models import Organization
from rumbo.core.actors import person_of
from rumbo.core.errors import Refused
from rumbo.core.models import Element, Record, State
from rumbo.core.services import records
from rumbo.core.services.many import chunks, save_many
from rumbo.core.signals import records_saved
from rumbo.portfolio.enums import BatchKind, Stage
from rumbo.portfolio.models import Batch, BatchEntry, Project, Responsibility, Share
from rumbo.portfolio.queries.batches import (
    FORCE,
    ROLES,
    Done,
    Role,
    done_by,
    models_by_kind,
    past_values,
    roles_of,
    value_of,
)
from rumbo.portfolio.queries.gates import ORDER
from rumbo.portfolio.services import gates, responsibilities

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.plan.models import Plan


class ChangedSince(Refused):
    """Something that the bulk edit wrote was changed again by somebody; ``changed`` is what.

    `undo` with ``leave_changed`` takes back the rest.
    """

    def __init__(self, message: str, changed: list[Done]) -> None:
        super().__init__(message)
        self.changed = changed


@dataclass(slots=True)
class Undone:
    """What an undo did: how many things are as they were, and sentences about what stays as it is."""

    restored: int = 0
    left: list[str] = field(default_factory=list)


class Recorder:
    """Collects what is written inside `record`. ``summary`` may be set until the end, when it is known better."""

    def __init__(self, actor: Actor, plan: Plan, kind: BatchKind | str, summary: str, reason: str) -> None:
        self.actor, self.plan, self.kind, self.summary, self.reason = actor, plan, kind, summary, reason
        self.batch: Batch | None = None
        self._versions: dict[tuple[type[Record], int], tuple[int, int]] = {}
        self._roles: dict[int, set[Role]] = {}

    def watch_roles(self, measures: Iterable[int]) -> None:
        """Keep who answers for these measures too. Call it before roles are changed; it may be called again."""
        new = {pk for pk in measures if pk not in self._roles}
        if new:
            self._roles |= roles_of(new)

    def saved(self, model: type[Record], saved: Iterable[Record]) -> None:
        """Note that records were written (called by the signal of the services)."""
        for one in saved:
            first, _last = self._versions.get((model, one.pk), (one.version, one.version))
            self._versions[model, one.pk] = (first, one.version)

    def finish(self) -> None:
        """Write the bulk edit and its entries, where there is something to keep."""
        entries = [*self._record_entries(), *self._role_entries()]
        if not entries:
            return
        self.batch = Batch.objects.create(
            plan=self.plan,
            kind=self.kind,
            summary=self.summary[:500],
            reason=self.reason,
            actor=person_of(self.actor),
        )
        for entry in entries:
            entry.batch = self.batch
        BatchEntry.objects.bulk_create(entries, batch_size=500)

    def _record_entries(self) -> Iterator[BatchEntry]:
        before = self._rows_before()
        for (model, pk), (first, last) in self._versions.items():
            yield BatchEntry(kind=model.KIND, target=pk, before=before.get((model, pk, first - 1)), version=last)

    def _rows_before(self) -> dict[tuple[type[Record], int, int], int]:
        """Return the history row of every record as it was before; one query a kind."""
        found: dict[tuple[type[Record], int, int], int] = {}
        for model in {model for model, _pk in self._versions}:
            wanted = {pk: first - 1 for (of, pk), (first, _last) in self._versions.items() if of is model}
            past = cast("Any", model).history.filter(id__in=list(wanted), version__in=set(wanted.values()))
            for pk, version, history_id in past.order_by("history_id").values_list("id", "version", "history_id"):
                found[model, pk, version] = history_id
        return found

    def _role_entries(self) -> Iterator[BatchEntry]:
        after = roles_of(self._roles) if self._roles else {}
        for measure, before in self._roles.items():
            if before != after[measure]:
                data = {"before": sorted(map(_listed, before)), "after": sorted(map(_listed, after[measure]))}
                yield BatchEntry(kind=ROLES, target=measure, data=data)


_recorder: ContextVar[Recorder | None] = ContextVar("recorder", default=None)


@contextmanager
def record(actor: Actor, plan: Plan, kind: BatchKind | str, summary: str, *, reason: str = "") -> Iterator[Recorder]:
    """Keep everything written inside as one bulk edit, in one transaction: all of it or nothing.

    The permissions are those of what is written, checked by the services that write.

    Raises:
        RuntimeError: a bulk edit is being kept already (a mistake of the program).
    """
    if _recorder.get() is not None:
        raise RuntimeError("A bulk edit is being kept already")
    recorder = Recorder(actor, plan, kind, summary, reason)
    token = _recorder.set(recorder)
    try:
        with transaction.atomic():
            yield recorder
            recorder.finish()
    finally:
        _recorder.reset(token)


@transaction.atomic
def undo(actor: Actor, batch: Batch, *, leave_changed: bool = False) -> Undone:
    """Take a bulk edit back: give every field its value of before, withdraw what it made, put roles and stages back.

    All of it is new history, with the bulk edit named as the reason. With ``leave_changed``, what somebody changed
    again since stays as it is, and so does what cannot be taken back (a gate that is closed now).

    Raises:
        PermissionDenied: the actor may not edit one of the things.
        ChangedSince: somebody changed something again, and ``leave_changed`` is false.
        Refused: it was undone already, or something cannot be taken back.
    """
    current: Batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if current.undone_at is not None:
        raise Refused(_("It was undone already."))
    _lock(current)
    done = done_by(current)
    prefetch_related_objects([one.record for one in done if isinstance(one.record, Project)], "program__theme")
    for one in done:
        records.authorize(actor, one.record.PERMISSION, one.record)
    _check_since(done, leave_changed)
    reason = (_("Undone: %(summary)s") % {"summary": current.summary})[:100]
    result = _Undoing(actor, reason, leave_changed).run(done)
    if not result.restored and result.left:
        raise Refused(_("Nothing is left to undo: all of it was changed again since."))
    current.undone_at, current.undone_by = timezone.now(), person_of(actor)
    current.save(update_fields=["undone_at", "undone_by"])
    return result


def _lock(batch: Batch) -> None:
    """Let nobody change what a bulk edit wrote before this transaction ends."""
    targets: dict[str, list[int]] = defaultdict(list)
    for kind, target in batch.entries.exclude(kind=ROLES).values_list("kind", "target"):
        targets[kind].append(target)
    for kind, numbers in targets.items():
        for some in chunks(sorted(numbers)):
            list(models_by_kind()[kind]._default_manager.select_for_update().filter(pk__in=some).values_list("pk"))


class _Undoing:
    """Takes the entries of a bulk edit back, the last one first."""

    def __init__(self, actor: Actor, reason: str, leave_changed: bool) -> None:
        self.actor, self.reason, self.leave_changed = actor, reason, leave_changed
        self._freed: set[int] = set()

    def run(self, done: list[Done]) -> Undone:
        """Take everything back and say what stays."""
        result = Undone()
        self._free_numbers(done)
        together = self._restore_together(done)
        result.restored += len(together)
        for one in reversed(done):
            if one.entry.pk in together:
                continue
            if one.is_changed_since:
                result.left.append(_sentence(one))
            try:
                with transaction.atomic():
                    result.restored += self._take_back(one)
            except (Refused, ValidationError) as error:
                text = error.message if isinstance(error, Refused) else " ".join(error.messages)
                if not self.leave_changed or one.record.pk in self._freed:
                    raise Refused(f"{one.record}: {text}") from error
                result.left.append(f"{one.record}: {text}")
        result.left.reverse()
        return result

    def _restore_together(self, done: list[Done]) -> set[int]:
        """Give those back in few queries that changed in plain fields alone, as most do; return their entries."""
        groups: dict[tuple[type[Record], tuple[str, ...]], dict[int, Done]] = defaultdict(dict)
        for one in done:
            if _is_plain(one):
                groups[type(one.record), tuple(one.fields)][one.record.pk] = one
        together: set[int] = set()
        for (model, names), found in groups.items():
            for numbers in chunks(sorted(found)):
                rows = list(model._default_manager.select_for_update().filter(pk__in=numbers))
                rows = [row for row in rows if row.version == found[row.pk].record.version]
                for row in rows:
                    for name in names:
                        setattr(row, name, getattr(found[row.pk].before, name))
                rows = [row for row in rows if _is_valid(row, names)]
                save_many(self.actor, rows, names, reason=self.reason)
                together |= {found[row.pk].entry.pk for row in rows}
        return together

    def _take_back(self, one: Done) -> bool:
        """Take one thing back; whether something of it was."""
        if one.is_roles:
            return self._roles(one)
        if one.created:
            return self._withdraw(one)
        return self._restore(one)

    def _withdraw(self, one: Done) -> bool:
        if one.since or not one.record.is_current:
            return False
        records.withdraw(self.actor, one.record, reason=self.reason)
        return True

    def _restore(self, one: Done) -> bool:
        """Give a record its values of before, except what was changed again."""
        names = [name for name in one.fields if name not in one.since]
        names = [name for name in names if value_of(one.record, name) != value_of(one.before, name)]
        gated = [name for name in names if name in one.record.GATED]
        forced = any(name in FORCE for name in names)
        if not one.record.is_current and (gated or forced):  # the gates' service moves only what is in force
            records.reinstate(self.actor, one.record, reason=self.reason)
            forced = True
        if gated:
            self._stage(one, gated)
        if forced:
            self._leave_force(one)
        past = past_values(one.before)
        plain = {name: past[name] for name in names if name in past and name not in gated}
        if plain:
            records.update(self.actor, one.record, plain, reason=self.reason)
        if "position" in names:
            self._place(one)
        return bool(names)

    def _stage(self, one: Done, names: list[str]) -> None:
        """Bring a project back to its stage, through the gates' service."""
        project, today = one.record, timezone.localdate()
        if project.suspended:
            gates.suspend(self.actor, project, on=today, reason=self.reason, suspended=False)
        if "stage" in names:
            self._pass_back(project, one.before.stage, today)
        if one.before.suspended if "suspended" in names else project.suspended:
            gates.suspend(self.actor, project, on=today, reason=self.reason)

    def _pass_back(self, project: Any, stage: str, today: datetime.date) -> None:
        steps = ORDER.index(Stage(stage)) - ORDER.index(Stage(project.stage))
        if steps < 0:
            gates.send_back(self.actor, project, stage, on=today, reason=self.reason)
            return
        for _step in range(steps):
            gates.pass_gate(self.actor, project, on=today)

    def _leave_force(self, one: Done) -> None:
        """Give a record that is in force the state it had before."""
        before, why = one.before, one.before.state_reason or self.reason
        if before.state == State.WITHDRAWN:
            records.withdraw(self.actor, one.record, reason=why)
        elif before.state == State.SUPERSEDED:
            records.supersede(self.actor, one.record, by=before.superseded_by, reason=why)

    def _place(self, one: Done) -> None:
        """Put an element back to its place among its siblings."""
        element = cast("Element", one.record)
        siblings = [sibling for sibling in records.siblings_of(element) if sibling.pk != element.pk]
        place = one.before.position
        before = siblings[place - 1] if 0 < place <= len(siblings) else None
        records.move(self.actor, element, before=before, reason=self.reason)

    def _roles(self, one: Done) -> bool:
        """Take away the roles that were given, and give back those that were taken."""
        held = Responsibility.objects.filter(measure_id=one.record.measure_id).select_related("measure")
        now = {(row.organization_id, row.role, row.share_id): row for row in held}
        added = [given for given in one.added if given in now]
        removed = [taken for taken in one.removed - one.stale if taken not in now]
        for given in added:
            responsibilities.remove(self.actor, now[given], reason=self.reason)
        for organization, role, share in removed:
            self._give(one, organization, role, share)
        return bool(added or removed)

    def _give(self, one: Done, organization: int, role: str, share: int | None) -> None:
        given = Organization.objects.get(pk=organization)
        if share is None:
            responsibilities.assign(self.actor, one.record, given, role, reason=self.reason)
            return
        if not Share.objects.filter(pk=share).exists():
            raise Refused(_("The share that “%(name)s” answered for is gone.") % {"name": given.name})
        held = Responsibility(measure_id=one.record.measure_id, organization=given, role=role, share_id=share)
        held._history_user = person_of(self.actor)  # type: ignore[attr-defined]
        held._change_reason = self.reason  # type: ignore[attr-defined]
        held.save()

    def _free_numbers(self, done: list[Done]) -> None:
        """Let projects that exchanged their numbers let go of them first: no two may have one at the same time."""
        back = [one for one in done if one.entry.kind == Project.KIND and one.before is not None]
        back = [one for one in back if "number" in one.fields and "number" not in one.since]
        back = [one for one in back if one.record.number != one.before.number]
        held = {one.record.number for one in back}
        if any(one.before.number in held for one in back):
            self._freed = {one.record.pk for one in back}
            Project.objects.filter(pk__in=self._freed).update(number="")


def _is_plain(one: Done) -> bool:
    """Whether fields of a record changed that are no links, no relatives, and written by no service of their own."""
    if one.is_roles or one.created or one.is_changed_since or not one.fields:
        return False
    model: type[Record] = type(one.record)
    apart = {*model.LINKS, *model.GATED, *FORCE, "number", "title", "key", "position"}  # sorted by, or one of a kind
    return apart.isdisjoint(one.fields) and not any(model._meta.get_field(name).is_relation for name in one.fields)


def _is_valid(record: Record, names: Iterable[str]) -> bool:
    """Whether the values given back to these fields fit them today; what does not is told of one by one."""
    try:
        record.clean_fields(exclude=[field.name for field in record._meta.concrete_fields if field.name not in names])
    except ValidationError:
        return False
    return True


def _check_since(done: list[Done], leave_changed: bool) -> None:
    changed = [one for one in done if one.is_changed_since]
    if changed and not leave_changed:
        message = ngettext(
            "%(n)d thing was changed again since. Undo the rest, or leave everything as it is.",
            "%(n)d things were changed again since. Undo the rest, or leave everything as it is.",
            len(changed),
        )
        raise ChangedSince(message % {"n": len(changed)}, changed)


def _sentence(one: Done) -> str:
    labels = ", ".join(change.label.lower() for change in one.changes if change.field in one.since)
    if not labels:
        return _("“%(name)s” stays: somebody changed it since.") % {"name": one.record}
    return _("“%(name)s” keeps its new values of: %(fields)s.") % {"name": one.record, "fields": labels}


def _listed(role: Role) -> list[Any]:
    organization, held, share = role
    return [organization, held, share]


def _collect(sender: type[Record], records: Iterable[Record], **_kwargs: Any) -> None:
    recorder = _recorder.get()
    if recorder is not None:
        recorder.saved(sender, records)


records_saved.connect(_collect, dispatch_uid="rumbo.portfolio.services.batches")
