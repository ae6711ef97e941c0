"""What must hold between the rows of the files and the plan before anything is written. Pure."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator

from django.utils.translation import gettext as _

from rumbo.importers.draft import Problem, Row
from rumbo.importers.identity import identities
from rumbo.importers.labels import kind_label
from rumbo.importers.recognise import Recogniser, Resolved
from rumbo.importers.records import LINKS, columns_of
from rumbo.importers.schema import Column

_KEY = re.compile(r"[-\w]{1,80}", re.ASCII)
#: How many keys a sentence offers.
_OFFERED = 12


def check(recogniser: Recogniser, resolved: list[Resolved]) -> list[Problem]:
    """Return what is wrong: keys, references that lead nowhere, numbers and roles given twice, years out of order."""
    problems = [problem for one in resolved for problem in _row(recogniser, one.row)]
    problems += [Problem(message, one.row.source) for one in resolved for message in _unknown(one)]
    problems += _numbers(recogniser, resolved)
    problems += _twice(resolved)
    problems += [Problem(message, one.row.source) for one in resolved for message in _years(one)]
    return problems


def _row(recogniser: Recogniser, row: Row) -> Iterator[Problem]:
    if recogniser.explicit and row.kind not in LINKS and row.key and not _KEY.fullmatch(row.key):
        message = _("“%(key)s” cannot be a key: use letters without accents, digits and hyphens, at most 80.")
        yield Problem(message % {"key": row.key[:100]}, row.source)
    for column in columns_of(row.kind):
        value = row.fields.get(column.code)
        keys = (value or []) if column.type == "references" else [value] if column.type == "reference" else []
        for key in keys:
            if key and recogniser.reference(column.kinds[0], key) is None:
                yield Problem(_nowhere(recogniser, column, key), row.source)


def _unknown(one: Resolved) -> Iterator[str]:
    """Yield that a row of a sheet without keys is none of the plan's: it may be one with another title."""
    if one.row.keyless and one.existing is None and one.row.kind not in LINKS:
        message = _(
            "Without the column “Key”, “%(title)s” is not recognised: no row of the plan has this number or title in "
            "this place. Put the column back from a freshly downloaded workbook; give new rows a key of their own."
        )
        yield message % {"title": str(one.values.get("title") or one.values.get("number") or "")[:80]}


def _nowhere(recogniser: Recogniser, column: Column, key: str) -> str:
    kind = column.kinds[0]
    known = sorted({*recogniser.known[kind], *(row.key for row in recogniser.incoming.of(kind))})
    values = {
        "column": column.label,
        "key": key,
        "sheet": kind_label(kind),
        "known": ", ".join(known[:_OFFERED]) + (" …" if len(known) > _OFFERED else ""),
    }
    if kind == "territory":
        message = _(
            "%(column)s: there is no territory “%(key)s”. Add it to the sheet “%(sheet)s”, or write the key, INEGI "
            "code or name of a known one: %(known)s."
        )
    elif known:
        message = _("%(column)s: there is no “%(key)s” in “%(sheet)s”. Add it there, or write one of: %(known)s.")
    else:
        message = _("%(column)s: there is no “%(key)s” in “%(sheet)s”. Add it there, or leave the cell empty.")
    return message % values


def _numbers(recogniser: Recogniser, resolved: list[Resolved]) -> Iterator[Problem]:
    """Yield projects whose number another project of the plan has after the import."""
    projects = {one.key: one for one in resolved if one.row.kind == "project"}
    owners = {
        str(row.fields["number"]): row
        for key, row in recogniser.known["project"].items()
        if row.fields.get("number") and "number" not in (projects[key].values if key in projects else {})
    }
    for one in projects.values():
        owner = owners.get(str(one.values.get("number") or ""))
        if owner is not None and owner.key != one.key:
            message = _(
                "Number %(number)s belongs to “%(title)s” in the plan. Give this project another number, or that "
                "one's key (%(key)s) if they are the same."
            )
            values = {"number": owner.fields["number"], "title": owner.fields["title"], "key": owner.key}
            yield Problem(message % values, one.row.source)


def _twice(resolved: list[Resolved]) -> Iterator[Problem]:
    """Yield responsibilities and links that stand twice, a second accountable organization among them."""
    first: dict[tuple[str, Hashable], Resolved] = {}
    for one in resolved:
        if one.row.kind not in LINKS:
            continue
        sign = identities(one.row.kind, one.values)[0]
        known = first.setdefault((one.row.kind, sign), one)
        if known is one:
            continue
        line = known.row.source.line
        if one.values.get("role") == "accountable" and known.values["organization"] != one.values["organization"]:
            message = _(
                "Row %(line)d names an accountable organization already, and only one can be: make this one "
                "responsible."
            )
        else:
            message = _("Row %(line)d says the same: delete one of them.")
        yield Problem(message % {"line": line}, one.row.source)


def _years(one: Resolved) -> Iterator[str]:
    if one.row.kind != "plan":
        return
    fields = {**(one.existing.fields if one.existing else {}), **one.values}
    years = [fields.get(code) for code in ("start_year", "short_until", "medium_until", "end_year")]
    given = [year for year in years if isinstance(year, int)]
    if given != sorted(given):
        yield _("The years are out of order: first year, end of the short term, end of the medium term, last year.")
