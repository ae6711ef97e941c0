"""What people said, as files. There are no names of people in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from rumbo.core.tables import Column, Table

if TYPE_CHECKING:
    from rumbo.participation.queries.contributions import Row


def _adopted_as(row: Row) -> list[str]:
    return [f"{adoption.element.KIND}: {adoption.element}" for adoption in row.adoptions]


_COLUMNS = (
    Column("id", _("Number"), lambda row: row.contribution.pk, 10),
    Column("workshop", _("Workshop"), lambda row: row.contribution.exercise.table.workshop.title, 30),
    Column("date", _("Date"), lambda row: row.contribution.exercise.table.workshop.date, 12),
    Column("axis", _("Axis"), lambda row: row.contribution.exercise.table.axis.title, 30),
    Column("kind", _("Kind"), lambda row: row.contribution.kind, 14),
    Column("text", _("Text"), lambda row: row.contribution.text, 70),
    Column("cause_of", _("Cause of"), lambda row: row.contribution.parent_id, 10),
    Column("people", _("People who share it"), lambda row: row.people, 12),
    Column("merged", _("Merged into it"), lambda row: row.merged, 12),
    Column("adopted_as", _("Adopted as"), _adopted_as, 60),
)

#: One row a contribution or group; rows are `rumbo.participation.queries.contributions.Row`.
PUBLIC_CONTRIBUTIONS = Table("contributions", _("Contributions"), _COLUMNS)

#: The same with what only the staff sees.
STAFF_CONTRIBUTIONS = Table(
    "contributions",
    _("Contributions"),
    (
        *_COLUMNS,
        Column("table", _("Table"), lambda row: row.contribution.exercise.table.title, 24),
        Column("exercise", _("Exercise"), lambda row: row.contribution.exercise.title, 40),
        Column("phase", _("Phase"), lambda row: row.contribution.exercise.phase, 10),
        Column("hidden", _("Not shown"), lambda row: row.contribution.hidden, 8),
        Column("score", _("Importance"), lambda row: _score(row), 12),
    ),
)


def _score(row: Row) -> float | None:
    return None if row.contribution.score is None else float(row.contribution.score)
