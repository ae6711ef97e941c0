"""What a participant said and answered in an exercise: for their own phone alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Max

from rumbo.participation.models import Authorship, Ballot, Contribution
from rumbo.participation.pseudonyms import voter

if TYPE_CHECKING:
    from rumbo.participation.models import Exercise, Participant


@dataclass(frozen=True, slots=True)
class Line:
    """Something said, as a phone shows it: never with a name. ``people`` is how many it is of."""

    pk: int
    text: str
    wrote: bool
    mine: bool
    people: int


def lines(contributions: Iterable[Contribution], participant: Participant) -> list[Line]:
    """Return contributions as lines, the participant's own first, else in the order given; two queries."""
    rows = list(contributions)
    pks = [one.pk for one in rows]
    own = mine(participant, pks)
    counted = Authorship.objects.filter(contribution__in=pks).values("contribution").annotate(n=Count("pk"))
    people = dict(counted.order_by().values_list("contribution", "n"))
    found = [Line(one.pk, one.text, own.get(one.pk, False), one.pk in own, people.get(one.pk, 0)) for one in rows]
    return sorted(found, key=lambda line: not line.mine)


def mine(participant: Participant, pks: Iterable[int]) -> Mapping[int, bool]:
    """Return which contributions are a participant's, and whether they wrote each."""
    rows = Authorship.objects.filter(participant=participant, contribution__in=list(pks))
    return dict(rows.values_list("contribution_id", "first"))


def answers(exercise: Exercise, participant: Participant) -> Mapping[int, int]:
    """Return what a participant answered in an exercise, by item."""
    rows = Ballot.objects.filter(exercise=exercise, voter=voter(exercise.pk, participant.pk))
    return dict(rows.values_list("item_id", "value"))


def last_revision(exercise: Exercise, participant: Participant) -> int:
    """Return the revision of a participant's newest answer in an exercise; 0 where there is none."""
    rows = Ballot.objects.filter(exercise=exercise, voter=voter(exercise.pk, participant.pk))
    return int(rows.aggregate(last=Max("revision"))["last"] or 0)


def answered_times(exercise: Exercise) -> Mapping[int, int]:
    """Return how many answered each item."""
    rows = Ballot.objects.filter(exercise=exercise).values("item").annotate(n=Count("pk")).order_by()
    return dict(rows.values_list("item", "n"))
