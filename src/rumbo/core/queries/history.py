"""Reading the history of a record: who changed what, when and why."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, cast

from django.db.models import JSONField, ManyToManyField
from django.utils.formats import date_format, time_format

from rumbo.core.geometry import described, is_geometry
from rumbo.core.models import Record
from rumbo.core.money import MoneyField


@dataclass(frozen=True, slots=True)
class Change:
    """One field before and after; links and relatives as their names."""

    field: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Version:
    """One entry of a record's history, newest first, with what it changed against the one before."""

    history_id: int
    at: datetime
    by: str
    reason: str
    number: int
    created: bool
    changes: tuple[Change, ...]


def values_of(record: Any) -> dict[str, Any]:
    """Return the editable fields and marks of a record or of one of its past versions; links as lists of records."""
    model: type[Record] = getattr(record, "instance_type", type(record))
    values: dict[str, Any] = {}
    for name in (*model.EDITABLE, *model.MARKS):
        if name not in model.LINKS:
            values[name] = getattr(record, name)
        elif isinstance(record, Record):
            values[name] = list(getattr(record, name).all())
        else:
            field = cast("ManyToManyField[Any, Any]", model._meta.get_field(name))
            remote = field.m2m_reverse_field_name()
            values[name] = [getattr(row, remote) for row in getattr(record, name).all()]
    return values


def versions(record: Record, limit: int = 200) -> list[Version]:
    """Return the versions of a record, newest first."""
    entries = list(record.history.select_related("history_user")[: limit + 1])  # type: ignore[attr-defined]
    result = []
    for index, entry in enumerate(entries[:limit]):
        older = entries[index + 1] if index + 1 < len(entries) else None
        result.append(
            Version(
                history_id=entry.history_id,
                at=entry.history_date,
                by=str(entry.history_user or "Rumbo"),
                reason=entry.history_change_reason or "",
                number=entry.version,
                created=older is None,
                changes=tuple(differences(older, entry)) if older else (),
            )
        )
    return result


def differences(before: Any, after: Any) -> list[Change]:
    """Return the fields in which two versions of a record differ, the state among them."""
    model: type[Record] = getattr(after, "instance_type", type(after))
    old, new = values_of(before), values_of(after)
    for name in ("state", "state_reason", "superseded_by"):
        old[name], new[name] = getattr(before, name), getattr(after, name)
    changes = []
    for name in new:
        texts = shown(model, name, old[name]), shown(model, name, new[name])
        if texts[0] != texts[1] or (_is_json(model, name) and old[name] != new[name]):
            changes.append(Change(name, str(model._meta.get_field(name).verbose_name), *texts))  # type: ignore[union-attr]
    return changes


def shown(model: type[Record], name: str, value: Any) -> str:
    """Return the value of a field as people read it: relatives by name, choices by label, dates in words."""
    if (text := model.shown_value(name, value)) is not None:
        return text
    if _is_json(model, name):
        return _json_in_words(value)
    if isinstance(value, list):
        return "; ".join(sorted(str(item) for item in value))
    if value is None:
        return ""
    if isinstance(value, date):
        return date_format(value)
    if isinstance(value, time):
        return time_format(value)
    field = model._meta.get_field(name)
    if isinstance(field, MoneyField):
        return f"{value:,.2f}"
    choices = dict(getattr(field, "flatchoices", ()))
    return str(choices.get(value, value))


def _is_json(model: type[Record], name: str) -> bool:
    return isinstance(model._meta.get_field(name), JSONField)


def _json_in_words(value: Any) -> str:
    """Return a geometry as what it is, and anything else as it is written."""
    if value is None:
        return ""
    return described(value) if is_geometry(value) else json.dumps(value, ensure_ascii=False)
