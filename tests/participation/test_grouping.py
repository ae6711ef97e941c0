"""Merging, splitting, naming and hiding contributions, and taking it back."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from factories import BallotFactory, ContributionFactory, ExerciseFactory, ParticipantFactory
from rumbo.core.errors import Refused
from rumbo.participation.enums import Act, ContributionKind, ExerciseType, Phase
from rumbo.participation.models import Authorship, Contribution
from rumbo.participation.queries.items import items
from rumbo.participation.services.contributions import same_as_mine
from rumbo.participation.services.grouping import hide, merge, rename, show_again, split, undo


@pytest.fixture
def grouping(table, ideas):
    return ExerciseFactory(table=table, type=ExerciseType.GROUPING, source=ideas)


@pytest.fixture
def people(table):
    return [ParticipantFactory(table=table) for _n in range(4)]


@pytest.fixture
def said(ideas, people):
    return [ContributionFactory(exercise=ideas, text=f"Problema {n}", author=who) for n, who in enumerate(people)]


def seen(exercise) -> list[str]:
    return [one.text for one in items(exercise)]


def members(group) -> list[str]:
    return list(group.members.order_by("pk").values_list("text", flat=True))


def test_merging_makes_a_group_of_the_kind_that_the_exercise_wants(facilitator, grouping, said):
    group, change = merge(facilitator, grouping, said[:2], "Agua")
    assert (group.text, group.is_group, group.kind, group.exercise) == (
        "Agua",
        True,
        ContributionKind.STRATEGY,
        grouping,
    )
    assert members(group) == ["Problema 0", "Problema 1"]
    assert (change.act, change.actor, change.table) == (Act.MERGED, facilitator, grouping.table)
    assert seen(grouping) == ["Problema 2", "Problema 3", "Agua"]


def test_without_a_name_the_group_is_called_as_the_first(facilitator, grouping, said):
    group, _change = merge(facilitator, grouping, [said[1], said[0]])
    assert group.text == "Problema 1"


def test_more_join_a_group(facilitator, grouping, said):
    group, _change = merge(facilitator, grouping, said[:2], "Agua")
    again, _change = merge(facilitator, grouping, [said[2], group])
    assert (again, again.text, members(group)) == (group, "Agua", ["Problema 0", "Problema 1", "Problema 2"])


def test_two_groups_become_one_and_the_empty_one_is_not_seen(facilitator, grouping, said):
    one, _change = merge(facilitator, grouping, said[:2], "Agua")
    other, _change = merge(facilitator, grouping, said[2:], "Sequía")
    merge(facilitator, grouping, [one, other])
    assert members(one) == [s.text for s in said]
    assert seen(grouping) == ["Agua"]


def test_a_group_that_people_called_theirs_becomes_a_member(facilitator, grouping, said, people):
    one, _change = merge(facilitator, grouping, said[:2], "Agua")
    other, _change = merge(facilitator, grouping, said[2:], "Sequía")
    same_as_mine(people[0], other)
    merge(facilitator, grouping, [one, other])
    assert members(one) == [*(s.text for s in said), "Sequía"]
    assert seen(grouping) == ["Agua"]
    assert Authorship.objects.filter(contribution=other, participant=people[0]).exists()


def test_what_comes_back_into_a_group_that_is_none_any_more_is_refused(facilitator, grouping, said, people):
    """Undoing an undoing would put a member into a member."""
    one, _change = merge(facilitator, grouping, [*said[:1], ContributionFactory(exercise=grouping.source)], "Agua")
    other, _change = merge(facilitator, grouping, said[1:3], "Sequía")
    same_as_mine(people[0], other)
    _group, change = merge(facilitator, grouping, [one, other])
    back = undo(facilitator, change)
    merge(facilitator, grouping, [other, said[3]])
    with pytest.raises(Refused, match="se unió con otro"):
        undo(facilitator, back)
    said[3].refresh_from_db()
    assert said[3].merged_into == Contribution.objects.get(pk=other.pk, is_group=True)


@pytest.mark.parametrize("number", [0, 1])
def test_merging_takes_at_least_two(facilitator, grouping, said, number):
    with pytest.raises(Refused, match="al menos dos"):
        merge(facilitator, grouping, said[:number])
    assert not Contribution.objects.filter(is_group=True).exists()


def test_the_same_one_twice_is_one(facilitator, grouping, said):
    with pytest.raises(Refused):
        merge(facilitator, grouping, [said[0], said[0]])


def test_only_what_the_exercise_works_on_is_merged(facilitator, grouping, said):
    with pytest.raises(Refused, match="otro ejercicio"):
        merge(facilitator, grouping, [said[0], ContributionFactory(exercise__table=grouping.table)])


def test_what_is_hidden_or_in_a_group_is_not_merged(facilitator, grouping, said):
    hide(facilitator, said[0], reason="Ofende")
    with pytest.raises(Refused, match="oculta"):
        merge(facilitator, grouping, said[:2])
    merge(facilitator, grouping, said[1:3])
    with pytest.raises(Refused, match="grupo"):
        merge(facilitator, grouping, [said[1], said[3]])


def test_only_an_exercise_of_grouping_merges(facilitator, ideas, said):
    with pytest.raises(Refused):
        merge(facilitator, ideas, said[:2])


def test_what_was_voted_on_stays_as_it_is(facilitator, grouping, said):
    group, change = merge(facilitator, grouping, said[:2], "Agua")
    vote = ExerciseFactory(table=grouping.table, type=ExerciseType.IMPORTANCE, source=grouping)
    BallotFactory(exercise=vote, item=group, value=5)
    for attempt in (
        lambda: merge(facilitator, grouping, [group, said[2]]),
        lambda: split(facilitator, said[0]),
        lambda: rename(facilitator, group, "Otra cosa"),
        lambda: undo(facilitator, change),
    ):
        with pytest.raises(Refused, match="votó"):
            attempt()
    group.refresh_from_db()
    assert (group.text, members(group)) == ("Agua", ["Problema 0", "Problema 1"])


def test_splitting_takes_one_out_with_its_author(facilitator, grouping, said, people):
    group, _change = merge(facilitator, grouping, said[:3], "Agua")
    split(facilitator, said[0])
    assert members(group) == ["Problema 1", "Problema 2"]
    assert seen(grouping) == ["Problema 0", "Problema 3", "Agua"]
    assert list(said[0].authorships.values_list("participant", flat=True)) == [people[0].pk]
    with pytest.raises(Refused):
        split(facilitator, said[0])


def test_naming_and_correcting_stay_on_record(facilitator, grouping, said):
    group, _change = merge(facilitator, grouping, said[:2], "Agua")
    named = rename(facilitator, group, "  Agua   para todos ", kind=ContributionKind.OBJECTIVE)
    corrected = rename(facilitator, said[2], "Problema dos")
    assert (named.act, corrected.act) == (Act.NAMED, Act.EDITED)
    assert named.before[str(group.pk)]["text"] == "Agua"
    group.refresh_from_db()
    assert (group.text, group.kind) == ("Agua para todos", ContributionKind.OBJECTIVE)


@pytest.mark.parametrize(("text", "kind"), [("", ""), ("a" * 601, ""), ("Bien", "nonsense")])
def test_a_wrong_text_or_kind_is_refused(facilitator, said, text, kind):
    with pytest.raises(Refused):
        rename(facilitator, said[0], text, kind=kind)


def test_hiding_takes_a_reason_and_can_be_taken_back(facilitator, grouping, said):
    with pytest.raises(Refused):
        hide(facilitator, said[0], reason="  ")
    change = hide(facilitator, said[0], reason="Ofende a una persona")
    assert (change.act, change.reason, change.actor) == (Act.HIDDEN, "Ofende a una persona", facilitator)
    assert "Problema 0" not in seen(grouping)
    show_again(facilitator, said[0])
    assert "Problema 0" in seen(grouping)


def test_each_act_is_undone_and_the_undoing_too(facilitator, grouping, said):
    group, change = merge(facilitator, grouping, said[:2], "Agua")
    back = undo(facilitator, change)
    assert seen(grouping) == [s.text for s in said]
    assert (back.act, back.undoes) == (Act.UNDONE, change)
    undo(facilitator, back)
    assert members(group) == ["Problema 0", "Problema 1"]


def test_nothing_is_undone_twice(facilitator, said):
    change = hide(facilitator, said[0], reason="Ofende")
    undo(facilitator, change)
    with pytest.raises(Refused, match="ya"):
        undo(facilitator, change)


def test_what_was_changed_again_is_not_undone(facilitator, said):
    change = rename(facilitator, said[0], "Uno")
    rename(facilitator, said[0], "Dos")
    with pytest.raises(Refused):
        undo(facilitator, change)
    said[0].refresh_from_db()
    assert said[0].text == "Dos"


def test_only_who_leads_the_table_does_any_of_it(reader, other_editor, facilitator, grouping, said):
    _group, change = merge(facilitator, grouping, said[2:], "Agua")
    for person in (reader, other_editor):
        for attempt in (
            lambda p: merge(p, grouping, said[:2]),
            lambda p: split(p, said[2]),
            lambda p: rename(p, said[0], "Otra"),
            lambda p: hide(p, said[0], reason="Ofende"),
            lambda p: show_again(p, said[0]),
            lambda p: undo(p, change),
        ):
            with pytest.raises(PermissionDenied):
                attempt(person)
    assert grouping.table.changes.count() == 1


def test_a_closed_exercise_is_grouped_too(facilitator, grouping, said):
    grouping.phase = Phase.CLOSED
    grouping.save()
    group, _change = merge(facilitator, grouping, said[:2])
    assert group.is_group
