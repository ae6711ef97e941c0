"""Writing many records at once: a new version of each, with its history, in the same few queries however many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.db import transaction
from django.utils import timezone

from rumbo.core.actors import person_of
from rumbo.core.models import Record
from rumbo.core.signals import records_saved

if TYPE_CHECKING:
    from rumbo.core.actors import Actor

R = TypeVar("R", bound=Record)
#: Records that are written by the same queries.
CHUNK = 250


def chunks(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Yield the items a chunk at a time."""
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]


@transaction.atomic
def save_many(actor: Actor, rows: Sequence[R], fields: Sequence[str], *, reason: str = "") -> None:
    """Write these fields of records of one model as a new version of each; their links stay as they are.

    Whoever calls has locked the records, checked the permission for each, and validated what is written.
    """
    for chunk in chunks(rows):
        _save_chunk(actor, chunk, fields, reason)
        records_saved.send(type(chunk[0]), records=chunk, fields=tuple(fields))


def _save_chunk(actor: Actor, rows: Sequence[R], fields: Sequence[str], reason: str) -> None:
    model = cast("Any", type(rows[0]))
    now = timezone.now()
    for row in rows:
        row.version += 1
        row.updated_at = now
    model._default_manager.bulk_update(rows, [*fields, "version", "updated_at"])
    past = model.history.bulk_history_create(
        rows, update=True, default_user=person_of(actor), default_change_reason=reason
    )
    for field in model.history.model._history_m2m_fields:
        _keep_links(field, past)


def _keep_links(field: Any, past: Sequence[Any]) -> None:
    """Write the links of records beside their new rows of history, as saving one of them does."""
    kept = getattr(past[0].__class__, field.name).model
    through = field.remote_field.through
    own = field.m2m_field_name()
    names = [one.attname for one in through._meta.concrete_fields]
    entries = {entry.id: entry for entry in past}
    links = through._default_manager.filter(**{f"{own}__in": list(entries)}).values_list(f"{own}_id", *names)
    kept._default_manager.bulk_create(
        kept(history=entries[number], **dict(zip(names, values, strict=True))) for number, *values in links
    )
