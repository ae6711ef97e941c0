"""The profile of a project that a table writes together: nobody writes over anybody, and all stays on record."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied

from factories import ContributionFactory, ExerciseFactory, ParticipantFactory, TableFactory
from rumbo.core.errors import Refused
from rumbo.participation import saying
from rumbo.participation.enums import Act, ContributionKind, ExerciseType, Phase
from rumbo.participation.exercises.profile import PART_LABELS, PART_LIMIT, PARTS
from rumbo.participation.models import Contribution, ContributionChange
from rumbo.participation.services.grouping import undo
from rumbo.participation.services.profiles import PartConflict, save_part


@pytest.fixture
def profile(table):
    return ExerciseFactory(table=table, type=ExerciseType.PROFILE, title="La ficha")


@pytest.fixture
def participant(table):
    return ParticipantFactory(table=table)


def parts(exercise) -> dict[str, str]:
    return Contribution.objects.get(exercise=exercise).details


def test_every_part_has_a_question():
    assert tuple(PART_LABELS) == PARTS


def test_the_first_part_makes_the_profile_and_the_writer_is_an_author(profile, participant):
    made = save_part(participant, profile, None, "problem", " Falta \r\nagua \n", seen="")
    assert (made.kind, made.text, made.details) == (ContributionKind.PROJECT, "La ficha", {"problem": "Falta\nagua"})
    assert [one.participant for one in made.authorships.all()] == [participant]


def test_two_write_different_parts_of_one_profile(profile, participant, table):
    save_part(participant, profile, None, "problem", "Falta agua", seen="")
    save_part(ParticipantFactory(table=table), profile, None, "place", "San Telmo", seen="")
    assert parts(profile) == {"problem": "Falta agua", "place": "San Telmo"}
    assert Contribution.objects.get().authorships.count() == 2


def test_who_saw_another_text_is_shown_both_and_nothing_is_lost(profile, participant, table):
    save_part(participant, profile, None, "problem", "Falta agua", seen="")
    with pytest.raises(PartConflict) as conflict:
        save_part(ParticipantFactory(table=table), profile, None, "problem", "Hay fugas", seen="")
    assert (conflict.value.current, conflict.value.submitted) == ("Falta agua", "Hay fugas")
    assert parts(profile) == {"problem": "Falta agua"}
    save_part(participant, profile, None, "problem", "Falta agua y hay fugas", seen="Falta agua")
    assert parts(profile) == {"problem": "Falta agua y hay fugas"}


def test_saving_twice_is_harmless(profile, participant):
    for _n in range(2):
        save_part(participant, profile, None, "problem", "Falta agua", seen="")
    assert ContributionChange.objects.count() == 1


def test_a_program_does_not_fill_the_record(profile, participant, monkeypatch):
    cache.clear()
    monkeypatch.setattr("rumbo.participation.limits.PARTS_AN_HOUR", 3)

    def write(who, number):
        sent = {"contribution": None, "part": "problem", "text": f"Texto {number + 1}", "seen": f"Texto {number}"}
        saying.do(who, "part", profile.pk, sent | ({"seen": ""} if number == 0 else {}))

    for number in range(3):
        write(participant, number)
    with pytest.raises(Refused, match="última hora"):
        write(participant, 3)
    write(ParticipantFactory(table=profile.table), 3)
    assert ContributionChange.objects.count() == 4


def test_it_stays_on_record_and_can_be_undone(profile, participant, facilitator):
    save_part(participant, profile, None, "problem", "Falta agua", seen="")
    save_part(participant, profile, None, "problem", "", seen="Falta agua")
    assert parts(profile) == {"problem": ""}
    change = ContributionChange.objects.first()
    assert (change.act, change.actor) == (Act.EDITED, None)
    undo(facilitator, change)
    assert parts(profile) == {"problem": "Falta agua"}


def test_one_profile_for_each_idea_to_choose_from(table, participant):
    ideas = ExerciseFactory(table=table, phase=Phase.CLOSED)
    first, second = (ContributionFactory(exercise=ideas, kind=ContributionKind.PROJECT) for _n in range(2))
    profile = ExerciseFactory(table=table, type=ExerciseType.PROFILE, source=ideas)
    save_part(participant, profile, second, "problem", "Falta agua", seen="")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.details, second.details) == ({}, {"problem": "Falta agua"})
    hidden = ContributionFactory(exercise=ideas, hidden=True)
    for wrong in (None, hidden, ContributionFactory()):
        with pytest.raises(Refused, match="idea"):
            save_part(participant, profile, wrong, "problem", "x", seen="")


@pytest.mark.parametrize("part", ["", "name", "details"])
def test_there_are_no_other_parts(profile, participant, part):
    with pytest.raises(Refused, match="parte"):
        save_part(participant, profile, None, part, "x", seen="")


def test_a_part_may_be_as_long_as_it_says(profile, participant):
    save_part(participant, profile, None, "risks", "x" * PART_LIMIT, seen="")
    with pytest.raises(Refused, match="2001"):
        save_part(participant, profile, None, "problem", "x" * (PART_LIMIT + 1), seen="")


def test_only_an_open_profile_of_ones_own_table_is_written(profile, participant, table):
    stranger = ParticipantFactory(table=TableFactory(axis=table.axis))
    gone = ParticipantFactory(table=table, left=True)
    for who in (stranger, gone):
        with pytest.raises(Refused):
            save_part(who, profile, None, "problem", "x", seen="")
    profile.phase = Phase.CLOSED
    profile.save()
    with pytest.raises(Refused):
        save_part(participant, profile, None, "problem", "x", seen="")
    with pytest.raises(Refused):
        save_part(participant, ExerciseFactory(table=table), None, "problem", "x", seen="")
    assert not Contribution.objects.exists()


def test_who_leads_the_table_writes_also_when_it_is_closed_and_others_do_not(profile, facilitator, reader):
    profile.phase = Phase.CLOSED
    profile.save()
    made = save_part(facilitator, profile, None, "problem", "Falta agua", seen="")
    assert not made.authorships.exists()
    assert ContributionChange.objects.get().actor == facilitator
    with pytest.raises(PermissionDenied):
        save_part(reader, profile, None, "problem", "x", seen="Falta agua")
