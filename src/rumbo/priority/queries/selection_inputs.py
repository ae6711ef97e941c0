"""The problem of a selection, as `rumbo.methods.selection` reads it, from a round, its money and what is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.methods.selection import ProblemError, read_problem
from rumbo.priority.enums import RunKind, RunState, VotesTime
from rumbo.priority.method_words.selection import problem_sentence
from rumbo.priority.models import Run
from rumbo.priority.queries.project_money import ProjectMoney, RoundMoney, labels_of, source_name
from rumbo.priority.queries.runs import REPEATS
from rumbo.priority.queries.votes import ballots_of, parts_of, votes_time

if TYPE_CHECKING:
    from rumbo.priority.models import Round

#: Years that a selection looks at, at most; amounts of work: quick and thorough.
YEARS, QUICK, THOROUGH = 25, 20, 100
#: What the best and the last of a ranking are worth.
BEST, LAST = 100.0, 1.0
#: Where the worth of projects comes from, beside the number of a ranking.
BY_VOTES, BY_GROUPS = "votes", "groups"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks a selection for.

    ``budgets`` are amounts by source, one a year from ``first_year`` on. ``worth`` is the number of a ranking, or
    `BY_VOTES` or `BY_GROUPS`. ``minimums`` are shares (0 to 1) by ("axis" or "place", key). ``must`` and ``out`` are
    keys of projects, ``rivals`` sets of them of which at most one may be chosen. ``delay`` is the share of its worth
    that a project loses a year. ``keep_years``: nothing begins before its estimates do; ``keep_order``: what waits
    for another project by a milestone begins after it.
    """

    first_year: int
    budgets: Mapping[str, Sequence[Decimal]]
    worth: str
    minimums: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    must: frozenset[str] = frozenset()
    out: frozenset[str] = frozenset()
    rivals: tuple[frozenset[str], ...] = ()
    delay: Decimal = Decimal(0)
    keep_years: bool = True
    keep_order: bool = True
    rounds: int = QUICK


@dataclass(frozen=True, slots=True)
class Worth:
    """What projects are worth: values by key, or how many of each group approve; who has none is in ``without``."""

    values: Mapping[str, float]
    utilities: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    groups: Mapping[str, float] = field(default_factory=dict)
    said: str = ""

    @property
    def is_of_groups(self) -> bool:
        """Whether it is the groups' utility."""
        return bool(self.groups)


def rankings_of(found: Round) -> list[Run]:
    """Return the finished rankings of a round, the last one first."""
    runs = Run.objects.filter(round=found, kind=RunKind.RANKING, state=RunState.DONE).exclude(origin__has_key=REPEATS)
    return list(runs.only("pk", "number", "title", "plan", "state").order_by("-number"))


