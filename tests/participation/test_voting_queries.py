"""What is known of a vote: the same as everywhere else, in a constant number of queries."""

import pytest

from factories import ContributionFactory, ExerciseFactory, ParticipantFactory
from rumbo.participation.enums import ExerciseType, Phase
from rumbo.participation.models import Exercise
from rumbo.participation.queries import voting
from rumbo.participation.queries.items import items
from rumbo.participation.queries.voting import papers, seats


@pytest.fixture
def chain(table):
    """Ideas, grouped, judged by importance: with a group of each fate, and what nobody is asked about."""
    ideas = ExerciseFactory(table=table)
    grouping = ExerciseFactory(table=table, type=ExerciseType.GROUPING, source=ideas)
    judged = ExerciseFactory(table=table, type=ExerciseType.IMPORTANCE, source=grouping, phase=Phase.CLOSED)
    held, _emptied, of_hidden, _authored = (
        ContributionFactory(exercise=grouping, is_group=True, text=name)
        for name in ("held", "emptied", "of hidden", "authored")
    )
    ContributionFactory(exercise=grouping, author=ParticipantFactory(table=table), is_group=True)
    ContributionFactory(exercise=ideas, merged_into=held)
    ContributionFactory(exercise=ideas, merged_into=of_hidden, hidden=True)
    ContributionFactory(exercise=ideas, hidden=True)
    ContributionFactory(exercise=ideas)
    return ideas, grouping, judged


def test_an_exercise_asks_about_the_same_as_its_page_shows(chain, table):
    opinion = ExerciseFactory(table=table, type=ExerciseType.OPINION)
    ContributionFactory(exercise=opinion)
    everything = [*chain, opinion, ExerciseFactory()]
    found = papers([one.pk for one in everything])
    assert {pk: asked for pk, (_one, asked) in found.items()} == {
        one.pk: frozenset(items(Exercise.objects.get(pk=one.pk)).values_list("pk", flat=True)) for one in everything
    }
    assert len(found[chain[2].pk][1]) == 3  # the group with a member, the one with an author, the idea in no group


def test_it_knows_of_an_exercise_what_judges_an_answer(chain):
    for whole in chain:
        (paper, _items) = papers([whole.pk])[whole.pk]
        for name in ("pk", "table_id", "type", "phase", "state", "settings", "source_id", "is_open"):
            assert getattr(paper, name) == getattr(whole, name), name


def test_who_left_sits_nowhere(table):
    here, gone = ParticipantFactory(table=table), ParticipantFactory(table=table, left=True)
    assert seats([here.pk, gone.pk, 10**9]) == {here.pk: table.pk}
    assert seats([]) == {}


def test_it_asks_in_portions_that_a_statement_takes(table, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(voting, "LIMIT", 2)
    people = [ParticipantFactory(table=table).pk for _n in range(5)]
    with django_assert_num_queries(3):
        assert seats(people) == dict.fromkeys(people, table.pk)


def test_it_costs_two_queries_whatever_is_asked(chain, django_assert_num_queries):
    with django_assert_num_queries(2):
        papers([one.pk for one in chain])
    with django_assert_num_queries(2):
        papers([chain[0].pk])
