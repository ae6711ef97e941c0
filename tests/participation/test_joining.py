"""Coming to a table, on a phone and on paper."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from factories import ParticipantFactory, TerritoryFactory
from rumbo.core.errors import Refused
from rumbo.core.services import records
from rumbo.participation.enums import Origin
from rumbo.participation.models import Participant
from rumbo.participation.services.joining import Person, correct, describe, join, list_on_paper, take_off


@pytest.fixture
def small(table):
    """A table with two places."""
    table.capacity = 2
    table.save()
    return table


def test_people_are_numbered_from_one(table):
    seated = [join(table, Person(), nonce=uuid4()) for _n in range(3)]
    assert [one.number for one in seated] == [1, 2, 3]
    assert {one.origin for one in seated} == {Origin.PHONE}


def test_all_may_be_left_out_and_spaces_are_tidied(table):
    assert join(table, Person(), nonce=uuid4()).name == ""
    municipality = TerritoryFactory()
    person = Person(name="  Una   persona ", sector="social", territory=municipality)
    seated = join(table, person, nonce=uuid4())
    assert (seated.name, seated.sector, seated.territory) == ("Una persona", "social", municipality)
    assert Person.of(seated) == Person(name="Una persona", sector="social", territory=municipality)


def test_the_same_phone_again_is_the_same_participant_also_when_the_table_is_full(small):
    nonce = uuid4()
    first = join(small, Person(name="Una"), nonce=nonce)
    join(small, Person(), nonce=uuid4())
    assert join(small, Person(name="Otra"), nonce=nonce) == first
    assert Participant.objects.count() == 2


def test_no_more_join_than_the_table_has_places(small, facilitator):
    join(small, Person(), nonce=uuid4())
    list_on_paper(facilitator, small, Person(name="Una persona"))
    with pytest.raises(Refused, match="2 lugares"):
        join(small, Person(), nonce=uuid4())
    with pytest.raises(Refused, match="2 lugares"):
        list_on_paper(facilitator, small, Person(name="Otra"))
    assert Participant.objects.count() == 2


def test_the_capacity_of_the_moment_counts(small):
    """The row is read again under the lock: whoever holds an older one neither gains nor loses a place."""
    join(small, Person(), nonce=uuid4())
    stale = type(small).objects.get(pk=small.pk)
    small.capacity = 1
    small.save()
    with pytest.raises(Refused):
        join(stale, Person(), nonce=uuid4())


def test_a_place_that_is_left_is_free_and_its_number_is_not_given_again(small, facilitator):
    join(small, Person(), nonce=uuid4())
    second = join(small, Person(), nonce=uuid4())
    take_off(facilitator, second)
    third = join(small, Person(), nonce=uuid4())
    assert third.number == 3
    with pytest.raises(Refused):
        take_off(facilitator, second, left=False)
    take_off(facilitator, third)
    assert not take_off(facilitator, second, left=False).left


def test_a_withdrawn_table_seats_nobody(table, manager):
    records.withdraw(manager, table, reason="Se unió a otra")
    with pytest.raises(Refused):
        join(table, Person(), nonce=uuid4())


@pytest.mark.parametrize("person", [Person(sector="nonsense"), Person(gender="x"), Person(name="a" * 151)])
def test_what_does_not_fit_is_refused(table, person):
    with pytest.raises(ValidationError):
        join(table, person, nonce=uuid4())
    assert not Participant.objects.exists()


def test_the_paper_list_names_somebody(table, facilitator):
    with pytest.raises(ValidationError):
        list_on_paper(facilitator, table, Person(sector="social"))
    assert list_on_paper(facilitator, table, Person(organization="Consejo")).origin == Origin.PAPER


def test_what_the_list_says_is_corrected(table, facilitator):
    seated = ParticipantFactory(table=table, name="Una")
    correct(facilitator, seated, Person(name="Una persona"))
    describe(seated, Person(name="Una persona", organization="Consejo"))
    seated.refresh_from_db()
    assert (seated.name, seated.organization) == ("Una persona", "Consejo")


def test_the_list_is_of_who_leads_the_table(table, reader, other_editor):
    seated = ParticipantFactory(table=table)
    for person in (reader, other_editor):
        for attempt in (
            lambda p: list_on_paper(p, table, Person(name="Otra")),
            lambda p: correct(p, seated, Person(name="Otra")),
            lambda p: take_off(p, seated),
        ):
            with pytest.raises(PermissionDenied):
                attempt(person)
