"""Comparing what the files say with the plan as it is: what an import would do, line by line. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from rumbo.importers.absent import absent_rows
from rumbo.importers.checks import check
from rumbo.importers.counterparts import Titles, match_priorities, match_themes, stated_links
from rumbo.importers.draft import KINDS, Draft, Problem, Row, Source
from rumbo.importers.enums import LineAction, Reason, Side
from rumbo.importers.identity import identities
from rumbo.importers.labels import row_title
from rumbo.importers.matching import likely_duplicates
from rumbo.importers.recognise import Given, Name, Recogniser, Resolved
from rumbo.importers.records import LINKS
from rumbo.importers.schema import BY_KIND, Column
from rumbo.importers.values import same
from rumbo.importers.workbook.cells import normal
from rumbo.plan.enums import Standing
from rumbo.portfolio.enums import FundingState


@dataclass(slots=True)
class Line:
    """What an import does with one row. The fields are those of `models.ImportLine`."""

    action: str
    kind: str = ""
    key: str = ""
    number: str = ""
    title: str = ""
    write: str = ""
    reason: str = ""
    source: Source = field(default_factory=Source)
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    standing: str = ""
    score: float | None = None
    counterpart: dict[str, Any] | None = None
    candidates: list[dict[str, Any]] = field(default_factory=list)
    given: dict[str, Any] = field(default_factory=dict)
    cells: list[dict[str, Any]] = field(default_factory=list)
    message: str = ""


def counts(lines: Sequence[Any]) -> dict[str, int]:
    """Return how many lines there are of each action, how many make an element (``taken``) and ``changed`` one.

    ``matched`` are the counterparts that are sure. Entries that are left are not taken, though the list keeps them.
    """
    actions = Counter(str(line.action) for line in lines)
    kept = [line for line in lines if line.action != LineAction.LEFT]
    return {
        **actions,
        "taken": sum(line.write == "create" for line in kept),
        "changed": sum(line.write == "change" for line in lines),
        "conflicts": actions[LineAction.CONFLICT],
        "unchanged": actions[LineAction.UNCHANGED],
        "matched": actions[LineAction.MATCH],
        "to_confirm": actions[LineAction.TO_CONFIRM],
        "left": actions[LineAction.LEFT],
    }


def compare(
    existing: Draft,
    incoming: Draft,
    given: Given,
    *,
    own: Given | None = None,
    apart: AbstractSet[frozenset[str]] = frozenset(),
    bases: Given | None = None,
    removed: AbstractSet[Hashable] = frozenset(),
) -> list[Line]:
    """Compare a plan (a snapshot with all states) with what files say.

    ``given`` are the values that earlier imports gave, by kind and key, and ``own`` those of the same format (all of
    them, where it is left out); ``apart`` pairs of organizations that a person found to be two. ``bases`` are the
    values that elements had when the workbook was written: of what was edited on both sides since, a person decides;
    ``removed`` says by what links are known that were there then and are not any more. Problems and notes of the
    draft are lines too. The ``given`` of a line are the values to be remembered of its files, where they are not
    known already.
    """
    recogniser = Recogniser(existing, incoming, given)
    titles = Titles(recogniser)
    resolved = _resolve(recogniser, titles)
    names = _Names(existing, resolved)
    problems = [*incoming.problems, *check(recogniser, resolved)]
    known = bases or {}
    lines = [
        _line(one, given.get((one.row.kind, one.key), {}), names, known.get((one.row.kind, one.key)))
        for one in resolved
    ]
    _leave_removed(lines, resolved, removed)
    remembered = given if own is None else own
    for line, one in zip(lines, resolved, strict=True):
        if one.in_force and not one.merged:
            line.given = _news(one.values, remembered.get((line.kind, line.key), {}))
    _mark_duplicates(lines, names, apart, strict=incoming.explicit_keys)
    return [
        *(_told(LineAction.PROBLEM, problem) for problem in problems),
        *lines,
        *(_absent(row, names) for row in absent_rows(recogniser, resolved)),
        *(_told(LineAction.NOTE, note) for note in [*incoming.notes, *_only_to_read(resolved)]),
        *(_told(LineAction.NOTE, note) for note in _less_spent(lines, resolved)),
    ]


def _leave_removed(lines: Sequence[Line], resolved: Sequence[Resolved], removed: AbstractSet[Hashable]) -> None:
    """Leave what a workbook still says of a link that was taken away here since it was written."""
    for line, one in zip(lines, resolved, strict=True):
        if (
            line.write == "create"
            and line.kind in LINKS
            and (line.kind, identities(line.kind, one.values)[0]) in removed
        ):
            line.action, line.write, line.reason, line.after = LineAction.LEFT, "", Reason.REMOVED_HERE, {}


def _only_to_read(resolved: Sequence[Resolved]) -> Iterator[Problem]:
    """Yield that a file has another value in a column that is only to be read."""
    for one in resolved:
        for code, value in one.row.shown.items():
            now = one.existing.fields.get(code, "") if one.existing is not None else ""
            if value != now and BY_KIND[one.row.kind].column(code).readonly:
                message = _(
                    "“%(column)s” of “%(title)s” is only to be read and stays as it is: “%(value)s” was left out. "
                    "A project passes from stage to stage on its page."
                )
                column = BY_KIND[one.row.kind].column(code)
                values = {
                    "column": column.label,
                    "title": str(one.values.get("title") or one.key)[:80],
                    "value": value,
                }
                yield Problem(message % values, one.row.source)


def _less_spent(lines: Sequence[Line], resolved: Sequence[Resolved]) -> Iterator[Problem]:
    """Yield that less would be spent of a funding than before: on its form that takes a reason."""
    for line, one in zip(lines, resolved, strict=True):
        if line.kind != "funding" or not line.after or one.existing is None:
            continue
        before, now = _spent(one.existing.fields), _spent({**one.existing.fields, **line.after})
        if now < before:
            message = _(
                "Of “%(title)s”, %(before)s were spent, and the file says %(now)s: if that is not so, correct the "
                "file and upload it again."
            )
            values = {"title": line.title[:80], "before": f"${before:,.2f}", "now": f"${now:,.2f}"}
            yield Problem(message % values, one.row.source)


def _spent(fields: Mapping[str, Any]) -> Decimal:
    """Return what is spent of a funding: as it says, or all of it where only its state tells."""
    if (said := fields.get("spent")) not in (None, ""):
        return Decimal(str(said))
    return Decimal(str(fields.get("amount") or 0)) if fields.get("status") == FundingState.SPENT else Decimal()


def _resolve(recogniser: Recogniser, titles: Titles) -> list[Resolved]:
    """Recognise all rows, kind after kind, parents first, and find the counterparts."""
    found: list[Resolved] = []
    for kind in KINDS:
        rows = [row for row in recogniser.incoming.of(kind) if not row.fields.get("_vision")]
        resolved = recogniser.rows(kind, rows)
        titles.add(resolved)
        if kind == "theme":
            resolved += match_themes(recogniser, titles, resolved)
            titles.add([one for one in resolved if not one.merged])
        elif kind == "priority_entry":
            if recogniser.explicit:
                stated_links(resolved)
            else:
                match_priorities(recogniser, titles, resolved)
        found += resolved
    return found


class _Names:
    """Numbers and titles of all elements, for people."""

    def __init__(self, existing: Draft, resolved: Sequence[Resolved]) -> None:
        self.fields: dict[Name, Mapping[str, Any]] = {(row.kind, row.key): row.fields for row in existing.rows}
        for one in resolved:
            if not (one.merged or one.existing):
                self.fields[(one.row.kind, one.key)] = one.values

    def of(self, kind: str, key: str) -> tuple[str, str]:
        """Return number and title of an element; of a link, what it joins."""
        fields = self.fields.get((kind, key), {})
        return str(fields.get("number") or ""), row_title(kind, fields, self._title)

    def reference(self, kind: str, key: str, score: float | None = None) -> dict[str, Any]:
        """Return an element as lines name it."""
        number, title = self.of(kind, key)
        named: dict[str, Any] = {"kind": kind, "key": key, "number": number, "title": title}
        return named if score is None else {**named, "score": score}

    def _title(self, kind: str, key: str) -> str:
        return str(self.fields.get((kind, key), {}).get("title") or key)


def _told(action: LineAction, problem: Problem) -> Line:
    return Line(action, message=problem.message, source=problem.source)


def _absent(row: Row, names: _Names) -> Line:
    number, title = names.of(row.kind, row.key)
    return Line(LineAction.LEFT, row.kind, row.key, number, title, reason=Reason.ABSENT)


def _line(one: Resolved, given: Mapping[str, Any], names: _Names, base: Mapping[str, Any] | None = None) -> Line:
    kind = one.row.kind
    number, title = names.of(kind, one.key)
    if kind == "theme" and one.counterpart is not None:
        title = str(one.row.fields["title"])
    line = Line(LineAction.UNCHANGED, kind, one.key, number, title, source=one.row.source)
    line.standing, line.score = one.standing, one.score
    if one.counterpart is not None:
        line.counterpart = names.reference(*one.counterpart)
    line.candidates = [names.reference(kind, key, score) for kind, key, score in one.candidates]
    if not one.in_force:
        line.action, line.reason = LineAction.LEFT, Reason.NOT_IN_FORCE
        return line
    if one.merged:
        pass
    elif one.existing is None:
        line.action, line.write = LineAction.CREATE, "create"
        line.after = {code: value for code, value in one.values.items() if value not in ("", None, [])}
    else:
        _differences(line, one, one.existing, given, base)
    _say_counterpart(line, one)
    return line


def _news(values: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a row if they are not those that an earlier import gave."""
    known = all(code in given and same(given[code], value) for code, value in values.items())
    return {} if known else dict(values)


