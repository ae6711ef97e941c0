"""The columns of a table of past workshops, and what their cells may hold."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from rumbo.importers.workbook.labels import fold
from rumbo.participation.enums import ContributionKind
from rumbo.participation.models.contribution import IMPORTED_LIMIT

#: Columns by the headings that people give them, folded.
HEADINGS = {
    "workshop": "workshop",
    "taller": "workshop",
    "date": "date",
    "fecha": "date",
    "axis": "axis",
    "eje": "axis",
    "mesa": "axis",
    "kind": "kind",
    "tipo": "kind",
    "parent": "parent",
    "problem": "parent",
    "problema": "parent",
    "causa de": "parent",
    "text": "text",
    "texto": "text",
    "aportacion": "text",
    "contribution": "text",
    "score": "score",
    "puntaje": "score",
    "calificacion": "score",
    "importancia": "score",
    "importance": "score",
}
REQUIRED = ("workshop", "axis", "kind", "text")
#: How a required column is called in a sentence.
NAMES = {"workshop": "workshop / taller", "axis": "axis / eje", "kind": "kind / tipo", "text": "text / texto"}
#: A row that says how important a problem was found; it is a problem with a score.
SCORE = "priority-score"
#: What the kind of a row may be called, folded.
KINDS = {code: code for code in (*ContributionKind.values, SCORE)} | {
    "problema": ContributionKind.PROBLEM,
    "causa": ContributionKind.CAUSE,
    "objetivo": ContributionKind.OBJECTIVE,
    "estrategia": ContributionKind.STRATEGY,
    "accion": ContributionKind.ACTION,
    "proyecto": ContributionKind.PROJECT,
    "idea de proyecto": ContributionKind.PROJECT,
    "afirmacion": ContributionKind.STATEMENT,
    "importancia": SCORE,
    "importance": SCORE,
    "prioridad": SCORE,
    "priority": SCORE,
}
#: Longest text that is taken, in characters; nobody said more than that in one breath.
WHOLE_LIMIT = IMPORTED_LIMIT
#: Longest name of a workshop.
NAME_LIMIT = 250
_SCORE_LIMIT = 100
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")


class WrongCell(ValueError):
    """A cell holds what its column cannot; the message says what and how to mend it."""


def read_date(text: str) -> date | None:
    """Return a date (2014-10-09, or 9/10/2014 with the day first); None for the empty cell.

    Raises:
        WrongCell: it is none.
    """
    if not text:
        return None
    try:
        if found := _ISO.fullmatch(text):
            return date(*(int(part) for part in found.groups()))
        if found := _DAY_FIRST.fullmatch(text):
            day, month, year = (int(part) for part in found.groups())
            return date(year, month, day)
    except ValueError:
        pass
    message = _("“%(value)s” is no date: write it as year-month-day, such as 2014-10-09.")
    raise WrongCell(message % {"value": text[:60]})


def read_score(text: str) -> Decimal | None:
    """Return a score from 0 to 100, with three decimals at most; None for the empty cell.

    Raises:
        WrongCell: it is none.
    """
    if not text:
        return None
    try:
        score = Decimal(text.replace(",", "."))
    except InvalidOperation:
        score = Decimal(-1)
    if not (score.is_finite() and 0 <= score <= _SCORE_LIMIT):
        message = _("“%(value)s” is no importance: write a number from 0 to 100, such as 4.3.")
        raise WrongCell(message % {"value": text[:60]})
    return round(score, 3)


def read_kind(text: str) -> str:
    """Return the code of a kind.

    Raises:
        WrongCell: there is no such kind.
    """
    kind = KINDS.get(fold(text))
    if kind is None:
        message = _("The kind “%(value)s” is not known; allowed are: %(allowed)s.")
        allowed = ", ".join((*ContributionKind.values, SCORE))
        raise WrongCell(message % {"value": text[:60], "allowed": allowed})
    return str(kind)
