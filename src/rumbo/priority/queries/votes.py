"""Reading approval votes: when they are taken, what can be chosen, who voted (in numbers), and what came of it.

Nobody is told what somebody voted. While votes are taken nobody is told what they say; municipalities of fewer than 5
voters are told together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.cache import caches
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rumbo.participation.queries.disclosure import is_small, protected, protected_units
from rumbo.participation.queries.voters import Units, units
from rumbo.places.models import Territory
from rumbo.priority.enums import VoterKind, VotesTime
from rumbo.priority.models import ApprovalBallot, Round
from rumbo.priority.pseudonyms import sheet_voter
from rumbo.priority.queries.costs import costs_of
from rumbo.priority.queries.items import ItemRow, listed_items

if TYPE_CHECKING:
    import datetime

    from rumbo.plan.models import Plan

#: Fewest ballots of which a result is told.
FEWEST = 5
#: Highest number of a paper ballot.
LAST_SHEET = 9_999
#: Letters of an item's text that a list shows, and seconds for which a result is kept.
SHOWN, KEPT = 220, 60
_MARKS = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|[#*_`>|]+|<[^>]*>")


@dataclass(frozen=True, slots=True)
class Option:
    """An item that can be approved, with its cost (None: not known), its municipalities and the gist of its text."""

    row: ItemRow
    cost: Decimal | None = None
    places: tuple[str, ...] = ()
    gist: str = ""

    @property
    def pk(self) -> int:
        """The item's."""
        return self.row.pk

    @property
    def label(self) -> str:
        """Number and name of what is voted on."""
        return f"{self.row.number} {self.row.name}".strip()


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many ballots there are: in all, and by how they came; a count that gave somebody away is None."""

    total: int
    kinds: tuple[tuple[str, int | None], ...] = ()


@dataclass(frozen=True, slots=True)
class TallyRow:
    """How many approve of an item, their share of all ballots (0 to 1), and of each part; None: not told."""

    option: Option
    votes: int
    share: float
    parts: tuple[int | None, ...] = ()

    @property
    def percent(self) -> int:
        """The share in per cent."""
        return round(100 * self.share)


@dataclass(frozen=True, slots=True)
class Tally:
    """What a vote said, most approved first. ``parts`` are the municipalities with how many voted in each."""

    ballots: int
    rows: tuple[TallyRow, ...] = ()
    parts: tuple[tuple[str, int], ...] = ()

    @property
    def is_told(self) -> bool:
        """Whether enough people voted that it can be told."""
        return self.ballots >= FEWEST


@dataclass(frozen=True, slots=True)
class Ballots:
    """All ballots of a round in the order of their pseudonyms: what each approves of, and the part each is of."""

    choices: tuple[frozenset[int], ...]
    division: Units | None


def votes_time(found: Round, today: datetime.date | None = None) -> VotesTime:
    """Return whether a round takes votes on a day (today where none is given)."""
    day = today or timezone.localdate()
    if found.votes_from is None or found.votes_until is None:
        return VotesTime.NONE
    if day < found.votes_from:
        return VotesTime.COMING
    return VotesTime.OPEN if day <= found.votes_until and found.is_current else VotesTime.CLOSED


def public_vote(plan: Plan, key: str) -> Round | None:
    """Return the round of a public vote by its key; None where it is not published or takes no votes."""
    rounds = Round.objects.current().filter(plan=plan, key=key, is_published=True)
    found: Round | None = rounds.exclude(votes_from=None).first()
    if found is not None:
        found.plan = plan
    return found


def public_votes(plan: Plan) -> list[Round]:
    """Return the rounds of a plan whose votes are public and not over."""
    today = timezone.localdate()
    rounds = Round.objects.current().filter(plan=plan, is_published=True, votes_until__gte=today)
    return list(rounds.exclude(votes_from=None).order_by("votes_until", "pk"))


def options(found: Round, *, with_text: bool = True) -> list[Option]:
    """Return what can be approved of in a round, in its order: four queries at most."""
    rows = listed_items(found)
    if not rows:
        return []
    costs, places = costs_of(found, rows), _places(rows)
    gists = _gists(rows) if with_text else {}
    return [
        Option(row, costs.get(row.pk), places.get(row.element.pk, ()), gists.get(row.element.pk, "")) for row in rows
    ]


def ballot_of(found: Round, voter: str) -> ApprovalBallot | None:
    """Return the ballot of a pseudonym."""
    return ApprovalBallot.objects.filter(round=found, voter=voter).first() if voter else None


def turnout(found: Round) -> Turnout:
    """Return how many ballots there are; one query."""
    rows = ApprovalBallot.objects.filter(round=found).order_by()
    counts = dict(rows.values_list("kind").annotate(n=Count("pk")))
    kinds = [kind for kind in VoterKind if counts.get(kind)]
    told = protected([counts[kind] for kind in kinds])
    labels = [str(kind.label) for kind in kinds]
    return Turnout(sum(counts.values()), tuple(zip(labels, told, strict=True)))


def entered_sheets(found: Round) -> list[int]:
    """Return the numbers of the paper ballots that were entered, in order; one query."""
    papers = ApprovalBallot.objects.filter(round=found, kind=VoterKind.PAPER)
    voters = set(papers.values_list("voter", flat=True))
    numbers: list[int] = []
    for number in range(1, LAST_SHEET + 1):
        if len(numbers) == len(voters):
            break
        if sheet_voter(found.pk, number) in voters:
            numbers.append(number)
    return numbers


def ballots_of(found: Round, kinds: Iterable[str] = VoterKind.values) -> Ballots:
    """Return the ballots of a round that came in some ways, in an order that tells nothing; two queries.

    Points that are not above 0 are no approval.
    """
    rows = ApprovalBallot.objects.filter(round=found, kind__in=list(kinds)).order_by("voter")
    said = list(rows.values_list("votes", "territory"))
    names = _territories({place for _votes, place in said if place is not None})
    choices = tuple(frozenset(int(item) for item, value in votes.items() if value > 0) for votes, _place in said)
    return Ballots(choices, units([names.get(place or 0, "") for _votes, place in said]))


def parts_of(ballots: Ballots) -> list[str]:
    """Return the municipality of each ballot; empty where it is not known, or of fewer than 5 voters."""
    division = ballots.division
    if division is None:
        return [""] * len(ballots.choices)
    others = _("Others, or not said")
    names = ["" if name == others else name for name in division.names]
    return [names[place] for place in division.labels.tolist()]


def tally(found: Round, listed: Sequence[Option]) -> Tally:
    """Return what a vote said of the options listed; it is kept for a minute. Two queries."""
    name = f"votes-{found.pk}-{get_language()}"
    counted: tuple[int, dict[int, int], list[tuple[str, int]], dict[int, tuple[int | None, ...]]] | None
    counted = caches["results"].get(name)
    if counted is None or not set(counted[1]).issuperset(option.pk for option in listed):
        counted = _counted(ballots_of(found), [option.pk for option in listed])
        caches["results"].set(name, counted, KEPT)
    total, votes, parts, told = counted
    if total < FEWEST:
        return Tally(total)
    rows = [
        TallyRow(option, votes[option.pk], votes[option.pk] / total, told.get(option.pk, ())) for option in listed
    ]
    rows.sort(key=lambda row: -row.votes)
    return Tally(total, tuple(rows), tuple(parts))


def forget_tally(found: Round) -> None:
    """Let the next reader count anew, after staff changed the ballots."""
    caches["results"].delete_many([f"votes-{found.pk}-{language}" for language in ("es", "en")])


def _counted(
    ballots: Ballots, items: Sequence[int]
) -> tuple[int, dict[int, int], list[tuple[str, int]], dict[int, tuple[int | None, ...]]]:
    """Return the ballots, votes by item, people by part, and by item what is told of each part."""
    total = len(ballots.choices)
    votes = Counter(item for chosen in ballots.choices for item in chosen)
    counts = {item: votes.get(item, 0) for item in items}
    division = ballots.division
    if division is None or total < FEWEST:
        return total, counts, [], {}
    sizes = [int((division.labels == place).sum()) for place in range(len(division.names))]
    by_part: list[Counter[int]] = [Counter() for _ in sizes]
    for place, chosen in zip(division.labels.tolist(), ballots.choices, strict=True):
        by_part[place].update(chosen)
    told = {
        item: _told(
            [[part.get(item, 0), size - part.get(item, 0)] for part, size in zip(by_part, sizes, strict=True)]
        )
        for item in items
    }
    return total, counts, list(zip(division.names, sizes, strict=True)), told


def _told(cells: list[list[int]]) -> tuple[int | None, ...]:
    """Return how many of each part approve, without what would give somebody away (the sums are told)."""
    if not any(is_small(count) for row in cells for count in row):
        return tuple(row[0] for row in cells)
    whole = [sum(column) for column in zip(*cells, strict=True)]
    total = [*whole, sum(whole)]
    return tuple(row[0] for row in protected_units(cells, total, total))


def _territories(pks: set[int]) -> Mapping[int, str]:
    return {one.pk: one.title for one in Territory.objects.filter(pk__in=pks)} if pks else {}


def _places(rows: Sequence[ItemRow]) -> dict[int, tuple[str, ...]]:
    """Return the municipalities of projects by project; other elements have none of their own."""
    model: Any = type(rows[0].element)
    if not hasattr(model, "territories"):
        return {}
    pairs = model.territories.through.objects.filter(project__in=[row.element.pk for row in rows])
    found: dict[int, list[str]] = {}
    for pair in pairs.select_related("territory").order_by("territory__title"):
        found.setdefault(pair.project_id, []).append(pair.territory.name)
    return {project: tuple(names) for project, names in found.items()}


def _gists(rows: Sequence[ItemRow]) -> dict[int, str]:
    model: Any = type(rows[0].element)
    texts = model.objects.filter(pk__in=[row.element.pk for row in rows]).only("text", "text_en")
    return {one.pk: gist(one.body) for one in texts}


def gist(text: str) -> str:
    """Return the beginning of a text without its marks, cut after a word."""
    plain = " ".join(_MARKS.sub(r"\1", text[: 4 * SHOWN]).split())
    return plain if len(plain) <= SHOWN else f"{plain[:SHOWN].rsplit(' ', 1)[0]}…"
