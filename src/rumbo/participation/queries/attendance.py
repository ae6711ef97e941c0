"""Who sits at a table; only those who lead it see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from rumbo.core.tables import Column
from rumbo.core.tables import Table as ExportTable
from rumbo.participation.models import Participant

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from rumbo.participation.models import Table


def attendance(table: Table) -> QuerySet[Participant]:
    """Return everybody on the list of a table by number, those who were taken off it too."""
    return Participant.objects.filter(table=table).select_related("territory", "invitation").order_by("number")


def place_of(person: Any) -> str | None:
    """Return the name of the municipality of a person."""
    return person.territory.title if person.territory is not None else None


#: What a row of a list says of a person; codes, as in all exports.
PERSON_COLUMNS = (
    Column("name", _("Name"), lambda person: person.name, 32),
    Column("organization", _("Organization"), lambda person: person.organization, 36),
    Column("sector", _("Sector"), lambda person: person.sector, 12),
    Column("municipality", _("Municipality"), place_of, 24),
    Column("gender", _("Gender"), lambda person: person.gender, 10),
    Column("age", _("Age"), lambda person: person.age_group, 10),
)
#: The attendance list as a file; rows are participants.
ATTENDANCE = ExportTable(
    "attendance",
    _("Attendance list"),
    (
        Column("number", _("Number"), lambda person: person.number, 8),
        *PERSON_COLUMNS,
        Column("came", _("How they came"), lambda person: person.origin, 12),
        Column("taken_off", _("Taken off the list"), lambda person: person.left, 12),
    ),
)
