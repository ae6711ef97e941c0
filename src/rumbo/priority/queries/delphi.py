"""What the scores of a Delphi round say: how far evaluators agree, in the middle and around it; and who answered."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import Max

from rumbo.methods.agreement import agreement
from rumbo.priority.models import Assessment, DelphiRound, Evaluator
from rumbo.priority.queries.scores import Floats, Scores

#: A sector with fewer evaluators is given as "other", so that nobody's scores can be read from it.
LEAST_OF_SECTOR = 3
#: The sector of all that have too few, or none.
OTHER = "other"


def summary(scores: Scores) -> dict[str, Any]:
    """Return what a Delphi round found, as it is kept in `DelphiRound.result`: JSON, keys are ids as text.

    - ``people``, ``scored``: how many gave a score, and how many items have one; ``asked`` and ``answered``: pairs of
      evaluator and item that were to be scored, and that were in full.
    - ``overall``: ``{"w", "p", "people", "items"}`` of the order in which each would put the items, with all criteria
      alike; ``criteria``: ``{criterion: the same}``. None where nobody can be compared.
    - ``items``: ``{item: {criterion: [lower quartile, median, upper quartile, people]}}``; None, None, None, 0
      without a score.
    - ``sectors``: ``{sector: {"people", "medians": {item: {criterion: median or None}}}}``.
    """
    known = ~np.isnan(scores.values)
    return {
        "people": int(known.any(axis=(1, 2)).sum()),
        "scored": int(known.any(axis=(0, 2)).sum()),
        "asked": int(scores.asked.sum()),
        "answered": int(scores.complete.sum()),
        "overall": _found(orders(scores)),
        "criteria": {str(one.pk): _found(scores.values[:, :, at]) for at, one in enumerate(scores.criteria)},
        "items": _quartiles(scores),
        "sectors": _sectors(scores),
    }


def orders(scores: Scores) -> Floats:
    """Return evaluators × items: where each would put the items with all criteria alike, more is better.

    It is the sum over the criteria of what they gave less their own mean of that criterion, as a share of its scale,
    so that "cannot say" neither helps nor harms. An item of which less than half of the criteria have a score: NaN.
    """
    evaluators, items, criteria = scores.values.shape
    if not scores.values.size:
        return np.full((evaluators, items), np.nan)
    known = ~np.isnan(scores.values)
    better = np.array([1.0 if one.maximise else -1.0 for one in scores.criteria])
    parts = np.where(known, scores.values, 0.0) / scores.span * better
    own = parts.sum(axis=1, keepdims=True) / np.maximum(known.sum(axis=1, keepdims=True), 1)
    counts = known.sum(axis=2)
    total = np.where(known, parts - own, 0.0).sum(axis=2)
    # Sums of the same numbers in another order differ in their last digits; they are a tie.
    return np.where((counts > 0) & (2 * counts >= criteria), np.round(total, 9), np.nan)


def sectors_shown(scores: Scores) -> list[str]:
    """Return the sector of each evaluator as it may be shown: those of fewer than three together as "other"."""
    counts = Counter(scores.sectors)
    return [one if one and counts[one] >= LEAST_OF_SECTOR else OTHER for one in scores.sectors]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an evaluator is in a Delphi round: items asked, those scored in full in it, and the last answer.

    ``standing`` counts also those whose scores of an earlier Delphi round stand.
    """

    evaluator: Evaluator
    asked: int
    done: int
    standing: int
    begun: bool
    last: datetime.datetime | None

    @property
    def state(self) -> str:
        """Whether they are ``done``, at work (``go``) or have not begun (``mute``)."""
        if self.done >= self.asked:
            return "done"
        return "go" if self.begun else "mute"


def progress(delphi: DelphiRound, scores: Scores) -> list[Progress]:
    """Return how far each evaluator is, in their order: one query beside the scores."""
    last: dict[Any, Any] = dict(
        Assessment.objects.filter(delphi=delphi).values_list("evaluator_id").annotate(Max("at"))
    )
    done = scores.complete & scores.current
    return [
        Progress(
            evaluator=one,
            asked=int(scores.asked[row].sum()),
            done=int(done[row].sum()),
            standing=int(scores.complete[row].sum()),
            begun=bool(scores.current[row].any()),
            last=last.get(one.pk),
        )
        for row, one in enumerate(scores.evaluators)
    ]


def quartiles(values: Floats) -> Floats:
    """Return the lower quartile, the median and the upper one along the first axis; NaN where there is no value."""
    ordered = np.sort(values, axis=0)  # NaN come last
    counts = (~np.isnan(values)).sum(axis=0)
    found = np.full((3, *values.shape[1:]), np.nan)
    if not len(values):
        return found
    for place, share in enumerate((0.25, 0.5, 0.75)):
        at = np.maximum(counts - 1, 0) * share
        below = np.floor(at).astype(np.intp)
        above = np.minimum(below + 1, np.maximum(counts - 1, 0))
        low = np.take_along_axis(ordered, below[None], axis=0)[0]
        high = np.take_along_axis(ordered, above[None], axis=0)[0]
        found[place] = low + (high - low) * (at - below)
    return found


def _found(table: Floats) -> dict[str, Any] | None:
    found = agreement(table)
    if found is None:
        return None
    return {"w": round(found.w, 6), "p": float(f"{found.p:.3g}"), "people": found.people, "items": found.items}


def _quartiles(scores: Scores) -> dict[str, Any]:
    counts: Any = (~np.isnan(scores.values)).sum(axis=0).tolist()
    low, middle, high = (_plain(part) for part in quartiles(scores.values))
    keys = [str(one.pk) for one in scores.criteria]
    return {
        str(item.pk): {
            key: list(cell) for key, *cell in zip(keys, low[i], middle[i], high[i], counts[i], strict=True)
        }
        for i, item in enumerate(scores.items)
    }


def _sectors(scores: Scores) -> dict[str, Any]:
    """Return the medians by sector; people without a sector and small sectors together, if they are enough."""
    shown = np.array(sectors_shown(scores))
    keys = [str(one.pk) for one in scores.criteria]
    found: dict[str, Any] = {}
    for sector in sorted(set(shown.tolist())):
        rows = scores.values[shown == sector]
        people = int((~np.isnan(rows)).any(axis=(1, 2)).sum())
        if people >= LEAST_OF_SECTOR:
            medians = _plain(quartiles(rows)[1])
            found[sector] = {
                "people": people,
                "medians": {
                    str(item.pk): dict(zip(keys, medians[i], strict=True)) for i, item in enumerate(scores.items)
                },
            }
    return found


def _plain(table: Floats) -> list[list[float | None]]:
    """Return a table as lists, with None for NaN, rounded so that it reads well."""
    return [[None if value != value else round(value, 6) for value in row] for row in table.tolist()]
