"""What an exercise of opinion found: the opinion map, what people agree on and what divides them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from django.core.cache import caches
from django.utils.translation import gettext as _

from rumbo.methods.consensus import Votes, analyse, majority, tally
from rumbo.methods.consensus.analysis import FEWEST_VOTES_TO_GROUP
from rumbo.methods.consensus.shares import interval
from rumbo.participation.queries.breakdowns import Counts, Part, parts, whole_counts
from rumbo.participation.queries.disclosure import FEWEST, is_small
from rumbo.participation.queries.items import items
from rumbo.participation.queries.voters import (
    Answers,
    Units,
    answers,
    by_sector,
    by_territory,
    described,
    kept_name,
)

if TYPE_CHECKING:
    from rumbo.methods.consensus import Analysis, Divide, Finding, Shared
    from rumbo.participation.models import Exercise

#: Entries of each list of results.
LISTED = 5
#: Names of opinion groups, the largest first.
GROUP_NAMES = "ABCDE"
#: Up to these adjusted p a finding is called very sure, sure, and a hint.
VERY_SURE, SURE, HINT = 0.01, 0.05, 0.1
#: How long results are kept, in seconds, while nothing they rest on changes.
KEPT_SECONDS = 3600
Divider = Callable[[Sequence[str], Mapping[str, tuple[str, str]]], Units | None]


@dataclass(frozen=True, slots=True)
class Statement:
    """What people were asked."""

    pk: int
    text: str


@dataclass(frozen=True, slots=True)
class Side:
    """A statement that people took a side on; ``sure`` is very, yes, hint or chance.

    ``counts`` are of everybody or of the group at hand; ``elsewhere`` is the percentage outside the group.
    """

    statement: Statement
    side: str
    counts: Counts
    sure: str
    elsewhere: int | None = None


@dataclass(frozen=True, slots=True)
class Common:
    """A statement that most of every group agrees with; ``groups`` are the groups' own counts, in order."""

    statement: Statement
    counts: Counts
    groups: tuple[Counts, ...]
    sure: str


@dataclass(frozen=True, slots=True)
class Dividing:
    """A statement that the group ``agreeing`` agrees with and ``disagreeing`` disagrees with (numbers from 0)."""

    statement: Statement
    agreeing: int
    disagreeing: int
    agree: Counts
    disagree: Counts
    sure: str


@dataclass(frozen=True, slots=True)
class OpinionGroup:
    """An opinion group of at least 5 people, what represents it, and where its people stand on the map."""

    name: str
    people: int
    represented: tuple[Side, ...]
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class OpinionResults:
    """All of it. ``people`` and ``votes`` are those that the figures are about.

    ``enough`` is False, and all else empty, where fewer than 5 people voted. ``can_group`` says whether there are
    enough statements for opinion groups (7), ``voters_to_group`` how many people voted on as many. ``left_out`` says
    that the figures leave out people who voted on fewer: so few (under 5) that they would show by subtraction.
    """

    enough: bool
    statements: tuple[Statement, ...]
    people: int = 0
    votes: int = 0
    left_out: bool = False
    can_group: bool = False
    voters_to_group: int = 0
    counts: Mapping[int, Counts] | None = None
    groups: tuple[OpinionGroup, ...] = ()
    agree: tuple[Side, ...] = ()
    disagree: tuple[Side, ...] = ()
    consensus: tuple[Common, ...] = ()
    divisive: tuple[Dividing, ...] = ()
    by_group: tuple[Part, ...] = ()
    by_sector: tuple[Part, ...] = ()
    by_territory: tuple[Part, ...] = ()


def opinion_results(exercise: Exercise) -> OpinionResults:
    """Return the results of an exercise of opinion; five queries, fewer while no answer changes.

    Only statements that are shown take part. What is kept in memory holds no pseudonym.
    """
    asked = [Statement(*row) for row in items(exercise).values_list("pk", "text")]
    people = described(exercise)
    name = kept_name(exercise, asked, people)
    found: OpinionResults | None = caches["pages"].get(name)
    if found is None:
        found = _results(answers(exercise), asked, people)
        caches["pages"].set(name, found, KEPT_SECONDS)
    return found


def sureness(p: float) -> str:
    """Return how sure a finding is: very, yes, hint or chance."""
    for name, limit in (("very", VERY_SURE), ("yes", SURE), ("hint", HINT)):
        if p <= limit:
            return name
    return "chance"


def _results(given: Answers, asked: Sequence[Statement], people: Mapping[str, tuple[str, str]]) -> OpinionResults:
    nothing = OpinionResults(False, tuple(asked))
    shown = {one.pk: one for one in asked}
    hidden = set(given.items.tolist()) - shown.keys()
    votes = Votes.from_rows(given.people, given.items, given.values, moderated_out=hidden)
    if np.count_nonzero(votes.given) < FEWEST:
        return nothing
    return _Reading(analyse(votes), shown, given.voters, people).results()


