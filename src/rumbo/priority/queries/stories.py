"""Reading how an order came about: who scored, by what, how often, and by which method. Nobody is named."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language

from rumbo.accounts.enums import Sector
from rumbo.priority.models import ApprovalBallot, Criterion, DelphiRound
from rumbo.priority.queries.outcomes import line_at

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rumbo.priority.models import Publication, Run

#: A sector of fewer evaluators is told with others; fewer ballots than this are not told.
LEAST_OF_SECTOR, FEWEST_BALLOTS = 3, 5
OTHER = "other"


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """A criterion of a ranking with its definition and share of the weight (0 to 1), and those of single people.

    ``low`` and ``high`` are the least and the most that anybody gave it.
    """

    name: str
    definition: str
    weight: float
    low: float
    high: float
    maximise: bool
    levels: tuple[str, ...] = ()

    @property
    def percent(self) -> float:
        """The share of the weight in per cent."""
        return 100 * self.weight


@dataclass(frozen=True, slots=True)
class DelphiLine:
    """A Delphi round: how many answered, and how far they agreed on the order (Kendall's W, none: not known)."""

    number: int
    people: int
    w: float | None


@dataclass(frozen=True, slots=True)
class Story:
    """How a ranking came about. ``sectors`` are pairs of a sector's code and its evaluators."""

    evaluators: int
    sectors: tuple[tuple[str, int], ...]
    criteria: tuple[CriterionLine, ...]
    delphi: tuple[DelphiLine, ...]
    method: Mapping[str, Any]
    first: int
    ranked: int
    ballots: int
    selection: Run | None
    unscored: int = 0


def story_of(publication: Publication) -> Story:
    """Return how the order of a publication came about: three queries."""
    run, result = publication.ranking, publication.ranking.result
    people = run.inputs.get("evaluators", ())
    ballots = ApprovalBallot.objects.filter(round=publication.round_id).count()
    return Story(
        evaluators=len(people),
        sectors=_sectors([str(one.get("sector") or "") for one in people]),
        criteria=_criteria(publication, run),
        delphi=_delphi(publication),
        method=run.method,
        first=line_at(run),
        ranked=len(result.get("ranking", ())),
        ballots=ballots if ballots >= FEWEST_BALLOTS else 0,
        selection=publication.selection,
        unscored=len(result.get("unscored", ())),
    )


def _sectors(given: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """Return how many there are of each sector, the largest first; small ones and none together, last."""
    counts = Counter(given)
    known = set(Sector.values) - {OTHER}
    shown = {code: count for code, count in counts.items() if code in known and count >= LEAST_OF_SECTOR}
    listed = sorted(shown.items(), key=lambda one: (-one[1], one[0]))
    others = len(given) - sum(shown.values())
    return (*listed, *([(OTHER, others)] if others and listed else []))


def _criteria(publication: Publication, run: Run) -> tuple[CriterionLine, ...]:
    """Return the criteria of a run by weight, in the words that they had in it.

    A run holds its definitions in Spanish: the English one of the round is shown where the Spanish one is the same
    still.
    """
    known: Mapping[str, Any] = run.origin.get("criteria") or {}
    records = {one.pk: one for one in Criterion.objects.filter(round=publication.round_id)}
    weights, spread = run.result.get("weights", ()), run.result.get("weights_spread", ())
    english = (get_language() or "").startswith("en")
    lines = []
    for place, given in enumerate(run.inputs.get("criteria", ())):
        record = records.get(known.get(str(given["id"]), 0))
        weight = float(weights[place]) if place < len(weights) else 0.0
        ends = spread[place] if place < len(spread) else {}
        definition = str(given.get("definition") or "")
        lines.append(
            CriterionLine(
                str((english and given.get("name_en")) or given.get("name") or given["id"]),
                record.body if record is not None and record.text == definition else definition,
                weight,
                float(ends.get("low") or 0),
                float(ends.get("high") or 0),
                bool(given.get("maximise", True)),
                tuple(given.get("level_names") or ()),
            )
        )
    return tuple(sorted(lines, key=lambda line: -line.weight))


def _delphi(publication: Publication) -> tuple[DelphiLine, ...]:
    rounds = DelphiRound.objects.filter(round=publication.round_id, closed_at__isnull=False).order_by("number")
    if (last := publication.ranking.origin.get("delphi_number")) is not None:
        rounds = rounds.filter(number__lte=int(last))
    return tuple(
        DelphiLine(one.number, int(one.result.get("people") or 0), (one.result.get("overall") or {}).get("w"))
        for one in rounds
    )
