"""The results of an exercise of importance: the order, how sure it is, and how far people agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from rumbo.methods.importance import Kind
from rumbo.participation.queries.importances import importance_results
from rumbo.participation.words import told_few

if TYPE_CHECKING:
    from rumbo.methods.importance import Concordance
    from rumbo.participation.models import Exercise
    from rumbo.participation.queries.importances import ImportancePart, ImportanceResults, Imported, Ranked

#: From these on Kendall's W is called so: halfway between the 0.1, 0.3, 0.5, 0.7 and 0.9 that Schmidt (1997) calls
#: very weak, weak, moderate, strong and unusually strong.
AGREEMENT = (0.2, 0.4, 0.6, 0.8)
#: Where the scales end that people are asked on: stars, marks, per cent.
ENDS = (5, 10, 100)
#: The width of a bar that shows a mean with its interval, and what is left free at both ends.
WIDTH, EDGE = 240, 8


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its 95 % interval as lengths along a bar."""

    mean: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Line:
    """A thing in its place with its bar; ``bar`` is None where nothing is told of it."""

    ranked: Ranked
    bar: Interval | None


def context(exercise: Exercise) -> dict[str, Any]:
    """Return ``found`` (`ImportanceResults`) and what the page says of it."""
    found = importance_results(exercise)
    if not found.enough:
        asked = bool(found.asked)
        nothing = told_few(asked, _("Nothing is there to judge the importance of."))
        return {"found": found, "too_few": nothing, "imported": _imported(found)}
    return {
        "found": found,
        "lines": [Line(one, _interval(one, found)) for one in found.ranked],
        "width": WIDTH,
        "measure": MEASURES[found.kind](),
        "scale": SCALES[found.kind]() % {"most": round(found.most)},
        "agreement": agreement(found.concordance),
        "tables": _tables(found),
    }


def _imported(found: ImportanceResults) -> list[tuple[Imported, int]]:
    """Return what was imported with the length of its bar, on the least of the usual scales that holds all of it."""
    most = max((one.score for one in found.imported), default=0)
    top = next((end for end in ENDS if most <= end), most)
    return [(one, round(100 * one.score / top)) for one in found.imported]


def agreement(found: Concordance | None) -> tuple[str, str, str]:
    """Return tone, word and sentence of how far people agree on the order, and whether it could be chance."""
    if found is None:
        return "mute", _("It cannot be said"), _("Too few people judged all of them to say how far they agree.")
    name = sum(found.w >= limit for limit in AGREEMENT)
    figures = {"w": f"{found.w:.2f}", "people": found.people}
    sentence = AGREEMENTS[name]() % figures
    if found.by_chance:
        return "ask", _("The order could be chance"), sentence
    return "ok", _("The order is no chance"), sentence


def _interval(one: Ranked, found: ImportanceResults) -> Interval | None:
    if one.mean is None:
        return None
    first = 0 if found.kind is Kind.POINTS else 1
    last = found.most or max(other.high or 0 for other in found.ranked)
    span = max(last - first, 1)

    def along(value: float) -> int:
        share = min(max((value - first) / span, 0), 1)
        share = 1 - share if found.kind is Kind.RANKING else share
        return round(EDGE + share * (WIDTH - 2 * EDGE))

    ends = along(one.low if one.low is not None else one.mean), along(one.high if one.high is not None else one.mean)
    return Interval(along(one.mean), min(ends), max(ends))


def _tables(found: ImportanceResults) -> list[tuple[str, Sequence[ImportancePart], list[tuple[str, list[Any]]]]]:
    named = ((_("By sector"), found.by_sector), (_("By municipality"), found.by_territory))
    return [
        (caption, parts, [(one.text, [(part.name, part.means[one.pk]) for part in parts]) for one in found.ranked])
        for caption, parts in named
        if parts
    ]


#: What the means are called, by kind of scale, and what its ends mean.
MEASURES = {
    Kind.RATING: lambda: _("Mean importance"),
    Kind.POINTS: lambda: _("Mean of points"),
    Kind.RANKING: lambda: _("Mean place"),
}
SCALES = {
    Kind.RATING: lambda: _("From 1, little, to 5, very important."),
    Kind.POINTS: lambda: _("Points that each person gave, on average."),
    Kind.RANKING: lambda: _("The place that each person gave, on average, of %(most)d: 1 is the most important."),
}
#: How far people agree, from not at all to very much.
AGREEMENTS = (
    lambda: _("People order them very differently (W = %(w)s, %(people)d people)."),
    lambda: _("People agree little on the order (W = %(w)s, %(people)d people)."),
    lambda: _("People agree somewhat on the order (W = %(w)s, %(people)d people)."),
    lambda: _("People agree much on the order (W = %(w)s, %(people)d people)."),
    lambda: _("People agree very much on the order (W = %(w)s, %(people)d people)."),
)
