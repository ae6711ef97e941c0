"""What a run of a ranking is given: alternatives, criteria, evaluators with their scores, and weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np

from rumbo.methods.ranking import Criterion, Method, Middle, Preference, Scale, Shape
from rumbo.methods.ranking.criteria import Floats
from rumbo.methods.runs.document import WHOLE
from rumbo.methods.runs.errors import RunError
from rumbo.methods.runs.fields import Fields, entries, number, place_of, unique_ids

#: Most draws of a run, and most levels of a verbal scale.
MOST_SAMPLES, MOST_LEVELS = 10_000, 100
#: Most that a score, a threshold or a weight may be, so that squares and sums stay numbers.
LARGEST = WHOLE


class Weighing(Enum):
    """How the weights of several become one."""

    GEOMETRIC = "geometric-mean"
    ARITHMETIC = "arithmetic-mean"
    GIVEN = "given"  # there is one row, and it counts


class Voices(Enum):
    """Who counts the same when weights are put together."""

    EACH = "each"  # every row of weights
    SECTORS = "sectors"  # every sector, however many of its people gave weights


@dataclass(frozen=True, slots=True)
class RankingInputs:
    """Inputs in the order of their ids, so that the order of rows in the document changes nothing.

    ``scores`` has evaluators, alternatives and criteria (NaN: none given); ``weights`` a row for each that gave some,
    with its sector in ``sectors``. ``columns`` are the places of the criteria in the document, ``rows`` those of the
    alternatives.
    """

    alternatives: tuple[str, ...]
    criteria: tuple[str, ...]
    judged: tuple[Criterion, ...]
    scores: Floats
    weights: Floats
    sectors: tuple[str, ...]
    rows: tuple[int, ...]
    columns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RankingMethod:
    """How it is ranked; ``first`` is the number of places that matter."""

    name: Method
    scores: Middle
    weights: Weighing
    voices: Voices
    samples: int
    seed: int
    first: int


def read_method(document: Mapping[str, Any]) -> RankingMethod:
    """Return the method of a document.

    Raises:
        RunError: something is missing or not what it should be.
    """
    fields = Fields(document, "method")
    return RankingMethod(
        name=fields.choice("name", Method),
        scores=fields.choice("scores", Middle),
        weights=fields.choice("weights", Weighing),
        voices=fields.choice("voices", Voices, Voices.EACH.value),
        samples=fields.whole("samples", 1, MOST_SAMPLES),
        seed=fields.whole("seed", 0, WHOLE - 1),
        first=fields.whole("first", 1, WHOLE - 1),
    )


def read_inputs(document: Mapping[str, Any]) -> RankingInputs:
    """Return the inputs of a document, everything sorted by id.

    Raises:
        RunError: something is missing or not what it should be.
    """
    fields = Fields(document, "inputs")
    alternatives = _ids(fields, "alternatives", "no_alternatives")
    criteria = _ids(fields, "criteria", "no_criteria")
    evaluators = _ids(fields, "evaluators", "no_evaluators")
    judged = [_criterion(one) for one in fields.objects("criteria")]
    cube = _cube(fields, (len(evaluators), len(alternatives), len(criteria)))
    _check_scores(cube, judged)
    rows, columns, people = (
        sorted(range(len(ids)), key=ids.__getitem__) for ids in (alternatives, criteria, evaluators)
    )
    weights, sectors = _weights(fields, evaluators, columns)
    return RankingInputs(
        alternatives=tuple(alternatives[row] for row in rows),
        criteria=tuple(criteria[column] for column in columns),
        judged=tuple(judged[column] for column in columns),
        scores=cube[np.ix_(people, rows, columns)],
        weights=weights,
        sectors=sectors,
        rows=tuple(rows),
        columns=tuple(columns),
    )


def _ids(fields: Fields, name: str, none: str) -> list[str]:
    found = unique_ids(fields.objects(name))
    if not found:
        raise RunError(none, at=fields.place(name))
    return found


def _criterion(fields: Fields) -> Criterion:
    return Criterion(
        name=fields.text("name", fields.text("id")),
        maximise=fields.yes("maximise", True),
        scale=fields.choice("scale", Scale, Scale.INTERVAL.value),
        levels=fields.whole("levels", 2, MOST_LEVELS, 5),
        preference=_preference(Fields(fields.get("preference", {}), fields.place("preference"))),
        between=True,
    )


def _preference(fields: Fields) -> Preference:
    shape = fields.choice("shape", Shape, Shape.USUAL.value)
    thresholds = {name: fields.number(name, 0) for name in ("q", "p", "s")}
    try:
        found = Preference(shape, **thresholds)
    except ValueError:
        raise RunError("preference", at=fields.at, shape=shape.value) from None
    for name, value in thresholds.items():
        if value > LARGEST:
            raise RunError("out_of_range", at=fields.place(name), low=0, high=LARGEST)
    return found


def _cube(fields: Fields, shape: tuple[int, int, int]) -> Floats:
    """Return the scores of each evaluator, a row an alternative and a column a criterion; null is NaN."""
    given = fields.entries("scores")
    _fits(given, shape[0], fields.place("scores"))
    cube = np.full(shape, np.nan)
    for evaluator, table in enumerate(given):
        at = f"{fields.place('scores')}[{evaluator}]"
        _fits(table, shape[1], at)
        for row, values in enumerate(table):
            _fits(values, shape[2], f"{at}[{row}]")
            for column, value in enumerate(values):
                if value is not None:
                    cube[evaluator, row, column] = number(value, f"{at}[{row}][{column}]")
    return cube


def _fits(value: object, count: int, at: str) -> None:
    if len(entries(value, at)) != count:
        raise RunError("shape", at=at, expected=count, found=len(entries(value, at)))


def _check_scores(cube: Floats, criteria: list[Criterion]) -> None:
    """Refuse scores that the scale of their criterion does not have."""
    for column, criterion in enumerate(criteria):
        scores = cube[:, :, column]
        _refuse(np.abs(scores) > LARGEST, column, "out_of_range", low=-LARGEST, high=LARGEST)
        if criterion.scale is Scale.RATIO:
            _refuse(scores < 0, column, "negative_score", criterion=criterion.name)
        if criterion.scale is Scale.VERBAL:
            wrong = ~np.isnan(scores) & ((scores < 1) | (scores > criterion.levels))
            _refuse(wrong, column, "no_level", criterion=criterion.name, levels=criterion.levels)


def _refuse(wrong: Any, column: int, code: str, **params: object) -> None:
    found = np.argwhere(wrong)
    if len(found):
        evaluator, row = found[0].tolist()
        raise RunError(code, at=f"inputs.scores[{evaluator}][{row}][{column}]", **params)


def _weights(fields: Fields, evaluators: list[str], columns: list[int]) -> tuple[Floats, tuple[str, ...]]:
    """Return the rows of weights in an order of their own, with the sector of each."""
    sectors = {one.text("id"): one.text("sector", "") for one in fields.objects("evaluators")}
    rows: list[tuple[str, str, list[float]]] = []
    seen: set[str] = set()
    for one in fields.objects("weights"):
        evaluator = one.text("evaluator", "")
        if evaluator:
            place_of(evaluator, evaluators, one.place("evaluator"))
        if evaluator in seen:
            raise RunError("id_twice", at=one.place("evaluator"), id=evaluator)
        seen |= {evaluator} - {""}
        values = _row(one, len(columns))
        rows.append((evaluator, one.text("sector", sectors.get(evaluator, "")), [values[at] for at in columns]))
    if not rows:
        raise RunError("no_weights", at=fields.place("weights"))
    rows.sort()
    return np.array([values for _evaluator, _sector, values in rows]), tuple(sector for _who, sector, _row in rows)


def _row(fields: Fields, count: int) -> list[float]:
    given = fields.entries("values")
    at = fields.place("values")
    _fits(given, count, at)
    values = [number(value, f"{at}[{place}]") for place, value in enumerate(given)]
    for place, value in enumerate(values):
        if not 0 <= value <= LARGEST:
            raise RunError("out_of_range", at=f"{at}[{place}]", low=0, high=LARGEST)
    if not sum(values):
        raise RunError("weights_zero", at=at)
    return values