def _differences(
    line: Line, one: Resolved, existing: Row, given: Mapping[str, Any], base: Mapping[str, Any] | None
) -> None:
    """Fill in the fields that the files change, and say where people's edits are kept or stand against them."""
    columns = {column.code: column for column in BY_KIND[line.kind].columns} if line.kind in BY_KIND else {}
    kept = False
    for code, value in one.values.items():
        mark = f"_{code}" if code in ("standing", "score") else code
        before = existing.fields.get(mark)
        if _alike(columns.get(code), before, value):
            continue
        if base is not None and code in base:
            was = base[code]
            only_here = _alike(columns.get(code), was, value)
            if only_here or not same(was, before):
                side = Side.THEIRS.value if only_here else ""
                line.cells.append({"code": code, "base": was, "here": before, "file": value, "side": side})
                kept = kept or only_here
                continue
        elif code in given and same(given[code], value) and code not in ("standing", "score"):
            kept = True
            continue
        line.before[code], line.after[code] = before, value
    if line.after:
        line.action, line.write = LineAction.CHANGE, "change"
    if kept:
        line.reason = Reason.EDITED_HERE
        if not line.after:
            line.action = LineAction.LEFT
    if any(not cell["side"] for cell in line.cells):
        line.action, line.write = LineAction.CONFLICT, "change"


