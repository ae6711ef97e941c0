"""Places of a ranking in sentences: where something stands, why, how firm that is, and what would turn it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rumbo.priority.enums import RankMethod, ScoresBy

if TYPE_CHECKING:
    from rumbo.priority.queries.places import Against, PlaceOf, Reason
    from rumbo.priority.queries.ranking_results import Line, RankingResult, Turn

#: Criteria that a sentence names at most, and the share of what they decide together from which on no more are named.
NAMED, ENOUGH = 3, 0.8
#: How weights were put together, and who counts the same.
WEIGHING = {
    "given": gettext_lazy("As the criteria give them"),
    "geometric-mean": gettext_lazy("Geometric mean of those of the evaluators"),
    "arithmetic-mean": gettext_lazy("Mean of those of the evaluators"),
}
VOICES = {"each": gettext_lazy("each person alike"), "sectors": gettext_lazy("each sector alike")}


def place(line: Line, result: RankingResult) -> str:
    """Return where something stands."""
    values = {"place": line.place, "of": len(result.lines), "within": within(result.first)}
    if line.place is None:
        return _("It has no place: nobody gave it a score in a criterion that has a weight.")
    if result.first >= len(result.lines):
        return _("Place %(place)d of %(of)d.") % values
    if line.inside:
        return _("Place %(place)d of %(of)d: it is %(within)s.") % values
    return _("Place %(place)d of %(of)d: it is not %(within)s.") % values


def robustness(line: Line, result: RankingResult) -> list[str]:
    """Return how firm a place is, over weights and over evaluators; nothing for what has no place."""
    if line.place is None:
        return []
    said = [] if result.first >= len(result.lines) else [stays(line, result.first)]
    said.append(_range(line.interval))
    if line.people_in_first is not None and line.people_interval is not None:
        said.append(_people(line.people_in_first, line.people_interval, result))
    return said


def stays(line: Line, first: int) -> str:
    """Return how often something is among the first over other weights."""
    values = {"within": within(first), "n": of_hundred(line.in_first)}
    if line.inside:
        if line.in_first >= 1:
            return _("It stays %(within)s with every combination of weights that was tried.") % values
        return _("It stays %(within)s in %(n)s of every 100 combinations of weights.") % values
    if line.in_first <= 0:
        return _("No combination of weights that was tried puts it %(within)s.") % values
    return _("It would be %(within)s in %(n)s of every 100 combinations of weights.") % values


def turn(found: Turn | None, *, inside: bool, first: int) -> str:
    """Return the smallest change of one weight that puts something among the first, or out."""
    if found is None:
        if inside:
            return _("It stays %(within)s whatever single weight is changed.") % {"within": within(first)}
        return _("No change of a single weight puts it %(within)s.") % {"within": within(first)}
    values = {"within": within(first), "criterion": found.criterion, **_shares(found)}
    if found.enters:
        return (
            _(
                "It would be %(within)s if the weight of “%(criterion)s” went from %(before)s to "
                "%(after)s and the others kept their proportions."
            )
            % values
        )
    return (
        _(
            "It would no longer be %(within)s if the weight of “%(criterion)s” went from %(before)s to "
            "%(after)s and the others kept their proportions."
        )
        % values
    )


def short_turn(found: Turn | None) -> str:
    """Return the same for a cell of a table."""
    if found is None:
        return _("No single weight")
    return _("%(criterion)s: %(before)s → %(after)s") % {"criterion": found.criterion, **_shares(found)}


def support(line: Line) -> list[str]:
    """Return what a place rests on: who scored, and in how many criteria scores are missing."""
    people = ngettext("%(n)d person scored it.", "%(n)d people scored it.", line.scored_by) % {"n": line.scored_by}
    if not line.missing or line.place is None:
        return [people]
    lacking = ngettext(
        "It has no score in %(n)d criterion: that weight is shared among the others.",
        "It has no score in %(n)d criteria: those weights are shared among the others.",
        line.missing,
    )
    return [people, lacking % {"n": line.missing}]


def why(found: PlaceOf) -> list[str]:
    """Return why something stands where it does, against the next above and below."""
    said = []
    if found.above is not None:
        said.append(_above(found.above))
    if found.equals:
        names = listed([_("“%s”") % line.name for line in found.equals[:NAMED]], len(found.equals) - NAMED)
        said.append(_("It shares its place with %(names)s: their values are the same.") % {"names": names})
    if found.below is not None:
        said.append(_below(found.below))
    return said


def parts(line: Line, result: RankingResult) -> str:
    """Return what each criterion adds to a value, for whoever does not see the bar."""
    if line.parts is None:
        return _("Value %(value)s") % {"value": value(line.value)}
    told = zip(result.criteria, line.parts, strict=True)
    none = _("no score")
    return "; ".join(f"{one.name} {none if part is None else signed(part)}" for one, part in told)


def value(number: float) -> str:
    """Return the value of a place with as many decimals as one compares."""
    return signed(number).removeprefix("+")


def signed(number: float) -> str:
    """Return what a criterion adds, with its sign."""
    text = f"{abs(number):.3f}"
    if float(text) == 0:
        return text
    return f"{'+' if number > 0 else '−'}{text}"


def how(method: Mapping[str, Any], evaluators: int) -> list[tuple[str, str]]:
    """Return how a ranking was computed: what is said, and what it is."""
    weights = str(WEIGHING[method["weights"]])
    if method["weights"] != "given":
        weights = f"{weights}, {VOICES[method.get('voices', 'each')]}"
    return [
        (_("Method"), str(RankMethod(method["name"]).label)),
        (_("Scores of many"), str(ScoresBy(method["scores"]).label)),
        (_("Weights"), weights),
        (_("People who evaluated"), str(evaluators)),
        (_("Random combinations"), f"{method['samples']:,}"),
    ]


def within(first: int) -> str:
    """Return among which places it is that something stands, as part of a sentence."""
    return ngettext("in the first place", "among the first %(n)d", first) % {"n": first}


def of_hundred(share: float) -> str:
    """Return a share as so many of a hundred; next to none and next to all are not called none and all."""
    if 0 < share < 0.005:
        return _("fewer than 1")
    if 0.995 <= share < 1:
        return _("more than 99")
    return f"{share * 100:.0f}"


def percent(share: float) -> str:
    """Return a share in per cent, with a decimal where it has one."""
    return f"{share * 100:.1f}".removesuffix(".0") + "\N{NO-BREAK SPACE}%"


def listed(names: Sequence[str], more: int = 0) -> str:
    """Return names as one reads them: a, b and c."""
    shown = list(names)
    if more > 0:
        shown.append(ngettext("%(n)d more", "%(n)d more", more) % {"n": more})
    if len(shown) < 2:
        return "".join(shown)
    return _("%(some)s and %(last)s") % {"some": ", ".join(shown[:-1]), "last": shown[-1]}


def _shares(found: Turn) -> dict[str, str]:
    return {"before": percent(found.before), "after": percent(found.after)}


def _range(interval: tuple[int, int]) -> str:
    low, high = interval
    if low == high:
        return _("In 9 of every 10 combinations of weights its place is %(low)d.") % {"low": low}
    return _("In 9 of every 10 combinations of weights its place is from %(low)d to %(high)d.") % {
        "low": low,
        "high": high,
    }


def _people(share: float, interval: tuple[int, int], result: RankingResult) -> str:
    low, high = interval
    values = {"within": within(result.first), "n": of_hundred(share), "low": low, "high": high}
    if result.first >= len(result.lines):
        return (
            _("Had other people like these evaluated, its place would be from %(low)d to %(high)d 9 times out of 10.")
            % values
        )
    return (
        _(
            "Had other people like these evaluated, it would be %(within)s in %(n)s of every 100 cases, and its "
            "place from %(low)d to %(high)d 9 times out of 10."
        )
        % values
    )


def _above(found: Against) -> str:
    """Return why the next one above is above."""
    better, worse = _sides(found.reasons)
    values = {"name": found.line.name, "place": found.line.place, "more": better, "less": worse}
    if not worse:
        return _("“%(name)s”, in place %(place)d, is above because it does better in %(more)s.") % values
    return (
        _(
            "“%(name)s”, in place %(place)d, is above because it does better in %(more)s; it does worse in %(less)s, "
            "but by less."
        )
        % values
    )


def _below(found: Against) -> str:
    """Return why the next one below is below."""
    better, worse = _sides(found.reasons)
    values = {"name": found.line.name, "place": found.line.place, "more": worse, "less": better}
    if not better:
        return _("“%(name)s”, in place %(place)d, is below because it does worse in %(more)s.") % values
    return (
        _(
            "“%(name)s”, in place %(place)d, is below because it does worse in %(more)s; it does better in %(less)s, "
            "but by less."
        )
        % values
    )


def _sides(reasons: Sequence[Reason]) -> tuple[str, str]:
    """Return in which criteria a neighbour does better, and in which worse, with its scores against the others."""
    better, worse = (
        _decisive([reason for reason in reasons if (reason.part < 0) is wanted]) for wanted in (True, False)
    )
    return listed([_scores(reason) for reason in better]), listed([_scores(reason) for reason in worse])


def _decisive(reasons: Sequence[Reason]) -> list[Reason]:
    """Return the reasons that decide most, until they decide enough of what all decide."""
    total, told = sum(abs(reason.part) for reason in reasons), 0.0
    chosen: list[Reason] = []
    for reason in reasons:
        if len(chosen) == NAMED or told >= ENOUGH * total:
            break
        chosen.append(reason)
        told += abs(reason.part)
    return chosen


def _scores(reason: Reason) -> str:
    """Return a criterion with the neighbour's score before that of the line that was asked about."""
    values = {"criterion": reason.criterion.name, "one": score(reason.other), "other": score(reason.score)}
    if not reason.criterion.maximise:
        return _("%(criterion)s (%(one)s against %(other)s; less is better)") % values
    return _("%(criterion)s (%(one)s against %(other)s)") % values


def score(value: float | None) -> str:
    """Return a score as one reads it."""
    return _("no score") if value is None else f"{value:.2f}".rstrip("0").rstrip(".")
