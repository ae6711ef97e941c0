"""Who is invited to a workshop, and who of them came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from rumbo.core.models import State
from rumbo.core.tables import Column
from rumbo.core.tables import Table as ExportTable
from rumbo.participation.models import Invitation, Participant, Table
from rumbo.participation.queries.attendance import PERSON_COLUMNS

if TYPE_CHECKING:
    from rumbo.participation.models import Workshop

#: What the filter "answer" knows besides the answers themselves.
WITHDRAWN, CAME = "withdrawn", "came"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of invitations is narrowed by; what is empty narrows nothing."""

    words: str = ""
    answer: str = ""
    sector: str = ""
    territory: int | None = None


def invitations(workshop: Workshop, wanted: Wanted = Wanted()) -> QuerySet[Any, Any]:
    """Return the invitations of a workshop by name, each with ``seats``: where the person sits now.

    Those that were withdrawn come only where they are asked for.
    """
    rows: QuerySet[Any, Any] = Invitation.objects.filter(workshop=workshop)
    rows = rows.filter(withdrawn=wanted.answer == WITHDRAWN)
    if wanted.answer == CAME:
        rows = rows.filter(Exists(Participant.objects.filter(invitation=OuterRef("pk"), left=False)))
    elif wanted.answer and wanted.answer != WITHDRAWN:
        rows = rows.filter(answer=wanted.answer)
    if wanted.sector:
        rows = rows.filter(sector=wanted.sector)
    if wanted.territory is not None:
        rows = rows.filter(territory=wanted.territory)
    for word in wanted.words.split():
        rows = rows.filter(Q(name__icontains=word) | Q(organization__icontains=word) | Q(email__icontains=word))
    return with_seats(rows.select_related("territory").order_by("name", "organization", "pk"))


def with_seats(rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """Give invitations their ``seats``: the participants who came with them and are on a list."""
    seats = Participant.objects.filter(left=False).select_related("table")
    return rows.prefetch_related(Prefetch("participants", queryset=seats, to_attr="seats"))


def led_tables(user: Any, workshop: Workshop) -> list[Table]:
    """Return the tables in force of a workshop that a person leads; roles are read once, so it is one query."""
    rows = Table.objects.filter(workshop=workshop, state=State.CURRENT).select_related("axis")
    return [table for table in rows if user.has_perm("participation.facilitate", table)]


def sees_invitations(user: Any, workshop: Workshop) -> bool:
    """Whether somebody may see who is invited: who manages the plan, and who leads a table of the workshop."""
    return bool(user.has_perm("plan.edit", workshop)) or bool(led_tables(user, workshop))


def _table_of(invitation: Any) -> str | None:
    return cast("str", invitation.seats[0].table.title) if invitation.seats else None


#: The list of invitations as a file; rows are what `invitations` returns.
INVITATIONS = ExportTable(
    "invitations",
    _("Invitations"),
    (
        *PERSON_COLUMNS,
        Column("email", _("E-mail"), lambda invitation: invitation.email, 32),
        Column("answer", _("Answer"), lambda invitation: invitation.answer, 12),
        Column("table", _("Came to the table"), _table_of, 28),
        Column("withdrawn", _("Withdrawn"), lambda invitation: invitation.withdrawn, 12),
    ),
)