def selection_inputs(
    found: Round, money: RoundMoney, wanted: Wanted
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Return inputs, method and origin of a selection.

    Raises:
        Refused: something does not fit; the sentence says what and how to mend it.
    """
    worth = worth_of(found, money, wanted.worth)
    projects = [one for one in money.projects if one.key in worth.values]
    _check(projects, wanted)
    known = {one.key for one in projects}
    document = {
        "first_year": wanted.first_year,
        "budgets": {source: [int(amount) for amount in amounts] for source, amounts in wanted.budgets.items()},
        "projects": [_project(one, worth, wanted) for one in projects],
        "prerequisites": [
            {"project": one, "needs": other}
            for one, other in (money.order if wanted.keep_order else ())
            if one in known and other in known
        ],
        "exclusions": [sorted(group & known) for group in wanted.rivals if len(group & known) > 1],
        "minimums": [
            {kind: key, "share": float(share)} for (kind, key), share in sorted(wanted.minimums.items()) if share
        ],
        "delay": float(wanted.delay),
        "objective": "utility" if worth.is_of_groups else "priority",
        "groups": dict(worth.groups),
    }
    try:
        read_problem(document)
    except ProblemError as error:
        raise Refused(problem_sentence(error, labels_of(projects))) from error
    origin = {
        "items": {one.key: one.row.pk for one in projects},
        "sources": {source: source_name(source) for source in wanted.budgets},
        "axes": money.axes,
        "places": dict(money.places),
        "worth": wanted.worth,
        "said": worth.said,
        "out": sorted(wanted.out & known),
        "left_out": [
            *({"name": _label(row), "why": "cost"} for row in money.left_out),
            *({"name": one.label, "why": "worth"} for one in money.projects if one.key not in worth.values),
        ],
        "lasts": [one.key for one in projects if one.duration > _years(wanted)],
    }
    return document, {"rounds": wanted.rounds}, origin


def worth_of(found: Round, money: RoundMoney, source: str) -> Worth:
    """Return what the projects of a round are worth, from a ranking or from its votes.

    Raises:
        Refused: there is no such ranking, votes are still taken, or nobody voted.
    """
    if source in (BY_VOTES, BY_GROUPS):
        return _worth_by_votes(found, money, source)
    run = Run.objects.filter(round=found, kind=RunKind.RANKING, state=RunState.DONE, pk=_number(source)).first()
    if run is None:
        raise Refused(_("Choose where the worth of projects comes from: a finished ranking, or the votes."))
    return worth_by_ranking(run, {one.row.pk: one.key for one in money.projects})


def worth_by_ranking(run: Run, keys: Mapping[int, str]) -> Worth:
    """Return the worth of projects by a ranking: 100 for the best, 1 for the last, between by their values.

    The net flow of PROMETHEE goes from -1 to 1 and would make half of all projects worth less than nothing, though
    each of them is wanted; so all methods are brought to the same scale. Equals are worth the same. What the ranking
    could not place has no worth.
    """
    items: Mapping[str, int] = run.origin.get("items", {})
    values = {
        keys[items[entry["id"]]]: float(entry["value"])
        for entry in run.result.get("ranking", ())
        if items.get(entry["id"]) in keys and entry.get("value") is not None
    }
    if not values:
        raise Refused(_("This ranking has no project with a cost. Choose another one."))
    low, high = min(values.values()), max(values.values())
    scale = (BEST - LAST) / (high - low) if high > low else 0.0
    made = {key: round(BEST - (high - value) * scale, 6) for key, value in values.items()}
    return Worth(made, said=_("the ranking “%(title)s”") % {"title": str(run)})


def _worth_by_votes(found: Round, money: RoundMoney, source: str) -> Worth:
    if votes_time(found) in (VotesTime.COMING, VotesTime.OPEN):
        raise Refused(_("Votes are still taken. Wait for the last day, or make it an earlier one."))
    ballots = ballots_of(found)
    if not ballots.choices:
        raise Refused(_("Nobody voted, so the votes say nothing of what projects are worth."))
    keys = {one.row.pk: one.key for one in money.projects}
    counts: dict[str, dict[str, int]] = {key: {} for key in keys.values()}
    sizes: dict[str, int] = {}
    parts = parts_of(ballots) if source == BY_GROUPS else [""] * len(ballots.choices)
    for part, chosen in zip(parts, ballots.choices, strict=True):
        name = part or _("Others, or not said")
        sizes[name] = sizes.get(name, 0) + 1
        for item in chosen & keys.keys():
            row = counts[keys[item]]
            row[name] = row.get(name, 0) + 1
    if source == BY_VOTES:
        values = {key: float(sum(row.values())) for key, row in counts.items()}
        return Worth(values, said=_("the votes: how many approve of each"))
    utilities = {
        key: {name: round(100 * number / sizes[name], 6) for name, number in row.items()}
        for key, row in counts.items()
    }
    weights = dict.fromkeys(sizes, 1.0)
    said = _("the votes, each municipality alike: what share of its voters approve of each")
    return Worth(dict.fromkeys(counts, 0.0), utilities, weights, said)


def _project(one: ProjectMoney, worth: Worth, wanted: Wanted) -> dict[str, Any]:
    document: dict[str, Any] = {
        "id": one.key,
        "name": one.label,
        "costs": {source: list(amounts) for source, amounts in one.costs.items()},
        "duration": one.duration,
        "axis": one.row.axis.key,
        "places": dict(one.places),
    }
    if worth.is_of_groups:
        document["utilities"] = dict(worth.utilities.get(one.key, {}))
    else:
        document["value"] = worth.values[one.key]
    if wanted.keep_years:
        document["earliest"] = max(one.year, wanted.first_year)
    if one.key in wanted.out:
        document["latest"] = wanted.first_year - 1
        document.pop("earliest", None)
    elif one.key in wanted.must:
        document["must"] = True
    return document


def _check(projects: Sequence[ProjectMoney], wanted: Wanted) -> None:
    """Refuse what can be told without looking for a selection."""
    if not projects:
        raise Refused(_("No project of this round has both a cost and a worth. Give projects their estimates first."))
    total = sum((sum(amounts, Decimal(0)) for amounts in wanted.budgets.values()), Decimal(0))
    if total <= 0:
        raise Refused(_("All budgets are zero: give the amounts that there are."))
    cheapest = min(projects, key=lambda one: one.cost)
    if total < cheapest.cost:
        message = _("The budgets together pay no project: the cheapest one costs %(cost)s.")
        raise Refused(message % {"cost": f"${cheapest.cost:,}"})
    _check_must(projects, wanted)
    for kind, words in (("axis", _("axes")), ("place", _("municipalities"))):
        shares = sum((share for (of, _key), share in wanted.minimums.items() if of == kind), Decimal(0))
        if shares > 1:
            message = _("The minimum shares of the %(words)s add up to %(share)s %%, more than all the money.")
            raise Refused(message % {"words": words, "share": f"{100 * shares:.0f}"})


def _check_must(projects: Sequence[ProjectMoney], wanted: Wanted) -> None:
    """Refuse what must be in and cannot be finished within the years."""
    end = wanted.first_year + _years(wanted)
    for one in projects:
        begin = max(one.year, wanted.first_year) if wanted.keep_years else wanted.first_year
        if one.key in wanted.must and begin + one.duration > end:
            message = _(
                "%(name)s must be in, but lasts %(years)d years from %(first)d on and would not end by %(last)d. "
                "Look at more years, or leave it open."
            )
            values = {"name": one.label, "years": one.duration, "first": begin, "last": end - 1}
            raise Refused(message % values)


def _years(wanted: Wanted) -> int:
    return max((len(amounts) for amounts in wanted.budgets.values()), default=0)


def _label(row: Any) -> str:
    return f"{row.number} {row.element.title}".strip()


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else 0


def names_in(texts: Iterable[str], projects: Sequence[ProjectMoney]) -> tuple[frozenset[str], ...]:
    """Return the sets of projects that lines of numbers or keys name, such as “204, 7”.

    Raises:
        Refused: a line names what is no project of the round, or one alone.
    """
    known = {one.row.number: one.key for one in projects if one.row.number} | {one.key: one.key for one in projects}
    sets = []
    for line in texts:
        names = [name.strip() for name in line.replace(";", ",").split(",") if name.strip()]
        if not names:
            continue
        for name in names:
            if name not in known:
                message = _("“%(name)s” is no number of a project with a cost in this round.")
                raise Refused(message % {"name": name[:40]})
        group = frozenset(known[name] for name in names)
        if len(group) < 2:
            message = _("“%(line)s” names one project alone: write at least two, separated by commas.")
            raise Refused(message % {"line": line.strip()[:60]})
        sets.append(group)
    return tuple(sets)
