"""A plan as a folder of CSV files, each named by the kind of its rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from rumbo.importers.documents.decode import decode
from rumbo.importers.draft import KINDS, Draft, Problem, Source
from rumbo.importers.files import InputFile
from rumbo.importers.workbook.checks import check
from rumbo.importers.workbook.rows import TableReader


def is_table(name: str) -> bool:
    """Say whether a file holds a table of the plan, by its name: ``project.csv`` holds projects."""
    path = PurePosixPath(name)
    return path.suffix.casefold() == ".csv" and path.stem in KINDS


def read_tables(files: Sequence[InputFile]) -> Draft:
    """Read the CSV files named by kinds of rows; several files of one kind are one table in their order."""
    draft = Draft(explicit_keys=True)
    for kind in KINDS:
        seen: dict[str, int] = {}
        for file in files:
            if is_table(file.name) and PurePosixPath(file.name).stem == kind:
                _read(draft, kind, file, seen)
    check(draft)
    return draft


def _read(draft: Draft, kind: str, file: InputFile, seen: dict[str, int]) -> None:
    decoded = decode(file)
    draft.problems.extend([decoded.problem] if decoded.problem else [])
    draft.notes.extend([decoded.note] if decoded.note else [])
    if decoded.text is None:
        return
    table = TableReader(draft, kind, file.name, "")
    table.seen = seen
    reader = csv.reader(io.StringIO(decoded.text, newline=""), strict=True)
    try:
        heading = next(reader)
        if not table.heading(1, heading):
            return
        line = reader.line_num + 1
        for cells in reader:
            if len(cells) > len(heading):
                table.problem(line, _("The row has more cells than the heading: put texts with commas in quotes."))
            else:
                table.row(line, cells)
            line = reader.line_num + 1
    except (csv.Error, StopIteration) as error:
        message = _("The table cannot be read as CSV (%(error)s): save it again as CSV, comma separated, in UTF-8.")
        draft.problems.append(Problem(message % {"error": error}, Source(file.name, reader.line_num)))
