"""Reading files of the pabulib format (https://pabulib.org/format): approval ballots and cumulative points."""

from __future__ import annotations

import csv
import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from pathlib import Path

import numpy as np

from rumbo.methods.equal_shares.election import LARGEST, Election, Indices, Points
from rumbo.methods.errors import CodedError

SECTIONS = ("META", "PROJECTS", "VOTES")
APPROVAL, POINTS = ("approval", "choose-1"), "cumulative"
_NUMBER = re.compile(r"\d+(?:\.\d+|,\d{1,2})?", re.ASCII)
#: Most characters of an amount; Python reads no whole number of thousands of digits.
_LONGEST = 60
#: Most units of points of one vote.
_MOST_UNITS = 2**63 - 1


class PabulibError(CodedError):
    """The file is not what it should be.

    ``code`` is one of ``not_found``, ``unreadable``, ``not_utf8``, ``beginning``, ``missing_section``,
    ``section_twice``, ``quotes``, ``vote_type``, ``no_budget``, ``missing_column``, ``ragged_row``, ``no_id``,
    ``project_twice``, ``unknown_project``, ``voter_twice``, ``choice_twice``, ``points_count``, ``negative``,
    ``no_amount`` and ``too_large``; with a line where there is one.
    """


@dataclass
class _Table:
    """A section: its header and its rows, each with its line."""

    header: list[str] = field(default_factory=list)
    rows: list[tuple[int, list[str]]] = field(default_factory=list)

    def column(self, name: str, section: str) -> int:
        if name not in self.header:
            raise PabulibError("missing_column", section=section, column=name)
        return self.header.index(name)


def read_pabulib(source: Path | str) -> Election:
    """Return the election of a file (a path) or of its text.

    Raises:
        PabulibError: it cannot be read, or its ballots are neither approvals nor cumulative points.
    """
    with _uncollected():
        return _read(_text(source) if isinstance(source, Path) else source)


def _read(text: str) -> Election:
    tables = _sections(text)
    meta = {row[0].strip().lower(): row[1].strip() for _line, row in tables["META"].rows if len(row) > 1}
    kind = meta.get("vote_type", "").lower()
    if kind not in (*APPROVAL, POINTS):
        raise PabulibError("vote_type", given=kind)
    if "budget" not in meta:
        raise PabulibError("no_budget")
    budget = _number(meta["budget"], 0)
    costs = _costs(tables["PROJECTS"])
    return _election(costs, budget, tables["VOTES"], approval=kind != POINTS)


def votes_column(source: Path | str, name: str) -> tuple[str, ...]:
    """Return a column of VOTES, such as ``voter_id`` or ``neighborhood``, in the order of `read_pabulib`'s voters.

    Where the file has no such column the cells are empty.

    Raises:
        PabulibError: it cannot be read.
    """
    table = _sections(_text(source) if isinstance(source, Path) else source)["VOTES"]
    if name not in table.header:
        return ("",) * len(table.rows)
    place = table.header.index(name)
    return tuple(row[place].strip() if place < len(row) else "" for _line, row in table.rows)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let Python look for no circles of objects meanwhile: a file of votes makes many objects, and no circle."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _sections(text: str) -> dict[str, _Table]:
    tables: dict[str, _Table] = {}
    current: _Table | None = None
    for line, row in _rows(text):
        name = row[0].strip().upper()
        if name in SECTIONS and not any(cell.strip() for cell in row[1:]):
            if name in tables:
                raise PabulibError("section_twice", line=line, section=name)
            current = tables[name] = _Table()
        elif current is None:
            raise PabulibError("beginning", line=line)
        elif not current.header:
            current.header = [cell.strip().lower() for cell in row]
        else:
            current.rows.append((line, row))
    for name in SECTIONS:
        if name not in tables:
            raise PabulibError("missing_section", section=name)
    return tables


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(text.splitlines(), delimiter=";", strict=True)
    try:
        for row in reader:
            if "".join(row).strip():
                yield reader.line_num, row
    except csv.Error as error:
        raise PabulibError("quotes", line=reader.line_num) from error


def _costs(table: _Table) -> dict[str, Fraction]:
    place, cost_place = table.column("project_id", "PROJECTS"), table.column("cost", "PROJECTS")
    costs: dict[str, Fraction] = {}
    for line, row in table.rows:
        if len(row) != len(table.header):
            raise PabulibError("ragged_row", line=line, found=len(row), expected=len(table.header))
        project = row[place].strip()
        if not project:
            raise PabulibError("no_id", line=line)
        if project in costs:
            raise PabulibError("project_twice", line=line, project=project)
        costs[project] = _number(row[cost_place], line)
    return costs


