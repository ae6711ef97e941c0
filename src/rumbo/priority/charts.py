"""The drawings of a round's scores: concordance by Delphi round, the scores of a project, weights. Pure geometry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

#: A drawing of concordance: its width, what is free at both ends, and the height of a row.
WIDTH, EDGE, ROW = 480, 14, 46
#: A drawing of scores: its width, and where its line stands.
ACROSS, LINE = 240, 50
#: Letters of a name that fit on a phone.
LETTERS = 50
#: Bars of a scale of numbers, and the widest bar.
BARS, WIDEST = 11, 26


@dataclass(frozen=True, slots=True)
class Dot:
    """The concordance of a Delphi round on a row, and whether it is the last one."""

    x: float
    number: int
    last: bool


@dataclass(frozen=True, slots=True)
class ChartRow:
    """A row: its name, its dots from the first Delphi round to the last, and where it stands."""

    name: str
    y: int
    dots: tuple[Dot, ...]

    @property
    def path(self) -> str:
        """The line that joins the dots."""
        return "M" + "L".join(f"{dot.x} {self.y}" for dot in self.dots) if len(self.dots) > 1 else ""


@dataclass(frozen=True, slots=True)
class Concordances:
    """The rows of a drawing of concordance, its height, where "enough" stands, and the marks of its axis."""

    rows: tuple[ChartRow, ...]
    height: int
    enough: float
    marks: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """How many gave a score: a bar from the line upwards."""

    x: float
    y: float
    width: float
    height: float
    count: int

    @property
    def middle(self) -> float:
        """Where its label stands."""
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True, slots=True)
class ScoreChart:
    """The scores of a project in a criterion: bars, and the median between the quartiles below them."""

    bars: tuple[Bar, ...]
    low: float
    median: float
    high: float


def concordances(rows: Sequence[tuple[str, Sequence[tuple[int, float]]]], enough: float) -> Concordances | None:
    """Return the drawing of W by Delphi round, a row of (name, (number, W) …) each; None where there is no W."""
    if not any(values for _, values in rows):
        return None
    drawn = []
    for place, (name, values) in enumerate(rows):
        last = max((number for number, _ in values), default=0)
        dots = tuple(Dot(_along(w), number, number == last) for number, w in values)
        short = name if len(name) <= LETTERS else f"{name[: LETTERS - 1].rstrip()}…"
        drawn.append(ChartRow(short, place * ROW + 32, dots))
    marks = tuple((_along(share / 4), f"{share / 4:g}") for share in range(5))
    return Concordances(tuple(drawn), len(drawn) * ROW + 26, _along(enough), marks)


def score_chart(
    scores: Sequence[float], bounds: tuple[float, float], middle: tuple[float, float, float]
) -> ScoreChart | None:
    """Return the drawing of the scores of a scale from ``bounds``, with its quartiles; None without scores.

    Scales of whole levels have a bar a level; others as many bars as fit.
    """
    if not scores:
        return None
    low, high = bounds
    levels = round(high - low) + 1
    whole = levels <= BARS and all(value == round(value) for value in scores)
    count = levels if whole else BARS
    room = (ACROSS - 2 * EDGE) / (count - 1)
    counts = Counter(round((value - low) / (high - low) * (count - 1)) for value in scores)
    most = max(counts.values())
    width = round(min(room * 0.7, WIDEST), 1)
    bars = []
    for place in sorted(counts):
        tall = round(counts[place] / most * (LINE - 24), 1)
        x = EDGE + place * room - width / 2
        bars.append(Bar(round(x, 1), round(LINE - 6 - tall, 1), width, tall, counts[place]))

    def at(value: float) -> float:
        return round(EDGE + (value - low) / (high - low) * (ACROSS - 2 * EDGE), 1)

    return ScoreChart(tuple(bars), *(at(value) for value in middle))


def share_line(value: float, most: float) -> float:
    """Return how far along a drawing of weights a weight stands, of a drawing that ends at ``most``."""
    return round(EDGE + value / most * (ACROSS - 2 * EDGE), 1)


def _along(share: float) -> float:
    return round(EDGE + share * (WIDTH - 2 * EDGE), 1)
