from __future__ import annotations

import csv
import random

import pytest
from django.core.cache import caches

from factories import ContributionFactory, ExerciseFactory, ParticipantFactory, TableFactory, TerritoryFactory
from rumbo.methods.consensus import analyse, read_votes
from rumbo.participation.enums import ContributionKind, ExerciseType
from rumbo.participation.models import Ballot, Contribution
from rumbo.participation.pseudonyms import sheet_voter, voter
from rumbo.participation.queries.disclosure import FEWEST, is_small
from rumbo.participation.queries.opinions import opinion_results
from rumbo.participation.services.ballots import Sheet, cast


@pytest.fixture
def opinion(table):
    return ExerciseFactory(table=table, type=ExerciseType.OPINION, title="¿Qué piensas?")


def statements(exercise, number=8):
    return [
        ContributionFactory(exercise=exercise, kind=ContributionKind.STATEMENT, text=f"Afirmación {n}")
        for n in range(number)
    ]


def vote(exercise, votes, *, revision=1, **described):
    """Seat somebody who votes so, ``{statement: value}``, and return them."""
    person = ParticipantFactory(table=exercise.table, **described)
    again(exercise, person, votes, revision)
    return person


def again(exercise, person, votes, revision=2):
    assert cast([Sheet(person.pk, exercise.pk, {one.pk: value for one, value in votes.items()}, revision)]) == [""]


@pytest.fixture
def two_camps(opinion):
    """24 people: all agree with the first statement, two camps of 12 differ on the next four, the rest is mixed."""
    said, draw = statements(opinion), random.Random(7)
    for number in range(24):
        side = 1 if number < 12 else -1
        values = [1, side, -side, side, -side, *(draw.choice([1, 0, -1]) for _rest in said[5:])]
        vote(opinion, dict(zip(said, values, strict=True)), sector="social" if number % 2 else "public")
    return opinion


def texts(entries):
    return [one.statement.text for one in entries]


@pytest.mark.parametrize("people", [0, 1, FEWEST - 1])
def test_nothing_is_told_of_fewer_than_five_people(opinion, people):
    said = statements(opinion)
    for _person in range(people):
        vote(opinion, dict.fromkeys(said, 1))
    found = opinion_results(opinion)
    assert not found.enough
    assert not found.people
    assert found.counts is None
    assert len(found.statements) == 8


def test_an_exercise_without_statements_has_no_results(opinion):
    assert not opinion_results(opinion).enough


def test_the_same_votes_of_all_are_a_majority_and_no_groups(opinion):
    said = statements(opinion)
    for _person in range(6):
        vote(opinion, dict.fromkeys(said, 1))
    found = opinion_results(opinion)
    assert (found.people, found.votes, found.groups) == (6, 48, ())
    assert len(found.agree) == 5
    assert found.counts[said[0].pk].agree == 6


def test_two_camps_are_two_groups_with_what_all_want_and_what_divides_them(two_camps):
    found = opinion_results(two_camps)
    assert [(one.name, one.people, len(one.points)) for one in found.groups] == [("A", 12, 12), ("B", 12, 12)]
    assert texts(found.agree)[0] == "Afirmación 0"
    assert found.agree[0].counts.agree == 24
    assert texts(found.consensus)[0] == "Afirmación 0"
    assert set(texts(found.divisive)) == {f"Afirmación {n}" for n in (1, 2, 3, 4)}
    assert {one.sure for one in found.divisive} == {"very"}
    first, second = found.groups
    assert {(one.statement.text, one.side) for one in first.represented}.isdisjoint(
        {(one.statement.text, one.side) for one in second.represented}
    )
    assert first.represented[0].elsewhere == 0


def test_the_last_vote_of_a_person_counts(two_camps, opinion):
    before = opinion_results(opinion).counts
    said = Contribution.objects.filter(exercise=opinion, text="Afirmación 0").get()
    for person in opinion.table.participants.all()[:6]:
        again(opinion, person, {said: -1})
    after = opinion_results(opinion).counts
    assert (before[said.pk].agree, after[said.pk].agree, after[said.pk].disagree) == (24, 18, 6)


def test_hidden_and_merged_statements_take_no_part(two_camps):
    first, second, *_rest = Contribution.objects.filter(exercise=two_camps)
    first.hidden = True
    first.save()
    second.merged_into = ContributionFactory(exercise=two_camps, is_group=True, text="Todas juntas")
    second.save()
    found = opinion_results(two_camps)
    assert {first.pk, second.pk}.isdisjoint(one.pk for one in found.statements)
    assert {first.pk, second.pk}.isdisjoint(found.counts)
    assert {"Afirmación 0", "Afirmación 1"}.isdisjoint(
        [*texts(found.agree), *texts(found.consensus), *texts(found.divisive)]
    )


def test_whoever_voted_only_on_what_is_hidden_now_is_not_counted(two_camps):
    extra = ContributionFactory(exercise=two_camps, kind=ContributionKind.STATEMENT)
    vote(two_camps, {extra: 1})
    extra.hidden = True
    extra.save()
    assert opinion_results(two_camps).people == 24


def test_few_people_in_no_group_are_left_out_of_all_figures_since_they_would_show_by_subtraction(two_camps):
    said = Contribution.objects.filter(exercise=two_camps, text="Afirmación 0").get()
    for _person in range(4):
        vote(two_camps, {said: -1})
    found = opinion_results(two_camps)
    assert found.left_out
    assert (found.people, found.counts[said.pk].agree, found.counts[said.pk].votes) == (24, 24, 24)
    vote(two_camps, {said: -1})
    found = opinion_results(two_camps)
    assert not found.left_out
    assert (found.people, found.counts[said.pk].disagree, found.by_group[-1].people) == (29, 5, 5)


