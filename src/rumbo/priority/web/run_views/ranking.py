"""The page of a run of the kind `ranking`: the order, how firm it is, and what would turn it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from rumbo.core.tables.table import Column, Table
from rumbo.priority.method_words import preparing
from rumbo.priority.method_words import ranking as words
from rumbo.priority.models import Run
from rumbo.priority.queries.ranking_results import CriterionRow, Line, RankingResult, ranking_result
from rumbo.priority.web.result_words import sector
from rumbo.priority.web.run_views.view import RunView


def _context(_request: HttpRequest, _plan: Any, run: Run) -> dict[str, Any]:
    result = ranking_result(run)
    return {
        "result": result,
        "groups": [(inside, [_Row(line, result) for line in lines]) for inside, lines in _groups(result)],
        "facts": words.how(run.method, result.evaluators),
        "doubts": [said for one in run.origin.get("doubts", ()) if (said := preparing.doubt(one))],
        "weights": [_weight(one, result) for one in result.criteria],
        "sectors": [sector(name) for name, _weights in result.sectors] if len(result.sectors) > 1 else [],
        "within": words.within(result.first),
    }


class _Row:
    """A line as the table shows it."""

    def __init__(self, line: Line, result: RankingResult) -> None:
        self.line = line
        self.value = words.value(line.value)
        self.parts = words.parts(line, result)
        self.in_first = words.of_hundred(line.in_first)
        self.people = None if line.people_in_first is None else words.of_hundred(line.people_in_first)
        self.turn = words.short_turn(line.turn)


def _groups(result: RankingResult) -> list[tuple[bool, list[Line]]]:
    """Return the lines above and below the line that is drawn after the first places."""
    return [(inside, lines) for inside, lines in ((True, result.inside), (False, result.outside)) if lines]


def _weight(one: CriterionRow, result: RankingResult) -> dict[str, Any]:
    return {
        "criterion": one,
        "weight": words.percent(one.weight),
        "low": words.percent(one.low),
        "high": words.percent(one.high),
        "sectors": [words.percent(weights[one.number - 1]) for _name, weights in result.sectors],
    }


def _export(run: Run) -> tuple[Table, Iterable[Any]]:
    result = ranking_result(run)
    return _table(result), [*result.lines, *result.unscored]


def _table(result: RankingResult) -> Table:
    parts = [_part(one) for one in result.criteria] if result.adds else []
    return Table("ranking", gettext_lazy("Ranking"), (*_FIRST, *parts, *_LAST))


def _part(one: CriterionRow) -> Column:
    def read(line: Line) -> float | None:
        return line.parts[one.number - 1] if line.parts else None

    return Column(f"adds_{one.id}", one.name, read, 12)


def _ranked(name: str) -> Any:
    """Return what reads a field of a line that has a place, and leaves it empty for one that has none."""
    return lambda line: None if line.place is None else getattr(line, name)


def _end(name: str, place: int) -> Any:
    """Return what reads one end of an interval of places."""

    def read(line: Line) -> int | None:
        found = None if line.place is None else getattr(line, name)
        return None if found is None else found[place]

    return read


def _turned(name: str) -> Any:
    return lambda line: None if line.turn is None else getattr(line.turn, name)


_FIRST = (
    Column("place", gettext_lazy("Place"), _ranked("place"), 8),
    Column("id", gettext_lazy("Key"), lambda line: line.id, 14),
    Column("number", gettext_lazy("Number"), lambda line: line.number, 10),
    Column("name", gettext_lazy("Name"), lambda line: line.name, 50),
    Column("group", gettext_lazy("Axis"), lambda line: line.group, 24),
    Column("value", gettext_lazy("Value"), _ranked("value"), 12),
)
_LAST = (
    Column("in_first", gettext_lazy("Among the first, over weights"), _ranked("in_first"), 14),
    Column("best_place", gettext_lazy("Best place in 90 %"), _end("interval", 0), 10),
    Column("worst_place", gettext_lazy("Worst place in 90 %"), _end("interval", 1), 10),
    Column("people_in_first", gettext_lazy("Among the first, over evaluators"), _ranked("people_in_first"), 14),
    Column("people_best_place", gettext_lazy("Best place, over evaluators"), _end("people_interval", 0), 10),
    Column("people_worst_place", gettext_lazy("Worst place, over evaluators"), _end("people_interval", 1), 10),
    Column("scored_by", gettext_lazy("People who scored"), lambda line: line.scored_by, 10),
    Column("missing_scores", gettext_lazy("Criteria without score"), lambda line: line.missing, 10),
    Column("turn_criterion", gettext_lazy("Weight that turns it"), _turned("criterion"), 24),
    Column("turn_before", gettext_lazy("Weight now"), _turned("before"), 10),
    Column("turn_after", gettext_lazy("Weight where it turns"), _turned("after"), 10),
)

VIEW = RunView("priority/runs/_ranking.html", _context, _export)
