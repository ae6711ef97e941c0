"""What changed, as the public may read it: what, when and why, but not who."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import zip_longest
from typing import Any, cast

from django.apps import apps
from django.db.models import CharField, F, JSONField, QuerySet, Value
from django.utils.translation import get_language

from rumbo.core.models import Element, Record, State
from rumbo.core.money import MoneyField
from rumbo.core.queries.history import shown


@dataclass(frozen=True, slots=True)
class Home:
    """Where an element without a page of its own is shown: the kind with a page, and the path to its key."""

    kind: str
    path: str


@dataclass(frozen=True, slots=True)
class Changed:
    """An element that changed after it was first written; ``home_kind`` and ``home_key`` say where it is shown."""

    kind: str
    pk: int
    title: str
    at: datetime
    state: str
    reason: str
    home_kind: str
    home_key: str


@dataclass(frozen=True, slots=True)
class Edit:
    """A field before and after."""

    label: str
    before: str
    after: str
    long: bool


@dataclass(frozen=True, slots=True)
class PublicVersion:
    """One version of an element: the fields that changed against the one before, without who changed them.

    ``left`` and ``returned`` say that it left force or came back into it.
    """

    at: datetime
    reason: str
    created: bool
    left: bool
    returned: bool
    edits: tuple[Edit, ...]


def changed(model: type[Element], plan_id: int, home: Home | None = None) -> QuerySet[Any, Any]:
    """Return the elements of one kind that changed since they were first written, as rows for `latest`."""
    rows: QuerySet[Any, Any] = (
        model._default_manager.filter(plan_id=plan_id, version__gt=1)
        .order_by()
        .annotate(
            kind_name=Value(model.KIND),
            home_kind=Value(home.kind if home else model.KIND),
            home_key=F(home.path if home else "key"),
        )
        .values_list(
            "kind_name", "pk", "title", "title_en", "updated_at", "state", "version", "home_kind", "home_key"
        )
    )
    return rows


def latest(rows: list[QuerySet[Any, Any]], limit: int = 6) -> list[Changed]:
    """Return the newest changes of several kinds, with the reason given for each; two queries at most."""
    found = list(rows[0].union(*rows[1:], all=True).order_by("-updated_at", "kind_name", "-pk")[:limit])
    reasons = _reasons([(kind, pk, version) for kind, pk, _es, _en, _at, _state, version, *_home in found])
    english = (get_language() or "").startswith("en")
    return [
        Changed(kind, pk, (english and title_en) or title, at, state, reasons.get((kind, pk), ""), *home)
        for kind, pk, title, title_en, at, state, _version, *home in found
    ]


def _reasons(versions: list[tuple[str, int, int]]) -> dict[tuple[str, int], str]:
    """Return the reason given for each of these versions: (kind, primary key, version)."""
    wanted: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for kind, pk, version in versions:
        wanted[kind].append((pk, version))
    queries = [
        _history_models()[kind]
        ._default_manager.filter(id__in=[pk for pk, _version in pairs])
        .order_by()
        .annotate(kind_name=Value(kind, output_field=CharField()))
        .values_list("kind_name", "id", "version", "history_change_reason")
        for kind, pairs in wanted.items()
    ]
    if not queries:
        return {}
    rows = queries[0].union(*queries[1:], all=True)
    return {(kind, pk): reason or "" for kind, pk, version, reason in rows if (pk, version) in wanted[kind]}


@lru_cache(maxsize=1)
def _history_models() -> dict[str, Any]:
    """Return the model of past versions of each kind. Asking a manager for it is slow, so it is asked once."""
    models: list[Any] = [model for model in apps.get_models() if issubclass(model, Record)]
    return {model.KIND: model.history.model for model in models}


def public_versions(record: Record, limit: int = 12) -> list[PublicVersion]:
    """Return the versions of a record, newest first: at most two queries, whatever the number of versions."""
    entries = list(_history(record)[: limit + 1])
    links = _links(record, entries) if len(entries) > 1 else {}
    pairs = zip_longest(entries, entries[1:])
    return [_version(record, older, entry, links) for entry, older in pairs][:limit]


def _history(record: Record) -> QuerySet[Any, Any]:
    past: QuerySet[Any, Any] = _history_models()[record.KIND]._default_manager.filter(id=record.pk)
    return past.order_by("-history_date", "-history_id")


def _version(record: Record, older: Any, entry: Any, links: dict[str, dict[int, str]]) -> PublicVersion:
    moved = older is not None and (older.state == State.CURRENT) != (entry.state == State.CURRENT)
    return PublicVersion(
        at=entry.history_date,
        reason=entry.history_change_reason or "",
        created=older is None,
        left=moved and entry.state != State.CURRENT,
        returned=moved and entry.state == State.CURRENT,
        edits=tuple(_edits(record, older, entry, links)) if older else (),
    )


def left_force_at(record: Record) -> datetime | None:
    """Return when a superseded or withdrawn record left force; None for one in force."""
    if record.state == State.CURRENT:
        return None
    last = None
    for at, state in _history(record).values_list("history_date", "state"):
        if state == State.CURRENT:
            break
        last = at
    return last


def _edits(record: Record, before: Any, after: Any, links: dict[str, dict[int, str]]) -> list[Edit]:
    edits = []
    for name in (*record.EDITABLE, *record.GATED):
        field: Any = record._meta.get_field(name)
        if name in record.LINKS:
            old, new = (links[name].get(entry.history_id, "") for entry in (before, after))
        elif field.is_relation:
            if getattr(before, field.attname) != getattr(after, field.attname):
                edits.append(Edit(str(field.verbose_name), "", "", long=True))
            continue
        else:
            old, new = (_shown(field, getattr(entry, name)) for entry in (before, after))
        if old != new:
            edits.append(Edit(str(field.verbose_name), old, new, long=len(old) + len(new) > 300))
    return edits


def _shown(field: Any, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(field, MoneyField):
        return f"{value:,.2f}"
    if isinstance(field, JSONField):
        return shown(cast("type[Record]", field.model), field.name, value)
    return str(dict(field.flatchoices).get(value, value)) if field.choices else str(value)


def _links(record: Record, entries: list[Any]) -> dict[str, dict[int, str]]:
    """Return for each field of links the names linked in each version, in one query a field."""
    found: dict[str, dict[int, str]] = {}
    for name in record.LINKS:
        field: Any = record._meta.get_field(name)
        manager = getattr(entries[0], name)
        remote = field.m2m_reverse_field_name()
        names: dict[int, list[str]] = defaultdict(list)
        rows = manager.model._default_manager.filter(history__in=[entry.history_id for entry in entries])
        for history_id, title in rows.values_list("history_id", f"{remote}__title"):
            names[history_id].append(title)
        found[name] = {history_id: "; ".join(sorted(titles)) for history_id, titles in names.items()}
    return found
