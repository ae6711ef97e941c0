"""Statements that most agree or disagree with, that all groups agree with, and that divide groups."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rumbo.methods.consensus.results import Divide, Finding, Shared
from rumbo.methods.consensus.shares import (
    SIGNIFICANT,
    adjusted,
    chance,
    interval,
    one_share,
    smoothed,
    two_shares,
)
from rumbo.methods.consensus.tally import Tally, tally
from rumbo.methods.consensus.votes import Votes

FEWEST_VOTES = 5  # a statement that fewer people voted on is in no list: it would give them away
DIVIDES = 0.05  # the adjusted p up to which a difference between groups is more than chance

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def majority(votes: Votes) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Return the statements that a majority agrees with and those it disagrees with, the strongest first.

    All people count, also those with few votes. As in Polis, the smoothed share is above one half, significantly so
    (z above 1.28), and the order is that of share times z.
    """
    counts = tally(votes)
    sides = (counts.agree[0], counts.disagree[0])
    p = chance(np.stack([one_share(side, counts.total[0]) for side in sides]))
    p_adjusted = adjusted(p)
    agree, disagree = (
        _majority(counts, name, side, p[number], p_adjusted[number])
        for number, (name, side) in enumerate(zip(("agree", "disagree"), sides, strict=True))
    )
    return agree, disagree


def _majority(counts: Tally, name: str, side: Ints, p: Floats, p_adjusted: Floats) -> tuple[Finding, ...]:
    total = counts.total[0]
    share, z = smoothed(side, total), one_share(side, total)
    low, high = interval(side, total)
    score = share * z
    listed = np.flatnonzero((share > 0.5) & (z > SIGNIFICANT) & (total >= FEWEST_VOTES))
    return tuple(
        Finding(
            statement=int(counts.statements[i]),
            side=name,
            people=int(side[i]),
            votes=int(total[i]),
            share=float(side[i] / total[i]),
            low=float(low[i]),
            high=float(high[i]),
            score=float(score[i]),
            p=float(p[i]),
            p_adjusted=float(p_adjusted[i]),
        )
        for i in ordered(listed, score, counts.statements)
    )


def group_informed(votes: Votes, labels: Ints | None = None) -> tuple[Shared, ...]:
    """Return the statements in the order of their consensus across groups: ∏ (agree + 1) / (votes + 2).

    ``labels`` (n) gives each person's group from 0, -1 for none; without it everybody is one group. One group that
    disagrees pulls the product down, whatever its size.

    Raises:
        ValueError: there is not one label for each person.
    """
    counts = tally(votes, labels)
    together = counts.together
    score, (low, high) = smoothed(counts.agree, counts.total), interval(counts.agree, counts.total)
    total, product = together.total[0], score.prod(axis=0)
    return tuple(
        Shared(
            statement=int(counts.statements[i]),
            people=int(together.agree[0, i]),
            votes=int(total[i]),
            score=float(product[i]),
            least=float(score[:, i].min()),
            low=float(low[:, i].prod()),
            high=float(high[:, i].prod()),
        )
        for i in ordered(np.flatnonzero(total >= FEWEST_VOTES), product, counts.statements)
    )


def divisive(votes: Votes, labels: Ints) -> tuple[Divide, ...]:
    """Return the statements that divide the groups, the most dividing first; none where there is one group.

    Of each statement the pair of groups is taken in which the smoothed share of agreement in the one times that of
    disagreement in the other is largest. It is listed where the one group leans to agreement, the other to
    disagreement, and the difference is no chance: the adjusted p, which allows for all pairs and statements, is at
    most 0.05.

    Raises:
        ValueError: there is not one label for each person.
    """
    counts = tally(votes, labels)
    groups = len(counts.total)
    if groups < 2:
        return ()
    agree, disagree = smoothed(counts.agree, counts.total), smoothed(counts.disagree, counts.total)
    products = agree[:, None] * disagree[None]
    products[np.arange(groups), np.arange(groups)] = 0
    products = np.where((counts.total >= FEWEST_VOTES)[:, None] & (counts.total >= FEWEST_VOTES)[None], products, 0)
    columns = np.arange(len(counts.statements))
    one, other = np.divmod(products.reshape(groups**2, -1).argmax(axis=0), groups)
    score = products[one, other, columns]
    z = two_shares(*(count[group, columns] for group in (one, other) for count in (counts.agree, counts.total)))
    p = np.minimum(chance(z) * groups * (groups - 1), 1)
    p_adjusted = adjusted(p)
    leaning = (agree > disagree)[one, columns] & (disagree > agree)[other, columns]
    listed = np.flatnonzero((score > 0) & leaning & (p_adjusted <= DIVIDES))
    return tuple(
        _divide(counts, int(i), (int(one[i]), int(other[i])), (score[i], p[i], p_adjusted[i]))
        for i in ordered(listed, score, counts.statements)
    )


def _divide(counts: Tally, i: int, pair: tuple[int, int], figures: tuple[float, float, float]) -> Divide:
    one, other = pair
    agree, disagree = counts.agree[one, i], counts.disagree[other, i]
    score, p, p_adjusted = map(float, figures)
    return Divide(
        statement=int(counts.statements[i]),
        agreeing=one,
        disagreeing=other,
        people=int(agree + disagree),
        votes=int(counts.total[one, i] + counts.total[other, i]),
        agree=float(agree / counts.total[one, i]),
        disagree=float(disagree / counts.total[other, i]),
        score=score,
        p=p,
        p_adjusted=p_adjusted,
    )


def ordered(places: Ints, score: Floats, statements: Ints) -> Ints:
    """Return the places by falling score; of equal scores the statement with the smaller id comes first."""
    return places[np.lexsort((statements[places], -score[places]))]
