"""Reading what came out of a ranking: from the run's own document alone, so that it is what it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from rumbo.priority.models import Run

#: Shades of bars; with more criteria they begin again.
SHADES = 8


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """A criterion of a ranking: ``number`` from 1, its name in the reader's language, weight (of a sum of 1).

    ``low`` and ``high`` are the least and the largest weight that anybody gave.
    """

    id: str
    number: int
    name: str
    definition: str
    maximise: bool
    weight: float
    low: float
    high: float

    @property
    def shade(self) -> int:
        """Which of the shades of bars is its own, from 1."""
        return shade_of(self.number)


@dataclass(frozen=True, slots=True)
class Turn:
    """The smallest change of one weight that puts something among the first, or out."""

    criterion: str
    before: float
    after: float
    enters: bool


@dataclass(frozen=True, slots=True)
class Segment:
    """What a criterion adds, as a piece of a bar from 0 to 100; the ``shade`` of a value that is no sum is 0."""

    shade: int
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class Line:
    """What is ranked, with its place; without one where it has no score.

    ``in_first`` and ``people_in_first`` are shares of the draws of weights and of evaluators that put it among the
    first; ``interval`` and ``people_interval`` its best and worst place in 90 % of them. ``parts`` are what each
    criterion adds, None where the method does not add.
    """

    id: str
    item: int | None
    number: str
    name: str
    group: str
    place: int | None = None
    tied: bool = False
    inside: bool = False
    value: float = 0.0
    parts: list[float | None] | None = None
    segments: tuple[Segment, ...] = ()
    missing: int = 0
    scored_by: int = 0
    in_first: float = 0.0
    interval: tuple[int, int] = (0, 0)
    people_in_first: float | None = None
    people_interval: tuple[int, int] | None = None
    turn: Turn | None = None

    @property
    def label(self) -> str:
        """The number, where there is one, and the name."""
        return f"{self.number} · {self.name}" if self.number else self.name


@dataclass(frozen=True, slots=True)
class RankingResult:
    """A ranking: ``lines`` by place, ``unscored`` without one; ``first`` places matter.

    ``zero`` is where bars begin, from 0 to 100.
    """

    criteria: list[CriterionRow]
    lines: list[Line]
    unscored: list[Line]
    first: int
    evaluators: int
    sectors: list[tuple[str, list[float]]]
    zero: float

    @property
    def adds(self) -> bool:
        """Whether the method adds what each criterion gives."""
        return any(line.parts is not None for line in self.lines)

    @property
    def inside(self) -> list[Line]:
        """Those among the first; more than ``first`` where the last place is shared."""
        return [line for line in self.lines if line.inside]

    @property
    def outside(self) -> list[Line]:
        """The others that have a place."""
        return [line for line in self.lines if not line.inside]

    def line(self, identity: str) -> Line | None:
        """Return the line of an id."""
        return next((line for line in (*self.lines, *self.unscored) if line.id == identity), None)


def ranking_result(run: Run) -> RankingResult:
    """Return what came out of a ranking that is done: no query."""
    inputs, result = run.inputs, run.result
    criteria = _criteria(inputs, result)
    named = {one["id"]: one for one in inputs["alternatives"]}
    items = run.origin.get("items", {})
    tied = {identity for group in result["equals"] for identity in group}
    first = int(run.method["first"])
    scale = _Scale(result["ranking"])
    names = {one.id: one.name for one in criteria}
    lines = [
        _line(entry, named[entry["id"]], items, first, tied=entry["id"] in tied, scale=scale, names=names)
        for entry in result["ranking"]
    ]
    return RankingResult(
        criteria=criteria,
        lines=lines,
        unscored=[_named(named[identity], items) for identity in result["unscored"]],
        first=first,
        evaluators=len(inputs["evaluators"]),
        sectors=[(one["id"], one["weights"]) for one in result["weights_by_sector"]],
        zero=scale.zero,
    )


def name_of(document: Mapping[str, Any], field: str = "name") -> str:
    """Return a name of a document in the reader's language, where it has one; else its id."""
    english = (get_language() or "").startswith("en")
    found = (document.get(f"{field}_en") if english else "") or document.get(field)
    return str(found or (document["id"] if field == "name" else ""))


def shade_of(number: int) -> int:
    """Return which of the shades of bars a criterion has, by its number."""
    return (number - 1) % SHADES + 1


class _Scale:
    """Where bars begin and how long a unit of value is, so that the longest bars fit into 0 to 100."""

    def __init__(self, entries: list[dict[str, Any]]) -> None:
        rows = [_added(entry) for entry in entries]
        below = max((-sum(part for part in row if part < 0) for row in rows), default=0.0)
        above = max((sum(part for part in row if part > 0) for row in rows), default=0.0)
        self.unit = 100 / (below + above) if below + above else 0.0
        self.zero = round(below * self.unit, 3)

    def segments(self, entry: dict[str, Any]) -> tuple[Segment, ...]:
        """Return the pieces of a bar: what adds to the right of where it begins, what takes away to the left."""
        left = right = self.zero
        found = []
        for number, part in enumerate(_added(entry), start=1):
            shade = 0 if entry["parts"] is None else shade_of(number)
            width = round(abs(part) * self.unit, 3)
            if part > 0:
                found.append(Segment(shade, right, width))
                right += width
            elif part < 0:
                left -= width
                found.append(Segment(shade, left, width))
        return tuple(found)


def _added(entry: dict[str, Any]) -> list[float]:
    """Return what each criterion adds; where the method does not add, the value alone."""
    return [entry["value"]] if entry["parts"] is None else [part or 0.0 for part in entry["parts"]]


def _criteria(inputs: dict[str, Any], result: dict[str, Any]) -> list[CriterionRow]:
    rows = zip(inputs["criteria"], result["weights"], result["weights_spread"], strict=True)
    return [
        CriterionRow(
            id=one["id"],
            number=number,
            name=name_of(one),
            definition=one.get("definition") or "",
            maximise=one.get("maximise", True),
            weight=weight,
            low=spread["low"],
            high=spread["high"],
        )
        for number, (one, weight, spread) in enumerate(rows, start=1)
    ]


def _named(one: dict[str, Any], items: dict[str, int], **more: Any) -> Line:
    return Line(one["id"], items.get(one["id"]), one.get("number") or "", name_of(one), name_of(one, "group"), **more)


def _line(
    entry: dict[str, Any],
    one: dict[str, Any],
    items: dict[str, int],
    first: int,
    *,
    tied: bool,
    scale: _Scale,
    names: dict[str, str],
) -> Line:
    people, turn = entry["over_evaluators"], entry["turn"]
    return _named(
        one,
        items,
        place=entry["place"],
        tied=tied,
        inside=entry["place"] <= first,
        value=entry["value"],
        parts=entry["parts"],
        segments=scale.segments(entry),
        missing=entry["missing"],
        scored_by=entry["scored_by"],
        in_first=entry["acceptability"],
        interval=tuple(entry["interval"]),
        people_in_first=people and people["acceptability"],
        people_interval=people and tuple(people["interval"]),
        turn=turn and Turn(names[turn["criterion"]], turn["before"], turn["after"], turn["enters"]),
    )
