"""Reading a table of past workshops into rows, one contribution each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from rumbo.importers.draft import Draft, Problem, Row, Source
from rumbo.importers.files import InputFile
from rumbo.importers.workbook.labels import fold
from rumbo.importers.workshops import tables
from rumbo.importers.workshops.columns import (
    NAME_LIMIT,
    NAMES,
    REQUIRED,
    SCORE,
    WHOLE_LIMIT,
    WrongCell,
    read_date,
    read_kind,
    read_score,
)
from rumbo.participation.enums import ContributionKind

#: Kind of the rows of this format's drafts. Fields: workshop, date, axis, kind, parent, text, score.
ROW = "contribution"


def is_workshops(file: InputFile) -> bool:
    """Say whether a file is a table of past workshops: a CSV file, or a workbook, whose heading says so."""
    return tables.is_csv(file) or tables.is_workbook(file)


def read_workshops(file: InputFile) -> Draft:
    """Read a table of past workshops. Never raises: what is wrong is among the problems, with its line."""
    draft = Draft()
    if tables.is_csv(file):
        _read(draft, file, tables.csv_rows(file, draft))
    else:
        for rows in tables.workbook_rows(file):
            _read(draft, file, rows)
    _check_dates(draft)
    if not draft.rows and not draft.problems:
        message = _("The table has a heading and no contributions.")
        draft.problems.append(Problem(message, Source(file.name, 1)))
    return draft


def _read(draft: Draft, file: InputFile, rows: tables.Rows) -> None:
    source, heading = next(rows, (Source(file.name, 1), []))
    codes = tables.codes(heading)
    if not _complete(draft, source, heading, codes):
        return
    for source, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(heading) and any(cell.strip() for cell in cells[len(heading) :]):
            message = _("The row has more cells than the heading: put texts with commas in quotes.")
            draft.problems.append(Problem(message, source))
            continue
        values = {code: " ".join(cell.split()) for code, cell in zip(codes, cells, strict=False) if code}
        _take(draft, source, values)


def _complete(draft: Draft, source: Source, heading: list[str], codes: list[str]) -> bool:
    """Say whether the heading has what is needed; else say what is missing, or stands twice."""
    before = len(draft.problems)
    for code in REQUIRED:
        if code not in codes:
            message = _("Column “%(name)s” is missing: add it, with this heading, and fill it in.")
            draft.problems.append(Problem(message % {"name": NAMES[code]}, source))
    for index, (name, code) in enumerate(zip(heading, codes, strict=True)):
        if code and code in codes[:index]:
            message = _("Column “%(name)s” stands twice: delete one of them.")
            draft.problems.append(Problem(message % {"name": name.strip()}, source))
        elif not code and name.strip():
            message = _("Column “%(name)s” is not known and was left out.")
            draft.notes.append(Problem(message % {"name": name.strip()[:60]}, source))
    return len(draft.problems) == before


def _take(draft: Draft, source: Source, values: dict[str, str]) -> None:
    """Take one row; each of its cells that is wrong is a problem of its own."""
    fields: dict[str, Any] = {}
    readers: dict[str, Callable[[str], Any]] = {
        "workshop": _name,
        "date": read_date,
        "axis": _axis,
        "kind": read_kind,
        "parent": str,
        "text": _text,
        "score": read_score,
    }
    wrong = False
    for code, reader in readers.items():
        try:
            fields[code] = reader(values.get(code, ""))
        except WrongCell as error:
            draft.problems.append(Problem(str(error), source))
            wrong = True
    if wrong:
        return
    if fields["parent"] and fields["kind"] != ContributionKind.CAUSE:
        message = _("Only causes stand under a problem: “%(parent)s” was left out of this row.")
        draft.notes.append(Problem(message % {"parent": fields["parent"][:200]}, source))
        fields["parent"] = ""
    if fields["kind"] == SCORE and fields["score"] is None:
        draft.notes.append(Problem(_("The row has no importance; it comes in without one."), source))
    draft.rows.append(Row(ROW, str(len(draft.rows) + 1), fields, source))


def _name(text: str) -> str:
    if not text:
        raise WrongCell(_("The row says no workshop: write its number or name, or delete the row."))
    if len(text) > NAME_LIMIT:
        message = _("The name of the workshop has %(length)d characters of %(limit)d allowed: shorten it.")
        raise WrongCell(message % {"length": len(text), "limit": NAME_LIMIT})
    return text


def _axis(text: str) -> str:
    if not text:
        raise WrongCell(_("The row says no axis: write the key or the title of an axis of the plan."))
    return text


def _text(text: str) -> str:
    if not text:
        raise WrongCell(_("The contribution has no text: write it, or delete the row."))
    if len(text) > WHOLE_LIMIT:
        message = _("The contribution has %(length)d characters of %(limit)d allowed: say it as several rows.")
        raise WrongCell(message % {"length": len(text), "limit": WHOLE_LIMIT})
    return text


def _check_dates(draft: Draft) -> None:
    """Let a workshop have one date: rows without one take it, another one is a problem."""
    first: dict[str, Row] = {}
    for row in draft.rows:
        if row.fields["date"] is None:
            continue
        known = first.setdefault(fold(row.fields["workshop"]), row)
        if known.fields["date"] != row.fields["date"]:
            message = _(
                "The workshop “%(name)s” is of %(date)s here and of %(other)s in line %(line)d: leave one date, or "
                "give it another name if it is another workshop."
            )
            values = {
                "name": row.fields["workshop"],
                "date": row.fields["date"].isoformat(),
                "other": known.fields["date"].isoformat(),
                "line": known.source.line,
            }
            draft.problems.append(Problem(message % values, row.source))
    for row in draft.rows:
        known_row = first.get(fold(row.fields["workshop"]))
        row.fields["date"] = known_row.fields["date"] if known_row else None
