"""What a ranking is computed from: scores of a Delphi round, criteria and weights, as `rumbo.methods.runs` has it.

Nobody is named: evaluators are E1, E2 … in an order that only a stored seed tells, with a sector that at least three
share.
"""

from __future__ import annotations

import hashlib
import math
import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from rumbo.accounts.enums import Sector
from rumbo.core.errors import Refused
from rumbo.methods.weights import CONSISTENT
from rumbo.priority.enums import RunKind, ScaleKind, ScoresBy, Shape, WeightsFrom
from rumbo.priority.method_words import preparing
from rumbo.priority.models import Criterion, DelphiRound, Round, Run, Weighting
from rumbo.priority.queries.items import ItemRow
from rumbo.priority.queries.scores import Scores, scores_of

#: Draws of weights and of evaluators unless others are wanted, and the fewest and most that may be.
SAMPLES, LEAST_SAMPLES, MOST_SAMPLES = 1000, 100, 10_000
#: Where random weights begin: always the same, so that two runs of the same scores draw the same.
SEED = 1
#: Evaluators that a sector has at least, so that it does not tell who they are.
SECTOR_LEAST = 3
#: Of PROMETHEE, what each shape of preference needs.
_THRESHOLDS: dict[str, tuple[str, ...]] = {
    Shape.USUAL: (),
    Shape.U: ("q",),
    Shape.V: ("p",),
    Shape.LEVEL: ("q", "p"),
    Shape.LINEAR: ("q", "p"),
    Shape.GAUSSIAN: ("s",),
}
Coded = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a round is ranked: values of `RankMethod`, `ScoresBy`, `WeightsFrom`; ``first`` places matter."""

    method: str
    scores_by: str
    weights_from: str
    first: int
    samples: int = SAMPLES


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a ranking is computed from. ``missing`` is what it lacks (then it cannot be), ``doubts`` what to know.

    Both are codes with parameters, for `method_words.preparing`.
    """

    inputs: dict[str, Any]
    method: dict[str, Any]
    origin: dict[str, Any]
    missing: list[Coded] = field(default_factory=list)
    doubts: list[Coded] = field(default_factory=list)


def wanted_of(found: Round) -> Wanted:
    """Return how a round says that it is ranked."""
    return Wanted(found.method, found.scores_by, found.weights_from, found.first)


def scored_delphi(found: Round) -> list[DelphiRound]:
    """Return the Delphi rounds of a round whose scores can be ranked, the one to take first: the last closed one."""
    rounds = list(DelphiRound.objects.filter(round=found).order_by("-number"))
    return [one for one in rounds if not one.is_open] + [one for one in rounds if one.is_open]


