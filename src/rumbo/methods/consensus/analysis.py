"""The whole analysis of one conversation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rumbo.methods.consensus.errors import VotesError
from rumbo.methods.consensus.grouping import SMALLEST_GROUP, Grouping, group_participants
from rumbo.methods.consensus.projection import Projection, project
from rumbo.methods.consensus.representative import representative
from rumbo.methods.consensus.results import Divide, Finding, Shared
from rumbo.methods.consensus.statements import divisive, group_informed, majority
from rumbo.methods.consensus.votes import Votes

FEWEST_VOTES_TO_GROUP = 7  # as in Polis: with fewer votes it is not known where a person stands

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Note:
    """Something the reader should know: a code and the words of its sentence.

    ``too_few_people`` (people, needed): nobody is grouped; ``one_group`` (people): opinions do not fall apart into
    groups. Reading adds its own, see ``reading``.
    """

    code: str
    params: dict[str, Any]


@dataclass(frozen=True)
class Group:
    """An opinion group: its people's ids, ascending, and the statements that represent it."""

    participants: tuple[int, ...]
    representative: tuple[Finding, ...]


@dataclass(frozen=True)
class Analysis:
    """Everything about one conversation.

    The counts are of people with a vote, of statements that take part and of votes on them. ``votes`` are those
    analysed; ``labels`` (n) and ``projection`` belong to its rows: the group of each person from 0, -1 for people
    in none. ``silhouette`` is None with fewer than two groups.
    """

    votes: Votes
    projection: Projection
    labels: Ints
    silhouette: float | None
    groups: tuple[Group, ...]
    agree: tuple[Finding, ...]
    disagree: tuple[Finding, ...]
    consensus: tuple[Shared, ...]
    divisive: tuple[Divide, ...]
    notes: tuple[Note, ...]

    @property
    def participant_count(self) -> int:
        """The number of people with a vote that takes part."""
        return int(np.count_nonzero(self.votes.given))

    @property
    def statement_count(self) -> int:
        """The number of statements that take part."""
        return int(np.count_nonzero(self.votes.taking_part))


def analyse(votes: Votes, n_groups: int | None = None) -> Analysis:
    """Analyse a conversation, in as many groups as fit best, or in ``n_groups``.

    The result depends on the votes alone: not on the order of people, nor on which of them has which id (but for the
    ids in the groups themselves).

    Raises:
        VotesError: ``no_votes``: nobody voted on a statement that takes part.
    """
    if not votes.count:
        raise VotesError("no_votes", file="")
    votes = votes.canonical()
    projection = project(votes)
    eligible = np.flatnonzero(votes.given >= FEWEST_VOTES_TO_GROUP)
    grouping = group_participants(projection.points[eligible], n_groups)
    labels = np.full(len(votes.participants), -1)
    labels[eligible] = grouping.labels
    represented = representative(votes, labels)
    agree, disagree = majority(votes)
    return Analysis(
        votes=votes,
        projection=projection,
        labels=labels,
        silhouette=grouping.silhouette,
        groups=tuple(
            Group(tuple(sorted(votes.participants[labels == number].tolist())), findings)
            for number, findings in enumerate(represented)
        ),
        agree=agree,
        disagree=disagree,
        consensus=group_informed(votes, labels if grouping.sizes else None),
        divisive=divisive(votes, labels),
        notes=_notes(grouping, len(eligible)),
    )


def _notes(grouping: Grouping, eligible: int) -> tuple[Note, ...]:
    if not grouping.sizes:
        return (Note("too_few_people", {"people": eligible, "needed": SMALLEST_GROUP}),)
    if len(grouping.sizes) == 1:
        return (Note("one_group", {"people": eligible}),)
    return ()
