"""What a ranking says under other weights: what does not depend on them, found once from a run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from django.core.cache import caches

from rumbo.methods.ranking import Method
from rumbo.methods.ranking.judging import Judge
from rumbo.methods.runs.ranking_inputs import read_inputs, read_method

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rumbo.methods.ranking.criteria import Floats
    from rumbo.priority.models import Run

#: Seconds that the parts of a run are kept; a run never changes.
KEPT = 3600


@dataclass(frozen=True, slots=True)
class Movable:
    """A ranking whose weights can be moved.

    ``ids`` are the alternatives that it ranks, by place; ``criteria`` those that anybody gave a score in, in the
    order of the document; ``weights`` theirs in the run, of sum 1. ``parts`` has a row of numbers for each
    alternative: what each criterion is worth (additive methods; none without a score), or for TOPSIS ``to_best`` and
    ``to_worst``, the squared distances before weights.
    """

    method: str
    ids: tuple[str, ...]
    places: tuple[int, ...]
    criteria: tuple[str, ...]
    weights: tuple[float, ...]
    parts: tuple[tuple[float | None, ...], ...]
    to_best: tuple[tuple[float, ...], ...]
    to_worst: tuple[tuple[float, ...], ...]

    def places_under(self, weights: Sequence[float]) -> list[int]:
        """Return the place of each alternative under weights (one a criterion, in any unit); equals share it.

        Raises:
            ValueError: all are zero.
        """
        given = np.array(weights, dtype=np.float64)
        if given.sum() <= 0:
            raise ValueError("at least one weight has to be above 0")
        judge = _Kept(self)
        return [int(place) for place in judge.places((given / given.sum())[None, :])[0]]


class _Kept(Judge):
    """A judge from parts that were found before."""

    def __init__(self, found: Movable) -> None:
        self.method = Method(found.method)
        if self.method is Method.TOPSIS:
            self.to_best, self.to_worst = np.array(found.to_best), np.array(found.to_worst)
            return
        parts = np.array(found.parts, dtype=np.float64)
        self.known = ~np.isnan(parts)
        self.complete = bool(self.known.all())
        self.parts = np.nan_to_num(parts)


def movable(run: Run) -> Movable | None:
    """Return what moves in a ranking; none where it ranks nothing."""
    if not run.result.get("ranking"):
        return None
    name = f"movable-{run.pk}-{run.checksum}"
    found: Movable | None = caches["values"].get(name)
    if found is None:
        found = _found(run.inputs, run.method, run.result)
        caches["values"].set(name, found, KEPT)
    return found


def _found(inputs: Mapping[str, Any], method: Mapping[str, Any], result: Mapping[str, Any]) -> Movable:
    given, how = read_inputs(inputs), read_method(method)
    alternatives = [str(one["id"]) for one in inputs["alternatives"]]
    criteria = [str(one["id"]) for one in inputs["criteria"]]
    ids = [str(entry["id"]) for entry in result["ranking"]]
    table = np.array(result["table"], dtype=np.float64)[[alternatives.index(one) for one in ids]]
    columns = [place for place in range(len(criteria)) if not np.isnan(table[:, place]).all()]
    judged = dict(zip(given.criteria, given.judged, strict=True))
    judge = Judge(table[:, columns], [replace(judged[criteria[place]], weight=1.0) for place in columns], how.name)
    is_topsis = how.name is Method.TOPSIS
    return Movable(
        method=how.name.value,
        ids=tuple(ids),
        places=tuple(int(entry["place"]) for entry in result["ranking"]),
        criteria=tuple(criteria[place] for place in columns),
        weights=tuple(float(result["weights"][place]) for place in columns),
        parts=() if is_topsis else _rows(np.where(judge.known, judge.parts, np.nan)),
        to_best=_rows(judge.to_best) if is_topsis else (),
        to_worst=_rows(judge.to_worst) if is_topsis else (),
    )


def _rows(values: Floats) -> tuple[tuple[Any, ...], ...]:
    return tuple(tuple(None if value != value else value for value in row) for row in values.tolist())
