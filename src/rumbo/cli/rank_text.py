"""What `rumbo rank` says: the ranking as text and as an object."""

from __future__ import annotations

from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rumbo.cli.rank_file import RankTable
from rumbo.methods.ranking import Criterion, Ranking, Scale


def sentence(error: ValueError, table: RankTable) -> str:
    """Return why a table cannot be ranked, as far as reading it has not said so already."""
    scores = np.array(table.scores)
    weights = np.array([criterion.weight for criterion in table.criteria])
    if weights.sum() <= 0:
        return _("All weights are 0: give at least one criterion a weight above 0.")
    bare = np.flatnonzero((np.isnan(scores) | (weights == 0)).all(axis=1))
    if len(bare):
        return _("“%(id)s” has no score in any criterion with a weight. Give it one, or take it out.") % {
            "id": table.ids[int(bare[0])]
        }
    for criterion, column in zip(table.criteria, scores.T, strict=True):
        wrong = _wrong(criterion, column)
        if wrong is not None:
            return wrong % {"criterion": criterion.name, "levels": criterion.levels}
    return str(error)


def as_json(table: RankTable, found: Ranking) -> dict[str, Any]:
    """Return the object that ``--json`` prints: the alternatives, each with what every criterion adds."""
    return {
        "method": found.method.value,
        "criteria": [{"name": one.name, "weight": one.weight, "maximise": one.maximise} for one in table.criteria],
        "ranking": [
            {
                "place": int(found.places[row]),
                "id": table.ids[row],
                "value": float(found.values[row]),
                "missing": int(found.missing[row]),
                "parts": None if found.parts is None else [float(part) for part in found.parts[row]],
            }
            for row in found.order.tolist()
        ],
    }


def as_text(table: RankTable, found: Ranking) -> str:
    """Return the ranking to read, from the best on."""
    width = min(60, max(len(name) for name in table.ids))
    lines = []
    for row in found.order.tolist():
        missing = int(found.missing[row])
        note = ngettext("%(count)d score is missing", "%(count)d scores are missing", missing) % {"count": missing}
        line = f"{found.places[row]:>4}  {table.ids[row][:60]:<{width}}  {found.values[row]:>8.4f}"
        lines.append(f"{line}  {note if missing else ''}".rstrip())
    return "\n".join(lines)


def _wrong(criterion: Criterion, column: Any) -> str | None:
    known = column[~np.isnan(column)]
    if np.isinf(known).any():
        return _("“%(criterion)s” has a score that is no number.")
    if criterion.scale is Scale.RATIO and (known < 0).any():
        return _("“%(criterion)s” is on a ratio scale, where no score is below 0. Correct the score or the scale.")
    if criterion.scale is Scale.VERBAL and not np.isin(known, np.arange(1, criterion.levels + 1)).all():
        return _("“%(criterion)s” has levels from 1 to %(levels)d, and a score that is none of them.")
    return None