def ranking_inputs(
    found: Round, delphi: DelphiRound | None = None, wanted: Wanted | None = None
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Return inputs, method and origin of a ranking of a round.

    Raises:
        Refused: something is missing.
    """
    prepared = prepare(found, delphi, wanted)
    if prepared.missing:
        raise Refused(" ".join(preparing.missing(one) for one in prepared.missing))
    return prepared.inputs, prepared.method, prepared.origin


def prepare(found: Round, delphi: DelphiRound | None = None, wanted: Wanted | None = None) -> Prepared:
    """Return what a ranking of a round is computed from, and what it lacks: a constant number of queries.

    ``delphi``: the Delphi round whose scores count, the last closed one unless it is given (the open one where none
    was closed).
    """
    wanted = wanted or wanted_of(found)
    delphi = delphi or next(iter(scored_delphi(found)), None)
    if delphi is None:
        return Prepared({}, {}, {}, missing=[{"code": "no_delphi"}])
    delphi.round = found
    scores = scores_of(delphi)
    missing = _missing(scores)
    if missing:
        return Prepared({}, {}, {}, missing=missing)
    return _Preparing(found, delphi, wanted, scores).prepared()


def masked_sectors(sectors: Sequence[str]) -> list[str]:
    """Return sectors so that each is shared by at least three: smaller ones become ``other``.

    Where these are fewer than three together, the smallest of the others join them.
    """
    counts = Counter(sector or Sector.OTHER.value for sector in sectors)
    kept = sorted(
        (name for name, count in counts.items() if name != Sector.OTHER and count >= SECTOR_LEAST),
        key=lambda name: (-counts[name], name),
    )
    while kept and 0 < len(sectors) - sum(counts[name] for name in kept) < SECTOR_LEAST:
        kept.pop()
    return [sector if sector in kept else Sector.OTHER.value for sector in sectors]


def _missing(scores: Scores) -> list[Coded]:
    lacks = [
        ("no_items", not scores.items),
        ("no_criteria", not scores.criteria),
        ("no_evaluators", not scores.evaluators),
    ]
    found: list[Coded] = [{"code": code} for code, lacking in lacks if lacking]
    if not found and np.isnan(scores.values).all():
        found.append({"code": "no_scores"})
    return found


class _Preparing:
    """Puts a document together from the scores of a Delphi round."""

    def __init__(self, found: Round, delphi: DelphiRound, wanted: Wanted, scores: Scores) -> None:
        self.round, self.delphi, self.wanted, self.scores = found, delphi, wanted, scores
        self.seed = _seed(found)
        self.doubts: list[Coded] = []
        self.missing: list[Coded] = []

    def prepared(self) -> Prepared:
        given = {} if self.wanted.weights_from == WeightsFrom.GIVEN else self._given_weights()
        people = self._people(given)
        names = {self.scores.evaluators[at].pk: f"E{number}" for number, at in enumerate(people, start=1)}
        sectors = masked_sectors([self.scores.sectors[at] for at in people])
        weights = self._weights(given, names)
        items, criteria = _unique([row.element.key for row in self.scores.items]), self.scores.criteria
        criterion_ids = _unique([one.key for one in criteria])
        inputs = {
            "alternatives": [_alternative(one, row) for one, row in zip(items, self.scores.items, strict=True)],
            "criteria": [_criterion(one, row) for one, row in zip(criterion_ids, criteria, strict=True)],
            "evaluators": [
                {"id": name, "sector": sector} for name, sector in zip(names.values(), sectors, strict=True)
            ],
            "scores": [_table(self.scores.values[at]) for at in people],
            "weights": weights,
        }
        self._look(weights)
        origin = {
            "items": dict(zip(items, (row.pk for row in self.scores.items), strict=True)),
            "criteria": dict(zip(criterion_ids, (one.pk for one in criteria), strict=True)),
            "delphi": self.delphi.pk,
            "delphi_number": self.delphi.number,
            "provisional": self.delphi.is_open,
            "weights_from": self.wanted.weights_from,
            "doubts": self.doubts,
            "seed": self.seed,
        }
        return Prepared(inputs, self._method(), origin, self.missing, self.doubts)

    def _method(self) -> dict[str, Any]:
        given = self.wanted.weights_from == WeightsFrom.GIVEN
        return {
            "name": self.wanted.method,
            "scores": ScoresBy(self.wanted.scores_by).value,
            "weights": "given" if given else "geometric-mean",
            "voices": "sectors" if self.wanted.weights_from == WeightsFrom.SECTORS else "each",
            "samples": self.wanted.samples,
            "seed": SEED,
            "first": self.wanted.first,
        }

    def _given_weights(self) -> dict[int, list[float]]:
        """Return the weights of each evaluator that gave some for all criteria in force."""
        keys = [str(one.pk) for one in self.scores.criteria]
        people = [one.pk for one in self.scores.evaluators]
        rows = list(Weighting.objects.filter(evaluator__in=people).only("evaluator_id", "weights", "ratio"))
        full = [row for row in rows if row.weights.keys() >= set(keys) and sum(row.weights[key] for key in keys) > 0]
        if len(full) < len(rows):
            self.doubts.append({"code": "old_weights", "n": len(rows) - len(full)})
        loose = sum(1 for row in full if row.ratio is not None and row.ratio > CONSISTENT)
        if loose:
            self.doubts.append({"code": "inconsistent", "n": loose, "of": len(full)})
        return {row.evaluator_id: [float(row.weights[key]) for key in keys] for row in full}

    def _people(self, given: dict[int, list[float]]) -> list[int]:
        """Return the places of the evaluators that gave scores or weights, in an order that only the seed tells."""
        scored = [bool(row.any()) for row in ~np.isnan(self.scores.values)]
        told = [at for at, one in enumerate(self.scores.evaluators) if scored[at] or one.pk in given]
        return sorted(told, key=lambda at: _drawn(self.seed, self.scores.evaluators[at].pk))

    def _weights(self, given: dict[int, list[float]], names: dict[int, str]) -> list[dict[str, Any]]:
        if self.wanted.weights_from == WeightsFrom.GIVEN:
            return [{"values": [one.weight for one in self.scores.criteria]}]
        return [{"evaluator": name, "values": given[pk]} for pk, name in names.items() if pk in given]

    def _look(self, weights: list[dict[str, Any]]) -> None:
        """Note what is missing, or should be known, of weights and scores."""
        known = ~np.isnan(self.scores.values)
        if not weights:
            self.missing.append({"code": "no_weights"})
        elif not np.sum([row["values"] for row in weights], axis=0).any():
            self.missing.append({"code": "weights_zero"})
        elif not known[:, :, np.any([row["values"] for row in weights], axis=0)].any():
            self.missing.append({"code": "no_weighed_scores"})
        unscored = int((~known.any(axis=(0, 2))).sum())
        expected, answered = int(self.scores.asked.sum()) * len(self.scores.criteria), int(known.sum())
        counts = [
            ("provisional", int(self.delphi.is_open), 0),
            ("unscored", unscored, len(self.scores.items)),
            ("incomplete", max(expected - answered, 0), expected),
            ("one_evaluator", int(int(known.any(axis=(1, 2)).sum()) == 1), 0),
        ]
        self.doubts += [{"code": code, "n": count, "of": of} for code, count, of in counts if count]


def _seed(found: Round) -> int:
    """Return the seed of the pseudonyms: that of the round's last ranking, so that they stay, or a new one."""
    origins = (
        Run.objects.filter(round=found, kind=RunKind.RANKING).order_by("-number").values_list("origin", flat=True)
    )
    last = origins.first()
    seed = last.get("seed") if isinstance(last, dict) else None
    return seed if isinstance(seed, int) else secrets.randbelow(2**53)


def _drawn(seed: int, pk: int) -> bytes:
    return hashlib.sha256(f"{seed}:{pk}".encode()).digest()


def _unique(keys: list[str]) -> list[str]:
    """Return keys as ids; should two be alike, with their place."""
    counts = Counter(keys)
    return [key if counts[key] == 1 else f"{key}/{place}" for place, key in enumerate(keys, start=1)]


def _alternative(identity: str, row: ItemRow) -> dict[str, Any]:
    known = {"number": row.number, "name_en": row.element.title_en, "group_en": row.axis.title_en}
    filled = {name: value for name, value in known.items() if value}
    return {"id": identity, "name": row.element.title, "group": row.axis.title, **filled}


def _criterion(identity: str, one: Criterion) -> dict[str, Any]:
    thresholds = {name: getattr(one, name) for name in _THRESHOLDS[one.shape]}
    found = {
        "id": identity,
        "name": one.title,
        "definition": one.text,
        "maximise": one.maximise,
        "scale": one.scale,
        "preference": {"shape": one.shape, **thresholds},
    }
    if one.title_en:
        found["name_en"] = one.title_en
    if one.scale == ScaleKind.VERBAL:
        found |= {"levels": len(one.level_names), "level_names": one.level_names}
    return found


def _table(values: Any) -> list[list[float | None]]:
    return [[None if math.isnan(value) else value for value in row] for row in values.tolist()]
