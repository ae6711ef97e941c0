"""Lists of people to invite, as they come: pasted cells, CSV or XLSX, with headings in Spanish or English.

Nothing is guessed: what is wrong is told with its row and column, and a list is taken whole or not at all.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import openpyxl
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import translation
from django.utils.translation import gettext as _

from rumbo.accounts.enums import Sector
from rumbo.core.errors import Refused
from rumbo.core.tables import workbook_limits
from rumbo.participation.enums import AgeGroup, Gender
from rumbo.participation.services.invitations import Guest, Known
from rumbo.participation.services.joining import Person

#: The most rows and columns of a list, and the longest texts.
ROWS, COLUMNS = 3_000, 60
NAME, ORGANIZATION, EMAIL = 150, 250, 254
#: How files begin that are workbooks, new (.xlsx, a ZIP archive) and old.
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
#: The most faults that are told at once.
FAULTS = 50
#: Headings by what they mean, without accents and case.
HEADINGS = {
    "name": "nombre|nombre completo|name|full name|persona|invitado|invitada|participante",
    "organization": "organizacion|organization|organisation|institucion|dependencia|empresa|institution|company",
    "sector": "sector",
    "territory": "municipio|municipality|ciudad|city",
    "email": "correo|correo electronico|email|e-mail|mail|e-mail address",
    "gender": "genero|gender|sexo|sex",
    "age_group": "edad|age|grupo de edad|age group",
}
_CODES = {heading: code for code, names in HEADINGS.items() for heading in names.split("|")}
_WORDS = {
    "sector": {"publico": "public", "gobierno": "public", "privado": "private", "academia": "academic"},
    "gender": {"femenino": "woman", "masculino": "man", "female": "woman", "male": "man", "f": "woman"},
    "age_group": {},
}
_AGES = ((18, AgeGroup.UNDER_18), (30, AgeGroup.TO_29), (45, AgeGroup.TO_44), (60, AgeGroup.TO_59))
OLDEST = 120


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, in which row (from 1) and column; row 0 is the list as a whole."""

    row: int
    column: str
    text: str


@dataclass(slots=True)
class GuestList:
    """What was read: the people, what is wrong, the headings that mean nothing here, and who is invited already."""

    guests: list[Guest] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    known: int = 0


def read_guests(rows: Sequence[Sequence[str]], places: Iterable[Any], known: Known) -> GuestList:
    """Read rows of cells, headings first, into people.

    ``places`` are the municipalities that a cell may name; ``known`` is who is invited already and is left out.
    """
    found = GuestList()
    start = next((index for index, cells in enumerate(rows) if any(cells)), None)
    if start is None:
        found.faults.append(Fault(0, "", _("The list is empty.")))
        return found
    columns = _columns(rows[start], start + 1, found)
    if found.faults:
        return found
    reader = _Reader(columns, _places(places))
    seen = Known()
    for number, cells in enumerate(rows[start + 1 :], start=start + 2):
        if not any(cells) or len(found.faults) >= FAULTS:
            continue
        guest, faults = reader.read(number, cells)
        found.faults += faults
        if guest is not None:
            _take(found, guest, number, seen, known)
    if not found.guests and not found.faults and not found.known:
        found.faults.append(Fault(0, "", _("The list has headings and no people.")))
    return found


def cells_of(name: str, content: bytes) -> list[list[str]]:
    """Return the cells of a file as tidy texts: the first sheet of an .xlsx, or any text with , ; or tabs.

    Raises:
        Refused: it is neither, or too large.
    """
    if content.startswith(WORKBOOKS) or name.casefold().endswith((".xlsx", ".xlsm", ".xls")):
        return _sheet(content)
    if b"\x00" in content:
        raise Refused(_("“%(name)s” is neither a workbook (.xlsx) nor a table as text (.csv).") % {"name": name})
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    return cells_of_text(text)


def cells_of_text(text: str) -> list[list[str]]:
    """Return the cells of pasted text: as a spreadsheet copies them (tabs), or CSV with commas or semicolons.

    Raises:
        Refused: it has too many rows, or quotes that do not close.
    """
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max("\t;,", key=first.count)
    rows: list[list[str]] = []
    try:
        for cells in csv.reader(io.StringIO(text.replace("\x00", "")), delimiter=delimiter):
            _check_size(len(rows))
            rows.append([_tidy(cell) for cell in cells[:COLUMNS]])
    except csv.Error as error:
        raise Refused(_("The list cannot be read as a table (%(error)s).") % {"error": error}) from error
    return rows


def as_text(rows: Iterable[Sequence[str]]) -> str:
    """Return cells as the text that `cells_of_text` reads back."""
    out = io.StringIO()
    csv.writer(out, delimiter="\t").writerows(rows)
    return out.getvalue()


