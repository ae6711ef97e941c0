"""Saying something, entering what was said, and saying that it is yours too."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from factories import ContributionFactory, ExerciseFactory, ParticipantFactory, TableFactory
from rumbo.core.errors import Refused
from rumbo.participation.enums import ContributionKind, ExerciseType, Phase
from rumbo.participation.models import Authorship, Contribution
from rumbo.participation.services.contributions import enter, same_as_mine, say


@pytest.fixture
def participant(table):
    return ParticipantFactory(table=table)


@pytest.fixture
def causes(table, ideas):
    return ExerciseFactory(table=table, type=ExerciseType.CAUSES, source=ideas)


def test_what_is_said_is_stored_with_its_author(participant, ideas):
    made = say(participant, ideas, "  Falta   agua ", nonce=uuid4())
    assert (made.text, made.kind, made.plan) == ("Falta agua", ContributionKind.PROBLEM, ideas.plan)
    (authorship,) = Authorship.objects.all()
    assert (authorship.contribution, authorship.participant, authorship.first) == (made, participant, True)


def test_sending_again_is_the_same_contribution(participant, ideas):
    nonce = uuid4()
    first = say(participant, ideas, "Falta agua", nonce=nonce)
    ideas.phase = Phase.CLOSED
    ideas.save()
    assert say(participant, ideas, "Falta agua", nonce=nonce) == first
    assert (Contribution.objects.count(), Authorship.objects.count()) == (1, 1)


def test_html_is_kept_as_text(participant, ideas):
    text = "<script>alert(1)</script> <b>agua</b>"
    assert say(participant, ideas, text, nonce=uuid4()).text == text


@pytest.mark.parametrize(("text", "word"), [("", "Escribe"), (" \n\t ", "Escribe"), ("a" * 601, "601")])
def test_empty_and_long_texts_are_refused(participant, ideas, text, word):
    with pytest.raises(Refused, match=word):
        say(participant, ideas, text, nonce=uuid4())
    assert not Contribution.objects.exists()


def test_a_hundred_thousand_characters_are_refused(participant, ideas):
    with pytest.raises(Refused):
        say(participant, ideas, "agua " * 20_000, nonce=uuid4())


def test_600_characters_fit(participant, ideas):
    assert len(say(participant, ideas, "a" * 600, nonce=uuid4()).text) == 600


def test_each_says_as_much_as_the_exercise_allows(participant, ideas):
    ideas.settings = {"kind": "problem", "limit": 2}
    ideas.save()
    for text in ("uno", "dos"):
        say(participant, ideas, text, nonce=uuid4())
    with pytest.raises(Refused, match="2"):
        say(participant, ideas, "tres", nonce=uuid4())
    say(ParticipantFactory(table=ideas.table), ideas, "cuatro", nonce=uuid4())


@pytest.mark.parametrize(("phase", "word"), [(Phase.DRAFT, "todavía no"), (Phase.CLOSED, "cerrado")])
def test_only_an_open_exercise_takes_texts_of_phones(participant, ideas, phase, word):
    ideas.phase = phase
    with pytest.raises(Refused, match=word):
        say(participant, ideas, "Falta agua", nonce=uuid4())


def test_somebody_of_another_table_or_taken_off_is_refused(table, ideas):
    stranger = ParticipantFactory(table=TableFactory(axis=table.axis))
    gone = ParticipantFactory(table=table, left=True)
    for person in (stranger, gone):
        with pytest.raises(Refused, match="otra mesa"):
            say(person, ideas, "Falta agua", nonce=uuid4())


@pytest.mark.parametrize("type_", [ExerciseType.GROUPING, ExerciseType.IMPORTANCE, ExerciseType.PROFILE])
def test_some_exercises_take_no_texts(participant, facilitator, table, ideas, type_):
    exercise = ExerciseFactory(table=table, type=type_, source=ideas)
    with pytest.raises(Refused):
        say(participant, exercise, "Falta agua", nonce=uuid4())
    with pytest.raises(Refused):
        enter(facilitator, exercise, "Falta agua")


def test_a_cause_belongs_to_a_problem_of_the_exercise(participant, causes, ideas):
    problem = ContributionFactory(exercise=ideas)
    made = say(participant, causes, "Fugas", nonce=uuid4(), parent=problem)
    assert (made.parent, made.kind) == (problem, ContributionKind.CAUSE)


def test_a_cause_without_a_problem_or_with_a_wrong_one_is_refused(participant, causes, ideas):
    hidden = ContributionFactory(exercise=ideas, hidden=True)
    for parent in (None, ContributionFactory(), hidden):
        with pytest.raises(Refused, match="problema"):
            say(participant, causes, "Fugas", nonce=uuid4(), parent=parent)
    with pytest.raises(Refused):
        say(participant, ideas, "Fugas", nonce=uuid4(), parent=ContributionFactory(exercise=ideas))


def test_people_add_statements_only_where_they_may(participant, facilitator, table):
    opinion = ExerciseFactory(table=table, type=ExerciseType.OPINION)
    with pytest.raises(Refused):
        say(participant, opinion, "Hay que medir", nonce=uuid4())
    assert enter(facilitator, opinion, "Hay que medir").kind == ContributionKind.STATEMENT
    opinion.settings = {"people_add": True}
    assert say(participant, opinion, "Hay que cobrar", nonce=uuid4()).kind == ContributionKind.STATEMENT


@pytest.mark.parametrize("phase", Phase.values)
def test_what_was_on_paper_is_entered_whatever_the_phase(facilitator, participant, ideas, phase):
    ideas.phase = phase
    ideas.settings = {"kind": "problem", "limit": 1}
    ideas.save()
    for text in ("uno", "dos"):
        made = enter(facilitator, ideas, text, participant=participant)
        assert made.authorships.get().participant == participant
    assert not enter(facilitator, ideas, "tres").authorships.exists()


def test_entering_again_is_the_same(facilitator, participant, ideas):
    nonce = uuid4()
    first = enter(facilitator, ideas, "uno", participant=participant, nonce=nonce)
    assert enter(facilitator, ideas, "uno", participant=participant, nonce=nonce) == first
    assert Authorship.objects.count() == 1


def test_a_stranger_is_no_author_of_what_is_entered(facilitator, ideas):
    with pytest.raises(Refused):
        enter(facilitator, ideas, "uno", participant=ParticipantFactory())
    assert not Contribution.objects.exists()


def test_only_who_leads_the_table_enters(reader, other_editor, ideas):
    for person in (reader, other_editor):
        with pytest.raises(PermissionDenied):
            enter(person, ideas, "uno")


def test_it_is_mine_too_and_not_any_more(participant, ideas):
    writer = ParticipantFactory(table=ideas.table)
    one = ContributionFactory(exercise=ideas, author=writer)
    for _twice in range(2):
        same_as_mine(participant, one)
    assert set(one.authorships.values_list("participant", "first")) == {(writer.pk, True), (participant.pk, False)}
    same_as_mine(participant, one, mine=False)
    assert list(one.authorships.values_list("participant", flat=True)) == [writer.pk]


def test_whoever_wrote_it_stays(ideas):
    writer = ParticipantFactory(table=ideas.table)
    one = ContributionFactory(exercise=ideas, author=writer)
    same_as_mine(writer, one)
    same_as_mine(writer, one, mine=False)
    assert one.authorships.get().first


def test_what_is_hidden_or_elsewhere_or_closed_is_nobodys(participant, ideas, table):
    hidden = ContributionFactory(exercise=ideas, hidden=True)
    closed = ContributionFactory(exercise=ExerciseFactory(table=table, phase=Phase.CLOSED))
    for one in (hidden, closed, ContributionFactory()):
        with pytest.raises(Refused):
            same_as_mine(participant, one)
    assert not Authorship.objects.exists()
