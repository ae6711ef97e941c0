"""What imports gave: remembered, so that a later one knows what people edited since."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import Q

from rumbo.importers.models import GivenRow, ImportLine
from rumbo.importers.recognise import Given
from rumbo.importers.records import LINKS, SHARED

if TYPE_CHECKING:
    from rumbo.plan.models import Plan


def given_values(plan: Plan | None) -> Given:
    """Return what earlier imports gave, by kind and key; organizations and territories are shared by all plans."""
    return {name: row.fields for name, row in _rows(plan).items()}


def remember(plan: Plan | None, lines: Sequence[ImportLine]) -> None:
    """Keep the values that the files of an import gave each element, beside those that earlier ones gave."""
    rows = _rows(plan)
    touched: dict[tuple[str, str], GivenRow] = {}
    for line in lines:
        if not line.given or line.kind in LINKS:
            continue
        name = (line.kind, line.key)
        row = rows.setdefault(
            name, GivenRow(plan=None if line.kind in SHARED else plan, kind=line.kind, key=line.key, fields={})
        )
        row.fields = {**row.fields, **line.given}
        touched[name] = row
    GivenRow.objects.bulk_create([row for row in touched.values() if row.pk is None], batch_size=500)
    GivenRow.objects.bulk_update([row for row in touched.values() if row.pk], ["fields"], batch_size=500)


def _rows(plan: Plan | None) -> dict[tuple[str, str], GivenRow]:
    wanted = Q(plan=None, kind__in=SHARED)
    if plan is not None:
        wanted |= Q(plan=plan)
    return {(row.kind, row.key): row for row in GivenRow.objects.filter(wanted)}
