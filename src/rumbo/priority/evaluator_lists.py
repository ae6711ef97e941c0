"""Lists of evaluators as they are pasted from a spreadsheet: name, organization, axis, e-mail; with headings or not.

Nothing is guessed: what is wrong is told with its row and column, and a list is taken whole or not at all.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.core.ordering import text_key

#: The longest name, organization and e-mail, in characters.
LIMITS = {"name": 150, "organization": 250, "email": 254}
#: The most faults that are told at once, and the organizations that are offered in place of a new one.
FAULTS, SIMILAR = 50, 5
#: Headings by what they mean, without accents and case; their order is that of a list without headings.
HEADINGS = {
    "name": "nombre|nombre completo|name|full name|persona|evaluador|evaluadora|evaluator",
    "organization": "organizacion|organization|organisation|institucion|dependencia|empresa|institution|company",
    "axis": "eje|axis|eje tematico",
    "email": "correo|correo electronico|email|e mail|mail|e mail address",
}
_CODES = {heading: code for code, names in HEADINGS.items() for heading in names.split("|")}
_ALL = frozenset({"todos", "todos los ejes", "all", "all axes"})


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, in which row (from 1) and column; row 0 is the list as a whole."""

    row: int
    column: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody of the list. ``organization`` is one there is, the name of one that is not, or None."""

    name: str
    organization: Any
    axis: Any
    email: str


@dataclass(slots=True)
class EvaluatorList:
    """What was read: the people, what is wrong, the headings that mean nothing here, who is there already.

    ``new`` are the organizations that are not there yet: (name, those with a similar name).
    """

    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    known: int = 0
    new: list[tuple[str, list[Any]]] = field(default_factory=list)


def read_evaluators(
    cells: Sequence[Sequence[str]], organizations: Iterable[Any], axes: Iterable[Any], there: Iterable[Any]
) -> EvaluatorList:
    """Read rows of cells into people.

    ``organizations`` and ``axes`` are those that a cell may name; ``there`` the evaluators of the round already.
    """
    found = EvaluatorList()
    start = next((index for index, row in enumerate(cells) if any(row)), None)
    if start is None:
        found.faults.append(Fault(0, "", _("The list is empty.")))
        return found
    columns, first = _columns(cells, start, found)
    if found.faults:
        return found
    reader = _Reader(columns, organizations, axes)
    known = _Seen((one.title, one.organization.title if one.organization else "", one.email) for one in there)
    seen = _Seen()
    for number, row in enumerate(cells[first:], start=first + 1):
        if any(row) and len(found.faults) < FAULTS:
            read, faults = reader.read(number, row)
            found.faults += faults
            if read is not None:
                _take(found, read, number, seen, known)
    if not found.rows and not found.faults and not found.known:
        found.faults.append(Fault(0, "", _("The list has headings and no people.")))
    found.new = reader.proposed([row.organization for row in found.rows if isinstance(row.organization, str)])
    return found


class _Reader:
    """Reads a row into a person, and says what is wrong with it."""

    def __init__(
        self, columns: dict[str, tuple[int, str]], organizations: Iterable[Any], axes: Iterable[Any]
    ) -> None:
        self.columns = columns
        self.organizations: dict[str, Any] = {}
        for one in organizations:
            for name in (one.title, *one.other_names.split(";")):
                if text_key(name):
                    self.organizations.setdefault(text_key(name), one)
        self.axes: dict[str, Any] = {}
        for number, axis in enumerate(axes, start=1):
            for name in (axis.title, axis.title_en, axis.key, str(number)):
                if text_key(name):
                    self.axes.setdefault(text_key(name), axis)
        self.axis_names = [one.title for one in dict.fromkeys(self.axes.values())]

    def read(self, number: int, cells: Sequence[str]) -> tuple[Row | None, list[Fault]]:
        faults: list[Fault] = []
        values: dict[str, Any] = {"name": "", "organization": None, "axis": None, "email": ""}
        for code, (index, heading) in self.columns.items():
            cell = cells[index] if index < len(cells) else ""
            try:
                values[code] = self._value(code, cell)
            except Refused as refusal:
                faults.append(Fault(number, heading, refusal.message))
        if not faults and not values["name"]:
            faults.append(Fault(number, "", _("There is no name.")))
        return (None if faults else Row(**values)), faults

    def proposed(self, names: list[str]) -> list[tuple[str, list[Any]]]:
        """Return the organizations that are not there, each once, with those that have a similar name."""
        folded = {text_key(name): name for name in reversed(names)}
        found = []
        for key, name in reversed(folded.items()):
            close = difflib.get_close_matches(key, self.organizations, n=SIMILAR, cutoff=0.6)
            within = [
                other for other in self.organizations if len(key) > 3 and re.search(rf"\b{re.escape(key)}\b", other)
            ]
            similar = dict.fromkeys(self.organizations[other] for other in (*close, *within))
            found.append((name, list(similar)[:SIMILAR]))
        return found

    def _value(self, code: str, cell: str) -> Any:
        if code == "axis":
            return self._axis(cell)
        if len(cell) > LIMITS[code]:
            message = _("This has %(length)d characters; %(limit)d fit.")
            raise Refused(message % {"length": len(cell), "limit": LIMITS[code]})
        if code == "organization":
            return self.organizations.get(text_key(cell), cell) if text_key(cell) else None
        if code == "email" and cell:
            try:
                validate_email(cell)
            except ValidationError as error:
                raise Refused(_("“%(cell)s” is not an e-mail address.") % {"cell": _short(cell)}) from error
        return cell

    def _axis(self, cell: str) -> Any:
        key = text_key(cell)
        if not key or key in _ALL:
            return None
        found = self.axes.get(key) or self.axes.get(re.sub(r"^(eje|axis) ", "", key))
        if found is None:
            message = _("There is no axis “%(cell)s”. Write one of these, or leave it empty for all: %(known)s.")
            raise Refused(message % {"cell": _short(cell), "known": ", ".join(self.axis_names)})
        return found


class _Seen:
    """Tells whether somebody is one of those seen: the same e-mail, or the same name and organization."""

    def __init__(self, people: Iterable[tuple[str, str, str]] = ()) -> None:
        self.emails: set[str] = set()
        self.names: set[tuple[str, str]] = set()
        for one in people:
            self.add(one)

    def add(self, person: tuple[str, str, str]) -> None:
        name, organization, email = person
        self.names.add((text_key(name), text_key(organization)))
        if email:
            self.emails.add(email.casefold())

    def has(self, person: tuple[str, str, str]) -> bool:
        name, organization, email = person
        return email.casefold() in self.emails or (text_key(name), text_key(organization)) in self.names


def _take(found: EvaluatorList, row: Row, number: int, seen: _Seen, known: _Seen) -> None:
    organization = row.organization if isinstance(row.organization, str) else getattr(row.organization, "title", "")
    person = (row.name, organization, row.email)
    if seen.has(person):
        found.faults.append(Fault(number, "", _("“%(name)s” is in the list twice.") % {"name": row.name}))
        return
    seen.add(person)
    if known.has(person):
        found.known += 1
    else:
        found.rows.append(row)


def _columns(
    cells: Sequence[Sequence[str]], start: int, found: EvaluatorList
) -> tuple[dict[str, tuple[int, str]], int]:
    """Return the place and heading of each column, and where people begin; without headings in the usual order."""
    heads = cells[start]
    codes = [_CODES.get(text_key(cell)) for cell in heads]
    if "name" not in codes:
        if any(codes):
            message = _("The first row says what each column is, but none of them is the name.")
            found.faults.append(Fault(start + 1, "", message))
        names = (_("Name"), _("Organization"), _("Axis"), _("E-mail"))
        return {code: (place, names[place]) for place, code in enumerate(HEADINGS)}, start
    columns: dict[str, tuple[int, str]] = {}
    for index, (code, cell) in enumerate(zip(codes, heads, strict=True)):
        if code is None:
            found.ignored += [_short(cell)] if cell else []
        elif code in columns:
            found.faults.append(Fault(start + 1, cell, _("There are two columns of this.")))
        else:
            columns[code] = (index, cell)
    return columns, start + 1


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
