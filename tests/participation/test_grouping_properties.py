"""Whatever those who lead a table do with contributions, in whatever order: no author is lost, nothing disappears."""

from __future__ import annotations

from contextlib import suppress
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories import ExerciseFactory, ParticipantFactory, TableFactory
from rumbo.core.actors import SYSTEM
from rumbo.core.errors import Refused
from rumbo.participation.enums import ExerciseType
from rumbo.participation.models import Authorship, Contribution
from rumbo.participation.queries.items import items
from rumbo.participation.services import grouping
from rumbo.participation.services.contributions import same_as_mine, say

TEXTS = 5
PEOPLE = 3
place = st.integers(0, 11)
step = st.one_of(
    st.tuples(st.just("merge"), st.lists(place, min_size=1, max_size=4), st.sampled_from(["", "Agua"])),
    st.tuples(st.just("split"), place),
    st.tuples(st.just("rename"), place, st.sampled_from(["Agua limpia", "Baches"])),
    st.tuples(st.just("hide"), place),
    st.tuples(st.just("show"), place),
    st.tuples(st.just("undo"), st.integers(0, 30)),
    st.tuples(st.just("mine"), place, st.integers(0, PEOPLE - 1)),
    st.tuples(st.just("join_groups"), place, st.sampled_from([1, -1])),
    st.tuples(st.just("mine_group"), place),
    st.tuples(st.just("undo_last"), st.integers(1, 2)),
)
#: What people at phones do, and what is no plain act of those who lead the table.
PHONES = {"mine", "mine_group", "undo", "undo_last"}


class Room:
    """A table at work: what was said, who said it, and the acts so far."""

    def __init__(self) -> None:
        self.table = TableFactory()
        self.people = [ParticipantFactory(table=self.table) for _n in range(PEOPLE)]
        self.source = ExerciseFactory(table=self.table)
        self.exercise = ExerciseFactory(table=self.table, type=ExerciseType.GROUPING, source=self.source)
        self.changes: list[object] = []
        self.wrote: set[tuple[int, int]] = set()
        for number in range(TEXTS):
            who = self.people[number % PEOPLE]
            made = say(who, self.source, f"Problema {number}", nonce=uuid4())
            self.wrote.add((made.pk, who.pk))

    def one(self, number: int) -> Contribution:
        """Pick something that was said, or a group."""
        found = list(Contribution.objects.order_by("pk"))
        return found[number % len(found)]

    def do(self, name: str, *args) -> None:
        """Do a step; what is refused changes nothing."""
        with suppress(Refused):
            getattr(self, f"do_{name}")(*args)

    def do_merge(self, numbers: list[int], name: str) -> None:
        _group, change = grouping.merge(SYSTEM, self.exercise, [self.one(n) for n in numbers], name)
        self.changes.append(change)

    def do_split(self, number: int) -> None:
        self.changes.append(grouping.split(SYSTEM, self.one(number)))

    def do_rename(self, number: int, text: str) -> None:
        self.changes.append(grouping.rename(SYSTEM, self.one(number), text))

    def do_hide(self, number: int) -> None:
        self.changes.append(grouping.hide(SYSTEM, self.one(number), reason="Ofende"))

    def do_show(self, number: int) -> None:
        self.changes.append(grouping.show_again(SYSTEM, self.one(number)))

    def do_undo(self, number: int) -> None:
        if self.changes:
            self.changes.append(grouping.undo(SYSTEM, self.changes[number % len(self.changes)]))

    def do_mine(self, number: int, who: int) -> None:
        one = self.one(number)
        same_as_mine(self.people[who], one)
        self.wrote.add((one.pk, self.people[who].pk))

    def do_join_groups(self, number: int, way: int) -> None:
        """Merge two groups, in one order or the other: few random choices meet two."""
        groups = list(items(self.exercise).filter(is_group=True))
        if len(groups) > 1:
            first = number % (len(groups) - 1)
            _group, change = grouping.merge(SYSTEM, self.exercise, groups[first : first + 2][::way])
            self.changes.append(change)

    def do_mine_group(self, number: int) -> None:
        if groups := list(items(self.exercise).filter(is_group=True)):
            one = groups[number % len(groups)]
            same_as_mine(self.people[number % PEOPLE], one)
            self.wrote.add((one.pk, self.people[number % PEOPLE].pk))

    def do_undo_last(self, number: int) -> None:
        if len(self.changes) >= number:
            self.changes.append(grouping.undo(SYSTEM, self.changes[-number]))

    def look(self) -> list[tuple[object, ...]]:
        """Return what people see of it and what is stored, but for groups that are empty and nobody's."""
        seen = set(items(self.exercise).values_list("pk", flat=True))
        rows = Contribution.objects.order_by("pk")
        return [
            (one.pk, *(getattr(one, name) for name in grouping.FIELDS), one.pk in seen)
            for one in rows
            if not one.is_group or one.pk in seen or one.members.exists()
        ]

    def check(self) -> None:
        """Hold what must hold at any time."""
        assert self.wrote <= set(Authorship.objects.values_list("contribution", "participant"))
        assert not Contribution.objects.filter(merged_into__isnull=False, merged_into__is_group=False).exists()
        assert not Contribution.objects.filter(is_group=True, merged_into__isnull=False).exists()
        seen = set(items(self.exercise).values_list("pk", flat=True))
        authored = {pk for pk, _who in self.wrote}
        for one in Contribution.objects.select_related("merged_into"):
            if one.hidden or (one.merged_into and one.merged_into.hidden):
                continue
            if one.pk in authored:
                assert one.pk in seen or one.merged_into_id in seen


@pytest.mark.django_db
@settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(steps=st.lists(step, max_size=16))
def test_no_author_is_ever_lost_and_everything_stays_in_reach(steps, db_again):
    with db_again():
        room = Room()
        room.check()
        for name, *args in steps:
            room.do(name, *args)
            room.check()


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(steps=st.lists(step.filter(lambda one: one[0] not in PHONES), max_size=10))
def test_undoing_everything_from_the_last_to_the_first_gives_the_beginning(steps, db_again):
    with db_again():
        room = Room()
        before = room.look()
        for name, *args in steps:
            room.do(name, *args)
        for change in reversed(room.changes):
            grouping.undo(SYSTEM, change)
            room.check()
        assert room.look() == before