def _election(costs: dict[str, Fraction], budget: Fraction, table: _Table, *, approval: bool) -> Election:
    scale = lcm(budget.denominator, *(cost.denominator for cost in costs.values()))
    voters, projects = _votes(table, {project: place for place, project in enumerate(costs)}, approval=approval)
    points, point_scale = (np.ones(len(voters), dtype=np.int64), 1) if approval else _points(table, projects, voters)
    given = (projects >= 0) & (points > 0)
    voters, projects, points = voters[given], projects[given], points[given]
    order = np.argsort(projects.astype(np.uint16) if len(costs) < 2**16 else projects, kind="stable")
    ends = np.cumsum(np.bincount(projects, minlength=len(costs)))[:-1]
    return Election(
        projects=tuple(costs),
        costs=tuple(int(cost * scale) for cost in costs.values()),
        budget=int(budget * scale),
        voters=len(table.rows),
        supporters=tuple(np.split(voters[order], ends)),
        points=tuple(np.split(points[order], ends)),
        approval=approval,
        scale=scale,
        point_scale=point_scale,
    )


def _votes(table: _Table, places: dict[str, int], *, approval: bool) -> tuple[Indices, Indices]:
    """Return voter and project of each vote, in the order of the file; an empty ballot has one of project -1."""
    id_place, vote_place = table.column("voter_id", "VOTES"), table.column("vote", "VOTES")
    for line, row in table.rows:
        if len(row) != len(table.header):
            raise PabulibError("ragged_row", line=line, found=len(row), expected=len(table.header))
    _refuse_second_ballots(table, id_place)
    if not table.rows:
        return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp)
    ballots = [row[vote_place].strip() for _line, row in table.rows]
    chosen = ",".join(ballots).split(",")
    if any(" " in ballot for ballot in ballots):
        chosen = [project.strip() for project in chosen]
    counts = np.array([ballot.count(",") + 1 for ballot in ballots])
    voters = np.repeat(np.arange(len(ballots)), counts)
    places = {"": -1, **places}
    try:
        projects = np.array(list(map(places.__getitem__, chosen)), dtype=np.intp)
    except KeyError as error:
        at = next(index for index, project in enumerate(chosen) if project not in places)
        raise PabulibError("unknown_project", line=table.rows[voters[at]][0], project=error.args[0]) from None
    stray = (projects < 0) & (np.repeat(counts, counts) > 1)
    voters, projects = voters[~stray], projects[~stray]
    pairs = voters * (len(places) + 1) + projects + 1
    ordered = np.sort(pairs)
    if (ordered[1:] != ordered[:-1]).all():
        return voters, projects
    _pairs, first = np.unique(pairs, return_index=True)
    if not approval:
        line = table.rows[voters[np.setdiff1d(np.arange(len(voters)), first)[0]]][0]
        raise PabulibError("choice_twice", line=line)
    first.sort()
    return voters[first], projects[first]


def _refuse_second_ballots(table: _Table, id_place: int) -> None:
    names = [row[id_place].strip() for _line, row in table.rows]
    if len(set(names)) == len(names):
        return
    seen: dict[str, int] = {}
    for (line, _row), name in zip(table.rows, names, strict=True):
        if seen.setdefault(name, line) != line:
            raise PabulibError("voter_twice", line=line, voter=name, before=seen[name])


def _points(table: _Table, projects: Indices, voters: Indices) -> tuple[Points, int]:
    """Return the points of each vote in whole units, and how many units a point is."""
    place = table.column("points", "VOTES")
    counts = np.bincount(voters[projects >= 0], minlength=len(table.rows))
    values: list[Fraction] = []
    lines: list[int] = []
    for (line, row), count in zip(table.rows, counts.tolist(), strict=True):
        parts = row[place].split(",") if row[place].strip() else []
        if len(parts) != count:
            raise PabulibError("points_count", line=line, projects=count, points=len(parts))
        values += [_number(part, line) for part in parts] or [Fraction(0)]
        lines += [line] * (len(values) - len(lines))
    unit = lcm(1, *{value.denominator for value in values})
    for value, line in zip(values, lines, strict=True):
        if value * unit > _MOST_UNITS:
            raise PabulibError("too_large", line=line, value=f"{float(value):g}")
    return np.array([int(value * unit) for value in values], dtype=np.int64), unit


def _number(text: str, line: int) -> Fraction:
    """Return an amount; line 0 is the budget in META."""
    typed = text.strip()
    if typed.startswith("-"):
        raise PabulibError("negative", line=line, value=typed[:30])
    if not _NUMBER.fullmatch(typed):
        raise PabulibError("no_amount", line=line, value=typed[:30])
    value = Fraction(typed.replace(",", ".")) if len(typed) <= _LONGEST else Fraction(LARGEST + 1)
    if value > LARGEST:
        raise PabulibError("too_large", line=line, value=typed[:30])
    return value


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except FileNotFoundError as error:
        raise PabulibError("not_found", file=str(path)) from error
    except UnicodeDecodeError as error:
        raise PabulibError("not_utf8", file=str(path)) from error
    except OSError as error:
        raise PabulibError("unreadable", file=str(path), reason=error.strerror or str(error)) from error
