"""A plan as a draft: what an export writes, and what an import is compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rumbo.importers.draft import KINDS, Draft, Row
from rumbo.importers.records import LINKS, MEASURED, columns_of, key_of, load
from rumbo.portfolio.queries.batches import linked_to

if TYPE_CHECKING:
    from rumbo.importers.schema import Column
    from rumbo.plan.models import Plan


def snapshot(plan: Plan | None, *, current_only: bool = True) -> Draft:
    """Return the plan as rows with exactly the columns of `schema.py`, parents before children, siblings in order.

    References are keys. Elements that are not in force, or whose parent is not, are left out; territories and
    organizations are all there. With ``current_only`` false, all elements are there, with ``_state`` among the
    fields of each, and ``_standing`` and ``_score`` where the kind has them. A constant number of queries.
    """
    return snapshot_of(load(plan, current_only=current_only), current_only=current_only)


def snapshot_of(loaded: dict[str, list[Any]], *, current_only: bool = False) -> Draft:
    """Return objects that were loaded (see `records.load`) as a draft, without a query."""
    keys = {kind: {record.pk: key_of(kind, record) for record in records} for kind, records in loaded.items()}
    measures: dict[int, tuple[str, str]] = {}
    draft = Draft(explicit_keys=True)
    for kind in KINDS:
        rows = []
        for record in loaded[kind]:
            fields = {column.code: _value(kind, column, record, keys, measures) for column in columns_of(kind)}
            if current_only and _is_orphan(kind, fields):
                del keys[kind][record.pk]
                continue
            if not current_only:
                fields |= _marks(record)
            if kind in MEASURED:
                measures[record.measure_id] = (kind, record.key)
            rows.append((record, Row(kind, key_of(kind, record), fields, version=getattr(record, "version", 0))))
        draft.rows.extend(_ordered(kind, rows, draft))
    return draft


def _value(
    kind: str,
    column: Column,
    record: Any,
    keys: dict[str, dict[int, str]],
    measures: dict[int, tuple[str, str]],
) -> Any:
    """Return the value of a column; references as keys, those to elements that are left out as empty."""
    if column.type == "references":
        own = keys[column.kinds[0]]
        return [own[linked.pk] for linked in _linked(record, column.code) if linked.pk in own]
    if column.type != "reference":
        return _plain(column, getattr(record, column.code))
    if kind == "responsibility" and column.code == "territory":
        return keys["territory"].get(record.share.territory_id, "") if record.share_id else ""
    if kind in LINKS and column.kinds[0] in MEASURED:
        target, key = measures.get(record.measure_id, ("", ""))
        return key if target == column.kinds[0] else ""
    return keys[column.kinds[0]].get(getattr(record, f"{column.code}_id"), "")


def _linked(record: Any, code: str) -> list[Any]:
    """Return what an element, or a row of its history, is linked to."""
    return linked_to(record, code) if hasattr(record, "linked") else list(getattr(record, code).all())


def _plain(column: Column, value: Any) -> Any:
    """Return a value as drafts hold it: amounts and days as texts, choices by code."""
    if value is None:
        return "" if column.type in ("money", "date", "choice") else None
    if column.type == "money":
        return f"{value:.2f}"
    if column.type == "date":
        return value.isoformat()
    return str(value) if isinstance(value, str) or column.type == "choice" else value


def past_fields(kind: str, record: Any, keys: dict[str, dict[int, str]]) -> dict[str, Any]:
    """Return a row of the history of an element as fields; ``keys`` are those of all elements, by kind and number."""
    columns = [column for column in columns_of(kind) if not column.readonly]
    return {column.code: _value(kind, column, record, keys, {}) for column in columns}


def link_fields(
    kind: str, record: Any, loaded: dict[str, list[Any]], keys: dict[str, dict[int, str]]
) -> dict[str, Any]:
    """Return a link as it was as fields; ``loaded`` are the elements of the plan that it may join."""
    measures = {one.measure_id: (measured, one.key) for measured in MEASURED for one in loaded[measured]}
    return {column.code: _value(kind, column, record, keys, measures) for column in columns_of(kind)}


def _is_orphan(kind: str, fields: dict[str, Any]) -> bool:
    """Say whether the parent of an element is not in force, so that it is not either."""
    references = [column for column in columns_of(kind) if column.type == "reference"]
    if any(column.required and not fields[column.code] for column in references):
        return True
    if kind in LINKS:
        targets = [fields[column.code] for column in references if not column.required]
        return not any(targets)
    return kind == "action" and not (fields["strategy"] or fields["project"])


def _marks(record: Any) -> dict[str, Any]:
    marks = {"_state": getattr(record, "state", "current")}
    if hasattr(record, "standing"):
        marks |= {"_standing": record.standing, "_score": record.score}
    return marks


def _ordered(kind: str, rows: list[tuple[Any, Row]], draft: Draft) -> list[Row]:
    """Return rows in the order of their parents; projects stay in that of their numbers."""
    parent = next((column for column in columns_of(kind) if column.type == "reference"), None)
    if parent is None or kind in ("project", "territory", "organization", "plan"):
        return [row for _record, row in rows]
    order = {row.key: index for index, row in enumerate(draft.of(parent.kinds[0]))}
    last = len(order)
    return [row for _record, row in sorted(rows, key=lambda pair: order.get(pair[1].fields[parent.code], last))]