def _alike(column: Column | None, before: Any, after: Any) -> bool:
    """Say whether a value of the plan is what a file says, stray spaces and line ends aside."""
    return same(before, after) or (column is not None and same(normal(column, before), after))


def _say_counterpart(line: Line, one: Resolved) -> None:
    """Let lines of entries with a counterpart say so before anything else."""
    if line.kind == "theme" and one.counterpart is None:
        return
    if line.action == LineAction.CONFLICT:
        return
    if line.standing in (Standing.EXACT, Standing.CONFIRMED):
        line.action = LineAction.MATCH
    elif line.standing == Standing.TO_CONFIRM:
        line.action = LineAction.TO_CONFIRM
    elif line.standing in _LEFT:
        line.action, line.reason = LineAction.LEFT, _LEFT[line.standing]


_LEFT: dict[str, str] = {
    Standing.NONE: Reason.NO_COUNTERPART,
    Standing.AXIS_ABSENT: Reason.AXIS_ABSENT,
    Standing.REJECTED: Reason.REJECTED,
}


def _mark_duplicates(
    lines: Sequence[Line], names: _Names, apart: AbstractSet[frozenset[str]], *, strict: bool
) -> None:
    """Mark the lines of organizations of the files that may be another organization."""
    marked = {line.key: line for line in lines if line.kind == "organization" and line.action != LineAction.LEFT}
    if not marked:
        return
    titles = [
        (key, str(fields["title"]))
        for (kind, key), fields in names.fields.items()
        if kind == "organization" and fields.get("_state", "current") == "current"
    ]
    for first, second, score in likely_duplicates(titles, strict=strict):
        if frozenset((first, second)) in apart:
            continue
        key, other = (second, first) if second in marked else (first, second)
        if key in marked and marked[key].counterpart is None:
            line = marked[key]
            line.action, line.reason, line.score = LineAction.TO_CONFIRM, Reason.DUPLICATE, score
            line.standing = Standing.TO_CONFIRM
            line.counterpart = names.reference("organization", other)
