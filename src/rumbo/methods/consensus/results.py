"""What the analysis finds about statements; each finding says how many people stand behind it and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One side of a statement: how many of those who voted on it, everybody or a group, took this side.

    ``share`` is ``people / votes``, ``low`` to ``high`` its 95 % interval (Wilson). ``p`` is the chance of at least
    this outcome if nothing were behind it, ``p_adjusted`` the same where many statements are looked at (Benjamini and
    Hochberg). ``elsewhere`` and ``votes_elsewhere`` compare a group with everybody outside it.
    """

    statement: int
    side: str
    people: int
    votes: int
    share: float
    low: float
    high: float
    score: float
    p: float
    p_adjusted: float
    elsewhere: float | None = None
    votes_elsewhere: int | None = None


@dataclass(frozen=True)
class Shared:
    """A statement's consensus across groups: ``score`` is the product over groups of (agree + 1) / (votes + 2).

    ``people`` agree, of ``votes``; ``least`` is the share of agreement in the group that agrees least. ``low`` to
    ``high`` bounds the score: the products of the ends of the groups' 95 % intervals.
    """

    statement: int
    people: int
    votes: int
    score: float
    least: float
    low: float
    high: float


@dataclass(frozen=True)
class Divide:
    """A statement that one group agrees with and another disagrees with.

    ``score`` is the chance that a person drawn from group ``agreeing`` agrees and one from group ``disagreeing``
    disagrees; ``agree`` and ``disagree`` are these two shares, ``people`` those on these two sides, ``votes`` the
    votes of both groups. ``p`` says how likely so large a difference is by chance; ``p_adjusted`` allows for having
    looked at many.
    """

    statement: int
    agreeing: int
    disagreeing: int
    people: int
    votes: int
    agree: float
    disagree: float
    score: float
    p: float
    p_adjusted: float