def test_votes_are_told_by_sector_and_municipality_of_five_people_or_more(two_camps):
    found = opinion_results(two_camps)
    assert [(part.name, part.people) for part in found.by_sector] == [("Público", 12), ("Social", 12)]
    assert found.by_territory == ()
    for person in two_camps.table.participants.all()[:20]:
        person.territory = TerritoryFactory() if person.number % 2 else None
        person.save()
    assert opinion_results(two_camps).by_territory == ()


def test_small_sectors_and_paper_ballots_are_told_together(two_camps, facilitator):
    said = Contribution.objects.filter(exercise=two_camps).first()
    everybody = list(two_camps.table.participants.all())
    for person, sector in zip(everybody, ["academic"] * 3 + ["media"] * 2, strict=False):
        person.sector = sector
        person.save()
    Ballot.objects.bulk_create(
        Ballot(exercise=two_camps, voter=sheet_voter(two_camps.pk, n), item=one, value=1)
        for n in range(1, 3)
        for one in Contribution.objects.filter(exercise=two_camps)
    )
    parts = opinion_results(two_camps).by_sector
    assert [part.people for part in parts][-1] == 7
    assert parts[-1].name == "Otros, o sin dato"
    assert sum(part.people for part in parts) == 26
    assert said is not None


def test_no_figure_is_of_one_to_four_people(two_camps):
    draw = random.Random(3)
    said = list(Contribution.objects.filter(exercise=two_camps))
    for _person in range(11):
        sector = draw.choice(["social", "public", "private", ""])
        votes = {one: draw.choice([1, 1, 0, -1]) for one in said if draw.random() < 0.8}
        vote(two_camps, votes, sector=sector)
    found = opinion_results(two_camps)
    told = [*found.counts.values()]
    for part in (*found.by_group, *found.by_sector):
        assert part.people >= FEWEST
        told += part.counts.values()
    figures = [one for row in told for one in (row.agree, row.disagree, row.passed, row.votes) if one is not None]
    assert figures
    assert not any(is_small(one) for one in figures)
    assert any(row.hides for row in told)


def test_what_is_found_depends_on_the_votes_not_on_who_gave_them(two_camps, django_assert_num_queries, settings):
    before = opinion_results(two_camps)
    settings.SECRET_KEY = "another one, so that all pseudonyms are others"
    stored = {voter(two_camps.pk, one.pk) for one in two_camps.table.participants.all()}
    assert not Ballot.objects.filter(voter__in=stored).exists()
    after = opinion_results(two_camps)
    assert (after.groups, after.agree, after.divisive) == (before.groups, before.agree, before.divisive)
    assert after.by_sector == ()


def test_the_queries_are_as_many_for_few_people_as_for_many(opinion, django_assert_num_queries):
    said = statements(opinion)
    for _person in range(5):
        vote(opinion, dict.fromkeys(said, 1))
    with django_assert_num_queries(4):
        opinion_results(opinion)
    for _person in range(20):
        vote(opinion, dict.fromkeys(said, -1))
    with django_assert_num_queries(4):
        opinion_results(opinion)


def test_results_are_kept_until_a_vote_changes(two_camps, settings, django_assert_num_queries):
    settings.CACHES = settings.CACHES | {
        "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "kept-results"}
    }
    caches["pages"].clear()
    first = opinion_results(two_camps)
    with django_assert_num_queries(3):
        assert opinion_results(two_camps) == first
    said = Contribution.objects.filter(exercise=two_camps, text="Afirmación 0").get()
    for person in two_camps.table.participants.all()[:5]:
        again(two_camps, person, {said: -1})
    assert opinion_results(two_camps).counts[said.pk].disagree == 5


def test_a_real_conversation_has_the_groups_that_the_command_finds(axis, test_data):
    folder = test_data / "polis" / "15-per-hour-seattle"
    exercise = ExerciseFactory(table=TableFactory(axis=axis), type=ExerciseType.OPINION)
    with (folder / "comments.csv").open(newline="", encoding="utf-8") as file:
        rows = {int(row["comment-id"]): row for row in csv.DictReader(file)}
    made = {
        number: ContributionFactory(
            exercise=exercise, text=row["comment-body"][:600], hidden=row["moderated"] == "-1"
        )
        for number, row in sorted(rows.items())
    }
    votes = read_votes(folder).votes
    Ballot.objects.bulk_create(
        Ballot(exercise=exercise, voter=f"{person:032x}", item=made[statement], value=value)
        for person, row in zip(votes.participants.tolist(), votes.cells.tolist(), strict=True)
        for statement, value in zip(votes.statements.tolist(), row, strict=True)
        if value in (1, 0, -1) and statement in made
    )
    expected, found = analyse(votes), opinion_results(exercise)
    assert [one.people for one in found.groups] == [len(one.participants) for one in expected.groups]
    number = {one.pk: statement for statement, one in made.items()}
    assert [number[one.statement.pk] for one in found.agree] == [one.statement for one in expected.agree[:5]]
    for group, other in zip(found.groups, expected.groups, strict=True):
        assert [(number[one.statement.pk], one.side) for one in group.represented] == [
            (one.statement, one.side) for one in other.representative
        ]
    assert [number[one.statement.pk] for one in found.divisive] == [one.statement for one in expected.divisive[:5]]
