"""Why something has its place in a ranking: against the next above and below, by the scores that were ranked."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from rumbo.methods.ranking import Criterion, Method, compare
from rumbo.methods.ranking.criteria import Floats
from rumbo.methods.runs.ranking_inputs import read_inputs
from rumbo.priority.models import Run
from rumbo.priority.queries.ranking_results import CriterionRow, Line, RankingResult, ranking_result


@dataclass(frozen=True, slots=True)
class Reason:
    """What a criterion adds to the difference of two: ``score`` and ``other`` are theirs, None without one."""

    criterion: CriterionRow
    part: float
    score: float | None
    other: float | None


@dataclass(frozen=True, slots=True)
class Against:
    """A neighbour in the order. ``reasons`` are what speaks for the one that was asked about where ``part`` is
    above 0, and for the neighbour where it is below; the one that decides most first.
    """

    line: Line
    reasons: list[Reason]


@dataclass(frozen=True, slots=True)
class PlaceOf:
    """The place of one line: its neighbours with another place, those that share it, and its scores by criterion."""

    result: RankingResult
    line: Line
    above: Against | None
    below: Against | None
    equals: list[Line]
    scores: list[tuple[CriterionRow, float | None, float | None]]


def place_of(run: Run, identity: str) -> PlaceOf | None:
    """Return why something has its place in a ranking that is done; None where it is not in it. No query."""
    result = ranking_result(run)
    line = result.line(identity)
    if line is None:
        return None
    rows = {one["id"]: row for row, one in enumerate(run.inputs["alternatives"])}
    table = run.result["table"]
    parts = line.parts or [None] * len(result.criteria)
    scores = list(zip(result.criteria, table[rows[identity]], parts, strict=True))
    if line.place is None:
        return PlaceOf(result, line, None, None, [], scores)
    better = [one for one in result.lines if one.place is not None and one.place < line.place]
    worse = [one for one in result.lines if one.place is not None and one.place > line.place]
    judge = _Judge(run, result)
    return PlaceOf(
        result=result,
        line=line,
        above=judge.against(line, better[-1]) if better else None,
        below=judge.against(line, worse[0]) if worse else None,
        equals=[one for one in result.lines if one.place == line.place and one.id != identity],
        scores=scores,
    )


class _Judge:
    """Compares two lines of a ranking by the method and the weights of it."""

    def __init__(self, run: Run, result: RankingResult) -> None:
        read = read_inputs(run.inputs)
        judged = dict(zip(read.criteria, read.judged, strict=True))
        rows = {one["id"]: row for row, one in enumerate(run.inputs["alternatives"])}
        table = np.array(run.result["table"], dtype=np.float64)
        ranked = table[[rows[line.id] for line in result.lines]]
        self.columns = np.flatnonzero(~np.isnan(ranked).all(axis=0)).tolist()
        self.criteria = [result.criteria[column] for column in self.columns]
        self.judged: list[Criterion] = [replace(judged[one.id], weight=one.weight) for one in self.criteria]
        self.table: Floats = ranked[:, self.columns]
        self.places = {line.id: place for place, line in enumerate(result.lines)}
        self.method = Method(run.method["name"])

    def against(self, line: Line, other: Line) -> Against:
        """Return what each criterion adds to the difference of two lines, where it is any."""
        one, two = self.places[line.id], self.places[other.id]
        found = compare(self.table, self.judged, one, two, self.method)
        reasons = [
            Reason(self.criteria[column], part, _score(self.table[one, column]), _score(self.table[two, column]))
            for column, part in found.reasons
            if abs(part) > 1e-12  # what rounding leaves of nothing
        ]
        return Against(other, reasons)


def _score(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
