from __future__ import annotations

import math

import numpy as np
import pytest

from methods.consensus.conversations import CAMPS, two_camps
from rumbo.methods.consensus import (
    MISSING,
    Votes,
    VotesError,
    analyse,
    divisive,
    group_informed,
    majority,
    project,
    representative,
    tally,
)


def ids(found):
    return [item.statement for item in found]


def test_two_camps():
    analysis = analyse(two_camps())
    assert sorted(group.participants for group in analysis.groups) == [tuple(range(12)), tuple(range(12, 24))]
    assert analysis.silhouette == pytest.approx(1)
    assert ids(analysis.agree) == [0, 1]
    assert ids(analysis.disagree) == [2]
    assert ids(analysis.divisive) == [3, 4, 5, 6, 7]
    assert ids(analysis.consensus)[:2] == [0, 1]
    assert (analysis.participant_count, analysis.statement_count, analysis.votes.count) == (25, 8, 198)
    assert analysis.notes == ()


def test_person_with_six_votes_is_in_no_group_but_in_the_majority():
    analysis = analyse(two_camps())
    assert all(100 not in group.participants for group in analysis.groups)
    assert analysis.agree[0].people == 25
    assert analysis.consensus[0].people == 24


def test_majority_says_how_many_and_how_sure():
    agree, disagree = majority(two_camps())
    first = agree[0]
    assert (first.statement, first.side, first.people, first.votes, first.share) == (0, "agree", 25, 25, 1.0)
    assert (first.low, first.high) == (pytest.approx(0.8668, abs=1e-4), 1.0)
    z = 2 * math.sqrt(26) * 0.5
    assert first.score == pytest.approx(26 / 27 * z)
    assert first.p == pytest.approx(math.erfc(z / math.sqrt(2)) / 2)
    assert first.p_adjusted == pytest.approx(first.p * 16 / 3)  # 16 tests, three of them equally sure
    assert disagree[0].side == "disagree"


def test_group_informed_is_the_product_over_groups():
    votes = two_camps()
    labels = np.array([0] * CAMPS + [1] * CAMPS + [-1])
    found = {shared.statement: shared for shared in group_informed(votes, labels)}
    assert found[0].score == pytest.approx((13 / 14) ** 2)
    assert found[3].score == pytest.approx(13 / 14 * 1 / 14)
    assert found[3].least == pytest.approx(1 / 14)
    assert (found[3].people, found[3].votes) == (12, 24)
    assert 0 <= found[3].low < found[3].score < found[3].high <= 1
    assert 8 not in found


def test_divisive_names_the_groups_and_how_sure():
    votes = two_camps()
    found = divisive(votes, np.array([0] * CAMPS + [1] * CAMPS + [-1]))
    last = {divide.statement: divide for divide in found}[7]
    assert (last.agreeing, last.disagreeing, last.people, last.votes) == (1, 0, 24, 24)
    assert (last.agree, last.disagree) == (1.0, 1.0)
    assert last.score == pytest.approx((13 / 14) ** 2)
    assert last.p <= last.p_adjusted < 0.001


def test_representative_compares_with_everybody_else():
    votes = two_camps()
    found = representative(votes, np.array([0] * CAMPS + [1] * CAMPS + [-1]))
    assert [(f.statement, f.side) for f in found[0]] == [
        (n, "disagree" if n == 7 else "agree") for n in (3, 4, 5, 6, 7)
    ]
    first = found[0][0]
    assert (first.people, first.votes, first.elsewhere, first.votes_elsewhere) == (12, 12, 0.0, 12)
    assert first.score == pytest.approx(13)
    assert first.p <= first.p_adjusted < 0.001
    assert [(f.statement, f.side) for f in found[1]] == [(7, "agree"), *((n, "disagree") for n in (3, 4, 5, 6))]


def test_moderated_out_statement_is_in_no_list():
    analysis = analyse(two_camps())
    lists = [analysis.agree, analysis.disagree, analysis.consensus, analysis.divisive]
    assert all(8 not in ids(found) for found in lists)
    assert all(8 not in ids(group.representative) for group in analysis.groups)
    assert (analysis.projection.components[:, 8] == 0).all()


