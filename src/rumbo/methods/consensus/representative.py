"""Statements that represent a group: it says something about them that the others do not say as much."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rumbo.methods.consensus.results import Finding
from rumbo.methods.consensus.shares import (
    SIGNIFICANT,
    adjusted,
    chance,
    interval,
    one_share,
    smoothed,
    two_shares,
)
from rumbo.methods.consensus.statements import FEWEST_VOTES, ordered
from rumbo.methods.consensus.tally import Tally, tally
from rumbo.methods.consensus.votes import Votes

MOST = 5

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class _Side:
    """One side's figures, all groups × statements, in the terms of Polis."""

    count: Ints
    share: Floats  # the smoothed share in the group
    share_z: Floats  # that it is above one half
    ratio: Floats  # to the smoothed share elsewhere
    ratio_z: Floats  # that it is above the share elsewhere

    @property
    def metric(self) -> Floats:
        return self.ratio * self.ratio_z * self.share * self.share_z

    @property
    def significant(self) -> NDArray[np.bool_]:
        return (self.share_z > SIGNIFICANT) & (self.ratio_z > SIGNIFICANT)


def representative(votes: Votes, labels: Ints, *, most: int = MOST) -> tuple[tuple[Finding, ...], ...]:
    """Return the statements that represent each group, chosen much as Polis does; none where there is one group.

    A statement represents a group on the side (agree, disagree) that the group takes more than the others, where its
    share is significantly above one half and significantly above that of the others. The best one that the group
    agrees with comes in first, then the others by share × ratio × both z; at most ``most``. Where nothing is
    significant, the one with the largest difference. Agreement is listed before disagreement.

    Raises:
        ValueError: there is not one label for each person.
    """
    counts = tally(votes, labels)
    if len(counts.total) < 2:
        return ((),) * len(counts.total)
    rest = counts.elsewhere
    agree = _side(counts.agree, counts.total, rest.agree, rest.total)
    disagree = _side(counts.disagree, counts.total, rest.disagree, rest.total)
    p = chance(np.stack([agree.ratio_z, disagree.ratio_z]))
    p_adjusted = adjusted(p)
    agreeing = _agreeing(agree, disagree)
    found = []
    for group in range(len(counts.total)):
        chosen = _chosen(counts, agree, disagree, group)[:most]
        chosen.sort(key=lambda i: not agreeing[group, i])
        found.append(
            tuple(
                _finding(counts, rest, "agree" if agreeing[group, i] else "disagree", group, i, p, p_adjusted)
                for i in chosen
            )
        )
    return tuple(found)


def _side(count: Ints, total: Ints, others: Ints, others_total: Ints) -> _Side:
    share = smoothed(count, total)
    return _Side(
        count=count,
        share=share,
        share_z=one_share(count, total),
        ratio=share / smoothed(others, others_total),
        ratio_z=two_shares(count, total, others, others_total),
    )


def _agreeing(agree: _Side, disagree: _Side) -> NDArray[np.bool_]:
    """Say where a group stands for agreement (groups × statements): the significant side, else the larger difference.

    A side that nobody in the group took is not chosen while the other was.
    """
    larger = np.where(
        (agree.count > 0) == (disagree.count > 0), agree.ratio_z > disagree.ratio_z, agree.count > disagree.count
    )
    return np.where(agree.significant == disagree.significant, larger, agree.significant)


def _chosen(counts: Tally, agree: _Side, disagree: _Side, group: int) -> list[int]:
    """Return the places of a group's statements, the most representative first."""
    shown = counts.total[group] >= FEWEST_VOTES
    metric = np.where(_agreeing(agree, disagree), agree.metric, disagree.metric)[group]
    significant = np.flatnonzero((agree.significant | disagree.significant)[group] & shown)
    best = _best_agreed(agree, disagree, group, shown)
    if best is None and not len(significant):
        difference = np.maximum(*(np.where(side.count > 0, side.ratio_z, 0) for side in (agree, disagree)))[group]
        apart = np.flatnonzero(shown & (difference > 0))
        best = int(ordered(apart, difference, counts.statements)[0]) if len(apart) else None
    rest = [int(i) for i in ordered(significant, metric, counts.statements) if i != best]
    return rest if best is None else [best, *rest]


def _best_agreed(agree: _Side, disagree: _Side, group: int, shown: NDArray[np.bool_]) -> int | None:
    """Return the place of the statement that the group agrees with best; walks the statements in order, like Polis.

    While the best so far is agreed with more than elsewhere, only a better metric beats it; else a better share does.
    None where the best is agreed with no more than elsewhere: it does not set the group apart.
    """
    metric, ratio = agree.metric[group].tolist(), agree.ratio[group].tolist()
    plain = (agree.share * agree.share_z)[group].tolist()
    voted = (agree.count[group] + disagree.count[group] > 0) & shown
    first = (agree.share_z[group] > SIGNIFICANT) | ((agree.ratio[group] > 1) & (agree.share[group] > 0.5))
    best: int | None = None
    for i in np.flatnonzero(voted).tolist():
        if best is None:
            best = i if first[i] else None
        elif (metric if ratio[best] > 1 else plain)[i] > (metric if ratio[best] > 1 else plain)[best]:
            best = i
    apart = best is not None and ratio[best] > 1 and _agreeing(agree, disagree)[group, best]
    return best if apart else None


def _finding(counts: Tally, rest: Tally, side: str, group: int, i: int, p: Floats, p_adjusted: Floats) -> Finding:
    own, others = (counts.agree, rest.agree) if side == "agree" else (counts.disagree, rest.disagree)
    people, total = own[group, i], counts.total[group, i]
    low, high = interval(people, total)
    place = (0 if side == "agree" else 1, group, i)
    ratio = smoothed(people, total) / smoothed(others[group, i], rest.total[group, i])
    return Finding(
        statement=int(counts.statements[i]),
        side=side,
        people=int(people),
        votes=int(total),
        share=float(people / total),
        low=float(low),
        high=float(high),
        score=float(ratio),
        p=float(p[place]),
        p_adjusted=float(p_adjusted[place]),
        elsewhere=float(others[group, i] / max(rest.total[group, i], 1)),
        votes_elsewhere=int(rest.total[group, i]),
    )
