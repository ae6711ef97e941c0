"""Tables for `rumbo rank`: a row an alternative, a column a criterion, and rows that describe the criteria."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from rumbo.cli.errors import UserError
from rumbo.core.search.words import fold
from rumbo.core.tables import workbook_limits as limits
from rumbo.methods.ranking import Criterion, Preference, Scale, Shape

#: The rows above the alternatives, in both languages.
ROWS = {
    "weight": "weight",
    "peso": "weight",
    "direction": "direction",
    "sentido": "direction",
    "scale": "scale",
    "escala": "scale",
    "preference": "preference",
    "preferencia": "preference",
}
DIRECTIONS = {"max": True, "maximise": True, "mas": True, "min": False, "minimise": False, "menos": False}
SCALES = {
    "ratio": Scale.RATIO,
    "razon": Scale.RATIO,
    "interval": Scale.INTERVAL,
    "intervalo": Scale.INTERVAL,
    "verbal": Scale.VERBAL,
}
#: What stands where there is no score.
MISSING = {"", "-", "–", "nd", "n/d", "s/d", "na", "n/a"}


@dataclass(frozen=True, slots=True)
class RankTable:
    """Alternatives by id, the criteria that they are judged by, and the scores (NaN where there is none)."""

    ids: list[str]
    criteria: list[Criterion]
    scores: list[list[float]]


def read_rank_file(path: Path) -> RankTable:
    """Return the table of a CSV file or of the first sheet of a workbook.

    Raises:
        UserError: it cannot be read, or something in it is wrong; the sentence says the row and how to mend it.
    """
    rows = _rows(path)
    if not rows:
        raise UserError(_("%(file)s is empty: its first row names the criteria.") % {"file": path.name})
    (_line, header), *rest = rows
    names = [str(cell or "").strip() for cell in header[1:]]
    while names and not names[-1]:
        names.pop()
    if not names or not all(names):
        raise UserError(_("The first row names the criteria from the second column on, without gaps."))
    described = {ROWS[fold(_text(row[0]))]: (line, row) for line, row in rest if fold(_text(row[0])) in ROWS}
    judged = [(line, row) for line, row in rest if fold(_text(row[0])) not in ROWS]
    ids, scores = [], []
    for line, row in judged:
        name = _text(row[0])
        if not name:
            raise UserError(_("Row %(row)d has no id in its first column. Give it one.") % {"row": line})
        if name in ids:
            raise UserError(_("Row %(row)d: “%(id)s” is there twice. Leave one.") % {"row": line, "id": name})
        ids.append(name)
        scores.append([_score(cell, line, names[at]) for at, cell in enumerate(_padded(row, len(names)))])
    if not ids:
        raise UserError(_("There is nothing to rank: each row under the criteria is a project with its scores."))
    return RankTable(ids, _criteria(names, described), scores)


def _criteria(names: list[str], described: dict[str, tuple[int, list[Any]]]) -> list[Criterion]:
    readers: dict[str, Callable[[str], dict[str, Any]]] = {
        "weight": lambda text: {"weight": float(text.replace(",", "."))},
        "direction": lambda text: {"maximise": DIRECTIONS[fold(text)]},
        "scale": _scale,
        "preference": lambda text: {"preference": _preference(text)},
    }
    criteria = []
    for at, name in enumerate(names):
        options: dict[str, Any] = {}
        for kind, (line, row) in described.items():
            text = _text(_padded(row, len(names))[at])
            if not text:
                continue
            try:
                options |= readers[kind](text)
            except (ValueError, KeyError) as error:
                message = _("Row %(row)d, “%(criterion)s”: “%(value)s” is not understood. %(help)s")
                values = {"row": line, "criterion": name, "value": text[:40], "help": _help(kind)}
                raise UserError(message % values) from error
        try:
            criteria.append(Criterion(name, **options))
        except ValueError as error:
            message = _(
                "“%(criterion)s”: its weight has to be 0 or more, and a verbal scale needs two levels or more."
            )
            raise UserError(message % {"criterion": name}) from error
    return criteria


def _help(kind: str) -> str:
    return {
        "weight": _("A weight is a number of 0 or more."),
        "direction": _("Write max or min."),
        "scale": _("Write ratio, interval, or verbal with its number of levels, such as verbal 5."),
        "preference": _("Write usual, u q=…, v p=…, level q=… p=…, linear q=… p=… or gaussian s=…."),
    }[kind]


def _scale(text: str) -> dict[str, Any]:
    word, *levels = text.split()
    found: dict[str, Any] = {"scale": SCALES[fold(word)]}
    return found | ({"levels": int(levels[0])} if levels else {})


def _preference(text: str) -> Preference:
    shape, *rest = text.split()
    pairs = [re.fullmatch(r"([qps])=(\d+(?:[.,]\d+)?)", part) for part in rest]
    values = {pair.group(1): float(pair.group(2).replace(",", ".")) for pair in pairs if pair}
    if len(values) != len(rest):
        raise ValueError(text)
    return Preference(Shape(fold(shape)), **values)


def _score(cell: Any, line: int, criterion: str) -> float:
    text = _text(cell)
    if fold(text) in MISSING:
        return float("nan")
    try:
        return float(text.replace(",", ".") if re.fullmatch(r"-?\d+,\d+", text) else text)
    except ValueError as error:
        message = _(
            "Row %(row)d, “%(criterion)s”: “%(value)s” is no number. Leave the cell empty where there is none."
        )
        raise UserError(message % {"row": line, "criterion": criterion, "value": text[:40]}) from error


def _padded(row: list[Any], width: int) -> list[Any]:
    cells = [*row[1:], *[None] * width]
    return cells[:width]


def _text(cell: Any) -> str:
    return "" if cell is None else " ".join(str(cell).split())


def _rows(path: Path) -> list[tuple[int, list[Any]]]:
    """Return the rows that hold something, each with its number in the file."""
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise UserError(_("%(file)s does not exist: check the path.") % {"file": path}) from error
    except OSError as error:
        values = {"file": path, "reason": error.strerror or str(error)}
        raise UserError(_("%(file)s cannot be read: %(reason)s.") % values) from error
    read = _sheet if path.suffix.lower() == ".xlsx" else _csv
    return [(line, row) for line, row in enumerate(read(content, path), start=1) if any(map(_text, row))]


def _csv(content: bytes, path: Path) -> list[list[Any]]:
    try:
        text = content.decode("utf-8-sig")
        first = text.split("\n", 1)[0]
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in first else ",", strict=True))
    except UnicodeDecodeError as error:
        raise UserError(_("%(file)s is not UTF-8 text. Save it as UTF-8.") % {"file": path.name}) from error
    except csv.Error as error:
        raise UserError(
            _("The quotation marks in %(file)s do not close. Mend them.") % {"file": path.name}
        ) from error


def _sheet(content: bytes, path: Path) -> list[list[Any]]:
    try:
        with limits.guarded(content):
            sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
            rows = sheet.iter_rows(values_only=True, max_row=limits.ROW_LIMIT, max_col=limits.COLUMN_LIMIT)
            return [list(row) for row in rows]
    except limits.UnreadableWorkbook as error:
        raise UserError(f"{path.name}: {error}") from error