def test_statement_that_under_five_people_voted_on_is_in_no_list():
    cells = np.full((20, 8), 1)
    cells[4:, 7] = MISSING
    analysis = analyse(Votes.from_matrix(range(20), range(8), cells))
    assert ids(analysis.agree) == list(range(7))
    assert ids(analysis.consensus) == list(range(7))


def test_all_the_same_votes_are_one_group():
    analysis = analyse(Votes.from_matrix(range(9), range(8), np.ones((9, 8), int)))
    assert [group.participants for group in analysis.groups] == [tuple(range(9))]
    assert [note.code for note in analysis.notes] == ["one_group"]
    assert analysis.silhouette is None
    assert analysis.divisive == ()
    assert analysis.groups[0].representative == ()
    assert ids(analysis.agree) == ids(analysis.consensus) == list(range(8))


def test_one_person_shows_nothing():
    analysis = analyse(Votes.from_matrix([3], range(8), np.ones((1, 8), int)))
    assert (analysis.groups, analysis.agree, analysis.consensus, analysis.divisive) == ((), (), (), ())
    assert [(note.code, note.params) for note in analysis.notes] == [("too_few_people", {"people": 1, "needed": 5})]


def test_people_with_few_votes_make_no_group_but_a_majority():
    analysis = analyse(Votes.from_matrix(range(9), range(6), np.ones((9, 6), int)))
    assert analysis.groups == ()
    assert ids(analysis.agree) == ids(analysis.consensus) == list(range(6))
    assert analysis.notes[0].params == {"people": 0, "needed": 5}


def test_no_votes():
    with pytest.raises(VotesError, match="no_votes"):
        analyse(Votes.from_rows([], [], []))
    with pytest.raises(VotesError, match="no_votes"):
        analyse(Votes.from_rows([1], [2], [1], moderated_out={2}))


def test_number_of_groups_may_be_given():
    draw = np.random.default_rng(5)
    votes = Votes.from_matrix(range(60), range(12), draw.integers(-1, 2, (60, 12)))
    assert [len(analyse(votes, number).groups) for number in (2, 3, 4)] == [2, 3, 4]


def test_votes_from_elsewhere_are_checked():
    with pytest.raises(VotesError) as caught:
        Votes.from_rows([1, 1], [1, 2], [1, 3])
    assert (caught.value.code, caught.value.params["line"]) == ("bad_vote", 2)
    with pytest.raises(VotesError, match="bad_vote"):
        Votes.from_matrix([1], [1, 2], [[0, 2]])
    with pytest.raises(ValueError, match="1 people"):
        tally(Votes.from_matrix([1], [1], [[0]]), np.array([0, 0]))


def test_projection_with_more_statements_than_people_is_the_same():
    draw = np.random.default_rng(7)
    cells = np.where(draw.random((12, 30)) < 0.7, draw.integers(-1, 2, (12, 30)), MISSING)
    wide = project(Votes.from_matrix(range(12), range(30), cells))
    centred = np.where(cells == MISSING, 0, cells - wide.means)
    _, singular, right = np.linalg.svd(centred)
    np.testing.assert_allclose(np.abs((wide.components * right[:2]).sum(axis=1)), 1, atol=1e-5)
    np.testing.assert_allclose(wide.explained, singular[:2] ** 2 / (singular**2).sum(), rtol=1e-5)


def test_components_point_to_their_largest_entry():
    votes = two_camps().of(np.arange(2 * CAMPS))
    components = project(votes).components
    assert components[0, np.abs(components[0]).argmax()] > 0
    assert (components[1] == 0).all()  # two camps differ in one direction only


def test_group_that_nothing_sets_apart_has_no_representative_statement():
    votes = Votes.from_matrix(range(20), range(8), np.ones((20, 8), int))
    assert representative(votes, np.arange(20) % 2) == ((), ())


def test_largest_difference_represents_where_nothing_is_significant():
    cells = np.zeros((20, 8), int)
    cells[0, 3] = 1
    found = representative(Votes.from_matrix(range(20), range(8), cells), np.arange(20) % 2)
    assert [[(f.statement, f.side, f.people, f.votes) for f in group] for group in found] == [
        [(3, "agree", 1, 10)],
        [],
    ]
