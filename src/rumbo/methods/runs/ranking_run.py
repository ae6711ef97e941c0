"""A run of a ranking: the order, how firm it is, and what would turn it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from rumbo.methods.ranking import (
    Criterion,
    Pool,
    Ranking,
    Robustness,
    Turn,
    over_evaluators,
    over_weights,
    random_weights,
    rank,
    turns,
)
from rumbo.methods.ranking.criteria import Floats
from rumbo.methods.runs.document import tidy
from rumbo.methods.runs.errors import RunError, Steps
from rumbo.methods.runs.ranking_inputs import RankingInputs, RankingMethod, Voices, Weighing, read_inputs, read_method
from rumbo.methods.weights import Combined, combine, combine_groups, direct

#: The share of draws that an interval of places covers.
COVERED = 0.9


@dataclass(frozen=True, slots=True)
class _Firm:
    """How firm the places are; rows are those of the table that is ranked."""

    weights: Robustness
    evaluators: Robustness | None
    turns: list[Turn | None]


@dataclass(frozen=True, slots=True)
class _Ranked:
    """The table that is ranked: alternatives that have a score that counts, criteria that anybody gave a score in."""

    rows: list[int]
    columns: list[int]
    table: Floats
    cube: Floats
    criteria: list[Criterion]


def run_ranking(inputs: Mapping[str, Any], method: Mapping[str, Any], steps: Steps) -> dict[str, Any]:
    """Return the result of a ranking; see docs/methods.md for its parts.

    Raises:
        RunError: the inputs or the method are wrong.
        Cancelled: ``steps`` were told to stop.
    """
    given, how = read_inputs(inputs), read_method(method)
    combined, sectors = _combine(given, how)
    table = Pool(given.scores, how.scores).of(np.ones(len(given.scores), dtype=np.int64))
    ranked = _ranked(given, table, combined.weights)
    steps.at(0.05)
    found = rank(ranked.table, ranked.criteria, how.name)
    firm = _firm(ranked, how, steps)
    entries = _entries(given, how, ranked, found, firm)
    return {
        **_weights_document(given, combined, sectors),
        "table": _as_given(table, given.rows, given.columns),
        "order": [entry["id"] for entry in entries],
        "equals": _equals(entries),
        "unscored": [one for row, one in enumerate(given.alternatives) if row not in set(ranked.rows)],
        "ranking": entries,
    }


def _combine(given: RankingInputs, how: RankingMethod) -> tuple[Combined, dict[str, Combined]]:
    """Return the weights of all and of each sector."""
    if how.weights is Weighing.GIVEN and len(given.weights) != 1:
        raise RunError("one_row", at="inputs.weights", found=len(given.weights))
    rows = np.array([direct(row) for row in given.weights])
    everybody, each = combine_groups(rows, given.sectors)
    sectors = {str(sector): found for sector, found in sorted(each.items(), key=lambda one: str(one[0]))}
    if how.voices is Voices.EACH:
        everybody = combine(rows)
    if how.weights is Weighing.GEOMETRIC:
        return everybody, sectors
    sectors = {
        name: _arithmetic(rows, [one == name for one in given.sectors], found) for name, found in sectors.items()
    }
    voices = [1 / given.sectors.count(one) if how.voices is Voices.SECTORS else 1.0 for one in given.sectors]
    return _arithmetic(rows, voices, everybody), sectors


def _arithmetic(rows: Floats, voices: Any, found: Combined) -> Combined:
    """Return the same with the arithmetic mean in place of the geometric one."""
    return replace(found, weights=direct(direct(voices) @ rows))


def _ranked(given: RankingInputs, table: Floats, weights: Floats) -> _Ranked:
    """Return what can be ranked.

    Raises:
        RunError: no alternative has a score that counts.
    """
    rows = np.flatnonzero(~np.isnan(table[:, weights > 0]).all(axis=1)).tolist()
    if not rows:
        raise RunError("no_scores", at="inputs.scores")
    columns = np.flatnonzero(~np.isnan(table[rows]).all(axis=0)).tolist()
    return _Ranked(
        rows,
        columns,
        table[np.ix_(rows, columns)],
        given.scores[np.ix_(range(len(given.scores)), rows, columns)],
        [replace(given.judged[column], weight=float(weights[column])) for column in columns],
    )


def _firm(ranked: _Ranked, how: RankingMethod, steps: Steps) -> _Firm:
    drawn = random_weights(len(ranked.criteria), how.samples, seed=how.seed)
    weights = over_weights(ranked.table, ranked.criteria, drawn, how.name)
    steps.at(0.2)
    turning: list[Turn | None] = [None] * len(ranked.rows)
    if how.first < len(ranked.rows):
        turning = turns(ranked.table, ranked.criteria, how.first, how.name)
    steps.at(0.4)
    evaluators = None
    if len(ranked.cube) > 1:
        evaluators = over_evaluators(
            ranked.cube,
            ranked.criteria,
            how.name,
            draws=how.samples,
            seed=how.seed,
            middle=how.scores,
            told=steps.between(0.4, 1.0),
        )
    return _Firm(weights, evaluators, turning)


def _entries(
    given: RankingInputs, how: RankingMethod, ranked: _Ranked, found: Ranking, firm: _Firm
) -> list[dict[str, Any]]:
    """Return the alternatives by place, equals by id."""
    scored_by = (~np.isnan(given.scores)).any(axis=2).sum(axis=0)
    shares, interval = firm.weights.in_first(how.first), firm.weights.interval(COVERED)
    entries = [
        {
            "id": given.alternatives[row],
            "place": found.places[at],
            "value": _calm(found.values[at]),
            "parts": _parts(given, ranked, found, at),
            "missing": len(given.criteria) - int((~np.isnan(ranked.table[at])).sum()),
            "scored_by": scored_by[row],
            "acceptability": shares[at],
            "interval": interval[at],
            "over_evaluators": _over(firm.evaluators, how.first, at),
            "turn": _turn(given, ranked, firm.turns[at]),
        }
        for at, row in enumerate(ranked.rows)
    ]
    tidied: list[dict[str, Any]] = tidy(entries)
    return sorted(tidied, key=lambda entry: (entry["place"], entry["id"]))


def _parts(given: RankingInputs, ranked: _Ranked, found: Ranking, at: int) -> list[float | None] | None:
    """Return what each criterion of the document adds to the value; null where there is no score."""
    if found.parts is None:
        return None
    parts: list[float | None] = [None] * len(given.criteria)
    for place, column in enumerate(ranked.columns):
        if not np.isnan(ranked.table[at, place]):
            parts[given.columns[column]] = _calm(found.parts[at, place])
    return parts


def _over(found: Robustness | None, first: int, at: int) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"acceptability": found.in_first(first)[at], "interval": found.interval(COVERED)[at]}


def _turn(given: RankingInputs, ranked: _Ranked, turn: Turn | None) -> dict[str, Any] | None:
    """Return a turn; it is found to a millionth and has no more digits."""
    if turn is None:
        return None
    return {
        "criterion": given.criteria[ranked.columns[turn.criterion]],
        "before": round(turn.before, 6),
        "after": round(turn.after, 6),
        "enters": turn.enters,
    }


def _weights_document(given: RankingInputs, combined: Combined, sectors: dict[str, Combined]) -> dict[str, Any]:
    """Return the weights in the order of the criteria in the document."""
    low, high, spread = (_in_order(row, given.columns) for row in (combined.low, combined.high, combined.spread))
    return {
        "weights": _in_order(combined.weights, given.columns),
        "weights_spread": [
            {"low": one, "high": two, "spread": three} for one, two, three in zip(low, high, spread, strict=True)
        ],
        "weights_by_sector": [
            {"id": name, "weights": _in_order(one.weights, given.columns)} for name, one in sectors.items()
        ],
    }


def _in_order(values: Floats, columns: tuple[int, ...]) -> list[Any]:
    back: list[Any] = tidy(values[np.argsort(columns)])
    return back


def _as_given(table: Floats, rows: tuple[int, ...], columns: tuple[int, ...]) -> list[list[float | None]]:
    back: list[list[float | None]] = tidy(table[np.ix_(np.argsort(rows), np.argsort(columns))])
    return back


def _equals(entries: list[dict[str, Any]]) -> list[list[str]]:
    """Return the ids that share a place, by place."""
    groups: dict[int, list[str]] = {}
    for entry in entries:
        groups.setdefault(entry["place"], []).append(entry["id"])
    return [ids for ids in groups.values() if len(ids) > 1]


def _calm(value: float) -> float:
    """Return a value without what rounding leaves of a zero."""
    return 0.0 if abs(value) < 1e-12 else float(value)
