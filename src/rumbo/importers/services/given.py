"""What imports gave: remembered, so that a later one knows what people edited since."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from rumbo.importers.models import GivenRow, ImportLine
from rumbo.importers.recognise import Name
from rumbo.importers.records import LINKS, SHARED

if TYPE_CHECKING:
    from rumbo.plan.models import Plan


def given_values(
    plan: Plan | None, format_: str = ""
) -> tuple[dict[Name, dict[str, Any]], dict[Name, dict[str, Any]]]:
    """Return what earlier imports gave, by kind and key: of any format, and of this one alone.

    A plan may come from documents and be kept in a workbook: what the files of this format gave goes before what
    others did. Organizations and territories are shared by all plans.
    """
    rows = list(_rows(plan))
    merged: dict[Name, dict[str, Any]] = {}
    for row in sorted(rows, key=lambda row: row.format == format_):
        merged.setdefault((row.kind, row.key), {}).update(row.fields)
    return merged, {(row.kind, row.key): row.fields for row in rows if row.format == format_}


def remember(plan: Plan | None, format_: str, lines: Sequence[ImportLine]) -> None:
    """Keep the values that the files of an import gave each element, beside those that earlier ones gave."""
    rows = {(row.kind, row.key): row for row in _rows(plan) if row.format == format_}
    touched: dict[Name, GivenRow] = {}
    for line in lines:
        if not line.given or line.kind in LINKS:
            continue
        name = (line.kind, line.key)
        owner = None if line.kind in SHARED else plan
        row = rows.setdefault(name, GivenRow(plan=owner, format=format_, kind=line.kind, key=line.key))
        row.fields = {**row.fields, **line.given}
        touched[name] = row
    GivenRow.objects.bulk_create([row for row in touched.values() if row.pk is None], batch_size=500)
    GivenRow.objects.bulk_update([row for row in touched.values() if row.pk], ["fields"], batch_size=500)


def _rows(plan: Plan | None) -> Iterable[GivenRow]:
    wanted = Q(plan=None, kind__in=SHARED)
    if plan is not None:
        wanted |= Q(plan=plan)
    return GivenRow.objects.filter(wanted)
