"""Two web processes that write the same votes at the same moment: neither waits for ever, and the newest counts."""

import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from factories import ContributionFactory, ExerciseFactory, ParticipantFactory
from rumbo.participation.enums import ExerciseType
from rumbo.participation.models import Ballot
from rumbo.participation.pseudonyms import voter
from rumbo.participation.services.ballots import Sheet, cast_for_good

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
WRITERS, ROUNDS = 4, 15


def value(revision: int) -> int:
    return revision % 3 - 1


def test_writers_of_the_same_rows_neither_block_each_other_nor_lose_the_newest():
    opinion = ExerciseFactory(type=ExerciseType.OPINION)
    items = [ContributionFactory(exercise=opinion).pk for _n in range(3)]
    people = [ParticipantFactory(table=opinion.table).pk for _n in range(20)]
    last = WRITERS * ROUNDS

    def write(number):
        dice = random.Random(number)
        try:
            for turn in range(ROUNDS):
                revision = turn * WRITERS + number + 1
                order = dice.sample(people, len(people))
                sheets = [
                    Sheet(person, opinion.pk, dict.fromkeys(dice.sample(items, 3), value(revision)), revision)
                    for person in order
                ]
                assert not any(cast_for_good(sheets))
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    rows = {(one.voter, one.item_id): (one.value, one.revision) for one in Ballot.objects.all()}
    assert rows == {(voter(opinion.pk, person), item): (value(last), last) for person in people for item in items}
    assert Ballot.objects.count() == len(people) * len(items)
