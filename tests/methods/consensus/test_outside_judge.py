"""red-dwarf, which does what Polis does, says whether the analysis of three real conversations is right."""

from __future__ import annotations

import csv
import warnings
from pathlib import Path

import numpy as np
import pytest

from methods.consensus.conversations import PUBLISHED
from rumbo.methods.consensus import (
    MISSING,
    Votes,
    analyse,
    group_informed,
    group_participants,
    majority,
    project,
    read_votes,
    representative,
)


class Judged:
    """A conversation as Rumbo reads it, and what red-dwarf makes of it."""

    def __init__(self, folder: Path) -> None:
        self.votes: Votes = read_votes(folder).votes
        rows, columns = np.nonzero(self.votes.cells != MISSING)
        people, statements = self.votes.participants[rows], self.votes.statements[columns]
        values = self.votes.cells[rows, columns]
        self.rows = [
            {"participant_id": person, "statement_id": statement, "vote": vote, "modified": 0}
            for person, statement, vote in zip(people.tolist(), statements.tolist(), values.tolist(), strict=True)
        ]
        self.hidden = self.votes.statements[~self.votes.taking_part].tolist()
        with warnings.catch_warnings():  # its own, which are not ours to mend
            warnings.simplefilter("ignore")
            from reddwarf.implementations.polis import run_pipeline
            from sklearn.metrics import silhouette_score

            self.result = run_pipeline(votes=self.rows, mod_out_statement_ids=self.hidden, random_state=0)
            people_df = self.result.participants_df
            self.grouped = people_df["cluster_id"].notna().to_numpy()
            self.points = people_df[["x", "y"]].to_numpy()
            self.labels = np.where(self.grouped, people_df["cluster_id"].fillna(-1).astype(int), -1)
            assert people_df.index.tolist() == self.votes.participants.tolist()
            self.silhouette = silhouette_score(self.points[self.grouped], self.labels[self.grouped])


@pytest.fixture(scope="module", params=PUBLISHED)
def judged(request, test_data):
    return Judged(test_data / "polis" / request.param)


def test_first_five_majority_statements(judged):
    agree, disagree = majority(judged.votes)
    theirs = judged.result.consensus
    assert [finding.statement for finding in agree[:5]] == [row["tid"] for row in theirs["agree"]]
    assert [finding.statement for finding in disagree[:5]] == [row["tid"] for row in theirs["disagree"]]
    assert [finding.people for finding in agree[:5]] == [row["n-success"] for row in theirs["agree"]]


def test_first_five_group_informed_statements_given_its_labels(judged):
    scores = judged.result.group_aware_consensus["agree"]
    shown = [statement for statement in scores if statement not in judged.hidden]
    expected = sorted(shown, key=lambda statement: (-scores[statement], statement))[:5]
    found = group_informed(judged.votes, judged.labels)
    assert [shared.statement for shared in found[:5]] == expected
    assert [shared.score for shared in found] == pytest.approx([scores[shared.statement] for shared in found])


def test_silhouette_in_its_projection_at_its_number_of_groups(judged):
    number = judged.labels.max() + 1
    ours = group_participants(judged.points[judged.grouped], int(number))
    assert len(ours.sizes) == number
    assert ours.silhouette >= judged.silhouette - 1e-12  # sums of the same numbers in another order


def test_silhouette_is_measured_alike(judged):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from sklearn.metrics import silhouette_score
    ours = group_participants(judged.points[judged.grouped])
    theirs = silhouette_score(judged.points[judged.grouped], ours.labels)
    assert ours.silhouette == pytest.approx(theirs, abs=1e-9)


def test_same_projection_but_for_direction(judged):
    ours = project(judged.votes).points
    signs = np.sign((ours * judged.points).sum(axis=0))
    assert np.abs(ours * signs - judged.points).max() < 1e-3


def test_same_representative_statements_given_its_labels(judged):
    """But for statements that under five people voted on, and sides that most of the group did not take."""
    ours = representative(judged.votes, judged.labels)
    for number, findings in enumerate(ours):
        rows = judged.result.repness[number]
        right = [row for row in rows if row["n-trials"] >= 5 and 2 * row["n-success"] > row["n-trials"]]
        theirs = [(row["tid"], row["repful-for"], row["n-success"], row["n-trials"]) for row in right]
        found = [(f.statement, f.side, f.people, f.votes) for f in findings]
        assert len(right) >= 4
        assert [finding for finding in found if len(right) == len(rows) or finding in theirs] == theirs


def test_groups_near_those_that_polis_published(test_data):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from sklearn.metrics import adjusted_rand_score
    folder = test_data / "polis" / "15-per-hour-seattle"
    with (folder / "participants-votes.csv").open(encoding="utf-8", newline="") as file:
        published = {int(row["participant"]): row["group-id"] for row in csv.DictReader(file) if row["group-id"]}
    analysis = analyse(read_votes(folder).votes)
    ours = {person: number for number, group in enumerate(analysis.groups) for person in group.participants}
    assert ours.keys() == published.keys()
    people = sorted(ours)
    assert adjusted_rand_score([published[p] for p in people], [ours[p] for p in people]) >= 0.85
    assert [len(group.participants) for group in analysis.groups] == [97, 41]


@pytest.mark.parametrize("name", PUBLISHED[:2])
def test_list_of_votes_has_the_sign_of_the_matrix(test_data, name):
    folder = test_data / "polis" / name
    both, matrix = read_votes(folder), read_votes(folder / "participants-votes.csv").votes
    assert {note.code for note in both.notes} == {"revotes", "moderated_out"}
    np.testing.assert_array_equal(both.votes.cells, matrix.cells)
    np.testing.assert_array_equal(both.votes.participants, matrix.participants)
    np.testing.assert_array_equal(both.votes.statements, matrix.statements)
