"""What must hold for any votes."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from rumbo.methods.consensus import MISSING, Votes, analyse

VALUES = st.sampled_from([1, 0, -1, MISSING])
MATRICES = st.tuples(st.integers(1, 24), st.integers(1, 12)).flatmap(
    lambda shape: arrays(np.int8, shape, elements=VALUES)
)


def told(analysis):
    """Everything but the ids of people."""
    return (
        analysis.silhouette,
        [(len(group.participants), group.representative) for group in analysis.groups],
        analysis.agree,
        analysis.disagree,
        analysis.consensus,
        analysis.divisive,
    )


def votes_of(cells, participants=None):
    return Votes.from_matrix(
        range(len(cells)) if participants is None else participants, range(cells.shape[1]), cells
    )


@settings(deadline=None, max_examples=60)
@given(MATRICES.filter(lambda cells: (cells != MISSING).any()), st.randoms(use_true_random=False))
def test_who_people_are_and_their_order_changes_nothing_about_statements(cells, random):
    order = list(range(len(cells)))
    random.shuffle(order)
    expected = told(analyse(votes_of(cells)))
    assert told(analyse(votes_of(cells[order]))) == expected
    shuffled = analyse(votes_of(cells[order], order))
    assert told(shuffled) == expected


@settings(deadline=None, max_examples=60)
@given(MATRICES.filter(lambda cells: (cells != MISSING).any()), st.data())
def test_repeating_a_vote_or_voting_otherwise_first_changes_nothing(cells, data):
    rows = [(p, s, int(cells[p, s]), 10) for p, s in zip(*np.nonzero(cells != MISSING), strict=True)]
    person, statement, value, _ = data.draw(st.sampled_from(rows))
    earlier = data.draw(st.sampled_from([1, 0, -1]))
    more = [*rows, (person, statement, value, 10), (person, statement, earlier, 5)]
    mixed = data.draw(st.permutations(more))
    before, after = (Votes.from_rows(*zip(*listed, strict=True)) for listed in (rows, mixed))
    assert told(analyse(before)) == told(analyse(after))


@settings(deadline=None, max_examples=60)
@given(MATRICES.filter(lambda cells: (cells != MISSING).any()))
def test_groups_have_five_people_with_seven_votes_and_findings_five_votes(cells):
    analysis = analyse(votes_of(cells))
    given_votes = (cells != MISSING).sum(axis=1)
    people = [person for group in analysis.groups for person in group.participants]
    assert len(people) == len(set(people))
    assert all(given_votes[person] >= 7 for person in people)
    assert all(len(group.participants) >= 5 for group in analysis.groups)
    found = [*analysis.agree, *analysis.disagree, *(f for group in analysis.groups for f in group.representative)]
    assert all(f.votes >= 5 and f.low <= f.share <= f.high and 0 <= f.p <= f.p_adjusted <= 1 for f in found)
    assert not {f.statement for f in analysis.agree} & {f.statement for f in analysis.disagree}


@settings(deadline=None, max_examples=30)
@given(MATRICES.filter(lambda cells: (cells != MISSING).any()))
def test_turning_all_votes_exchanges_the_majorities(cells):
    turned = np.where(cells == MISSING, MISSING, -cells).astype(np.int8)
    straight, other = analyse(votes_of(cells)), analyse(votes_of(turned))
    assert [(f.statement, f.people, f.p) for f in straight.agree] == [
        (f.statement, f.people, f.p) for f in other.disagree
    ]
