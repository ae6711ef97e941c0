"""What is told of votes, and the file that they are kept in."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import EstimateFactory
from rumbo.core.errors import Refused
from rumbo.methods.equal_shares import read_pabulib, votes_column
from rumbo.priority.queries.votes import (
    ballots_of,
    gist,
    options,
    parts_of,
    public_vote,
    public_votes,
    tally,
    turnout,
    votes_time,
)
from rumbo.priority.services.votes import import_votes
from rumbo.priority.vote_files import write_votes


def test_when_votes_are_taken(vote):
    day = datetime.timedelta(days=1)
    times = [vote.votes_from - day, vote.votes_from, vote.votes_until, vote.votes_until + day]
    assert [votes_time(vote, today) for today in times] == ["coming", "open", "open", "closed"]
    vote.state = "withdrawn"
    assert votes_time(vote) == "closed"
    vote.votes_from = None
    assert votes_time(vote) == "none"


def test_what_is_public(plan, vote, closed):
    assert public_vote(plan, "ronda") == vote
    assert public_votes(plan) == [vote]
    closed()
    assert public_vote(plan, "ronda") == vote
    assert public_votes(plan) == []
    vote.is_published = False
    vote.save()
    assert public_vote(plan, "ronda") is None


def test_options_have_cost_place_and_gist_and_no_cost_is_not_zero(vote, add, lerdo):
    one, two = add("1", 600_000, text="Uno en **cada** pozo [aquí](https://x.example)."), add("2")
    EstimateFactory(project=one.project, amount=50)
    EstimateFactory(project=one.project, amount=70, state="withdrawn")
    EstimateFactory(project=two.project, amount=0)
    one.project.territories.add(lerdo)
    first, second = options(vote)
    assert (first.cost, first.places, first.gist) == (Decimal("600050.00"), ("Lerdo",), "Uno en cada pozo aquí.")
    assert (second.cost, second.places, second.label) == (None, (), "2 Obra 2")


def test_a_gist_ends_with_a_word():
    found = gist("palabra " * 100)
    assert found.endswith("palabra…")
    assert len(found) <= 221


def test_options_cost_the_same_queries_for_few_and_many(vote, add):
    def asked():
        with CaptureQueriesContext(connection) as captured:
            options(vote)
        return len(captured)

    add("1", 5)
    few = asked()
    for number in range(2, 32):
        add(str(number), 5)
    assert asked() == few


def test_a_tally_is_most_approved_first(vote, add, ballots):
    one, two = add("1"), add("2")
    ballots(4, [one])
    ballots(5, [two])
    found = tally(vote, options(vote))
    assert [(row.option.pk, row.votes, row.percent) for row in found.rows] == [(two.pk, 5, 56), (one.pk, 4, 44)]
    assert found.parts == ()


def test_of_fewer_than_five_ballots_nothing_is_told(vote, add, ballots):
    one = add("1")
    ballots(4, [one])
    found = tally(vote, options(vote))
    assert not found.is_told
    assert found.rows == ()


def test_small_municipalities_are_told_with_the_others(vote, add, ballots, lerdo, matamoros):
    one = add("1")
    ballots(10, [one], lerdo)
    ballots(4, [one], matamoros)
    ballots(3, [one])
    found = tally(vote, options(vote))
    assert found.parts == (("Lerdo", 10), ("Otros, o sin dato", 7))


def test_a_count_that_gives_somebody_away_is_not_told_nor_follows(vote, add, ballots, lerdo, matamoros):
    one, two = add("1"), add("2")
    ballots(9, [one], lerdo)
    ballots(2, [two], lerdo)
    ballots(12, [one, two], matamoros)
    found = tally(vote, options(vote))
    parts = {row.option.pk: row.parts for row in found.rows}
    assert parts[two.pk] == (None, None)
    assert parts[one.pk] == (None, None)


def test_what_came_how_is_told_in_numbers_that_give_nobody_away(vote, add, ballots):
    one = add("1")
    ballots(8, [one])
    ballots(2, [one], kind="paper")
    found = turnout(vote)
    assert found.total == 10
    assert {count for _label, count in found.kinds} == {None}


def test_the_file_is_read_back_as_it_was(vote, manager, add, ballots, lerdo, matamoros, closed):
    one, two = add("1", "600000.50"), add("2", 500_000)
    without = add("3")
    ballots(6, [one, two, without], lerdo)
    ballots(5, [two], matamoros)
    ballots(5, [])
    vote.refresh_from_db()
    text = write_votes(vote, options(vote), ballots_of(vote))
    election = read_pabulib(text)
    assert dict(zip(election.projects, election.costs, strict=True)) == {"1": 1_200_001, "2": 1_000_000}
    assert [len(who) for who in election.supporters] == [6, 11]
    assert sorted(votes_column(text, "neighborhood")) == [""] * 5 + ["Lerdo"] * 6 + ["Matamoros"] * 5
    assert all(ballot.voter not in text for ballot in vote.ballots.all())
    vote.ballots.all().delete()
    assert import_votes(manager, vote, text.encode()).votes == {one.pk: 6, two.pk: 11}


def test_a_file_needs_a_budget(vote, add):
    add("1", 5)
    vote.votes_budget = None
    with pytest.raises(Refused, match="presupuesto"):
        write_votes(vote, options(vote), ballots_of(vote))


def test_a_title_is_never_a_formula_in_the_file(vote, add):
    item = add("1", 5)
    vote.refresh_from_db()
    type(item.project).objects.update(title="=1+1")
    text = write_votes(vote, options(vote), ballots_of(vote))
    assert ";'=1+1;" in text


def test_ballots_by_how_they_came(vote, add, ballots, lerdo):
    one = add("1")
    ballots(6, [one], lerdo)
    ballots(3, [one], kind="paper")
    assert len(ballots_of(vote, ["paper"]).choices) == 3
    assert parts_of(ballots_of(vote, ["paper"])) == ["", "", ""]
    assert parts_of(ballots_of(vote)).count("Lerdo") in (0, 6)
