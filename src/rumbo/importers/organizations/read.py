"""Reading a list of organizations."""

from __future__ import annotations

import csv
import io

from django.utils.translation import gettext as _

from rumbo.importers.documents.decode import decode
from rumbo.importers.draft import Draft, Problem, Row, Source
from rumbo.importers.files import InputFile
from rumbo.importers.schema import BY_KIND, SECTORS
from rumbo.importers.workbook.cells import text_of
from rumbo.importers.workbook.labels import choice_codes, column_names, fold

#: Groups as institutes name them, by the beginning of their folded name, and the sector that they belong to.
GROUPS = (
    ("gobierno", "public"),
    ("dependencia", "public"),
    ("empresa", "private"),
    ("camara", "private"),
    ("confederacion", "private"),
    ("consorcio", "private"),
    ("asociacion", "social"),
    ("asociaciones", "social"),
    ("organizacion", "social"),
    ("institucion educativa", "academic"),
    ("instituciones educativas", "academic"),
    ("universidad", "academic"),
    ("medio", "media"),
)


def is_organizations(file: InputFile) -> bool:
    """Say whether a file is a list of organizations: a CSV whose heading has a name and a sector or group."""
    if not file.name.casefold().endswith(".csv"):
        return False
    heading = file.content[:2000].decode("utf-8-sig", "replace").split("\n", 1)[0]
    codes = _codes(next(csv.reader([heading]), []))
    return "title" in codes and bool({"sector", "group"} & set(codes))


def read_organizations(file: InputFile) -> Draft:
    """Read a list of organizations into rows of that kind; rows without a name are problems, with their line."""
    draft = Draft()
    decoded = decode(file)
    draft.problems.extend([decoded.problem] if decoded.problem else [])
    draft.notes.extend([decoded.note] if decoded.note else [])
    if decoded.text is None:
        return draft
    reader = csv.reader(io.StringIO(decoded.text, newline=""))
    codes = _codes(next(reader, []))
    seen: dict[str, int] = {}
    for cells in reader:
        if any(cell.strip() for cell in cells):
            _take(draft, Source(file.name, reader.line_num), dict(zip(codes, cells, strict=False)), seen)
    if not draft.rows and not draft.problems:
        draft.problems.append(Problem(_("The list has a heading and no organizations."), Source(file.name, 1)))
    return draft


def _codes(heading: list[str]) -> list[str]:
    names = column_names("organization") | {"name": "title", "organizacion": "title", "organization": "title"}
    return [names.get(fold(cell), "") for cell in heading]


def _take(draft: Draft, source: Source, cells: dict[str, str], seen: dict[str, int]) -> None:
    name = " ".join(text_of(cells.get("title")).split())
    limit = BY_KIND["organization"].column("title").limit or 0
    if not name:
        draft.problems.append(Problem(_("The organization has no name: write it, or delete the row."), source))
        return
    if len(name) > limit:
        message = _("The name has %(length)d characters of %(limit)d allowed: shorten it.")
        draft.problems.append(Problem(message % {"length": len(name), "limit": limit}, source))
        return
    if fold(name) in seen:
        message = _("“%(name)s” stands in line %(line)d already; it was taken once.")
        draft.notes.append(Problem(message % {"name": name, "line": seen[fold(name)]}, source))
        return
    seen[fold(name)] = source.line
    sector, group = _sector(" ".join((cells.get("sector") or "").split()))
    fields = {"title": name, "sector": sector, "group": " ".join((cells.get("group") or group).split())}
    draft.rows.append(Row("organization", fold(name), fields, source))


def _sector(text: str) -> tuple[str, str]:
    """Return the sector, and the group where the text names something finer."""
    folded = fold(text)
    if not folded:
        return "", ""
    if code := choice_codes(SECTORS).get(folded):
        return code, ""
    return next((sector for begin, sector in GROUPS if folded.startswith(begin)), "other"), text
