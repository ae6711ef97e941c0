"""Two web processes that do the same at the same moment: what one person, or one table, may do once is done once."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from factories import ExerciseFactory, ParticipantFactory, TableFactory, UserFactory
from rumbo.core.errors import Refused
from rumbo.participation.enums import Phase
from rumbo.participation.models import Contribution, Exercise, Participant
from rumbo.participation.services.contributions import say
from rumbo.participation.services.exercises import open_exercise
from rumbo.participation.services.joining import Person, join

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
AT_ONCE = 6


def at_once(act):
    """Do something in several threads at the same moment; return how many were refused."""
    start = Barrier(AT_ONCE)

    def one(number):
        try:
            start.wait()
            act(number)
        except Refused:
            return 1
        finally:
            connection.close()
        return 0

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sum(pool.map(one, range(AT_ONCE)))


def test_nobody_says_more_than_the_exercise_allows():
    exercise = ExerciseFactory(settings={"kind": "problem", "limit": 1})
    participant = ParticipantFactory(table=exercise.table)
    refused = at_once(lambda number: say(participant, exercise, f"Idea {number}", nonce=uuid.uuid4()))
    assert (refused, Contribution.objects.count()) == (AT_ONCE - 1, 1)


def test_what_is_sent_several_times_is_said_once():
    exercise, nonce = ExerciseFactory(), uuid.uuid4()
    participant = ParticipantFactory(table=exercise.table)
    assert at_once(lambda _number: say(participant, exercise, "Falta agua", nonce=nonce)) == 0
    assert Contribution.objects.count() == 1


def test_a_table_takes_as_many_as_it_has_places():
    table = TableFactory(capacity=2)
    refused = at_once(lambda number: join(table, Person(name=f"Persona {number}"), nonce=uuid.uuid4()))
    assert (refused, Participant.objects.count()) == (AT_ONCE - 2, 2)


def test_one_exercise_of_a_table_is_open():
    table = TableFactory(facilitator=UserFactory())
    exercises = [ExerciseFactory(table=table, phase=Phase.DRAFT) for _n in range(AT_ONCE)]
    assert at_once(lambda number: open_exercise(table.facilitator, exercises[number])) == 0
    assert Exercise.objects.filter(phase=Phase.OPEN).count() == 1
