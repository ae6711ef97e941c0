"""The latest changes of plans, whatever their kind; many alike (an import) as one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from rumbo.desk.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rumbo.desk.kinds import Kind

#: Changes of a kind that are read to be grouped.
DEPTH = 40
#: Changes of one person with one reason at most this long apart are told together.
TOGETHER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Recent:
    """One change, or several alike: ``count`` of them, of which ``more`` may have been left out."""

    kind: Kind
    pk: int
    plan_id: int
    name: str
    at: datetime
    by: str
    reason: str
    created: bool
    count: int = 1
    more: bool = False

    @property
    def others(self) -> int:
        """How many besides the one that is named."""
        return self.count - 1


def recent_changes(plans: Iterable[Any], limit: int = 12) -> list[Recent]:
    """Return the latest changes of the plans, newest first; one query a kind."""
    ids = [plan.pk for plan in plans]
    found: list[Recent] = []
    for kind in KINDS.values():
        if not kind.shared and ids:
            found += _grouped(_latest(kind, ids))
    return sorted(found, key=lambda change: change.at, reverse=True)[:limit]


def _latest(kind: Kind, ids: list[int]) -> list[Recent]:
    past = cast("Any", kind.model).history
    where = {"id__in": ids} if kind.code == "plan" else {"plan_id__in": ids}
    rows = past.filter(**where).select_related("history_user").order_by("-history_date", "-history_id")[:DEPTH]
    return [
        Recent(
            kind=kind,
            pk=row.id,
            plan_id=row.id if kind.code == "plan" else row.plan_id,
            name=row.title,
            at=row.history_date,
            by=str(row.history_user or "Rumbo"),
            reason=row.history_change_reason or "",
            created=row.version == 1,
        )
        for row in rows
    ]


def _grouped(changes: list[Recent]) -> list[Recent]:
    groups: list[Recent] = []
    for change in changes:
        last = groups[-1] if groups else None
        if last is not None and _alike(last, change):
            groups[-1] = replace(last, count=last.count + 1)
        else:
            groups.append(change)
    if groups and len(changes) == DEPTH and groups[-1].count > 1:
        groups[-1] = replace(groups[-1], more=True)
    return groups


def _alike(last: Recent, change: Recent) -> bool:
    same = (last.by, last.reason, last.created, last.plan_id) == (
        change.by,
        change.reason,
        change.created,
        change.plan_id,
    )
    return same and last.at - change.at <= TOGETHER and last.pk != change.pk
