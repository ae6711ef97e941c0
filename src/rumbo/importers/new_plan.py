"""What the files say of a plan that is not there yet: its title, its years and its territory. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from rumbo.importers.documents.decode import decode
from rumbo.importers.documents.text import collapse, fold, plain
from rumbo.importers.draft import Draft, Problem, Row, Source
from rumbo.importers.files import InputFile
from rumbo.importers.schema import TITLE_LIMIT

_HEADING = re.compile(r"^ {0,3}#\s+(.+?)\s*#*\s*$", re.MULTILINE)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_SPAN = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*(?:a|al|to|-|–|—)\s*(?:el\s+|año\s+)?((?:19|20)\d\d)(?!\d)")
#: A plan without years in its files looks this far ahead.
HORIZON = 20
#: A span of years that is shorter is of something else (a census, an administration).
_SHORTEST = 8


@dataclass(frozen=True, slots=True)
class Found:
    """The title of the plan and where it stands; empty where no file says it."""

    title: str = ""
    source: Source = Source()  # noqa: RUF009 (a frozen value)


def find_title(files: Sequence[InputFile], mapping: Mapping[str, Any]) -> Found:
    """Return the title of the plan: the heading of the index, else one that speaks of a plan and a year."""
    kinds = {name: entry.get("kind") for name, entry in mapping.get("files", {}).items()}
    headings = list(_first_headings(files))
    for found in headings:
        if kinds.get(found.source.file) == "index":
            return found
    for found in headings:
        if "plan" in fold(found.title).split() and _YEAR.search(found.title):
            return found
    return Found()


def plan_row(
    files: Sequence[InputFile],
    mapping: Mapping[str, Any],
    territories: Mapping[str, str],
    *,
    key: str,
    this_year: int,
    notes: list[Problem],
) -> Row:
    """Return the row of a plan that documents make, and say in ``notes`` what was found and what was supposed.

    ``territories`` are titles by key; one is taken where the title of the plan names it and no other.
    """
    found = find_title(files, mapping)
    title = found.title or (key.replace("-", " ").capitalize() if key else _("New plan"))
    start, end, source = _years(title, files, this_year)
    fields: dict[str, Any] = {"title": title[:TITLE_LIMIT], "start_year": start, "end_year": end}
    named = [code for code, name in territories.items() if f" {fold(name)} " in f" {fold(title)} "]
    if len(named) == 1:
        fields["territory"] = named[0]
    message = _("The files give a new plan: “%(title)s”, %(start)d-%(end)d. What is not so can be changed.")
    notes.append(Problem(message % {"title": title, "start": start, "end": end}, found.source))
    if not found.title:
        notes.append(Problem(_("No file gives the title of the plan: an index with a heading would.")))
    if source is None:
        notes.append(Problem(_("No file gives the years of the plan; they were supposed.")))
    return Row("plan", key or plan_key(title), fields, found.source)


def plan_key(title: str) -> str:
    """Return the key of a plan from its title."""
    return slugify(title)[:70].strip("-") or "plan"


def fits(title: str, other: str) -> bool:
    """Say whether two titles are of the same plan."""
    return bool(title) and fold(title) == fold(other)


def _first_headings(files: Sequence[InputFile]) -> Iterator[Found]:
    for file in files:
        text = _text(file)
        match = _HEADING.search(text)
        if match:
            line = text.count("\n", 0, match.start(1)) + 1
            yield Found(collapse(plain(match.group(1)))[:TITLE_LIMIT], Source(file.name, line))


def _years(title: str, files: Sequence[InputFile], this_year: int) -> tuple[int, int, Source | None]:
    """Return first and last year, and where they stand; None where nothing says the last."""
    span = _SPAN.search(title)
    if span:
        return int(span.group(1)), int(span.group(2)), Source()
    named = [int(year) for year in _YEAR.findall(title)]
    spans = list(_spans(files))
    if named:
        end = max(named)
        for start, last, source in spans:
            if last == end:
                return start, end, source
        return min(min(named), this_year, end), end, Source()
    counted = Counter((start, last) for start, last, _source in spans if last > this_year)
    if counted:
        start, end = counted.most_common(1)[0][0]
        return start, end, next(source for *years, source in spans if years == [start, end])
    return this_year, this_year + HORIZON, None


def _spans(files: Sequence[InputFile]) -> Iterator[tuple[int, int, Source]]:
    for file in files:
        text = _text(file)
        for match in _SPAN.finditer(text):
            start, end = int(match.group(1)), int(match.group(2))
            if end - start >= _SHORTEST:
                yield start, end, Source(file.name, text.count("\n", 0, match.start()) + 1)


def _text(file: InputFile) -> str:
    return decode(file).text or ""


def without_plan(draft: Draft) -> bool:
    """Say whether the files have no row for the plan itself."""
    return next(draft.of("plan"), None) is None