class _Reading:
    """Reads an analysis so that nothing that is told gives anybody away."""

    def __init__(
        self,
        analysis: Analysis,
        shown: Mapping[int, Statement],
        voters: Sequence[str],
        people: Mapping[str, tuple[str, str]],
    ) -> None:
        self.shown, self.people, self.voters = shown, people, voters
        self.analysis = analysis
        labels = analysis.labels
        has_voted = analysis.votes.given > 0
        apart = len(analysis.groups) > 1
        self.left_out = apart and is_small(int((has_voted & (labels < 0)).sum()))
        counted = np.flatnonzero(labels >= 0 if self.left_out else has_voted)
        self.votes = analysis.votes.of(counted)
        self.labels = labels[counted]
        self.points = analysis.projection.points[counted]
        self.counts = whole_counts(self.votes)
        self.groups = parts(self.votes, self._group_units(), self.counts) if apart else ()

    def results(self) -> OpinionResults:
        agree, disagree = majority(self.votes) if self.left_out else (self.analysis.agree, self.analysis.disagree)
        analysis = self.analysis
        return OpinionResults(
            enough=True,
            statements=tuple(self.shown.values()),
            people=len(self.votes.participants),
            votes=sum(counts.votes or 0 for counts in self.counts.values()),
            left_out=self.left_out,
            can_group=analysis.statement_count >= FEWEST_VOTES_TO_GROUP,
            voters_to_group=int((analysis.votes.given >= FEWEST_VOTES_TO_GROUP).sum()),
            counts=self.counts,
            groups=tuple(self._group(number) for number in range(self.group_count)),
            agree=tuple(self._side(one, self.counts) for one in agree[:LISTED]),
            disagree=tuple(self._side(one, self.counts) for one in disagree[:LISTED]),
            consensus=self._consensus() if self.group_count else (),
            divisive=tuple(self._dividing(one) for one in analysis.divisive[:LISTED]),
            by_group=self.groups,
            by_sector=self._parts(by_sector),
            by_territory=self._parts(by_territory),
        )

    @property
    def group_count(self) -> int:
        return len(self.analysis.groups) if self.groups else 0

    def _group_units(self) -> Units:
        groups = len(self.analysis.groups)
        names = [_("Group %(name)s") % {"name": name} for name in GROUP_NAMES[:groups]]
        rest = self.labels < 0
        if rest.any():
            names.append(_("In no group"))
        return Units(tuple(names), np.where(rest, groups, self.labels))

    def _parts(self, divide: Divider) -> tuple[Part, ...]:
        division = divide([self.voters[person] for person in self.votes.participants.tolist()], self.people)
        return parts(self.votes, division, self.counts) if division is not None else ()

    def _group(self, number: int) -> OpinionGroup:
        part = self.groups[number]
        points = np.sort(self.points[self.labels == number].round(2).view("f8,f8"), axis=0).view(float).reshape(-1, 2)
        return OpinionGroup(
            name=GROUP_NAMES[number],
            people=part.people,
            represented=tuple(
                self._side(one, part.counts, self._elsewhere(one, number))
                for one in self.analysis.groups[number].representative
            ),
            points=tuple((x, y) for x, y in points.tolist()),
        )

    def _elsewhere(self, finding: Finding, number: int) -> int | None:
        """Return the percentage of a side outside a group, from figures that are told."""
        others = [part.counts[finding.statement] for place, part in enumerate(self._grouped) if place != number]
        people, votes = [one.side(finding.side) for one in others], [one.votes for one in others]
        if None in people or None in votes or not sum(filter(None, votes)):
            return None
        return round(100 * sum(filter(None, people)) / sum(filter(None, votes)))

    @property
    def _grouped(self) -> tuple[Part, ...]:
        return self.groups[: self.group_count]

    def _side(self, finding: Finding, counts: Mapping[int, Counts], elsewhere: int | None = None) -> Side:
        statement, sure = self.shown[finding.statement], sureness(finding.p_adjusted)
        return Side(statement, finding.side, counts[finding.statement], sure, elsewhere)

    def _dividing(self, divide: Divide) -> Dividing:
        one, other = (
            self.groups[number].counts[divide.statement] for number in (divide.agreeing, divide.disagreeing)
        )
        statement = self.shown[divide.statement]
        return Dividing(statement, divide.agreeing, divide.disagreeing, one, other, sureness(divide.p_adjusted))

    def _consensus(self) -> tuple[Common, ...]:
        """Return the statements that most of each group agrees with, those that all groups share most first."""
        shared: list[Shared] = [one for one in self.analysis.consensus if one.least > 0.5][:LISTED]
        groups = tally(self.analysis.votes, self.analysis.labels)
        low, _high = interval(groups.agree, groups.total)
        least = dict(zip(groups.statements.tolist(), low.min(axis=0).tolist(), strict=True))
        return tuple(
            Common(
                statement=self.shown[one.statement],
                counts=self.counts[one.statement],
                groups=tuple(part.counts[one.statement] for part in self._grouped),
                sure="yes" if least[one.statement] > 0.5 else "hint",
            )
            for one in shared
        )