class _Reader:
    """Reads a row into a person, and says what is wrong with it."""

    def __init__(self, columns: dict[str, tuple[int, str]], places: dict[str, list[Any]]) -> None:
        self.columns = columns
        self.places = places
        self.choices = {"sector": _labels(Sector), "gender": _labels(Gender), "age_group": _labels(AgeGroup)}
        for code, words in _WORDS.items():
            self.choices[code] |= words

    def read(self, number: int, cells: Sequence[str]) -> tuple[Guest | None, list[Fault]]:
        faults: list[Fault] = []
        values: dict[str, Any] = {}
        for code, (index, heading) in self.columns.items():
            cell = cells[index] if index < len(cells) else ""
            try:
                values[code] = self._value(code, cell)
            except Refused as refusal:
                faults.append(Fault(number, heading, refusal.message))
        if not faults and not values.get("name") and not values.get("organization"):
            faults.append(Fault(number, "", _("There is neither a name nor an organization.")))
        email = values.pop("email", "")
        return (None if faults else Guest(Person(**values), email)), faults

    def _value(self, code: str, cell: str) -> Any:
        if code == "territory":
            return self._place(cell) if cell else None
        if code in self.choices:
            return self._choice(code, cell) if cell else ""
        limit = {"name": NAME, "organization": ORGANIZATION, "email": EMAIL}[code]
        if len(cell) > limit:
            message = _("This has %(length)d characters; %(limit)d fit.")
            raise Refused(message % {"length": len(cell), "limit": limit})
        if code == "email" and cell:
            _check_email(cell)
        return cell

    def _choice(self, code: str, cell: str) -> str:
        if code == "age_group" and cell.isdecimal() and len(cell) <= 3 and int(cell) <= OLDEST:
            return next((group for limit, group in _AGES if int(cell) < limit), AgeGroup.OVER_60)
        found = self.choices[code].get(_fold(cell))
        if found is None:
            known = {"sector": Sector, "gender": Gender, "age_group": AgeGroup}[code]
            message = _("“%(cell)s” is not known. Write one of these: %(known)s.")
            labels = ", ".join(str(label) for label in known.labels)
            raise Refused(message % {"cell": _short(cell), "known": labels})
        return found

    def _place(self, cell: str) -> Any:
        found = self.places.get(_fold(cell), [])
        if len(found) == 1:
            return found[0]
        if found:
            message = _("There are several municipalities “%(cell)s”: write the INEGI code.")
        else:
            message = _("There is no municipality “%(cell)s” here: write its name in full, or leave it empty.")
        raise Refused(message % {"cell": _short(cell)})


def _take(found: GuestList, guest: Guest, number: int, seen: Known, known: Known) -> None:
    if seen.field(guest):
        name = guest.person.name or guest.person.organization
        found.faults.append(Fault(number, "", _("“%(name)s” is in the list twice.") % {"name": name}))
        return
    seen.add(guest)
    if known.field(guest):
        found.known += 1
    else:
        found.guests.append(guest)


def _columns(cells: Sequence[str], number: int, found: GuestList) -> dict[str, tuple[int, str]]:
    """Return the place and heading of each column by what it means."""
    columns: dict[str, tuple[int, str]] = {}
    for index, cell in enumerate(cells):
        code = _CODES.get(_fold(cell))
        if code is None:
            found.ignored += [_short(cell)] if cell else []
        elif code in columns:
            found.faults.append(Fault(number, cell, _("There are two columns of this.")))
        else:
            columns[code] = (index, cell)
    if not {"name", "organization"} & set(columns):
        message = _("The first row must say what each column is, with “name” or “organization” among them.")
        found.faults.append(Fault(number, "", message))
    return columns


def _sheet(content: bytes) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        with workbook_limits.guarded(content, Refused):
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()
            for cells in sheet.iter_rows(values_only=True):
                _check_size(len(rows))
                rows.append([_tidy(_written(cell)) for cell in cells[:COLUMNS]])
            book.close()
    except workbook_limits.UnreadableWorkbook as error:
        raise Refused(str(error)) from error
    return rows


def _written(cell: Any) -> str:
    if cell is None:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _check_size(rows: int) -> None:
    if rows >= ROWS:
        raise Refused(_("The list has more than %(limit)d rows: split it.") % {"limit": ROWS})


def _check_email(cell: str) -> None:
    try:
        validate_email(cell)
    except ValidationError as error:
        message = _("“%(cell)s” is not an e-mail address.")
        raise Refused(message % {"cell": _short(cell)}) from error


def _labels(choices: Any) -> dict[str, str]:
    """Return the codes of choices by their folded labels in both languages, and by themselves."""
    found = {_fold(value): value for value in choices.values}
    for language in ("es", "en"):
        with translation.override(language):
            found |= {_fold(str(label)): value for value, label in choices.choices}
    return found


def _places(places: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for place in places:
        for mark in {_fold(place.title), _fold(place.title_en), _fold(place.key), _fold(place.code)} - {""}:
            found.setdefault(mark, []).append(place)
    return found


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.casefold())
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(letters.replace("_", " ").split())


def _tidy(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
