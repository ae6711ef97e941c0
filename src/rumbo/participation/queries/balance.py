"""Whether those who come are those who should: invited, confirmed and present against targets, by group."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from rumbo.accounts.enums import Sector
from rumbo.core.models import State
from rumbo.participation.enums import AgeGroup, Answer, Dimension, Gender
from rumbo.participation.models import Invitation, Participant, Target
from rumbo.places.models import Territory

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rumbo.participation.models import Workshop

#: The field of a person that tells the group, by dimension.
FIELDS = {
    Dimension.SECTOR: "sector",
    Dimension.TERRITORY: "territory__key",
    Dimension.GENDER: "gender",
    Dimension.AGE: "age_group",
}
_CHOICES = {Dimension.SECTOR: Sector, Dimension.GENDER: Gender, Dimension.AGE: AgeGroup}


@dataclass(slots=True)
class Counts:
    """How many people."""

    invited: int = 0
    confirmed: int = 0
    declined: int = 0
    present: int = 0

    def add(self, other: Counts) -> None:
        """Add the people of others."""
        self.invited += other.invited
        self.confirmed += other.confirmed
        self.declined += other.declined
        self.present += other.present


@dataclass(frozen=True, slots=True)
class Group:
    """The people of one group, beside the target: ``label`` is empty for those who do not say."""

    value: str
    label: str
    counts: Counts
    target: int | None

    @property
    def is_short(self) -> bool:
        """Whether fewer came, or where nobody came yet said that they come, than are wanted."""
        return self.target is not None and (self.counts.present or self.counts.confirmed) < self.target


@dataclass(frozen=True, slots=True)
class Side:
    """The balance by one dimension; ``top`` is the largest number in it."""

    dimension: Dimension
    groups: list[Group]
    top: int

    @property
    def label(self) -> str:
        """The name of the dimension."""
        return str(self.dimension.label)


@dataclass(frozen=True, slots=True)
class Balance:
    """Who is invited, confirmed and present, in all and by each dimension."""

    total: Counts
    sides: list[Side]


@dataclass(slots=True)
class _Tally:
    total: Counts = field(default_factory=Counts)
    groups: dict[tuple[Dimension, str], Counts] = field(default_factory=dict)

    def add(self, person: dict[str, Any], counts: Counts) -> None:
        self.total.add(counts)
        for dimension, name in FIELDS.items():
            self.groups.setdefault((dimension, person[name] or ""), Counts()).add(counts)


def balance(workshop: Workshop) -> Balance:
    """Return the balance of a workshop; four queries, whatever its size.

    A dimension of which nobody says anything, and for which nobody is wanted, is left out.
    """
    tally = _Tally()
    names = tuple(FIELDS.values())
    rows = Invitation.objects.filter(workshop=workshop, withdrawn=False).order_by()
    for row in rows.values(*names, "answer").annotate(n=Count("pk")):
        n, answer = row["n"], row["answer"]
        tally.add(row, Counts(n, n * (answer == Answer.CONFIRMED), n * (answer == Answer.DECLINED)))
    seats = Participant.objects.filter(table__workshop=workshop, table__state=State.CURRENT, left=False).order_by()
    for row in seats.values(*names).annotate(n=Count("pk")):
        tally.add(row, Counts(present=row["n"]))
    targets = {(one.dimension, one.value): one.number for one in Target.objects.filter(workshop=workshop)}
    return Balance(tally.total, [side for one in Dimension if (side := _side(one, tally, targets)).groups])


def targets_of(workshop: Workshop) -> dict[tuple[str, str], int]:
    """Return the targets of a workshop by (dimension, value)."""
    return {(one.dimension, one.value): one.number for one in Target.objects.filter(workshop=workshop)}


def groups_of(dimension: Dimension, keys: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Return the groups of a dimension as (value, label), in order; municipalities are those with these keys."""
    if dimension == Dimension.TERRITORY:
        rows = Territory.objects.filter(key__in=list(keys)).order_by("title")
        return [(row.key, row.name) for row in rows]
    return [(value, str(label)) for value, label in _CHOICES[dimension].choices]


def _side(dimension: Dimension, tally: _Tally, targets: dict[tuple[str, str], int]) -> Side:
    wanted = {value for named, value in targets if named == dimension}
    said = {value for (named, value) in tally.groups if named == dimension and value}
    if not wanted and not said:
        return Side(dimension, [], 0)
    groups = [
        Group(value, label, tally.groups.get((dimension, value), Counts()), targets.get((dimension, value)))
        for value, label in groups_of(dimension, wanted | said)
    ]
    silent = tally.groups.get((dimension, ""))
    if silent is not None and (silent.invited or silent.present):
        groups.append(Group("", "", silent, None))
    top = max(max(one.counts.invited, one.counts.present, one.target or 0) for one in groups)
    return Side(dimension, groups, top)
