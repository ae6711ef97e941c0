"""Reading bulk edits: which there were, what each one did to each thing, and what was changed again since."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from django.apps import apps
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from rumbo.accounts.models import Organization
from rumbo.core.models import Record
from rumbo.core.queries.history import Change, shown
from rumbo.plan.models import Measure
from rumbo.portfolio.enums import Responsible
from rumbo.portfolio.models import Batch, BatchEntry, Responsibility, Share

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from rumbo.plan.models import Plan

#: The kind of an entry that holds who answered for a strategy, project or action, before and after.
ROLES = "roles"
#: Fields that say whether a record is in force; they go together.
FORCE = ("state", "state_reason", "superseded_by")
#: What a field holds that nobody filled in.
EMPTY: tuple[Any, ...] = ("", None, False, frozenset())
#: An organization's role for a measure: organization, role, share (None for the whole).
Role = tuple[int, str, int | None]


@dataclass(slots=True)
class Done:
    """What a bulk edit did to one thing.

    ``record`` is the thing as it is now (for roles: what the organizations answer for), ``before`` and ``after`` are
    the rows of its history around the edit; ``fields`` are what the edit changed and ``since`` those of them that
    somebody changed again (names of fields). For roles, ``added`` and ``removed`` hold what changed.
    """

    entry: BatchEntry
    record: Any
    before: Any = None
    after: Any = None
    fields: tuple[str, ...] = ()
    since: tuple[str, ...] = ()
    added: frozenset[Role] = frozenset()
    removed: frozenset[Role] = frozenset()
    stale: frozenset[Role] = frozenset()
    changes: tuple[Change, ...] = ()

    @property
    def is_roles(self) -> bool:
        """Whether it is about who answers for something."""
        return self.entry.kind == ROLES

    @property
    def created(self) -> bool:
        """Whether the bulk edit made the record."""
        return not self.is_roles and self.before is None

    @property
    def is_changed_since(self) -> bool:
        """Whether somebody changed again what the bulk edit had written."""
        return bool(self.since or self.stale)

    @property
    def changed_again(self) -> list[Change]:
        """Those of its changes that somebody changed again."""
        return [change for change in self.changes if change.field in self.since]


@dataclass(slots=True)
class _Names:
    """Names of what entries point to, read once."""

    organizations: dict[int, str] = field(default_factory=dict)
    shares: dict[int, str] = field(default_factory=dict)


@cache
def models_by_kind() -> dict[str, type[Record]]:
    """Return the model of every kind of record."""
    found = (model for model in apps.get_models() if issubclass(model, Record))
    return {model.KIND: model for model in found}


def batches(plan: Plan) -> QuerySet[Batch]:
    """Return the bulk edits of a plan, newest first, each with ``size``: how many things it wrote."""
    return plan.batches.select_related("actor", "undone_by").annotate(size=Count("entries")).order_by("-pk")


def find_batch(plan: Plan, pk: int) -> Batch | None:
    """Return a bulk edit of a plan."""
    return batches(plan).filter(pk=pk).first()


def done_by(batch: Batch, entries: Iterable[BatchEntry] | None = None) -> list[Done]:
    """Return what a bulk edit did, in the order of its entries (or of those given).

    The number of queries depends on how many kinds of things were changed, not on how many things.
    """
    listed = list(batch.entries.all() if entries is None else entries)
    by_kind: dict[str, list[BatchEntry]] = defaultdict(list)
    for entry in listed:
        by_kind[entry.kind].append(entry)
    found: dict[int, Done] = {}
    for kind, group in by_kind.items():
        read = _roles_done(group) if kind == ROLES else _records_done(models_by_kind()[kind], group)
        found |= {done.entry.pk: done for done in read}
    return [found[entry.pk] for entry in listed if entry.pk in found]


def roles_of(measures: Collection[int]) -> dict[int, set[Role]]:
    """Return who answers for each of some measures, in one query."""
    held: dict[int, set[Role]] = {pk: set() for pk in measures}
    rows = Responsibility.objects.filter(measure__in=list(measures)).order_by()
    for measure, organization, role, share in rows.values_list("measure", "organization", "role", "share"):
        held[measure].add((organization, role, share))
    return held


def value_of(row: Any, name: str) -> Any:
    """Return the value of a field of a record, or of a row of its history, in a form that can be compared."""
    model: type[Record] = getattr(row, "instance_type", type(row))
    if name not in model.LINKS:
        return getattr(row, model._meta.get_field(name).attname)  # type: ignore[union-attr]
    return frozenset(item.pk for item in linked_to(row, name))


def linked_to(row: Any, name: str) -> list[Any]:
    """Return what a record, or a row of its history that `past_rows` read, is linked to by a field of many."""
    return list(getattr(row, name).all()) if isinstance(row, Record) else list(row.linked[name])


def past_values(row: Any) -> dict[str, Any]:
    """Return the editable fields and marks of a row of history that `past_rows` read; links as lists of records."""
    model: type[Record] = row.instance_type
    names = (*model.EDITABLE, *model.MARKS)
    return {name: linked_to(row, name) if name in model.LINKS else getattr(row, name) for name in names}


def past_rows(model: type[Record], **where: Any) -> list[Any]:
    """Return rows of the history of a kind, oldest first, with relatives and links: comparing them asks no more."""
    rows: QuerySet[Any] = cast("Any", model).history.filter(**where).order_by("history_id")
    relatives = [name for name in _names(model) if name not in model.LINKS and _field(model, name).is_relation]
    found = list(rows.select_related(*relatives))
    for row in found:
        row.linked = {name: [] for name in model.LINKS}
    by_id = {row.history_id: row for row in found}
    for name in model.LINKS:
        remote = _field(model, name).m2m_reverse_field_name()
        through = getattr(cast("Any", model).history.model, name).model
        for link in through.objects.filter(history__in=list(by_id)).select_related(remote).order_by("pk"):
            by_id[link.history_id].linked[name].append(getattr(link, remote))
    return found


def changed_fields(before: Any, after: Any) -> tuple[str, ...]:
    """Return the names of the fields in which two rows of a record differ; place and state among them."""
    model: type[Record] = getattr(after, "instance_type", type(after))
    return tuple(name for name in _names(model) if value_of(before, name) != value_of(after, name))


def _names(model: type[Record]) -> list[str]:
    placed = ["position"] if any(one.name == "position" for one in model._meta.concrete_fields) else []
    return [*model.EDITABLE, *model.MARKS, *FORCE, *placed]


def _field(model: type[Record], name: str) -> Any:
    return model._meta.get_field(name)


def _records_done(model: type[Record], entries: list[BatchEntry]) -> list[Done]:
    targets = [entry.target for entry in entries]
    rows = model._default_manager.filter(pk__in=targets).prefetch_related(*model.LINKS)
    relatives = [name for name in _names(model) if name not in model.LINKS and _field(model, name).is_relation]
    present = {row.pk: row for row in rows.select_related(*relatives)}
    past = past_rows(model, history_id__in=[entry.before for entry in entries if entry.before])
    before = {row.history_id: row for row in past}
    made = past_rows(model, id__in=targets, version__in={entry.version for entry in entries})
    after = {(row.id, row.version): row for row in made}
    result = []
    for entry in entries:
        now = present.get(entry.target)
        row = after.get((entry.target, entry.version))
        if now is not None and row is not None:
            result.append(_record_done(model, entry, now, before.get(entry.before), row))
    return result


def _record_done(model: type[Record], entry: BatchEntry, now: Any, before: Any, after: Any) -> Done:
    done = Done(entry, now, before, after)
    if before is None:
        done.fields = tuple(name for name in model.EDITABLE if value_of(after, name) not in EMPTY)
        done.since = changed_fields(after, now) if now.is_current else ()
        done.since = tuple(name for name in done.since if name != "position")
    else:
        done.fields = changed_fields(before, after)
        done.since = tuple(
            name
            for name in done.fields
            if value_of(now, name) not in (value_of(after, name), value_of(before, name)) and name != "position"
        )
    done.changes = tuple(_change(model, name, before, after) for name in done.fields if name != "state_reason")
    return done


def _change(model: type[Record], name: str, before: Any, after: Any) -> Change:
    old = "" if before is None else _shown(model, name, before)
    label = _("place") if name == "position" else str(_field(model, name).verbose_name)
    return Change(name, label, old, _shown(model, name, after))


def _shown(model: type[Record], name: str, row: Any) -> str:
    if name not in model.LINKS:
        value = getattr(row, name)
        return (_("Yes") if value else _("No")) if isinstance(value, bool) else shown(model, name, value)
    return shown(model, name, linked_to(row, name))


def _roles_done(entries: list[BatchEntry]) -> list[Done]:
    now = roles_of([entry.target for entry in entries])
    rows = Measure.objects.select_related(
        "strategy__objective__theme",
        "project__program__theme",
        "action__strategy__objective__theme",
        "action__project__program__theme",
    )
    measures = rows.in_bulk([entry.target for entry in entries])
    names = _names_in(entries)
    return [_role_done(entry, measures[entry.target].element, now[entry.target], names) for entry in entries]


def _names_in(entries: list[BatchEntry]) -> _Names:
    roles = [role for entry in entries for side in ("before", "after") for role in entry.data[side]]
    organizations = Organization.objects.in_bulk({role[0] for role in roles})
    shares = Share.objects.select_related("territory").in_bulk({role[2] for role in roles if role[2]})
    return _Names(
        {pk: found.name for pk, found in organizations.items()},
        {pk: str(found.territory) for pk, found in shares.items()},
    )


def _role_done(entry: BatchEntry, element: Any, now: set[Role], names: _Names) -> Done:
    before = {(row[0], row[1], row[2]) for row in entry.data["before"]}
    after = {(row[0], row[1], row[2]) for row in entry.data["after"]}
    done = Done(entry, element, added=frozenset(after - before), removed=frozenset(before - after))
    done.stale = _stale(done, now)
    done.fields = tuple(sorted({role for _org, role, _share in done.added | done.removed}))
    done.since = tuple(sorted({role for _org, role, _share in done.stale}))
    done.changes = tuple(
        Change(role, str(Responsible(role).label), _held(before, role, names), _held(after, role, names))
        for role in Responsible.values
        if role in done.fields
    )
    return done


def _stale(done: Done, now: set[Role]) -> frozenset[Role]:
    """Return what cannot be put back as it was: somebody else was made accountable in the meantime."""
    left = now - done.added
    taken = {share for _organization, role, share in left if role == Responsible.ACCOUNTABLE}
    return frozenset(
        (organization, role, share)
        for organization, role, share in done.removed - left
        if role == Responsible.ACCOUNTABLE and share in taken
    )


def _held(roles: set[Role], role: str, names: _Names) -> str:
    texts = []
    for organization, held, share in roles:
        if held == role:
            name = names.organizations.get(organization, "")
            texts.append(f"{name} ({names.shares.get(share, '')})" if share else name)
    return "; ".join(sorted(texts))
