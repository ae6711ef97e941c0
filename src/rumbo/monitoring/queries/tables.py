"""The values of a plan as a list: every row that stands, as it was given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from rumbo.core.tables import Column, Table
from rumbo.monitoring.enums import Standing
from rumbo.monitoring.models import Observation, Series

if TYPE_CHECKING:
    from rumbo.plan.models import Plan

#: Series that are read at once.
_CHUNK = 200


@dataclass(frozen=True, slots=True)
class ValueRow:
    """A value with the key of its indicator and the name of its territory."""

    indicator: str
    territory: str
    on: date
    text: str
    number: float | None
    source: str
    note: str

    @property
    def value(self) -> Decimal | str:
        """The number with the digits that were given, or the text where it is none."""
        try:
            return Decimal(self.text.strip()) if self.number is not None else self.text
        except InvalidOperation:
            return self.text


#: Columns as in the files that values come from, so that what is exported can be imported again.
OBSERVATIONS = Table(
    "observations",
    _("Values"),
    (
        Column("indicator", _("Indicator"), lambda row: row.indicator, 50),
        Column("territory", _("Territory"), lambda row: row.territory, 20),
        Column("date", _("Date"), lambda row: row.on, 12),
        Column("value", _("Value"), lambda row: row.value, 16),
        Column("source", _("Source"), lambda row: row.source, 40),
        Column("notes", _("Notes"), lambda row: row.note, 40),
    ),
)


def plan_value_rows(plan: Plan) -> Iterator[ValueRow]:
    """Yield the values of a plan by indicator, territory, date and order of the file, repeats and conflicts included.

    Values that were revised are left out: what took their place is there. Rows are read some hundred series at a
    time, in the order of letters that no database changes.
    """
    series = Series.objects.order_by().filter(indicator__plan=plan)
    names = sorted(series.values_list("indicator__key", "territory__title", "pk"))
    for chunk in _chunks(names):
        found: dict[int, list[ValueRow]] = {pk: [] for _key, _title, pk in chunk}
        titles = {pk: (key, title) for key, title, pk in chunk}
        rows = Observation.objects.filter(series__in=list(found)).exclude(standing=Standing.REVISED)
        columns = ("series_id", "on", "text", "number", "source__name", "note")
        for pk, on, text, number, source, note in rows.order_by("series", "on", "order", "pk").values_list(*columns):
            found[pk].append(ValueRow(*titles[pk], on, text, number, source or "", note))
        for members in found.values():
            yield from members


def _chunks(names: list[tuple[str, str, int]]) -> Iterator[list[tuple[str, str, int]]]:
    for start in range(0, len(names), _CHUNK):
        yield names[start : start + _CHUNK]
