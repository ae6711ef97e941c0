"""What a phone and a projector ask again and again: who sits here, what is open, and whether anything changed."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Count, IntegerField, Max, OuterRef, QuerySet, Subquery, Sum, When

from rumbo.participation.enums import Phase
from rumbo.participation.models import (
    Authorship,
    Ballot,
    Contribution,
    ContributionChange,
    Exercise,
    Participant,
    Table,
)
from rumbo.participation.models.workshop import CODE_SIGNS
from rumbo.participation.queries.municipalities import municipalities_of


def clean_code(typed: str) -> str:
    """Return a code as it is stored: case, spaces and dashes of whoever typed it taken out."""
    return "".join(sign for sign in typed.upper() if sign.isalnum())


def has_foreign_sign(code: str) -> bool:
    """Whether a code has a sign that no code has: 0, O, 1 and I look too much like others."""
    return not set(CODE_SIGNS).issuperset(code)


def table_with_code(code: str) -> Table | None:
    """Return the table with a code, withdrawn or not, with its workshop, axis and plan."""
    return Table.objects.select_related("workshop", "axis", "plan__territory").filter(code=code).first()


def takes_people(table: Table) -> bool:
    """Whether neither the table nor its workshop was withdrawn."""
    return bool(table.is_current and table.workshop.is_current)


def seat(participant: int, table: int) -> Participant | None:
    """Return somebody who sits at a table, with the table, its workshop, axis and plan."""
    rows = Participant.objects.select_related("table__workshop", "table__axis", "table__plan")
    return rows.filter(pk=participant, table=table).first()


def current_exercise(table: int) -> Exercise | None:
    """Return what a table is at: the exercise that is open, else the one that whoever leads it touched last."""
    first = Case(When(phase=Phase.OPEN, then=0), default=1, output_field=IntegerField())
    rows = Exercise.objects.current().filter(table=table).exclude(phase=Phase.DRAFT)
    return rows.select_related("table", "source").order_by(first, "-updated_at", "-pk").first()


def municipalities(table: Table) -> list[Any]:
    """Return the municipalities that a participant chooses from."""
    return municipalities_of(table.plan)


def people_at(table: Table) -> int:
    """Return how many people sit at a table."""
    return Participant.objects.filter(table=table, left=False).count()


def counts(exercise: Exercise) -> tuple[int, int]:
    """Return how many things were said in an exercise, and how many people and paper ballots answered."""
    said = Contribution.objects.filter(exercise=exercise, hidden=False, is_group=False).count()
    return said, Ballot.objects.filter(exercise=exercise).values("voter").distinct().count()


def phone_version(table: int) -> str:
    """Return a text that changes with whatever all phones of a table show. One query."""
    return _version(Table.objects.filter(pk=table), _phone_marks())


def screen_version(code: str) -> str:
    """Return a text that changes with whatever the projector of a table shows; empty for no such table. One query."""
    return _version(Table.objects.filter(code=code), _phone_marks() | _screen_marks())


def _version(rows: QuerySet[Table], marks: dict[str, Any]) -> str:
    found = rows.annotate(**marks).values_list("version", "state", *marks).first()
    return "-".join("" if mark is None else str(mark) for mark in found) if found else ""


def _phone_marks() -> dict[str, Any]:
    """Exercises count up their version, acts of whoever leads get a new number; nobody deletes what was said."""
    steps = Exercise.objects.filter(table=OuterRef("pk"))
    said = Contribution.objects.filter(exercise__table=OuterRef("pk"))
    authors = Authorship.objects.filter(participant__table=OuterRef("pk"))
    changes = ContributionChange.objects.filter(table=OuterRef("pk"))
    return {
        "mark_steps": _total(steps, "table", Sum("version")),
        "mark_said": _total(said, "exercise__table", Count("pk")),
        "mark_authors": _total(authors, "participant__table", Count("pk")),
        "mark_last_author": _total(authors, "participant__table", Max("pk")),
        "mark_changes": _total(changes, "table", Max("pk")),
    }


def _screen_marks() -> dict[str, Any]:
    """A change of mind counts up the revision of an answer."""
    people = Participant.objects.filter(table=OuterRef("pk"), left=False)
    votes = Ballot.objects.filter(exercise__table=OuterRef("pk"), exercise__phase=Phase.OPEN)
    return {
        "mark_people": _total(people, "table", Count("pk")),
        "mark_votes": _total(votes, "exercise__table", Count("pk")),
        "mark_revisions": _total(votes, "exercise__table", Sum("revision")),
        "mark_answers": _total(votes, "exercise__table", Sum("value")),
    }


def _total(rows: QuerySet[Any], by: str, total: Any) -> Subquery:
    return Subquery(rows.order_by().values(by).annotate(total=total).values("total"))
